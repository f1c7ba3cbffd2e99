"""The article claim by claim, the glossary and the references: found by word, by choice and by link."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from test_lessons import ours, seriously

from ipt_course.course.library import library


def shown(page):
    return page.locator(".ipt-shelf-rows > li:visible")


def test_claims_are_filtered_by_topic_and_verdict_and_lead_to_where_they_are_taught(visit):
    here = visit()
    page = here.open("lesson/sources")
    rows = library().claims
    expect(shown(page)).to_have_count(len(rows))
    page.get_by_label("Verdict").select_option("contradicted")
    contradicted = [row for row in rows if row["verdict"] == "contradicted"]
    expect(shown(page)).to_have_count(len(contradicted))
    page.get_by_label("Topic").select_option("phases")
    both = [row for row in contradicted if row["topic"] == "phases"]
    expect(shown(page)).to_have_count(len(both))
    expect(page.locator(".ipt-shelf [role=status]")).to_have_text(f"{len(both)} of {len(rows)} claims.")
    link = shown(page).first.locator(".ipt-muted a").first
    heading = link.text_content().partition(", ")[2]
    link.click()
    page.wait_for_selector("html[data-kernel=open]")
    expect(page.locator(f"[id='{heading.replace(' ', '-')}']")).to_be_attached()
    assert ours(here)
    assert here.faults == []


def test_every_claim_leads_to_a_heading_that_is_there(visit):
    here = visit()
    wanted: dict[str, set[str]] = {}
    for row in library().claims:
        for place in row["taught"]:
            wanted.setdefault(place["notebook"], set()).add(place["heading"].replace(" ", "-"))
    assert wanted
    for notebook, anchors in wanted.items():
        text = here.context.request.get(f"{here.server.url}lesson/{notebook}").text()
        for anchor in anchors:
            assert f'id="{anchor}"' in text, f"{notebook}#{anchor}"


def test_a_word_that_fits_nothing_is_said_and_taken_back_by_keyboard(visit):
    here = visit()
    page = here.open("lesson/glossary")
    page.get_by_label("Search").focus()
    page.keyboard.type("zzz")
    expect(page.locator(".ipt-shelf [role=status]")).to_contain_text("No term fits")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(shown(page)).to_have_count(len(library().glossary))
    page.keyboard.type("attachment")
    expect(shown(page).first).to_contain_text("ttachment")


def test_a_citation_opens_its_work(visit):
    here = visit()
    page = here.open("lesson/glossary")
    link = shown(page).locator("a").first
    aim = link.get_attribute("href").partition("#")[2]
    link.click()
    page.wait_for_selector("html[data-kernel=open]")
    expect(page.locator(f"#{aim}")).to_be_focused()


@pytest.mark.parametrize("name", ["sources", "glossary", "references"])
@pytest.mark.parametrize("width, scheme", [(1200, "light"), (375, "dark")])
def test_they_can_be_read_by_everybody(name, width, scheme, visit):
    here = visit(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = here.open(f"lesson/{name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert seriously(Axe().run(page)) == []
    assert ours(here)
    assert here.faults == []
