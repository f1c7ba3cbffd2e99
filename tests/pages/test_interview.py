"""An interview on a page: what was not asked for is nowhere, what was asked stays, and another try begins empty."""

from __future__ import annotations

import pytest
from drive import Keyboard, Mouse, give, send
from playwright.sync_api import expect
from test_keys import _all_widget_states, flat

from ipt_course.course.library import library
from ipt_course.course.markup_plain import plain

TOMASZ = "focus.ask-tomasz"
LESSON = "lesson/08-focus"


def said(task, id: str) -> str:
    return " ".join(plain(task.questions[id].says).split())[:50]


def in_card(here) -> str:
    return " ".join(here.card(TOMASZ).inner_text().split())


def test_a_reply_is_nowhere_before_its_question(visit):
    here = visit()
    page = here.open(LESSON)
    exercise = library().exercise(TOMASZ)
    task = exercise.task
    give(Mouse(page), here.card(TOMASZ), exercise, ["who", "began"])
    seen = flat(" ".join([page.content(), _all_widget_states(here), *here.frames]))
    for id in task.questions:
        assert (said(task, id) in seen) == (id in ("who", "began")), id
    for name in ("Kasia", "Bartek"):
        expect(here.card(TOMASZ).locator(".ipt-known").first).to_contain_text(name)
    assert "Ryszard" not in in_card(here) and "Halina" not in in_card(here)


def test_an_unfinished_interview_survives_a_reload_and_a_finished_one_is_kept(visit):
    here = visit()
    page = here.open(LESSON)
    exercise = library().exercise(TOMASZ)
    asked = exercise.task.solution()
    give(Mouse(page), here.card(TOMASZ), exercise, asked[:3])
    page = here.open(LESSON)
    expect(here.card(TOMASZ).locator(".ipt-talk li")).to_have_count(3)
    expect(here.card(TOMASZ)).to_have_attribute("data-outcome", "")

    give(Mouse(page), here.card(TOMASZ), exercise, asked[3:-1])
    send(Mouse(page), here.card(TOMASZ))
    expect(here.card(TOMASZ)).to_have_attribute("data-outcome", "partly")
    expect(here.card(TOMASZ).locator(".ipt-feedback")).to_contain_text(plain(exercise.task.questions[asked[-1]].ask))
    page = here.open(LESSON)
    expect(here.card(TOMASZ)).to_have_attribute("data-outcome", "partly")
    expect(here.card(TOMASZ).locator(".ipt-talk li")).to_have_count(len(asked) - 1)

    here.card(TOMASZ).get_by_role("button", name="Try again").click()
    expect(here.card(TOMASZ).locator(".ipt-talk li")).to_have_count(0)
    assert "Kasia" not in in_card(here)
    give(Keyboard(page), here.card(TOMASZ), exercise, asked)
    send(Keyboard(page), here.card(TOMASZ))
    expect(here.card(TOMASZ)).to_have_attribute("data-outcome", "right")
    assert here.faults == []


@pytest.mark.parametrize(
    "message",
    [
        {"do": "ask", "response": ["between-halina"]},
        {"do": "ask", "response": ["who", "who"]},
        {"do": "ask", "response": "who"},
        {"do": "answer", "response": ["between-halina"]},
        {"do": "answer", "response": {"who": True}},
    ],
)
def test_a_question_that_cannot_be_asked_yet_gets_no_reply(message):
    from ipt_course.views.sitting import Sitting

    kept = []
    sitting = Sitting(library().exercise(TOMASZ), "a", None, lambda one: kept.append(one) or "saved")
    sitting.handle(message)
    assert sitting.state["replies"]["turns"] == [] and sitting.state["notice"] and kept == []


def test_the_file_opens_after_the_interview(visit):
    here = visit()
    here.page.goto(here.server.url + "lesson/cases?case=rowan")
    closed = here.page.locator(".ipt-note", has_text="Who is in this life opens when you have tried")
    expect(closed).to_contain_text("Sixteen questions for Rowan")
    page = here.open("lesson/13-deficits")
    give(Mouse(page), here.card("deficits.ask-rowan"), library().exercise("deficits.ask-rowan"), ["thoughts"])
    send(Mouse(page), here.card("deficits.ask-rowan"))
    expect(here.card("deficits.ask-rowan")).not_to_have_attribute("data-outcome", "")
    here.page.goto(here.server.url + "lesson/cases?case=rowan")
    expect(here.page.locator(".ipt-persons")).to_contain_text("Mika")
