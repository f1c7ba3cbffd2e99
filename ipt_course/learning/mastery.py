"""What is solid and what is not, for each objective, from the answers given.

The rule is Bayesian knowledge tracing (Corbett AT, Anderson JR. Knowledge tracing: modeling the acquisition of
procedural knowledge. User Modeling and User-Adapted Interaction 1994;4:253-278), with fixed parameters and these
readings of an answer:

- unaided answers count in full. With a hint open, or after the answer was shown, doing well proves nothing and is
  left out, while doing badly still counts;
- the same exercise again on the same day is left out: its feedback has just been read;
- an answer that is partly right is weighed between right and wrong, in proportion to its score;
- each answer moves the estimate from where the last one left it, so recent ones weigh most.

An objective is *solid* when the estimate has reached :data:`MASTERED` and it was answered well on two days: what
holds until another day is worth more than what holds until the end of the page. An objective on which somebody's
safety depends asks for more: none of the last three exercises answered badly. After :data:`FRESH` days without a
good answer it is to be refreshed. The numbers are conventions of this course, not measurements of anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

AT_FIRST = 0.3
"""Probability of knowing it before the first answer."""
LEARNING = 0.15
"""Probability that an answer and its feedback taught it."""
SLIP = 0.1
"""Probability of a wrong answer in spite of knowing."""
GUESS = 0.1
"""Probability of a right one without knowing, where chance is not 1 in the number of options."""
MASTERED = 0.95
WELL = 0.8
"""Score from which an answer is a good one."""
DAYS = 2
FRESH = 60
LAST = 3


class Level(StrEnum):
    UNTRIED = "not tried yet"
    BEGUN = "begun"
    TODAY = "known once"
    """The estimate is there, and a second day is not."""
    SOLID = "solid"
    REFRESH = "to be refreshed"


@dataclass(frozen=True)
class Answer:
    """One answer as evidence. ``guess``: probability of a right answer without knowing; ``score`` in [0, 1]."""

    item: str
    objectives: tuple[str, ...]
    score: float
    day: date
    aided: bool = False
    guess: float = GUESS


@dataclass(frozen=True)
class Standing:
    """How far one objective has come. ``known`` is a probability, ``answers`` the number that counted."""

    level: Level
    known: float
    answers: int
    last_good: date | None


NOTHING = Standing(Level.UNTRIED, AT_FIRST, 0, None)


def standings(
    answers: Iterable[Answer], objectives: Iterable[str], today: date, safety: Iterable[str] = ()
) -> dict[str, Standing]:
    """The standing of each objective; ``answers`` in the order given, ``safety`` the objectives that ask for more."""
    counted = list(_counting(answers))
    careful = set(safety)
    return {
        goal: _standing([one for one in counted if goal in one.objectives], today, goal in careful)
        for goal in objectives
    }


def is_tested_out(pretest: Iterable[str], first_answers: dict[str, Answer]) -> bool:
    """Whether a lesson may be left out: every question of its pre-test was answered rightly, at once and unaided."""
    asked = list(pretest)
    return bool(asked) and all(
        (one := first_answers.get(item)) is not None and one.score >= 1 and not one.aided for item in asked
    )


def _counting(answers: Iterable[Answer]) -> Iterable[Answer]:
    seen: set[tuple[str, date]] = set()
    for one in answers:
        again = (one.item, one.day) in seen
        seen.add((one.item, one.day))
        if not again and not (one.aided and one.score >= WELL):
            yield one


def _standing(answers: list[Answer], today: date, careful: bool) -> Standing:
    if not answers:
        return NOTHING
    known = AT_FIRST
    for one in answers:
        known = _after(known, one)
    good = [one for one in answers if one.score >= WELL]
    last = max((one.day for one in good), default=None)
    return Standing(_level(answers, good, known, last, today, careful), known, len(answers), last)


def _after(known: float, one: Answer) -> float:
    """The estimate after one answer: Bayes' rule, then the chance that the answer itself taught."""
    if_known = one.score * (1 - SLIP) + (1 - one.score) * SLIP
    if_not = one.score * one.guess + (1 - one.score) * (1 - one.guess)
    believed = known * if_known / (known * if_known + (1 - known) * if_not)
    return believed + (1 - believed) * LEARNING


def _level(
    answers: list[Answer], good: list[Answer], known: float, last: date | None, today: date, careful: bool
) -> Level:
    if known < MASTERED or last is None:
        return Level.BEGUN
    if careful and any(one.score < WELL for one in _last_of_each(answers)):
        return Level.BEGUN
    if len({one.day for one in good}) < DAYS:
        return Level.TODAY
    return Level.REFRESH if (today - last).days > FRESH else Level.SOLID


def _last_of_each(answers: list[Answer]) -> list[Answer]:
    """The last answer to each of the :data:`LAST` exercises answered most recently."""
    latest = {one.item: one for one in answers}
    return sorted(latest.values(), key=lambda one: answers.index(one))[-LAST:]
