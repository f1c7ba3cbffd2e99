"""For each exercise a shelf of responses, graded by the exercise itself."""

from __future__ import annotations

import random
from dataclasses import dataclass

from ...course.exercise import Exercise
from ...course.library import Library
from ...exercises import BadResponse, Outcome
from ..blueprint import Blueprint, Item

TRIES = 12
"""Spoilt responses drawn for a kind without options."""


@dataclass(frozen=True)
class Response:
    value: object
    score: float | None
    outcome: str


@dataclass(frozen=True)
class Shelf:
    """``right`` is what the key calls right, or what was handed in where nothing is graded; ``wrong`` may be empty.

    For a choice ``wrong`` holds the other options in their order.
    """

    item: Item
    right: Response
    wrong: tuple[Response, ...]

    @property
    def graded(self) -> bool:
        return self.right.score is not None


def shelves(library: Library, plan: Blueprint, seed: int) -> dict[str, Shelf]:
    """A shelf for every exercise that has one; the same for the same seed."""
    found = {}
    for id, item in plan.items.items():
        if not plan.lessons[item.lesson].objectives:  # a page beside the lessons, which demo learners do not visit
            continue
        draw = random.Random(f"{seed} {id}")
        exercise = library.exercise(id)
        right = _graded(exercise, _answer(exercise))
        if right is not None:
            wrong = {r.value if isinstance(r.value, str) else repr(r.value): r for r in _wrong(exercise, item, draw)}
            found[id] = Shelf(item, right, tuple(wrong.values()))
    return found


def _answer(exercise: Exercise) -> object:
    if exercise.kind == "say_it":
        return {"text": "(a demo learner's own words)", "ratings": {}, "second": "(and once more)"}
    return exercise.task.solution()


def _wrong(exercise: Exercise, item: Item, draw: random.Random):
    for value in _spoilt(exercise, item, draw):
        response = _graded(exercise, value)
        if response and response.score is not None and response.score < 1:
            yield response


def _spoilt(exercise: Exercise, item: Item, draw: random.Random):
    solution = exercise.task.solution()
    if item.kind == "choice":
        yield from (id for id, option in item.options.items() if not option.right)
        return
    for n in range(TRIES):
        if item.kind == "multiple":
            yield [id for id, option in item.options.items() if option.right != (draw.random() < 0.1 + 0.04 * n)]
        elif item.kind == "interview":
            yield [id for id in solution if draw.random() > 0.05 + 0.05 * n]
        elif isinstance(solution, dict):
            yield _swapped(solution, 1 + n // 3, draw)
        elif isinstance(solution, list):
            mixed = list(solution)
            for _ in range(1 + n // 3):
                a, b = draw.randrange(len(mixed)), draw.randrange(len(mixed))
                mixed[a], mixed[b] = mixed[b], mixed[a]
            yield mixed


def _swapped(solution: dict, times: int, draw: random.Random) -> dict:
    """Some entries exchanged for each other, and one number moved."""
    spoilt = dict(solution)
    keys = list(spoilt)
    for _ in range(times):
        a, b = draw.choice(keys), draw.choice(keys)
        spoilt[a], spoilt[b] = spoilt[b], spoilt[a]
        if type(spoilt[a]) in (int, float):
            spoilt[a] = type(spoilt[a])(spoilt[a] + draw.choice((-3, -2, 2, 3)))
    return spoilt


def _graded(exercise: Exercise, value: object) -> Response | None:
    """The response as the exercise grades it; ``None`` if it could not have come from there."""
    try:
        verdict = exercise.task.grade(value)
    except (BadResponse, TypeError, ValueError, AttributeError, KeyError):
        return None
    return None if verdict.outcome is Outcome.EMPTY else Response(value, verdict.score, str(verdict.outcome))
