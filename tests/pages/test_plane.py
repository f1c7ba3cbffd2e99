"""Placing people on a map: pressed, dragged, steered by keys, and typed, it is one and the same place."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

ID = "stance.five-on-a-map"
MAP = ".ipt-plane-stage"


@pytest.fixture
def card(visit):
    here = visit()
    here.open("lesson/04-stance")
    return here.card(ID)


def spot(card, x: float, y: float) -> tuple[float, float]:
    """Where a place lies on the screen; the frame of the plane runs from -3 to 3."""
    box = card.locator(".ipt-plane .ipt-area-frame").bounding_box()
    return box["x"] + (x + 3) / 6 * box["width"], box["y"] + (3 - y) / 6 * box["height"]


def numbers(card, n: int) -> list[str]:
    return [card.locator(".ipt-ask-point").nth(n).locator("input").nth(side).input_value() for side in (0, 1)]


def test_a_press_places_whoever_is_chosen_and_goes_on_to_the_next(card):
    card.locator(MAP).scroll_into_view_if_needed()
    first, second = (card.locator(".ipt-who-next input").nth(n) for n in (0, 1))
    expect(first).to_be_checked()
    card.page.mouse.click(*spot(card, -2, 1.5))
    assert numbers(card, 0) == ["-2", "1.5"]
    expect(second).to_be_checked()
    expect(card.locator(".ipt-ask-point").first).to_contain_text("dismissing")
    card.page.mouse.move(*spot(card, -2, 1.5))
    card.page.mouse.down()
    card.page.mouse.move(*spot(card, 2, -1), steps=4)
    card.page.mouse.up()
    assert numbers(card, 0) == ["2", "-1"]
    expect(first).to_be_checked()
    assert numbers(card, 1) == ["", ""]


def test_keys_and_numbers_move_the_same_dot(card):
    stage = card.locator(MAP)
    card.locator(".ipt-who-next input").first.focus()
    card.page.keyboard.press("ArrowDown")
    card.page.keyboard.press("Tab")
    expect(stage).to_be_focused()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp", "ArrowUp"):
        card.page.keyboard.press(key)
    assert numbers(card, 1) == ["1.5", "1.5"]
    expect(stage).to_have_attribute("aria-valuetext", "2. Thandiwe: anxiety 1.5, avoidance 1.5: fearful")
    card.locator(".ipt-ask-point input").nth(3).fill("-2")
    expect(stage).to_have_attribute("aria-valuetext", "2. Thandiwe: anxiety 1.5, avoidance −2: preoccupied")
    stage.focus()
    card.page.keyboard.press("Delete")
    assert numbers(card, 1) == ["", ""]
    expect(card.locator(".ipt-dot")).to_have_count(0)


def test_a_place_beyond_the_edge_or_half_a_place_is_not_sent(card):
    box = card.locator(".ipt-ask-point input")
    box.nth(0).fill("4")
    box.nth(1).fill("1")
    card.locator("button[type=submit]").click()
    expect(card.get_by_role("status")).to_contain_text("Places go from −3 to 3")
    box.nth(0).fill("")
    card.locator("button[type=submit]").click()
    expect(card.get_by_role("status")).to_contain_text("has only one of the two numbers")
    expect(card).to_have_attribute("data-outcome", "")


def test_the_reference_appears_when_it_is_asked_for_and_not_before(card):
    box = card.locator(".ipt-ask-point input")
    for n, value in enumerate(("3", "3")):
        box.nth(n).fill(value)
    card.locator("button[type=submit]").click()
    expect(card).to_have_attribute("data-outcome", "wrong")
    expect(card.locator(".ipt-reference")).to_have_count(0)
    card.get_by_role("button", name="Show the answer").click()
    expect(card.locator(".ipt-reference")).to_have_count(5)
    expect(card.locator(".ipt-answer").first).to_contain_text("secure")
