"""Which exercises to bring back: answered on an earlier day, the least solid first, lessons taking turns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .mastery import NOTHING, Level, Standing
from .turns import in_turn

SET = 8
"""Exercises in one set."""
_FIRST = [Level.REFRESH, Level.BEGUN, Level.TODAY, Level.UNTRIED, Level.SOLID]


@dataclass(frozen=True)
class Candidate:
    """An exercise that was answered before, last on ``day``."""

    item: str
    lesson: str
    objectives: tuple[str, ...]
    day: date


def next_set(
    candidates: Iterable[Candidate], standings: dict[str, Standing], today: date, size: int = SET
) -> list[str]:
    """At most ``size`` exercises. One answered today waits for another day."""
    waiting = sorted((one for one in candidates if one.day < today), key=lambda one: _need(one, standings))
    lessons = {one.item: one.lesson for one in waiting}
    return in_turn(list(lessons), lessons)[:size]


def _need(one: Candidate, standings: dict[str, Standing]) -> tuple:
    least = min(
        (standings.get(goal, NOTHING) for goal in one.objectives),
        key=lambda standing: (_FIRST.index(standing.level), standing.known),
    )
    return _FIRST.index(least.level), least.known, one.day, one.item
