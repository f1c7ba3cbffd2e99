"""All that is kept of a selection, one row after another; and mastery by the rule that learners see."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from datetime import date

from small_course import answer, joins

from ipt_course.cohort.mastery import mastery
from ipt_course.cohort.selection import Selection
from ipt_course.cohort.streaming import attempts, events, how_many
from ipt_course.course.library import library
from ipt_course.learning.mastery import Level
from ipt_course.learning.membership import found
from ipt_course.learning.store import Attempt, Event


def test_everything_of_a_selection_comes_learner_by_learner(store):
    found(store, "Spring", "spring")
    for learner in "ba":
        store.add_all(
            [answer(learner, "grief.two", {"odd": ["é", 1]}, kind="sort"), answer(learner, "grief.one", nth=1)]
        )
        store.add(answer(learner, "grief.one", nth=2, at="2026-03-02"))
        store.add(answer(learner, "ethics.one", at="2026-03-03"))
        store.add(Event(learner, learner, "grief.one", "now", "hint", 1, "2026-03-01T10:00:00"))
    store.add(joins("a", "spring"))

    def given(**chosen) -> list[tuple]:
        selection = Selection(**chosen)
        rows = [(one.learner, one.item, one.try_no) for one in attempts(store, selection)]
        assert how_many(store, selection) == len(rows)
        return rows

    everything = [("ethics.one", 1), ("grief.one", 1), ("grief.one", 2), ("grief.two", 1)]
    assert given() == [(learner, *one) for learner in "ab" for one in everything]
    assert given(cohort="spring") == [("a", *one) for one in everything]
    assert given(since=date(2026, 3, 2), until=date(2026, 3, 2)) == [("a", "grief.one", 2), ("b", "grief.one", 2)]
    assert given(lessons=("ethics",)) == [("a", "ethics.one", 1), ("b", "ethics.one", 1)]
    assert next(one for one in attempts(store, Selection()) if one.item == "grief.two").response == {"odd": ["é", 1]}
    assert [one.learner for one in events(store, Selection(lessons=("grief",)))] == ["a", "b"]
    assert how_many(store, Selection(), Event) == 2


def test_memory_does_not_grow_with_the_record(store):
    def peak() -> int:
        tracemalloc.start()
        for _one in attempts(store, Selection()):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    def add(learners: range) -> None:
        store.add_all([answer(f"l{n:05d}", "grief.one", "x" * 100) for n in learners])

    add(range(4000))
    peak()
    before = peak()
    add(range(4000, 20000))
    assert peak() < 1.5 * before


def test_mastery_counts_learners_by_the_rule_they_see(store):
    exercises = library().exercises("grief", use="practice")
    about = {id: library().exercise(id) for id in exercises}
    objective = Counter(goal for one in about.values() for goal in one.objectives).most_common(1)[0][0]
    items = [id for id in exercises if objective in about[id].objectives and about[id].kind != "say_it"]
    for n in range(8):
        for day in (1, 2) if n < 6 else (1,):
            store.add_all(
                [
                    Attempt(f"{n} {id} {day}", f"l{n}", id, "h", about[id].kind, "practice", day, None, "right", 1.0, 0,
                            None, 9, f"2026-03-0{day}T00:00:00.000+00:00", "0")
                    for id in items
                ]
            )  # fmt: skip
    rows, why = mastery(store, Selection(lessons=("grief",)), library(), date(2026, 3, 5))
    (row,) = [one for one in rows if one.objective == objective]
    assert not why
    assert row.levels[Level.SOLID] == 6 and row.levels[Level.TODAY] is None, "two learners are too few to be told"
    few, why = mastery(store, Selection(cohort="nobody"), library(), date(2026, 3, 5))
    assert why and set(few[0].levels.values()) == {0}
