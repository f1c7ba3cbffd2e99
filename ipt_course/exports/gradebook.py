"""Scores for a learning platform's gradebook, never answers.

Two columns for each lesson, both from 0 to 100. *done* is the share of its exercises that were answered at all, so
that trying counts. *post-test* is the share of points at the first try and without hints, of all questions of the
lesson's post-test; it is empty until one of them was answered so.

The course knows numbers and no names. Whoever has a list of names can have it filled in (``roster``): a file that the
platform itself exported, with a column that holds each learner's user name, as the trusted proxy or the hub gives it
to the course, or the number that the learner's own page shows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from ..cohort.selection import Selection
from ..learning.spreadsheet import cell
from ..learning.store import Store
from ..learning.trouble import StoreError
from ..learning.who import pseudonym

NUMBER = re.compile("[0-9a-f]{24}|demo-[0-9]+-[0-9]+")
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
"""The columns by which Canvas knows its students, in its own order."""
MOODLE = ("First name", "Surname", "Last name", "ID number", "Username", "Email address")
"""The columns of which Moodle's import can be told to know its students by one."""
POSSIBLE = "Points Possible"
FULL = 100


@dataclass(frozen=True)
class Graded:
    """A lesson as a gradebook sees it: its exercises, and how many of them are its post-test."""

    slug: str
    title: str
    exercises: int
    posttest: int

    @property
    def columns(self) -> list[str]:
        return [f"{self.title}: done"] + ([f"{self.title}: post-test"] if self.posttest else [])

    def points(self, answered: int, after: int, after_points: float) -> list[float | str]:
        """The cells of a learner who answered so many exercises, and so many post-test questions with so many points."""
        done = round(FULL * min(1.0, answered / self.exercises), 1)
        if not self.posttest:
            return [done]
        return [done, round(FULL * min(1.0, after_points / self.posttest), 1) if after else ""]

    def blank(self) -> list[str]:
        return [""] * len(self.columns)


@dataclass(frozen=True)
class Roster:
    """A platform's own list: the columns that are kept, its rows, and each row's learner."""

    columns: list[str]
    rows: list[tuple[str, list[str]]]


def read_roster(path: Path, user_column: str, keep: Iterable[str]) -> Roster:
    """Read a CSV file with a header. Of its columns, those in ``keep`` and the user's are kept.

    Cells are parted by commas, semicolons or tabs, as platforms and spreadsheets of different countries do. Rows without a user are left out: Canvas has one that says how many points are possible.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=max(",;\t", key=first.count))
            header = [name.strip() for name in next(reader, [])]
            found = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StoreError(
            f"{path} cannot be read as a CSV file in UTF-8 ({error}). Give it as the platform exported it; from a "
            "spreadsheet save it as 'CSV UTF-8'."
        ) from error
    if user_column not in header:
        raise StoreError(
            f"{path} has no column '{user_column}'. Its columns: {', '.join(header) or 'none'}. "
            "Say with --user-column which of them holds the user names."
        )
    kept = [name for name in header if name in set(keep) | {user_column}]
    rows = []
    for row in found:
        given = dict(zip(header, row, strict=False))
        if user := given.get(user_column, "").strip():
            rows.append((user if NUMBER.fullmatch(user) else pseudonym(user), [given.get(name, "") for name in kept]))
    return Roster(kept, rows)


def scores(store: Store, selection: Selection, lessons: list[Graded]) -> Iterator[tuple[str, list[float | str]]]:
    """Each learner who has worked on something, and their cells, in the order of the numbers."""
    where, values = selection.presence()
    sql = (
        "SELECT learner.learner, lesson, answered, after, after_points FROM learner "
        f"LEFT JOIN progress ON progress.learner = learner.no WHERE {where} ORDER BY learner.learner"
    )
    here, known = None, {}
    for learner, *row in store.database.stream(sql, values):
        if learner != here:
            if here is not None:
                yield here, _cells(known, lessons)
            here, known = learner, {}
        if row[0] is not None:
            known[row[0]] = row[1:]
    if here is not None:
        yield here, _cells(known, lessons)


def _cells(known: dict[str, list], lessons: list[Graded]) -> list[float | str]:
    return [
        one
        for lesson in lessons
        for one in (lesson.points(*known[lesson.slug]) if lesson.slug in known else lesson.blank())
    ]


def write_gradebook(
    store: Store, selection: Selection, lessons: list[Graded], file: TextIO, platform: str, roster: Roster | None
) -> tuple[int, int]:
    """Write the table; return how many learners are in it, and how many with a record are not in the roster."""
    writer = csv.writer(file)
    columns = [name for lesson in lessons for name in lesson.columns]
    if roster is None:
        first = list(CANVAS) if platform == "canvas" else ["ID number"] if platform == "moodle" else ["learner"]
        writer.writerow(first + columns)
        _possible(writer, platform, len(first), len(columns))
        n = 0
        for learner, cells in scores(store, selection, lessons):
            names = [learner, "", "", learner, ""] if platform == "canvas" else [learner]
            writer.writerow(names + cells)
            n += 1
        return n, 0
    listed = {learner for learner, _ in roster.rows}
    found, others = {}, 0
    for learner, cells in scores(store, selection, lessons):
        if learner in listed:
            found[learner] = cells
        else:
            others += 1
    writer.writerow([cell(name) for name in roster.columns] + columns)
    _possible(writer, platform, len(roster.columns), len(columns))
    for learner, names in roster.rows:
        writer.writerow([cell(name) for name in names] + found.get(learner, [""] * len(columns)))
    return len(found), others


def _possible(writer, platform: str, names: int, columns: int) -> None:
    """Canvas reads in its second row how many points an assignment has, and makes it so if it is new."""
    if platform == "canvas":
        writer.writerow([f"    {POSSIBLE}"] + [""] * (names - 1) + [FULL] * columns)


def graded_lessons(library, slugs: Iterable[str] = ()) -> list[Graded]:
    """The written lessons in the order of the course; only those of ``slugs`` if there are any."""
    chosen = set(slugs)
    return [
        Graded(
            module["slug"],
            f"IPT {module['number']} {module['title']}",
            len(library.exercises(module["slug"])),
            len(library.exercises(module["slug"], "posttest")),
        )
        for module in library.course["modules"]
        if module["notebook"] and (not chosen or module["slug"] in chosen)
    ]
