"""The capstone: what was done with its client comes together in one file that stands alone."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from drive import WORDS, Mouse, solve
from playwright.sync_api import expect
from test_lessons import seriously

from ipt_course.course.library import library

DONE = ("capstone.circles", "capstone.formulation", "capstone.note")


def test_the_portfolio_is_saved_as_one_file_that_needs_nothing_else(visit, tmp_path):
    here = visit()
    page = here.open("lesson/capstone")
    expect(page.locator("main")).to_contain_text("Nothing is done yet")
    for id in DONE:
        solve(Mouse(page), here.card(id), library().exercise(id))
    page = here.open("lesson/capstone")
    shown = page.locator(".ipt-portfolio")
    expect(shown.locator("h3")).to_have_count(1 + len(DONE))
    expect(shown).to_contain_text("Pass an initial session.")
    assert seriously(Axe().run(page)) == []
    with page.expect_download() as saving:
        shown.get_by_role("link", name="Save my portfolio").click()
    path = tmp_path / "portfolio.html"
    saving.value.save_as(path)
    text = path.read_text(encoding="utf-8")
    assert WORDS in text
    assert "<script" not in text and "http" not in text.replace("http://www.w3.org/2000/svg", "")
    page.goto(path.as_uri())
    expect(page.get_by_role("img", name="Closeness circles")).to_be_visible()
    assert here.faults == []


def test_what_a_learner_writes_stays_text(visit):
    here = visit()
    page = here.open("lesson/capstone")
    card = here.card("capstone.note")
    card.locator("textarea").fill("<img src=x onerror=alert(1)> & me")
    card.locator("button[type=submit]").click()
    expect(card.locator(".ipt-criteria")).to_be_visible()
    page = here.open("lesson/capstone")
    expect(page.locator(".ipt-portfolio dd.own")).to_have_text("<img src=x onerror=alert(1)> & me")
    assert page.locator(".ipt-portfolio img").count() == 0
