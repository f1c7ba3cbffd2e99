"""What the course asks, by objective, and what lies there that no page shows."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass

from .library import Library


@dataclass(frozen=True)
class Covered:
    """An objective of a written lesson and its exercises by use; ``kinds`` says in how many ways it is asked."""

    objective: str
    lesson: str
    text: str
    uses: Counter[str]
    kinds: int


def coverage(library: Library) -> list[Covered]:
    """Every objective of the written lessons in the order of the course."""
    found = []
    for module in _written(library):
        exercises = library.lesson(module["slug"])["exercises"].values()
        for goal in module["objectives"]:
            mine = [one for one in exercises if goal["id"] in one["objectives"]]
            uses = Counter(one["use"] for one in mine)
            found.append(Covered(goal["id"], module["slug"], goal["text"], uses, len({one["kind"] for one in mine})))
    return found


@dataclass(frozen=True)
class Unused:
    """Something in ``data/`` that no learner meets, and the file to look into."""

    what: str
    id: str
    file: str


def unused(library: Library) -> list[Unused]:
    """Exercises and figures that their lesson's notebook does not show, and cases that nothing is about."""
    found, cases = [], Counter()
    for module in _written(library):
        lesson, slug = library.lesson(module["slug"]), module["slug"]
        calls = _calls(library, module["notebook"])
        written = (library.data / "lessons" / slug / "exercises.yml").read_text(encoding="utf-8")
        cases.update(re.findall(r"^ +case: +([\w-]+)", written, re.MULTILINE))
        for id, one in lesson["exercises"].items():
            by_use = one["use"] in ("pretest", "posttest") and f'{one["use"]}("{slug}")' in calls
            if not by_use and f'exercise("{id}")' not in calls:
                found.append(Unused("exercise", id, f"data/lessons/{slug}/exercises.yml"))
        for id in lesson["figures"]:
            if f'figure("{id}")' not in calls:
                found.append(Unused("figure", id, f"data/lessons/{slug}/figures.yml"))
    for session in library.sessions.values():
        cases[session["case"]] += 1
    for path in sorted((library.data / "cases").glob("*.yml")):
        if not cases[path.stem]:
            found.append(Unused("case", path.stem, f"data/cases/{path.name}"))
    return found


@dataclass(frozen=True)
class Claims:
    """Claims of a public article that were examined: how many with this verdict, and of how many the sources are cited
    in a lesson."""

    verdict: str
    there: int
    cited: int


def claims(library: Library) -> list[Claims]:
    """The examined claims by verdict, the most frequent first."""
    cited = {id for module in _written(library) for id in library.lesson(module["slug"])["references"]}
    there, taught = Counter(), Counter()
    with (library.data / "claims.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            there[row["verdict"]] += 1
            taught[row["verdict"]] += any(id in cited for id in re.findall(r"[a-z0-9-]+", row["sources"]))
    return [Claims(verdict, n, taught[verdict]) for verdict, n in there.most_common()]


def _written(library: Library) -> list[dict]:
    return [module for module in library.course["modules"] if module["notebook"]]


def _calls(library: Library, notebook: str) -> str:
    cells = json.loads((library.notebooks / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return code.replace("'", '"').replace("( ", "(")
