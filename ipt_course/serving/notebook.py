"""A notebook as the server needs it: read and turned into HTML once, however many visitors come."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

_NOTEBOOK = re.compile(r'href="([\w-]+)\.ipynb(#[^"]*)?"')
"""A link to another notebook, which works as it stands in JupyterLab."""


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


def read(path: Path, base: str = "/") -> Notebook:
    """The notebook as it is on disk now. ``base``: the address under which the course is served."""
    return _read(path, base, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=200)
def _read(path: Path, base: str, _changed: int) -> Notebook:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    cells = [_cell(one, base) for one in found if one["cell_type"] in ("markdown", "code")]
    first = next((n for n, cell in enumerate(cells) if cell.code), len(cells))
    return Notebook(tuple(cells[:first]), tuple(cells[first:]))


def _cell(found: dict, base: str) -> Cell:
    source = "".join(found["source"])
    if found["cell_type"] == "code":
        return Cell(code=source)
    html = MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments={})).render(source)
    html = html.replace("<table", '<table tabindex="0"')  # a wide one is scrolled with the keyboard too
    return Cell(html=_NOTEBOOK.sub(lambda link: f'href="{base}lesson/{link[1]}{link[2] or ""}"', html))
