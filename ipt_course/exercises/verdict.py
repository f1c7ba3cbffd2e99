"""What a grading rule says: an outcome, a score, and notes that teach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a try ended. ``EMPTY`` (nothing attempted) is never ``WRONG``."""

    EMPTY = "empty"
    WRONG = "wrong"
    PARTLY = "partly"
    RIGHT = "right"
    DONE = "done"
    """Ungraded work, such as deliberate practice, that was handed in."""


class Mark(StrEnum):
    """What a note says of its target; always shown as a word, never by colour alone."""

    RIGHT = "right"
    NEAR = "near"
    WRONG = "wrong"
    MISSED = "missed"
    INFO = "info"


@dataclass(frozen=True)
class Note:
    """Feedback on one part of a response, named by the id of that part."""

    target: str
    mark: Mark
    text: str


@dataclass(frozen=True)
class Verdict:
    """The result of grading one response.

    ``score`` lies in [0, 1], or is ``None`` for work that is not graded.
    ``reveal`` may hold parts of the key; it exists only once a response does.
    """

    outcome: Outcome
    score: float | None
    headline: str
    notes: tuple[Note, ...] = ()
    reveal: dict | None = None


@dataclass(frozen=True)
class Fault:
    """Something wrong inside an item: where (keys from the item's root), what, and the fix."""

    where: tuple[str, ...]
    what: str
    fix: str


Faults = Iterator[Fault]

EMPTY = Verdict(Outcome.EMPTY, 0.0, "Nothing chosen yet, so nothing was checked.")


class BadResponse(ValueError):
    """A response this exercise could not have produced; only a hand-made message sends one."""


def graded(score: float, right: str, partly: str, wrong: str, notes=(), reveal=None) -> Verdict:
    """Choose outcome and headline from a score in [0, 1]."""
    score = min(1.0, max(0.0, score))
    if score > 1 - 1e-9:
        return Verdict(Outcome.RIGHT, 1.0, right, tuple(notes), reveal)
    if score > 1e-9:
        return Verdict(Outcome.PARTLY, score, partly, tuple(notes), reveal)
    return Verdict(Outcome.WRONG, 0.0, wrong, tuple(notes), reveal)


def above_chance(share: float, chance: float) -> float:
    """Rescale a share so that blind guessing scores 0 and the key scores 1 (floor 0)."""
    if chance >= 1:
        return float(share >= 1)
    return max(0.0, (share - chance) / (1 - chance))


def a_mapping(response: object, keys, what: str) -> dict:
    """Return ``response`` as a dict whose keys are all known, or raise :class:`BadResponse`."""
    if not isinstance(response, dict) or not set(response) <= set(keys):
        raise BadResponse(f"expected an answer for each {what}")
    return response
