"""A notebook as the server needs it: read and turned into HTML once, however many visitors come."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


@dataclass(frozen=True)
class Cell:
    """Prose as HTML, or code to be run."""

    html: str = ""
    code: str = ""


@dataclass(frozen=True)
class Notebook:
    """``opening`` is the prose before the first code cell: it can be read before any kernel is there."""

    opening: tuple[Cell, ...]
    cells: tuple[Cell, ...]


def read(path: Path) -> Notebook:
    """The notebook as it is on disk now."""
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=200)
def _read(path: Path, _changed: int) -> Notebook:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    cells = [_cell(one) for one in found if one["cell_type"] in ("markdown", "code")]
    first = next((n for n, cell in enumerate(cells) if cell.code), len(cells))
    return Notebook(tuple(cells[:first]), tuple(cells[first:]))


def _cell(found: dict) -> Cell:
    source = "".join(found["source"])
    if found["cell_type"] == "code":
        return Cell(code=source)
    html = MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments={})).render(source)
    html = re.sub(r'href="([\w-]+)\.ipynb"', r'href="\1"', html)  # a link to another notebook, as JupyterLab wants it
    return Cell(html=html.replace("<table", '<table tabindex="0"'))  # a wide one is scrolled with the keyboard too
