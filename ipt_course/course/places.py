"""Where the content and the notebooks are: the repository, or the copy inside the wheel."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def data_dir() -> Path:
    """The content folder: ``IPT_CONTENT`` if set, else the repository's ``data/``, else the wheel's."""
    if chosen := os.environ.get("IPT_CONTENT"):
        return Path(chosen)
    return _first(PACKAGE.parent / "data", PACKAGE / "_data", "course.yml")


def notebooks_dir() -> Path:
    """The learners' notebooks."""
    if chosen := os.environ.get("IPT_NOTEBOOKS"):
        return Path(chosen)
    return _first(PACKAGE.parent / "notebooks", PACKAGE / "_notebooks", "learn") / "learn"


def teaching_dir() -> Path:
    """The instructors' notebooks."""
    return _first(PACKAGE.parent / "notebooks", PACKAGE / "_notebooks", "teach") / "teach"


def _first(here: Path, there: Path, holds: str) -> Path:
    return here if (here / holds).exists() or not there.exists() else there
