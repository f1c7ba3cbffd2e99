"""The learner's path, lesson by lesson: by mouse, by keyboard alone, and on a phone."""

from __future__ import annotations

from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from drive import Keyboard, Mouse, solve
from playwright.sync_api import expect

from ipt_course.course.library import library
from ipt_course.course.markup_plain import plain
from ipt_course.exercises import KINDS

PAGES = {m["slug"]: m["notebook"] for m in library().written}
"""Lessons, and other pages that hold exercises."""
LESSONS = {m["slug"]: m["notebook"] for m in library().course["modules"] if m["notebook"]}
every_page = pytest.mark.parametrize("slug", PAGES)
JUMPS = """window.jumps = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.jumps += one.value; })
  .observe({ type: "layout-shift", buffered: true });"""

RESIZED = """[...document.querySelectorAll(".ipt-drawing text[font-size]")]
  .filter((text) => getComputedStyle(text).fontSize !== `${text.getAttribute("font-size")}px`).map((text) => text.textContent)"""


def ours(visit) -> bool:
    return all(
        url.startswith((visit.server.url, visit.server.url.replace("http", "ws"), "data:", "blob:"))
        for url in visit.requests
    )


@every_page
@pytest.mark.parametrize("width", [1200, 375])
def test_every_exercise_can_be_solved_with_the_mouse(slug, width, visit):
    """Half of them on a wide page and half on a phone, so that every lesson and every kind is seen on both."""
    here = visit(viewport={"width": width, "height": 800}, has_touch=width < 500)
    page = here.open(f"lesson/{PAGES[slug]}")
    ids = library().exercises(slug)
    assert page.locator("ipt-widget").count() >= len(ids)
    mine = ids[width < 500 :: 2]
    for id in mine:
        solve(Mouse(page), here.card(id), library().exercise(id))
    expect(page.locator("#ipt-progress")).to_have_text(f"{len(mine)} of {len(ids)} answered")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert ours(here)
    assert here.faults == []


@every_page
def test_every_kind_of_exercise_can_be_solved_with_the_keyboard_alone(slug, visit):
    here = visit()
    page = here.open(f"lesson/{PAGES[slug]}")
    for id in one_of_each_kind(slug):
        solve(Keyboard(page), here.card(id), library().exercise(id))
    assert here.faults == []


def one_of_each_kind(slug) -> list[str]:
    """The first exercise of each kind, in the order of the lesson."""
    kinds: dict[str, str] = {}
    for id in library().exercises(slug):
        kinds.setdefault(library().exercise(id).kind, id)
    return list(kinds.values())


def half_of_the_kinds(slug, other: bool) -> list[str]:
    """Of each kind the exercise on every second page that has it, or on those between: from two pages on, each is seen in both."""
    before = Counter(
        library().exercise(id).kind for page in list(PAGES)[: list(PAGES).index(slug)] for id in one_of_each_kind(page)
    )
    return [id for id in one_of_each_kind(slug) if before[library().exercise(id).kind] % 2 == other]


def seriously(results) -> list[str]:
    return [
        f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:120]})"
        for v in results.response["violations"]
        if v["impact"] in ("serious", "critical")
    ]


@every_page
@pytest.mark.parametrize("width, scheme", [(1200, "light"), (375, "dark")])
def test_axe_finds_nothing_serious_and_nothing_jumps(slug, width, scheme, visit):
    """Untouched in both lights; answered, half of the kinds in each."""
    here = visit(viewport={"width": width, "height": 800}, color_scheme=scheme)
    here.page.add_init_script(JUMPS)
    page = here.open(f"lesson/{PAGES[slug]}")
    page.wait_for_timeout(300)
    assert page.evaluate("window.jumps") < 0.05
    assert seriously(Axe().run(page)) == []
    for id in half_of_the_kinds(slug, scheme == "dark"):
        solve(Mouse(page), here.card(id), library().exercise(id))
    assert seriously(Axe().run(page)) == []


def test_each_kind_is_looked_at_in_both_lights():
    kind = lambda id: library().exercise(id).kind  # noqa: E731
    light, dark = ({kind(id) for slug in PAGES for id in half_of_the_kinds(slug, other)} for other in (False, True))
    pages = Counter(kind(id) for slug in PAGES for id in one_of_each_kind(slug))
    assert light | dark == set(KINDS)
    assert {one for one, n in pages.items() if n > 1} <= light & dark


