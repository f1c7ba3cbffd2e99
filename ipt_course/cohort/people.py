"""Who is where, and who has gone quiet. Activity only: answers and scores of a single learner are nobody's business here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ..learning.store import Store
from .blueprint import Blueprint
from .figure import LEAST
from .selection import Selection

USUAL = 3
"""Days of work from which on a learner has a rhythm of their own."""
SILENCE = 7
"""Days of silence below which nobody has gone quiet, however regular."""
LONG_SILENCE = 14
"""The same for a learner who has no rhythm yet."""
GONE = 56
"""Days of silence after which a learner is no longer quiet but away: a message will hardly reach them."""


class State(StrEnum):
    WAITING = "joined, not begun"
    ACTIVE = "active"
    QUIET = "gone quiet"
    AWAY = "away"
    FINISHED = "finished"


@dataclass(frozen=True)
class Person:
    """A learner's activity. ``learner`` is their number, dates are days of work, ``silent`` counts days until today."""

    learner: str
    state: State
    begun: date | None
    seen: date | None
    days: int
    silent: int | None
    lessons_begun: int
    lessons_finished: int
    answered: int


@dataclass(frozen=True)
class LessonCount:
    """How many learners have begun a lesson and how many have answered all of it; ``None``: fewer than allowed."""

    lesson: str
    begun: int | None
    finished: int | None


@dataclass(frozen=True)
class Presence:
    """Everyone looked at, by state and by lesson. ``people`` is empty, and counts are ``None``, where too few are in it.

    ``why`` says so then. A number between nobody and ``least`` is masked wherever it stands.
    """

    learners: int | None
    states: dict[State, int | None]
    lessons: list[LessonCount]
    people: list[Person]
    why: str = ""


def state(begun: date | None, seen: date | None, days: int, finished: bool, today: date) -> State:
    """The rule for who has gone quiet.

    A learner has gone quiet who is silent for at least :data:`SILENCE` days and three times as long as the days
    of their work usually lie apart; with fewer than :data:`USUAL` days of work, for :data:`LONG_SILENCE` days.
    Whoever has finished has not. After :data:`GONE` days a learner counts as away.
    """
    if seen is None or begun is None:
        return State.WAITING
    if finished:
        return State.FINISHED
    silent = (today - seen).days
    if silent >= GONE:
        return State.AWAY
    usual = (seen - begun).days / (days - 1) if days >= USUAL else None
    patience = LONG_SILENCE if usual is None else max(SILENCE, 3 * usual)
    return State.QUIET if silent >= patience else State.ACTIVE


def presence(store: Store, selection: Selection, plan: Blueprint, today: date, least: int = LEAST) -> Presence:
    """Everyone looked at, who has gone quiet first and longest ago.

    ``finished`` means every exercise that the lessons looked at have today; an exercise that has been taken out
    of the course still counts as one answered.
    """
    lengths = {s: len(one.items) for s, one in plan.lessons.items() if selection.has(f"{s}.") and one.items}
    present, values = selection.presence()
    rows = store.rows(f"SELECT no, learner, begun, seen, days FROM learner WHERE {present}", **values)
    way = _ways(store, selection, lengths)
    people = []
    for no, learner, begun, seen, days in rows:
        begun_n, finished_n, answered = way.get(no, (0, 0, 0))
        first, last = _day(begun), _day(seen)
        people.append(
            Person(
                learner=learner,
                state=state(first, last, days, finished_n == len(lengths) > 0, today),
                begun=first,
                seen=last,
                days=days,
                silent=(today - last).days if last else None,
                lessons_begun=begun_n,
                lessons_finished=finished_n,
                answered=answered,
            )
        )
    order = [State.QUIET, State.ACTIVE, State.WAITING, State.AWAY, State.FINISHED]
    people.sort(key=lambda one: (order.index(one.state), one.silent or 0, one.learner))
    if len(people) < least:
        hidden = None if people else 0
        return Presence(
            hidden,
            dict.fromkeys(State, hidden),
            [LessonCount(slug, hidden, hidden) for slug in lengths],
            [],
            f"fewer than {least} learners",
        )
    counts = Counter(one.state for one in people)
    return Presence(
        len(people),
        {one: _masked(counts[one], least) for one in State},
        _lessons(store, selection, lengths, least),
        people,
    )


def _ways(store: Store, selection: Selection, lengths: dict[str, int]) -> dict[int, tuple[int, int, int]]:
    """Lessons begun and finished and exercises answered, by a learner's number."""
    done, values = _done(lengths)
    in_cohort = (
        "learner IN (SELECT no FROM learner WHERE cohort = :cohort)" if selection.cohort is not None else "1 = 1"
    )
    if selection.cohort is not None:
        values["cohort"] = selection.cohort
    rows = store.rows(
        f"SELECT learner, count(*), count(CASE WHEN {done} THEN 1 END), sum(answered) FROM progress "
        f"WHERE {_of(lengths)} AND {in_cohort} GROUP BY learner",
        **values,
    )
    return {no: (begun, finished, answered) for no, begun, finished, answered in rows}


def _lessons(store: Store, selection: Selection, lengths: dict[str, int], least: int) -> list[LessonCount]:
    done, values = _done(lengths)
    present, more = selection.presence()
    rows = store.rows(
        f"SELECT lesson, count(*), count(CASE WHEN {done} THEN 1 END) FROM progress "
        f"WHERE {_of(lengths)} AND learner IN (SELECT no FROM learner WHERE {present}) GROUP BY lesson",
        **values,
        **more,
    )
    found = {lesson: (begun, finished) for lesson, begun, finished in rows}
    return [LessonCount(slug, *(_masked(n, least) for n in found.get(slug, (0, 0)))) for slug in lengths]


def _done(lengths: dict[str, int]) -> tuple[str, dict]:
    """Condition that a row of ``progress`` says every exercise of its lesson is answered."""
    values = {f"lesson_{n}": slug for n, slug in enumerate(lengths)}
    cases = " ".join(f"WHEN :lesson_{n} THEN {length}" for n, length in enumerate(lengths.values()))
    return (f"answered >= CASE lesson {cases} END" if lengths else "1 = 0"), values


def _of(lengths: dict[str, int]) -> str:
    return f"lesson IN ({', '.join(f':lesson_{n}' for n in range(len(lengths)))})" if lengths else "1 = 0"


def _masked(n: int, least: int) -> int | None:
    return None if 0 < n < least else n


def _day(at: str | None) -> date | None:
    return date.fromisoformat(at[:10]) if at else None
