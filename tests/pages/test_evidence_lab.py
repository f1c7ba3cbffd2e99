"""The evidence lab as a visitor meets it: choices redraw the plot, guesses are set against results, no code is run."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from drive import Keyboard, give, send
from playwright.sync_api import expect

from ipt_course.course.library import library

PAGE = "lesson/evidence-lab"
GUESS = "evidence-lab.guess-the-forest"


@pytest.fixture(scope="module")
def lab(browser, server):
    from visiting import Visit

    here = Visit(browser, server, viewport={"width": 1000, "height": 900})
    here.open(PAGE)
    yield here
    assert here.faults == []
    here.context.close()


def explorer(lab):
    return lab.page.locator(".ipt-explorer")


def turn(box) -> int:
    return int(box.get_attribute("data-turn"))


def pick(box, label: str, option: str) -> None:
    before = turn(box)
    box.get_by_label(label, exact=True).select_option(label=option)
    expect(box).to_have_attribute("data-turn", str(before + 1))


def test_the_page_is_whole_and_credits_its_sources(lab):
    page = lab.page
    assert page.locator(".ipt-fault").count() == 0
    for words in ("Metapsy", "ODC-By 1.0", "SOURCES.md"):
        expect(page.locator("main")).to_contain_text(words)
    home = lab.server.url.partition("://")[2]
    assert {url.partition("://")[2].startswith(home) or url.startswith("data:") for url in lab.requests} == {True}
    expect(page.locator(".ipt-recomputed")).to_contain_text("reproduce within 0.01")


def test_a_choice_redraws_the_plot_and_says_what_it_shows(lab):
    box = explorer(lab)
    pick(box, "Comparisons", "up to 2015, as in 2016 (31)")
    expect(box.get_by_role("status")).to_contain_text("31 comparisons, pooled g = 0.60 (95% interval 0.45 to 0.76)")
    drawing = box.locator(".ipt-drawn-wide svg")
    assert "31 comparisons, pooled g = 0.60" in drawing.get_attribute("aria-label")
    pick(box, "Left out", "Bolton 2003 (villages)")
    expect(box.get_by_role("status")).to_contain_text("I² = 48%")
    assert "Bolton 2003" not in drawing.text_content()
    box.get_by_text("The numbers as a table").click()
    expect(box.locator("tbody tr")).to_have_count(32)
    pick(box, "Show", "funnel plot")
    expect(drawing.locator("circle")).to_have_count(30)
    box.get_by_role("button", name="All as at first").click()
    expect(box.get_by_role("status")).to_contain_text("43 comparisons")


def test_the_keyboard_alone_does_the_same(lab):
    box = explorer(lab)
    hand = Keyboard(lab.page)
    before = turn(box)
    hand.pick(box.get_by_label("Compared with", exact=True), "waiting list")
    expect(box.get_by_role("status")).to_contain_text("6 comparisons")
    hand.write(box.get_by_label("From year"), "2005")
    lab.page.keyboard.press("Tab")
    expect(box.get_by_role("status")).to_contain_text("3 comparisons")
    assert turn(box) > before
    hand.press(box.get_by_role("button", name="All as at first"))
    expect(box.get_by_role("status")).to_contain_text("43 comparisons")


def test_nothing_that_fits_is_said_and_not_drawn(lab):
    box = explorer(lab)
    pick(box, "People", "older adults")
    pick(box, "Format", "group")
    expect(box.get_by_role("status")).to_contain_text("No comparison fits")
    assert box.locator("svg").count() == 0
    box.get_by_role("button", name="All as at first").click()
    expect(box.locator(".ipt-drawn-wide svg")).to_be_visible()


def test_a_message_made_by_hand_gives_the_first_look(lab):
    box = explorer(lab)
    box.get_by_label("Compared with", exact=True).evaluate(
        "(node) => { node.append(new Option('x', '__import__')); node.value = '__import__'; node.dispatchEvent(new Event('change')); }"
    )
    expect(box.get_by_role("status")).to_contain_text("43 comparisons")


def test_an_effect_is_converted_as_it_is_typed(lab):
    box = lab.page.locator(".ipt-converter")
    box.get_by_label("Recover with control, in per cent").fill("10")
    expect(box).to_contain_text("NNT if 10% recover with control")
    expect(box.locator("tbody tr").last).to_contain_text("6.8")
    box.get_by_label("Its value").fill("")
    expect(box).to_contain_text("Type a number in both fields")
    box.get_by_label("Its value").fill("0.6")
    expect(box.locator("tbody tr").last).to_contain_text("6.8")


def test_a_forecast_hides_the_results_until_it_is_made(visit):
    here = visit()
    here.open(PAGE)
    card, exercise = here.card(GUESS), library().exercise(GUESS)
    assert exercise.task.trials["bolton"].effect == pytest.approx(1.3167)
    assert "1.3167" not in here.page.content() and not any("1.3167" in frame for frame in here.frames)
    expect(card.locator(".ipt-calibrated")).to_be_hidden()
    ids = list(exercise.task.trials)
    response = dict.fromkeys(ids[:4], 0.5) | {f"{id}-reach": "quarter" for id in ids[:4]}
    give(Keyboard(here.page), card, exercise, response)
    expect(card.locator(".ipt-guess").first).to_be_visible()
    send(Keyboard(here.page), card)
    expect(card.get_by_role("status").first).to_contain_text(re.compile(r"Your intervals held \d of 4 results"))
    expect(card.locator(".ipt-calibrated")).to_be_visible()
    expect(card.locator(".ipt-forest .ipt-result-at")).to_have_count(4)
    assert "held" in card.locator(".ipt-calibration").get_attribute("aria-label")
    expect(card).to_contain_text("Bolton 2003 found 1.32")
    assert "Mufson 1999 found" not in card.inner_text()
    here.page.reload()
    expect(here.card(GUESS).locator(".ipt-calibrated")).to_be_visible()


def test_the_page_asks_for_numbers_and_takes_no_code(lab):
    for id in ("count-waiting", "pool-usual", "without-bolton", "crossing-zero"):
        card = lab.card(f"evidence-lab.{id}")
        expect(card.locator("input[type=number]")).to_have_count(1)
        expect(card.locator("textarea")).to_have_count(0)
    card = lab.card("evidence-lab.pool-usual")
    card.locator("input[type=number]").fill("0.54")
    card.locator("button[type=submit]").click()
    expect(card).to_contain_text("That is the fixed effect")


def test_what_gives_an_answer_away_is_folded_up(lab):
    folded = lab.page.locator(".ipt-after-answer")
    expect(folded).to_have_count(4)
    expect(folded.first.locator("svg").first).to_be_hidden()
    folded.first.locator("summary").first.click()
    expect(folded.first.locator(".ipt-drawn-wide svg").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_lab_is_accessible_on_a_phone_and_nothing_runs_out_of_it(visit, scheme):
    here = visit(viewport={"width": 375, "height": 800}, color_scheme=scheme)
    page = here.open(PAGE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    expect(page.locator(".ipt-explorer .ipt-drawn-narrow svg")).to_be_visible()
    expect(page.locator(".ipt-explorer .ipt-drawn-wide svg")).to_be_hidden()
    found = Axe().run(page)
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"]] == []


def test_print_shows_the_plots_and_not_the_choices(lab):
    lab.page.emulate_media(media="print")
    expect(explorer(lab).locator("form")).to_be_hidden()
    expect(explorer(lab).locator(".ipt-drawn-wide svg")).to_be_visible()
    lab.page.emulate_media(media="screen")


def test_lesson_16_leads_to_the_lab_and_back(visit):
    here = visit()
    page = here.open("lesson/16-evidence")
    page.get_by_role("link", name="evidence lab").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Evidence lab")
    page.get_by_role("link", name="lesson 16").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("IPT among the therapies")
