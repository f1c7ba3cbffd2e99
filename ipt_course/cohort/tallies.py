"""First tries without hints, counted: the one pass over all answers that a cohort's figures share."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..learning.store import Store
from .selection import Edition, Selection, editions, in_lessons

RIGHT = 0.999999
"""A score from which an answer counts as wholly right."""


@dataclass(frozen=True)
class Tally:
    """Equal answers to one wording, given with the same confidence: how many, their points, how many right.

    ``choice`` is the response for kinds with options, else ``None``. Each learner is in one tally of an exercise
    at most, so that ``n`` counts learners.
    """

    edition: Edition
    choice: object
    confidence: int | None
    n: int
    points: float
    right: int


def tallies(store: Store, selection: Selection) -> list[Tally]:
    """Every tally of measured first tries: scored, and given before any hint."""
    known = editions(store, selection)
    work, values = selection.work()
    of_lessons, numbers = in_lessons(selection, known)
    rows = store.rows(
        f"SELECT answer, confidence, count(*), sum(score), count(CASE WHEN score >= {RIGHT} THEN 1 END) FROM first_try "
        f"WHERE hints = 0 AND score IS NOT NULL AND {work} AND {of_lessons} GROUP BY answer, confidence",
        **values,
        **numbers,
    )
    answers = {no: (edition, choice) for no, edition, choice in store.rows("SELECT no, edition, choice FROM answer")}
    found = []
    for answer, confidence, n, points, right in rows:
        edition, choice = answers[answer]
        found.append(Tally(known[edition], json.loads(choice) if choice else None, confidence, n, points, right))
    return found
