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
from .schemas import COURSE, FIGURES, PLOTS, problems
from .session_file import SessionFile
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
    plots = _plots(folder, labels)
    cited += [key for found in (figures, plots) for one in found.values() for key in one["sources"]]
    cards = _cards(folder / "cards.csv")
    cited += [key for card in cards for key in [*re.findall(r"[a-z0-9-]+", card["sources"]), *citations(card["back"])]]
    return {
        "cards": [
            {"id": c["id"], "front": to_html(c["front"], labels), "back": to_html(c["back"], labels)} for c in cards
        ],
        "exercises": exercises,
        "broken": {id: str(finding) for id, finding in file.broken.items()},
        "figures": figures,
        "plots": plots,
        "references": references.bibliography(cited),
    }


def compile_sessions(library: Library, _name: str) -> dict:
    """What may be said of each session before it is opened."""
    shelves = read_shelves(library.data)
    found = {}
    for path in sorted((library.data / "sessions").glob("*.yml")):
        given = SessionFile(path, shelves).data
        if given:
            told = ("title", "case", "client", "phase", "minutes", "setting", "content_note", "about")
            found[path.stem] = {name: given[name] for name in told}
    return found


def compile_session(library: Library, id: str) -> dict:
    """One script as plain data, and the references it rests on."""
    file = SessionFile(library.data / "sessions" / f"{id}.yml", read_shelves(library.data))
    if file.data is None:
        raise ContentError(str(file.findings[0]))
    drills = YamlFile(library.data / "drills.yml").data
    drills = drills if isinstance(drills, dict) else {}
    references = References(library.data / "references.yml")
    script = file.data | {"drills": {item: drills[item] for item in file.data["rubric"] if item in drills}}
    return {"script": script, "references": references.bibliography(file.data["sources"])}


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


def _plots(folder: Path, labels: dict[str, str]) -> dict[str, dict]:
    file = YamlFile(folder / "plots.yml") if (folder / "plots.yml").exists() else None
    try:
        plots = PLOTS.validate_python(file.data if file else [])
    except ValidationError:
        return {}
    return {
        one.id: one.model_dump() | {"caption": to_html(one.caption, labels), "sources": citations(one.caption)}
        for one in plots
    }


_CITED = re.compile(r"\s*\[@[^\]]+\]")
