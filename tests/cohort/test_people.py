"""Who is where, who has gone quiet, and that nobody can be picked out."""

from __future__ import annotations

from datetime import date

import pytest
from small_course import answer, joins, plan

from ipt_course.cohort.people import LessonCount, State, presence, state
from ipt_course.cohort.selection import Selection
from ipt_course.learning.membership import found

TODAY = date(2026, 3, 31)
GRIEF = [id for id in plan().items if id.startswith("grief")]


@pytest.mark.parametrize(
    ("begun", "seen", "days", "finished", "expected"),
    [
        (None, None, 0, False, State.WAITING),
        ("2026-03-01", "2026-03-25", 9, False, State.ACTIVE),
        ("2026-03-01", "2026-03-24", 12, False, State.QUIET),  # every other day, silent for a week
        ("2026-03-01", "2026-03-21", 5, False, State.ACTIVE),  # every fifth day, silent for ten
        ("2026-03-01", "2026-03-16", 4, False, State.QUIET),  # every fifth day, silent for fifteen
        ("2026-03-18", "2026-03-18", 1, False, State.ACTIVE),  # no rhythm yet, silent for thirteen
        ("2026-03-17", "2026-03-17", 1, False, State.QUIET),
        ("2026-01-01", "2026-02-03", 9, False, State.AWAY),
        ("2026-01-01", "2026-02-03", 9, True, State.FINISHED),
    ],
)
def test_the_rule_for_who_has_gone_quiet(begun, seen, days, finished, expected):
    first, last = (date.fromisoformat(d) if d else None for d in (begun, seen))
    assert state(first, last, days, finished, TODAY) is expected


def test_everyone_is_counted_once_and_the_quiet_come_first(store):
    found(store, "Spring", "spring")
    for n in range(6):
        store.add_all([answer(f"active-{n}", "grief.one", at="2026-03-30")])
        store.add_all([answer(f"quiet-{n}", id, at="2026-03-10") for id in GRIEF])
        store.add_all([answer(f"done-{n}", id, at="2026-03-05") for id in plan().items])
        store.add(joins(f"waiting-{n}", "spring"))
    here = presence(store, Selection(), plan(), TODAY)
    assert here.learners == 24 and not here.why
    assert here.states == {
        State.WAITING: 6,
        State.ACTIVE: 6,
        State.QUIET: 6,
        State.AWAY: 0,
        State.FINISHED: 6,
    }
    assert here.lessons == [LessonCount("grief", 18, 12), LessonCount("ethics", 6, 6)]
    first = here.people[0]
    assert (first.learner, first.state, first.silent, first.days) == ("quiet-0", State.QUIET, 21, 1)
    assert (first.lessons_begun, first.lessons_finished, first.answered) == (1, 1, 7)
    assert here.people[-1].state is State.FINISHED
    assert not any(hasattr(one, "score") for one in here.people)


def test_cohort_days_and_lessons_narrow_the_view(store):
    found(store, "Spring", "spring")
    for n in range(6):
        store.add(answer(f"in-{n}", "grief.one", at="2026-03-10"))
        store.add(joins(f"in-{n}", "spring"))
        store.add_all([answer(f"out-{n}", "ethics.one", at="2026-03-20")])

    def seen(**chosen) -> set[str]:
        return {one.learner.partition("-")[0] for one in presence(store, Selection(**chosen), plan(), TODAY).people}

    assert seen() == {"in", "out"}
    assert seen(cohort="spring") == {"in"}
    assert seen(cohort="no-such") == set()
    assert seen(since=date(2026, 3, 11)) == {"out"}
    assert seen(until=date(2026, 3, 19)) == {"in"}
    ethics = presence(store, Selection(lessons=("ethics",)), plan(), TODAY)
    assert ethics.lessons == [LessonCount("ethics", 6, 6)]
    assert {one.state for one in ethics.people if one.learner.startswith("out")} == {State.FINISHED}


def test_of_a_group_of_four_nothing_is_said(store):
    for n in range(4):
        store.add(answer(f"l{n}", "grief.one"))
    here = presence(store, Selection(), plan(), TODAY)
    assert (here.learners, here.people, here.why) == (None, [], "fewer than 5 learners")
    assert set(here.states.values()) == {None} and here.lessons[0] == LessonCount("grief", None, None)
    assert presence(store, Selection(), plan(), TODAY, least=1).learners == 4
    store.add(answer("l4", "ethics.one"))
    here = presence(store, Selection(), plan(), TODAY)
    assert here.learners == 5
    assert here.lessons == [LessonCount("grief", None, 0), LessonCount("ethics", None, None)], "small cells are masked"


def test_nobody_is_nobody(store):
    here = presence(store, Selection(), plan(), TODAY)
    assert (here.learners, here.people, here.lessons[0]) == (0, [], LessonCount("grief", 0, 0))
