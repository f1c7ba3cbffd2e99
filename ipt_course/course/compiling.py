"""Compile content for showing. Imported only when a file has changed."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from pydantic import ValidationError

from .exercise_file import ExerciseFile, compiled
from .library import ContentError, Library
from .markup import citations, texts, to_html
from .references import References
from .schemas import COURSE, FIGURES, problems
from .shelves import read_shelves
from .sourcing import LINKED
from .yaml_file import YamlFile


def compile_course(library: Library, _name: str) -> dict:
    file = YamlFile(library.data / "course.yml")
    if file.faults:
        raise ContentError(str(file.faults[0]))
    try:
        course = COURSE.validate_python(file.data).model_dump()
    except ValidationError as error:
        keys, what, fix = next(iter(problems(error)))
        raise ContentError(str(file.finding(keys, what, fix))) from None
    crisis = YamlFile(library.data / "crisis.yml").data
    return course | {"crisis": crisis if isinstance(crisis, dict) else {}}


def compile_lesson(library: Library, slug: str) -> dict:
    references = References(library.data / "references.yml")
    labels = references.labels()
    folder = library.data / "lessons" / slug
    file = ExerciseFile(folder / "exercises.yml", read_shelves(library.data))
    exercises = {id: compiled(*parts, labels) for id, parts in file.sound.items()}
    figures = _figures(folder, labels)
    cited = cited_in_notebook(library.notebooks / f"{library.module(slug).get('notebook')}.ipynb")
    for envelope, _task, entry in file.sound.values():
        cited += envelope.sources + [key for text in texts(entry) for key in citations(text)]
    cited += [key for figure in figures.values() for key in figure["sources"]]
    cards = _cards(folder / "cards.csv")
    cited += [key for card in cards for key in [*re.findall(r"[a-z0-9-]+", card["sources"]), *citations(card["back"])]]
    return {
        "cards": [
            {"id": c["id"], "front": to_html(c["front"], labels), "back": to_html(c["back"], labels)} for c in cards
        ],
        "exercises": exercises,
        "broken": {id: str(finding) for id, finding in file.broken.items()},
        "figures": figures,
        "references": references.bibliography(cited),
    }


def cited_in_notebook(path: Path) -> list[str]:
    """Reference ids that a notebook's prose links to."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return []
    return [key for cell in cells if cell["cell_type"] == "markdown" for key in LINKED.findall("".join(cell["source"]))]


def _cards(path: Path) -> list[dict]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file) if all(isinstance(v, str) for v in row.values())]
    except (OSError, UnicodeDecodeError):
        return []


def _figures(folder: Path, labels: dict[str, str]) -> dict[str, dict]:
    file = YamlFile(folder / "figures.yml")
    try:
        figures = FIGURES.validate_python(file.data or [])
    except ValidationError:
        return {}
    found = {}
    for figure in figures:
        svg = folder / figure.file
        if svg.exists():
            found[figure.id] = {
                "title": figure.title,
                "alt": figure.alt,
                "caption": to_html(figure.caption, labels),
                "caption_text": _CITED.sub("", figure.caption),
                "sources": figure.sources + citations(figure.caption),
                "svg": svg.read_text(encoding="utf-8"),
            }
    return found


_CITED = re.compile(r"\s*\[@[^\]]+\]")
