"""A file of our own making: whole or not there, readable by its owner alone, never over another one."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from ..learning.trouble import StoreError


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """Open ``path`` for UTF-8 text; ``-`` is standard output.

    What is written appears under its name when all of it is there. Raises :class:`StoreError` where a file of that
    name exists, or where nothing can be written.
    """
    if str(path) == "-":
        yield sys.stdout
        return
    if path.exists():
        raise StoreError(f"{path} is there already. Nothing was written: choose another name.")
    try:
        # Half a character, which a browser can send and UTF-8 cannot hold, is written with a backslash.
        with tempfile.NamedTemporaryFile(
            "w",
            dir=path.parent,
            prefix=f".{path.name}-",
            delete=False,
            encoding="utf-8",
            errors="backslashreplace",
            newline="",
        ) as draft:
            try:
                yield draft
                draft.flush()
                _named(Path(draft.name), path)
            finally:
                Path(draft.name).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written ({error.strerror}). Choose another place, or make room; nothing is left behind."
        ) from error


def _named(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise StoreError(f"{path} was written by somebody else meanwhile. Choose another name.") from None
    except OSError:
        os.replace(draft, path)  # a file system without links
