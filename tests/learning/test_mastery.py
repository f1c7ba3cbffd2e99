"""Mastery: recent, spaced and unaided answers weigh more, and nothing else does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_course.learning.mastery import FRESH, MASTERED, WELL, Answer, Level, is_tested_out, standings

DAY = date(2026, 3, 2)


def answer(item="a", score=1.0, day=0, aided=False, guess=0.25) -> Answer:
    return Answer(item, ("goal",), score, DAY + timedelta(days=day), aided, guess)


def standing(*answers, today=10, safety=()):
    return standings(answers, ["goal"], DAY + timedelta(days=today), safety)["goal"]


def test_nothing_tried_is_not_failed():
    assert standing().level is Level.UNTRIED
    assert standing(answer(aided=True)).level is Level.UNTRIED, "a right answer with a hint proves nothing"


def test_three_right_in_a_row_are_known_and_a_second_day_makes_them_solid():
    two = standing(answer("a"), answer("b"))
    three = standing(answer("a"), answer("b"), answer("c"))
    assert (two.level, three.level) == (Level.BEGUN, Level.TODAY)
    assert three.known >= MASTERED > two.known
    assert standing(answer("a"), answer("b"), answer("c", day=1)).level is Level.SOLID


def test_the_figures_are_those_of_the_published_rule():
    """One right answer of four options, by hand: 0.3 × 0.9 / (0.3 × 0.9 + 0.7 × 0.25), then 0.15 of the rest."""
    believed = 0.27 / (0.27 + 0.175)
    assert standing(answer()).known == pytest.approx(believed + 0.15 * (1 - believed))


def test_the_same_exercise_again_on_the_same_day_adds_nothing_and_on_another_day_it_does():
    once = standing(answer("a"))
    assert standing(answer("a"), answer("a"), answer("a")) == once
    assert standing(answer("a"), answer("a", day=3)).known > once.known


def test_what_was_wrong_counts_also_with_a_hint_open():
    assert standing(answer(score=0, aided=True)).answers == 1


def test_a_late_mistake_weighs_more_than_an_early_one():
    right = [answer(str(n), day=n) for n in range(4)]
    early = standing(answer("x", 0), *right)
    late = standing(*right, answer("x", 0, day=5))
    assert late.known < early.known


def test_safety_asks_for_no_bad_answer_among_the_last_three():
    answers = [answer("x", 0), *(answer(str(n), day=n) for n in range(5))]
    assert standing(*answers, safety=["goal"]).level is Level.SOLID
    missed = [*(answer(str(n), day=n) for n in range(6)), answer("x", 0.7, day=6), answer("y", day=7)]
    assert standing(*missed).level is Level.SOLID
    assert standing(*missed, safety=["goal"]).level is Level.BEGUN


def test_what_was_solid_long_ago_is_to_be_refreshed():
    answers = [answer(str(n), day=n) for n in range(4)]
    assert standing(*answers, today=3 + FRESH).level is Level.SOLID
    assert standing(*answers, today=4 + FRESH).level is Level.REFRESH


def test_a_lesson_is_tested_out_only_by_a_whole_pretest_right_at_once_and_unaided():
    asked = ["p1", "p2"]
    right = {id: answer(id) for id in asked}
    assert is_tested_out(asked, right)
    assert not is_tested_out(asked, right | {"p2": answer("p2", 0.9)})
    assert not is_tested_out(asked, right | {"p2": answer("p2", aided=True)})
    assert not is_tested_out(asked, {"p1": right["p1"]})
    assert not is_tested_out([], {})


scores = st.floats(0, 1)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), scores, st.integers(0, 40), st.booleans()), max_size=20), scores)
def test_estimates_are_probabilities_and_a_better_last_answer_never_lowers_them(rows, last):
    answers = [answer(item, score, day, aided) for item, score, day, aided in sorted(rows, key=lambda r: r[2])]
    before = standing(*answers, today=50)
    assert 0 <= before.known <= 1
    worse, better = (standing(*answers, answer("new", s, 41), today=50) for s in sorted((last, 1.0)))
    assert better.known >= worse.known - 1e-12
    assert (before.level in (Level.SOLID, Level.REFRESH)) <= (before.known >= MASTERED and WELL <= 1)
