"""The learner's own copy of the notebooks, which an update never overwrites."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

LEDGER = ".ipt-course.json"
"""Remembers the hash of each notebook as it was handed out."""


def bring_up_to_date(source: Path, folder: Path) -> Iterator[str]:
    """Copy notebooks into ``folder`` and yield a sentence for each thing done.

    New ones are added, untouched ones replaced. One that the learner changed stays; when the course's
    edition has changed too, it is laid beside it as ``<name>.new.ipynb``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ledger = _read(folder / LEDGER)
    for theirs in sorted(source.glob("*.ipynb")):
        mine, edition = folder / theirs.name, _hash(theirs)
        if not mine.exists():
            shutil.copyfile(theirs, mine)
            yield f"Added {theirs.name}"
        elif (now := _hash(mine)) == edition:
            pass
        elif now == ledger.get(theirs.name):
            shutil.copyfile(theirs, mine)
            yield f"Brought {theirs.name} up to date"
        elif ledger.get(theirs.name) != edition:
            beside = folder / f"{theirs.stem}.new.ipynb"
            shutil.copyfile(theirs, beside)
            yield f"Kept your {theirs.name}; the new edition lies beside it as {beside.name}"
        ledger[theirs.name] = edition
    (folder / LEDGER).write_text(json.dumps(ledger, indent=1), encoding="utf-8")


def _read(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _hash(path: Path) -> str:
    """A notebook's prose and code; running it changes outputs and counts, which are no notes of the learner's."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        kept = [(c["cell_type"], "".join(c["source"])) for c in cells]
    except (ValueError, KeyError):
        return sha256(path.read_bytes()).hexdigest()
    return sha256(json.dumps(kept).encode()).hexdigest()
