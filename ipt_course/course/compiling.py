"""Compile content for showing. Imported only when a file has changed."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from statistics import median

from pydantic import ValidationError

from .case_file import CaseFile, in_html
from .claims import places, read_claims, source_ids
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
    for envelope, task, entry in file.sound.values():
        said = chain(texts(entry), texts(asdict(task)))  # a task may hold texts that its entry only names
        cited += envelope.sources + [key for text in said for key in citations(text)]
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


def compile_claims(library: Library, _name: str) -> list[dict]:
    labels = References(library.data / "references.yml").labels()
    lessons = {module["slug"]: module for module in library.course["modules"]}
    return [
        {
            "id": row["claim_id"],
            "topic": row["topic"],
            "verdict": row["verdict"],
            "claim": row["claim"],
            "correction": row["correction"],
            "checked": row["checked"],
            "sources": [{"id": id, "label": labels.get(id, id)} for id in source_ids(row["sources"])],
            "taught": [
                {"notebook": lessons[slug]["notebook"], "number": lessons[slug]["number"], "heading": heading}
                for slug, heading in places(row["taught"])
                if slug in lessons
            ],
        }
        for row in read_claims(library.data / "claims.csv")
    ]


def compile_glossary(library: Library, _name: str) -> list[dict]:
    labels = References(library.data / "references.yml").labels()
    rows = _cards(library.data / "glossary.csv")
    rows.sort(key=lambda row: row["term"].casefold())
    return [
        {
            "id": row["id"],
            "term": row["term"],
            "definition": to_html(row["definition"], labels),
            "sources": [{"id": id, "label": labels.get(id, id)} for id in source_ids(row["sources"])],
        }
        for row in rows
    ]


def compile_bibliography(library: Library, _name: str) -> dict[str, dict]:
    references = References(library.data / "references.yml")
    lines = references.bibliography(list(references.entries))
    cited: dict[str, list[int]] = {}
    for module in library.course["modules"]:
        if module["notebook"]:
            for id in library.lesson(module["slug"])["references"]:
                cited.setdefault(id, []).append(module["number"])
    return {id: {"html": html, "lessons": cited.get(id, [])} for id, html in lines.items()}


def compile_cases(library: Library, _name: str) -> dict:
    """Every client's file, and for each the exercises that ask for parts of it."""
    references = References(library.data / "references.yml")
    labels, forms = references.labels(), read_shelves(library.data).forms
    asked = _asked_of_cases(library)
    found = {}
    for path in sorted((library.data / "cases").glob("*.yml")):
        file = CaseFile(path)
        if file.findings or file.case is None:
            found[path.stem] = {"fault": str(file.findings[0])}
            continue
        more = {"asked": asked.get(path.stem, []), "forms": forms, "references": references.bibliography(file.cited)}
        found[path.stem] = in_html(file.case.model_dump(), labels) | more
    return found


def _asked_of_cases(library: Library) -> dict[str, list[dict]]:
    """By case, the exercises about it, with the page that shows each."""
    found: dict[str, list[dict]] = {}
    for module in library.course["modules"]:
        if not module["notebook"]:
            continue
        page = {"notebook": module["notebook"], "number": module["number"]}
        for id, one in library.lesson(module["slug"])["exercises"].items():
            if one["case"]:
                about = {"id": id, "kind": one["kind"], "title": one["title"]}
                found.setdefault(one["case"], []).append(about | page)
    return found


def compile_sessions(library: Library, _name: str) -> dict:
    """What may be said of each session before it is opened."""
    shelves = read_shelves(library.data)
    found = {}
    for path in sorted((library.data / "sessions").glob("*.yml")):
        given = SessionFile(path, shelves).data
        if given:
            told = ("title", "case", "client", "phase", "minutes", "setting", "content_note", "about", "content_hash")
            found[path.stem] = {name: given[name] for name in told} | {
                "unseen": shelves.cases[given["case"]].get("unseen") is True,
                "length": int(median(map(len, given["expert"].values()))),
                "turns": len(given["turns"]),
                "moves": sum(len(turn["moves"]) for turn in given["turns"].values()),
            }
    return found


def compile_rubric(library: Library, _name: str) -> dict:
    """The title of every competence, by id."""
    return {id: one["title"] for id, one in read_shelves(library.data).rubric.items()}


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
