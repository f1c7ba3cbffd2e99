"""The casebook: who can be met, and that a file gives away no exercise before it was tried."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from drive import Mouse, solve
from playwright.sync_api import expect
from test_keys import flat
from test_lessons import ours, seriously

from ipt_course.course.library import library
from ipt_course.course.markup_plain import plain


def read(here, path: str):
    """Open a page that has nothing to answer on it."""
    here.page.goto(here.server.url + path)
    return here.page


def whys(id: str) -> list[str]:
    return [" ".join(plain(area["why"]).split()) for area in library().case(id)["areas"].values()]


def test_everybody_is_listed_and_can_be_opened(visit):
    here = visit()
    page = read(here, "lesson/cases")
    entries = page.locator(".ipt-casebook li")
    assert entries.count() == len(library().casebook)
    page.get_by_role("link", name=plain(library().case("rowan")["client"]["name"])).click()
    expect(page.locator(".ipt-file h2")).to_have_text("Rowan Ellery")
    expect(page.locator("#ref-weissman-2018")).to_have_count(1)
    page.get_by_role("link", name=f"All {len(library().casebook)} clients").click()
    expect(entries).to_have_count(len(library().casebook))
    assert ours(here) and here.faults == []


@pytest.mark.parametrize("address", ["nobody", "../tomasz", "<script>"])
def test_an_address_that_names_nobody_shows_the_list(address, visit):
    page = read(visit(), f"lesson/cases?case={address}")
    assert page.locator(".ipt-casebook li").count() == len(library().casebook)


def test_the_choice_of_area_is_told_only_after_a_try(visit):
    here = visit()
    page = read(here, "lesson/cases?case=tomasz")
    closed = page.locator(".ipt-note", has_text="The choice of area opens when you have tried")
    expect(closed).to_contain_text("A hundred points for Tomasz")
    assert not any(why in flat(page.content()) for why in whys("tomasz"))

    expect(closed.get_by_role("link")).to_have_attribute("href", "/lesson/08-focus")
    here.open("lesson/08-focus")
    solve(Mouse(page), here.card("focus.tomasz-areas"), library().exercise("focus.tomasz-areas"))
    page = read(here, "lesson/cases?case=tomasz")
    assert all(why in flat(page.content()) for why in whys("tomasz"))


@pytest.mark.parametrize("width, scheme", [(1200, "light"), (375, "dark")])
@pytest.mark.parametrize("id", ["tomasz", "thandiwe"])
def test_a_file_is_accessible_and_fits(id, width, scheme, visit):
    here = visit(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = read(here, f"lesson/cases?case={id}")
    assert seriously(Axe().run(page)) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
