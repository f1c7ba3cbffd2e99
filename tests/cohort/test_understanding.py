"""Objectives, gains, calibration and misconceptions: each number as counted by hand."""

from __future__ import annotations

from datetime import date

import pytest
from small_course import answer, joins, plan

from ipt_course.cohort.gains import gains
from ipt_course.cohort.overview import overview
from ipt_course.cohort.selection import Selection
from ipt_course.cohort.tallies import tallies
from ipt_course.cohort.understanding import calibration, misconceptions, objectives
from ipt_course.learning.membership import found

TODAY = date(2026, 3, 31)


def test_an_objective_is_the_mean_of_first_tries_at_what_was_taught(store):
    for n in range(12):
        learner = f"l{n}"
        store.add(answer(learner, "grief.before-1", "tempting"))
        store.add(answer(learner, "grief.one", "right" if n < 9 else "tempting"))
        store.add(answer(learner, "grief.one", nth=2))
        store.add(answer(learner, "grief.two", "right" if n < 3 else "idle"))
        store.add(answer(learner, "ethics.one", hints=1))
    know, ethics, untaught = objectives(tallies(store, Selection()), plan())
    assert (know.exercises, know.answers, know.share.n) == (2, 24, 12)
    assert know.share.value == pytest.approx(12 / 24)
    assert know.share.low < 0.3 and know.share.high > 0.7, "twelve learners, not twenty-four answers"
    assert (ethics.exercises, ethics.share.why) == (0, "nobody yet"), "a hint is no measurement"
    assert (untaught.exercises, untaught.share.why) == (0, "nobody yet")


def test_filters_reach_the_tallies(store):
    found(store, "Spring", "spring")
    for n in range(12):
        store.add(answer(f"l{n}", "grief.one", at=f"2026-03-{n + 1:02d}"))
        store.add(answer(f"l{n}", "ethics.one", "tempting", at="2026-03-20"))
        if n < 6:
            store.add(joins(f"l{n}", "spring"))

    def answers(**chosen) -> list[tuple]:
        return sorted((one.edition.item, one.n, one.right) for one in tallies(store, Selection(**chosen)))

    assert answers() == [("ethics.one", 12, 0), ("grief.one", 12, 12)]
    assert answers(cohort="spring") == [("ethics.one", 6, 0), ("grief.one", 6, 6)]
    assert answers(since=date(2026, 3, 3), until=date(2026, 3, 5)) == [("grief.one", 3, 3)]
    assert answers(lessons=("ethics",)) == [("ethics.one", 12, 0)]
    assert answers(lessons=("no-such",)) == []


def test_confidence_is_held_against_correctness(store):
    for n in range(20):
        store.add(answer(f"l{n}", "grief.one", "right" if n < 8 else "tempting", confidence=60 if n < 10 else 95))
    found = calibration(tallies(store, Selection()))
    assert [(one.level, one.answers, one.right.value) for one in found.levels] == [
        (60, 10, 0.8),
        (80, 0, None),
        (95, 10, 0.0),
    ]
    squares = [(0.6 - 1) ** 2] * 8 + [0.6**2] * 2 + [0.95**2] * 10
    assert found.brier.value == pytest.approx(sum(squares) / 20)
    assert found.brier.low < found.brier.value < found.brier.high
    assert found.miscalibration - found.resolution + found.uncertainty == pytest.approx(found.brier.value)
    assert found.excess == pytest.approx((10 * 0.6 + 10 * 0.95) / 20 - 8 / 20)


def test_too_few_are_told_from_so_few_that_they_could_be_known(store):
    for n in range(7):
        store.add(answer(f"l{n}", "grief.one", confidence=80 if n < 3 else 95))
    found = calibration(tallies(store, Selection()))
    assert [one.right.why for one in found.levels] == ["nobody yet", "fewer than 5 learners", "fewer than 5 learners"]
    assert [one.answers for one in found.levels] == [0, None, None]
    assert found.brier.why == "too early: 7 of 10 learners" and found.miscalibration is None


def test_what_many_hold_for_certain_comes_first(store):
    for n in range(20):
        store.add(answer(f"l{n}", "grief.one", "tempting" if n < 12 else "right", confidence=95 if n < 9 else 60))
        store.add(answer(f"l{n}", "ethics.one", "tempting", content_hash="an earlier wording", confidence=95))
    (one,) = misconceptions(tallies(store, Selection()), plan())
    assert (one.id, one.exercises, one.answers) == ("all-loss-is-grief", ("grief.one",), 20)
    assert one.chosen.value == pytest.approx(12 / 20) and one.certain.value == pytest.approx(9 / 20)


def test_a_gain_is_that_of_the_same_learners(store):
    for n in range(30):
        before = ["right" if n % 3 == 0 else "tempting", "tempting"]
        store.add_all([answer(f"l{n}", f"grief.before-{i + 1}", choice) for i, choice in enumerate(before)])
        if n < 24:
            after = ["right", "right" if n % 2 else "idle"]
            store.add_all([answer(f"l{n}", f"grief.after-{i + 1}", choice) for i, choice in enumerate(after)])
    (grief,) = gains(store, Selection(), plan())
    assert grief.gain.n == 24, "who did not come to the post-test is not compared"
    assert grief.before.value == pytest.approx(8 / 48) and grief.after.value == pytest.approx(36 / 48)
    assert grief.gain.value == pytest.approx(28 / 48) and grief.gain.low > 0.4
    assert grief.d.value > 1.5 and grief.normalised == pytest.approx((36 - 8) / (48 - 8))
    assert gains(store, Selection(until=date(2026, 2, 1)), plan())[0].gain.why == "nobody yet"
    assert gains(store, Selection(lessons=("ethics",)), plan()) == []


def test_a_hinted_pre_test_is_no_measurement_and_half_of_a_form_is_enough(store):
    for n in range(20):
        store.add(answer(f"l{n}", "grief.before-1", "tempting", hints=1))
        store.add(answer(f"l{n}", "grief.before-2", "right"))
        store.add(answer(f"l{n}", "grief.after-1", "right"))
    (grief,) = gains(store, Selection(), plan())
    assert (grief.before.value, grief.after.value, grief.gain.n) == (1.0, 1.0, 20)
    assert grief.d.why == "everyone did the same" and grief.normalised is None


def test_of_four_learners_the_whole_page_says_nothing(store):
    for n in range(4):
        store.add_all([answer(f"l{n}", id, confidence=95) for id in plan().items])
    page = overview(store, Selection(), plan(), TODAY)
    figures = [one.share for one in page.objectives] + [one.gain for one in page.gains] + [page.calibration.brier]
    assert not any(one.shown for one in figures)
    assert page.presence.why and not page.presence.people and not any(m.chosen.shown for m in page.misconceptions)
