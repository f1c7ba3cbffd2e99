"""How many learners have an objective solid, by the rule each of them sees on their own page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from ..course.library import Library
from ..learning.mastery import Level
from ..learning.store import Store
from ..learning.study import Study
from .figure import LEAST
from .selection import Selection


@dataclass(frozen=True)
class Mastery:
    """An objective and the number of learners at each level; ``None`` is a number from 1 to just below ``least``."""

    objective: str
    lesson: str
    text: str
    levels: dict[Level, int | None]


def mastery(
    store: Store, selection: Selection, library: Library, today: date, least: int = LEAST
) -> tuple[list[Mastery], str]:
    """Every objective of the lessons looked at, and why nothing is shown where so few are looked at.

    The rule (:mod:`ipt_course.learning.mastery`) needs each learner's answers in order, which no query can give at
    once: this takes some milliseconds a learner. Ask it for a cohort, not for ten thousand.
    """
    present, values = selection.presence()
    learners = [name for (name,) in store.rows(f"SELECT learner FROM learner WHERE {present}", **values)]
    goals = [
        (goal["id"], module["slug"], goal["text"])
        for module in library.course["modules"]
        if module["notebook"] and selection.has(f"{module['slug']}.")
        for goal in module["objectives"]
    ]
    if len(learners) < least:
        nothing = dict.fromkeys(Level, None if learners else 0)
        return [Mastery(*goal, nothing) for goal in goals], f"fewer than {least} learners"
    counts: dict[str, Counter[Level]] = {id: Counter() for id, _, _ in goals}
    for learner in learners:
        standings = Study(library, store, learner, today).standings
        for id, count in counts.items():
            count[standings[id].level] += 1
    return [
        Mastery(id, lesson, text, {level: _masked(counts[id][level], least) for level in Level})
        for id, lesson, text in goals
    ], ""


def _masked(n: int, least: int) -> int | None:
    return None if 0 < n < least else n
