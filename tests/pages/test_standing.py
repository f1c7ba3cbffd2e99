"""Where the learner stands: tested out, before and after, and exercises that come back on another day."""

from __future__ import annotations

import dataclasses

import pytest
from axe_playwright_python.sync_playwright import Axe
from drive import Mouse, solve
from playwright.sync_api import expect
from test_lessons import ours, seriously
from visiting import Server, Visit

from ipt_course.course.library import library
from ipt_course.learning.store import Store


@pytest.fixture
def own(browser, tmp_path):
    """A server whose record holds one learner."""
    server = Server(tmp_path)
    here = Visit(browser, server)
    yield here, Store(tmp_path / "record.sqlite")
    here.context.close()
    server.stop()


def test_a_pretest_without_a_fault_tests_a_lesson_out(own):
    here, _ = own
    page = here.open("lesson/10-grief")
    for id in library().exercises("grief", use="pretest"):
        solve(Mouse(page), here.card(id), library().exercise(id))
    page = here.open()
    expect(page.locator(".ipt-catalogue li", has_text="tested out by its pre-test")).to_have_count(1)
    expect(page.locator(".ipt-next")).not_to_contain_text(library().module("grief")["title"])
    page.get_by_role("link", name="Where you stand").first.click()
    row = page.locator(".ipt-standing tr", has_text=library().module("grief")["title"])
    expect(row).to_contain_text("tested out")
    count = len(library().exercises("grief", use="pretest"))
    expect(row).to_contain_text(f"{count} of {count}")
    assert seriously(Axe().run(page)) == []
    assert ours(here)


def test_exercises_come_back_empty_on_another_day_and_their_answers_are_kept(own):
    here, store = own
    ids = [id for id in library().exercises("grief", use="practice") if library().exercise(id).kind == "choice"][:2]
    page = here.open("lesson/10-grief")
    for id in ids:
        solve(Mouse(page), here.card(id), library().exercise(id))
    page.goto(here.server.url + "lesson/practice")
    expect(page.locator("main")).to_contain_text("nothing to practise yet")

    (learner,) = store.learners()
    yesterday = [
        dataclasses.replace(a, id=f"{a.id}-before", at="2026-01-05T09:00:00.000+00:00") for a in store.attempts(learner)
    ]
    store.forget(learner)
    for attempt in yesterday:
        store.add(attempt)
    page = here.open()
    expect(page.locator(".ipt-next")).to_contain_text("Practise 2 exercises")
    page = here.open("lesson/practice")
    for id in ids:
        expect(here.card(id)).to_have_attribute("data-outcome", "")
        assert not here.card(id).locator("input:checked").count()
        solve(Mouse(page), here.card(id), library().exercise(id))
    expect(here.card(ids[0])).to_contain_text("Kept.")
    assert [a.try_no for a in store.attempts(learner)] == [1, 1, 2, 2]
    page.reload()
    expect(page.locator("main")).to_contain_text("nothing to practise yet")
    page.goto(here.server.url + "lesson/progress")
    expect(page.locator(".ipt-levels li", has_text="begun").first).to_be_attached()