def test_axe_can_find_something(visit):
    here = visit()
    page = here.open()
    page.evaluate("document.querySelector('main').append(document.createElement('select'))")
    assert seriously(Axe().run(page))


@pytest.mark.parametrize("slug", LESSONS)
def test_a_page_has_what_a_page_needs(slug, visit):
    here = visit()
    page = here.open(f"lesson/{LESSONS[slug]}")
    module = library().module(slug)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title() == f"{module['number']}. {module['title']} · {library().course['title']}"
    assert page.locator("h1").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.get_by_text("Contents", exact=True).click()
    nav = page.get_by_role("navigation", name="Course")
    expect(nav.locator("[aria-current=page]")).to_contain_text(module["title"])
    assert nav.locator("li").count() == 1 + len(library().course["pages"]) + len(library().course["modules"])
    unwritten = sum(not module["notebook"] for module in library().course["modules"])
    expect(nav.get_by_text("not written yet")).to_have_count(unwritten)
    assert page.locator("a[rel=prev]").count() == page.locator("a[rel=next]").count() == 1
    for link in page.locator('main a[href^="#ref-"]').all():
        assert page.locator(link.get_attribute("href")).count() == 1, "every citation leads to a reference"
    for figure in page.locator(".ipt-drawing").all():
        assert len(figure.get_attribute("aria-label")) > 40
    assert page.evaluate(RESIZED) == [], "a drawing's letters have the size they were drawn with"


def test_whoever_is_done_with_a_choice_may_read_why_not_the_others(visit):
    here = visit()
    page = here.open(f"lesson/{PAGES['grief']}")
    id = next(id for id in library().exercises("grief") if library().exercise(id).kind == "choice")
    task, card = library().exercise(id).task, here.card(id)
    wrong = next(one for one in task.options if one != task.solution())
    others = card.get_by_text("About the other options")
    for answer in (wrong, task.solution()):
        expect(others).to_be_hidden()
        if card.get_by_role("button", name="Try again").is_visible():
            card.get_by_role("button", name="Try again").click()
        card.locator(f'input[value="{answer}"]').check()
        card.locator("button[type=submit]").click()
        expect(card).to_have_attribute("data-outcome", "right" if answer == task.solution() else "wrong")
    others.focus()
    page.keyboard.press("Enter")
    expect(card.locator(".ipt-others dd")).to_have_count(len(task.options) - 1)
    expect(card.locator(".ipt-others")).to_contain_text(plain(task.options[wrong].feedback)[:40])


def test_home_tells_what_is_done_and_what_is_next(visit):
    here = visit()
    page = here.open()
    first = next(iter(LESSONS))
    expect(page.locator(".ipt-next")).to_contain_text(library().module(first)["title"])
    assert page.locator(".ipt-catalogue li").count() == len(library().course["modules"])
    beside = [one["title"] for one in library().course["pages"] if one["about"]]
    assert page.locator(".ipt-beside a").all_inner_texts() == beside and "The room" in beside
    page = here.open(f"lesson/{LESSONS['grief']}")
    id = library().exercises("grief")[0]
    solve(Mouse(page), here.card(id), library().exercise(id))
    page = here.open()
    expect(page.locator(".ipt-next")).to_contain_text("Go on with")
    expect(page.locator(".ipt-next")).to_contain_text(library().module("grief")["title"])
    assert seriously(Axe().run(page)) == []
    assert ours(here)


def test_an_unknown_page_says_so_kindly(visit):
    here = visit()
    page = here.page
    for path in (
        "lesson/99-nowhere",
        "voila/tree",
        "voila/api/contents/10-grief.ipynb?content=1",
        "voila/files/10-grief.ipynb",
        "lesson/..%2f..%2fsetup",
    ):
        answer = page.goto(here.server.url + path)
        assert answer.status == 404
        expect(page.locator("h1")).to_have_text("There is no such page")


def test_the_bar_of_an_area_is_filled_as_far_as_its_points(visit):
    here = visit()
    here.open("lesson/08-focus")
    area = here.card("focus.devon-areas").locator(".ipt-area").first
    trough, fill = area.locator(".ipt-bar"), area.locator(".ipt-bar span")
    ground = "node => getComputedStyle(node).backgroundColor"
    assert trough.evaluate(ground) != fill.evaluate(ground), "an empty bar looks empty"
    area.locator("input").fill("50")
    expect(fill).to_have_attribute("style", "width: 50%;")
