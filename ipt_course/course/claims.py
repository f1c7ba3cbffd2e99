"""What a popular article says of IPT, what the literature says, and where the course teaches it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

COLUMNS = ("claim_id", "section", "claim", "topic", "verdict", "correction", "sources", "checked", "taught")
VERDICTS = {
    "supported": "Supported",
    "imprecise": "Imprecise",
    "contradicted": "Contradicted",
    "unsupported": "Unsupported",
    "off_topic": "Off topic",
}
"""The five verdicts in the words shown: borne out by a source; partly true; refuted; without a source; not about IPT."""
_HEADING = re.compile(r"^#{2,} (.+)$", re.MULTILINE)


def read_claims(path: Path) -> list[dict[str, str]]:
    """Every row of the table, as written."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def source_ids(cell: str) -> list[str]:
    """The ids of sources in a cell: ``able-2001; baker-2002``."""
    return [one.strip() for one in cell.split(";") if one.strip()]


def places(taught: str) -> list[tuple[str, str]]:
    """Where a claim is taught, as (lesson, heading): ``slug#Heading; slug#Heading``."""
    found = (one.strip().partition("#") for one in taught.split(";"))
    return [(slug, heading) for slug, _, heading in found if slug]


def headings(notebook: Path) -> list[str]:
    """The section headings of a lesson."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    prose = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return [found.strip() for text in prose for found in _HEADING.findall(text)]


def anchor(heading: str) -> str:
    """The fragment by which a page and JupyterLab find a heading."""
    return heading.replace(" ", "-")
