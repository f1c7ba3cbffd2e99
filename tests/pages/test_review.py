"""Review by keyboard alone: what is due, what a rating does, and that it comes back after a reload."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from drive import Mouse, give, send, solve
from playwright.sync_api import expect
from test_lessons import ours, seriously

from ipt_course.course.library import library


def a_miss(exercise) -> str:
    """A wrong option of a choice exercise."""
    return next(id for id in exercise.task.options if id != exercise.task.solution())


def test_cards_are_reviewed_by_keyboard_and_stay_reviewed(visit):
    here = visit()
    page = here.open("lesson/review")
    expect(page.locator(".ipt-review-front")).to_contain_text("nothing to review yet")

    page = here.open("lesson/10-grief")
    missed = next(
        library().exercise(id)
        for id in library().exercises("grief", use="practice")
        if library().exercise(id).kind == "choice"
    )
    card = here.card(missed.id)
    give(Mouse(page), card, missed, a_miss(missed))
    send(Mouse(page), card)
    expect(card).to_have_attribute("data-outcome", "wrong")

    page = here.open()
    expect(page.locator(".ipt-next")).to_contain_text("due today")
    page.get_by_role("link", name="Review 10 cards").click()
    page.wait_for_selector("html[data-kernel=open]")
    front = page.locator(".ipt-review-front")
    expect(page.locator(".ipt-status")).to_contain_text("10 left today, 0 done")
    first = front.inner_text()
    page.keyboard.press("Space")  # nothing has the focus yet
    expect(page.locator(".ipt-review-back")).to_be_visible()
    page.keyboard.press("3")
    expect(page.locator(".ipt-status")).to_contain_text("9 left today, 1 done")
    assert front.inner_text() != first
    page.keyboard.press("u")
    expect(page.locator(".ipt-status")).to_contain_text("10 left today, 0 done")
    expect(front).to_have_text(first, use_inner_text=True)
    page.keyboard.press("1")  # forgotten: it comes again today, after the others
    expect(page.locator(".ipt-status")).to_contain_text("10 left today, 1 done")
    seen = []
    for _ in range(10):
        seen.append(front.inner_text())
        page.keyboard.press("Space") if page.evaluate("document.activeElement.tagName") == "BUTTON" else None
        expect(page.locator(".ipt-review-back")).to_be_visible()
        page.keyboard.press("3")
        expect(page.locator(".ipt-review-back")).to_be_hidden()
    assert first in seen
    expect(front).to_contain_text("Done for today: 11 cards")
    assert seriously(Axe().run(page)) == []

    page = here.open("lesson/review")
    expect(front).to_contain_text("Nothing is due today")
    assert ours(here)
    assert here.faults == []


def test_a_missed_exercise_comes_back_as_a_card_and_a_mastered_one_does_not(visit):
    here = visit(viewport={"width": 375, "height": 800}, color_scheme="dark")
    page = here.open("lesson/10-grief")
    choices = [
        library().exercise(id)
        for id in library().exercises("grief", use="practice")
        if library().exercise(id).kind == "choice"
    ]
    known, missed = choices[:2]
    solve(Mouse(page), here.card(known.id), known)
    give(Mouse(page), here.card(missed.id), missed, a_miss(missed))
    send(Mouse(page), here.card(missed.id))
    expect(here.card(missed.id)).to_have_attribute("data-outcome", "wrong")
    page = here.open("lesson/review")
    fronts = []
    for _ in range(10):
        fronts.append(page.locator(".ipt-review-front").inner_text())
        page.get_by_role("button", name="Show the answer").click()
        page.get_by_role("button", name="3 Good").click()
        expect(page.locator(".ipt-review-back")).to_be_hidden()
    assert any(text.startswith(missed.title) for text in fronts)
    assert not any(text.startswith(known.title) for text in fronts)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert seriously(Axe().run(page)) == []
