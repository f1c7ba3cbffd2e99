"""Item analysis: what is measured, what stands apart, when it is too early, and what looks wrong and why."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from small_course import answer, plan

from ipt_course.cohort.items import item_figures, lesson_figures
from ipt_course.cohort.selection import Selection
from ipt_course.cohort.verdicts import Action

PRACTICE = ["grief.one", "grief.two", "grief.three"]


def class_of(n: int, seed=1) -> dict[str, list[str]]:
    """Choices of ``n`` learners at the three practice exercises: who is able is right more often."""
    draw = np.random.default_rng(seed)
    able = draw.normal(size=n)
    return {
        item: ["right" if draw.random() < 1 / (1 + np.exp(-2 * a)) else "tempting" for a in able] for item in PRACTICE
    }


def write(store, choices: dict[str, list[str]], **more) -> None:
    store.add_all([answer(f"l{n}", item, one, **more) for item, all_ in choices.items() for n, one in enumerate(all_)])


def figures(store, least=5, **chosen):
    found = lesson_figures(store, Selection(**chosen), plan(), "grief", least)
    return {one.id: one for one in found.items}, found


def test_first_tries_without_hints_are_measured_and_later_ones_stand_apart(store):
    for n in range(40):
        store.add(answer(f"l{n}", "grief.one", "right" if n < 10 else "tempting", seconds=10 + n))
        store.add(answer(f"l{n}", "grief.one", "right" if n % 2 else "idle", nth=2))
        store.add(answer(f"l{n}", "grief.one", "tempting", nth=3))
        store.add(answer(f"l{n}", "grief.two", hints=1))
    found, _ = figures(store)
    one, two = found["grief.one"], found["grief.two"]
    assert (one.learners, one.difficulty.value, one.later, one.later_best.value) == (40, 0.25, 40, 0.5)
    assert (one.seconds.value, one.seconds.low, one.seconds.high) == (29.5, 19.75, 39.25)
    assert (two.learners, two.hinted, two.difficulty.why) == (0, 40, "nobody yet")


def test_a_changed_wording_starts_a_new_statistic(store):
    write(store, {"grief.one": ["right"] * 20}, content_hash="before", at="2026-01-01")
    store.add_all([answer(f"new-{n}", "grief.one", "tempting") for n in range(15)])
    store.add_all([answer(f"l{n}", "grief.one", "right", nth=2) for n in range(20)])
    items = figures(store)[1].items
    assert [(i.current, i.learners, i.difficulty.value) for i in items] == [(True, 15, 0.0), (False, 20, 1.0)]
    assert items[0].options and not items[1].options, "an option may have meant something else"


def test_uses_are_never_mixed(store):
    write(store, class_of(70))
    store.add_all([answer(f"l{n}", f"grief.before-{i}", "tempting") for n in range(70) for i in (1, 2)])
    found, lesson = figures(store)
    assert {(form.use, form.items, form.learners) for form in lesson.forms} == {("practice", 3, 70), ("pretest", 2, 70)}
    assert found["grief.before-1"].discrimination.why == "everyone did the same"
    assert found["grief.one"].discrimination.value > 0.3


def test_each_figure_waits_for_its_number(store):
    write(store, class_of(9))
    one = figures(store)[0]["grief.one"]
    assert one.difficulty.why == "too early: 9 of 10 learners"
    assert one.options[0].share.why == "too early: 9 of 40 learners" and one.options[0].working is None
    assert one.flags[0].action is Action.TOO_EARLY and one.flags[0].reason == "too early: 9 of 60 learners"
    store.add_all([answer(f"more-{n}", item) for n in range(30) for item in PRACTICE])
    one = figures(store)[0]["grief.one"]
    assert one.difficulty.shown and not one.discrimination.shown
    assert figures(store)[1].forms[0].alpha.why == "too early: 39 of 60 learners"


def test_options_are_counted_and_compared(store):
    choices = class_of(100)
    choices["grief.one"][0] = choices["grief.one"][1] = "idle"
    write(store, choices)
    right, tempting, idle = figures(store)[0]["grief.one"].options
    assert right.share.value + tempting.share.value == pytest.approx(0.98)
    assert right.rest.value > 0 > tempting.rest.value and right.rest.low > tempting.rest.high
    assert (right.working, tempting.working, idle.working) == (True, True, False)
    assert not idle.share.shown and idle.share.why == "fewer than 5 learners", "two learners chose it"


def test_alpha_is_of_those_who_answered_all(store):
    choices = class_of(80)
    write(store, choices)
    store.add_all([answer(f"part-{n}", "grief.one") for n in range(30)])
    (form,) = figures(store)[1].forms
    table = np.array([[c == "right" for c in choices[item]] for item in PRACTICE], dtype=float).T
    k = 3
    expected = k / (k - 1) * (1 - table.var(axis=0, ddof=1).sum() / table.sum(axis=1).var(ddof=1))
    assert (form.learners, form.kr20) == (80, True)
    assert form.alpha.value == pytest.approx(expected) and form.alpha.low < expected < form.alpha.high


def test_a_wrong_key_is_found_and_said(store):
    choices = class_of(150)
    choices["grief.three"] = [
        "tempting" if choices["grief.one"][n] == choices["grief.two"][n] == "right" else "right" for n in range(150)
    ]
    write(store, choices)
    three = figures(store)[0]["grief.three"]
    assert three.discrimination.high < 0
    assert {flag.action for flag in three.flags} >= {Action.CHECK_KEY}
    assert three.flags[0].action is Action.CHECK_KEY and "miss this one more often" in three.flags[0].reason
    assert any("“A tempting one” did better on the rest" in flag.reason for flag in three.flags)


def test_what_many_are_certain_of_should_be_taught_again(store):
    store.add_all([answer(f"l{n}", "grief.one", "tempting" if n < 4 else "right", confidence=95) for n in range(16)])
    one = figures(store)[0]["grief.one"]
    assert one.certain_and_wrong.value == 0.25
    assert one.flags[0].action is Action.TEACH and "25%" in one.flags[0].reason.replace(" ", "")


@pytest.mark.parametrize(("right", "use", "action"), [(100, "one", Action.TOO_EASY), (10, "one", Action.TOO_HARD)])
def test_what_is_too_easy_or_too_hard_is_said(store, right, use, action):
    store.add_all([answer(f"l{n}", f"grief.{use}", "right" if n < right else "tempting") for n in range(100)])
    assert action in {flag.action for flag in figures(store)[0][f"grief.{use}"].flags}


def test_ungraded_work_is_said_to_be_none_of_this(store):
    store.add_all([answer(f"l{n}", "grief.one", score=None, outcome="done", kind="say_it") for n in range(80)])
    assert [flag.action for flag in figures(store)[0]["grief.one"].flags] == [Action.NOT_GRADED]


def test_a_single_exercise_has_nothing_to_be_compared_with(store):
    store.add_all([answer(f"l{n}", "ethics.one", "right" if n % 2 else "idle") for n in range(80)])
    (lesson,) = [one for one in item_figures(store, Selection(), plan()) if one.lesson == "ethics"]
    assert not lesson.items[0].discrimination.shown
    assert not lesson.forms[0].alpha.shown


def test_filters_and_masks_reach_the_items(store):
    write(store, class_of(12), at="2026-03-05")
    assert figures(store, since=date(2026, 3, 6))[0]["grief.one"].difficulty.why == "nobody yet"
    assert figures(store, until=date(2026, 3, 5))[0]["grief.one"].learners == 12
    store.forget("l0")
    assert figures(store)[0]["grief.one"].learners == 11
    for n in range(1, 8):
        store.forget(f"l{n}")
    one = figures(store)[0]["grief.one"]
    assert (one.learners, one.difficulty.why) == (None, "fewer than 5 learners")
    assert figures(store, least=1)[0]["grief.one"].learners == 4
