"""Check the scripts of ``data/sessions``: shape, structure, then every rule, each script in a process of its own.

What was found is kept under a name made of the script, of what it draws on and of the code that checked it, so that
only what has changed is proven again.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from .finding import Finding, shown_path
from .library import DRAWN_ON, cache_dir, keep
from .places import PACKAGE
from .session_file import SessionFile
from .shelves import read_shelves


@dataclass(frozen=True)
class SessionReport:
    """What is known of one script after the check. ``coverage`` is empty if it is not sound enough to be proven.

    ``sources``, ``carries`` and ``flags`` are for checks across files; sources come with their line.
    """

    id: str
    findings: list[tuple[int, str, str]]
    coverage: dict = field(default_factory=dict)
    sources: list[tuple[int, str]] = field(default_factory=list)
    carries: dict = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)


def check_sessions(data: Path) -> dict[Path, SessionReport]:
    """A report for every script below ``data``, from the cache where nothing has changed."""
    paths = sorted((data / "sessions").glob("*.yml"))
    reports = {path: _kept(path, data) for path in paths}
    new = [path for path, report in reports.items() if report is None]
    if len(new) > 1:
        with ProcessPoolExecutor(min(len(new), os.cpu_count() or 1)) as pool:
            made = dict(zip(new, pool.map(_check, new, [data] * len(new)), strict=True))
    else:
        made = {path: _check(path, data) for path in new}
    for path, report in made.items():
        keep(_place(path, data), path.stem, asdict(report))
    return {path: report or made[path] for path, report in reports.items()}


def findings(path: Path, report: SessionReport) -> list[Finding]:
    name = shown_path(path)
    return [Finding(name, line, what, fix) for line, what, fix in report.findings]


def _check(path: Path, data: Path) -> SessionReport:
    file = SessionFile(path, read_shelves(data))
    found, coverage = list(file.findings), {}
    if file.script:
        from ..simulation.proving.rules import prove

        proof = prove(file.script)
        found += [file.finding(fault) for fault in proof.faults]
        coverage = proof.coverage
    given = file.file.data if isinstance(file.file.data, dict) else {}
    sources, carries, flags = (given.get(name) for name in ("sources", "carries", "flags"))
    return SessionReport(
        id=path.stem,
        findings=[(one.line, one.what, one.fix) for one in sorted(set(found))],
        coverage=coverage,
        sources=[(file.file.line("sources", n), str(id)) for n, id in enumerate(sources or []) if file.data],
        carries=carries | {"line": file.file.line("carries")} if file.data and carries else {},
        flags=list(flags or []) if file.data else [],
    )


def _kept(path: Path, data: Path) -> SessionReport | None:
    try:
        return SessionReport(**json.loads(_place(path, data).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _place(path: Path, data: Path) -> Path:
    stamp = sha256(_code().encode())
    case = data / "cases" / f"{path.stem.partition('.')[0]}.yml"
    for source in (path, *(data / name for name in DRAWN_ON), case):
        stamp.update(source.read_bytes() if source.exists() else b"-")
    return cache_dir() / "proofs" / f"{path.stem}-{stamp.hexdigest()[:16]}.json"


@cache
def _code() -> str:
    stamp = sha256()
    readers = (PACKAGE / "course" / name for name in ("session_schema.py", "session_file.py", "yaml_file.py"))
    for path in (*readers, *sorted((PACKAGE / "simulation").rglob("*.py"))):
        stamp.update(path.read_bytes())
    return stamp.hexdigest()
