"""Prose can be read: no lesson asks for more than a school leaver's English."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import textstat

from ipt_course.course.places import notebooks_dir

HIGHEST = 10
"""The US school grade by the automated readability index; clinical words alone make a sentence two grades harder."""
_CITED = re.compile(r"\s*\(\[[^\]]*\]\(#ref[^)]*\)(?:[;,] \[[^\]]*\]\(#ref[^)]*\))*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def prose(path: Path) -> str:
    """The running text of a notebook: no headings, tables or citations."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith(("#", "|")))
    return _LINK.sub(r"\1", _CITED.sub("", " ".join(lines)))


@pytest.mark.parametrize("path", sorted(notebooks_dir().glob("*.ipynb")), ids=lambda path: path.stem)
def test_prose_can_be_read(path):
    assert textstat.automated_readability_index(prose(path)) <= HIGHEST


def test_the_measure_tells_hard_prose():
    hard = "Contemporary psychotherapeutic interventions necessitate multidimensional conceptualisations of interpersonal dysfunctionality."
    assert textstat.automated_readability_index(hard) > HIGHEST
