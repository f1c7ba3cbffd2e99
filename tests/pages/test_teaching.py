"""An instructor finds in a real browser what a demo has planted, and never what would point at a person."""

from __future__ import annotations

import csv
import re
import sqlite3
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from test_lessons import ours, seriously
from visiting import TeachServer, Visit

from ipt_course.cohort.demo.writing import write_demo
from ipt_course.course.coverage import coverage
from ipt_course.course.library import library
from ipt_course.learning.access import accesses
from ipt_course.learning.store import Store

SECRET = "a-secret-for-anna-alone"


class School:
    """An instructors' server over the record of a demo cohort."""

    def __init__(self, folder):
        self.store = Store(folder / "record.sqlite")
        midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        _, self.planted = write_demo(self.store, library(), 300, 7, 12, midnight)
        self.server = TeachServer(folder, IPT_TEACH_SECRET=f"anna:{SECRET}")


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    school = School(tmp_path_factory.mktemp("school"))
    yield school
    school.server.stop()


@pytest.fixture
def instructor(browser, school):
    made = []

    def sign_in(**options) -> Visit:
        made.append(Visit(browser, school.server, **options))
        made[-1].page.goto(school.server.url)
        made[-1].page.get_by_label("Secret").fill(SECRET)
        made[-1].page.get_by_role("button", name="Open").click()
        made[-1].page.wait_for_selector("html[data-kernel=open]")
        all_there(made[-1])
        made[-1].faults.clear()  # the browser's own word about the refusal that asks for the secret
        return made[-1]

    yield sign_in
    for one in made:
        one.context.close()


def report(here: Visit, page: str):
    """A page whose every figure is there."""
    here.open(f"page/{page}" if page else "")
    return all_there(here)


def all_there(here: Visit):
    expect(here.page.locator(".ipt-report")).to_have_attribute("data-state", "done", timeout=240_000)
    assert here.page.locator(".ipt-report .ipt-alert").first.inner_text() == ""
    return here.page


def section(page, title: str):
    return page.locator("section", has=page.get_by_role("heading", name=title, exact=True))


def test_the_learner_about_to_leave_and_the_firm_misconception_stand_at_the_top(instructor, school):
    here = instructor()
    page = report(here, "cohort")
    quiet = section(page, "Who has gone quiet")
    first = quiet.locator("tbody tr", has_text=school.planted.leaving)
    expect(first).to_have_count(1)
    expect(first).to_contain_text("gone quiet")
    ideas = section(page, "Ideas held for certain")
    assert school.planted.misconception.replace("-", " ") in ideas.locator("tbody tr").first.inner_text()
    assert "surer than they are right" in section(page, "How sure, and how often right").inner_text()
    exercise = library().exercise(school.planted.misconception_item)
    assert exercise.title in ideas.locator("tbody tr").first.inner_text(), (
        "by its title, as the page of questions has it"
    )
    assert section(page, "Mastery by objective").locator("tbody tr").count() > 5
    assert ours(here) and here.faults == []


def test_the_wrong_key_is_flagged_with_its_reason_and_the_question_beside_its_figures(instructor, school):
    here = instructor()
    page = report(here, "items")
    title = library().exercise(school.planted.bad_item).title
    row = section(page, "What needs attention").locator("tbody tr", has_text=title).first
    expect(row).to_contain_text("check the key")
    row.get_by_role("link").press("Enter")
    item = page.locator(f'details[id^="item-{school.planted.bad_item}-"]')
    expect(item).to_have_attribute("open", "")
    assert item.locator("summary").evaluate("node => node === document.activeElement")
    exercise = library().exercise(school.planted.bad_item)
    for option in exercise.task.options.values():
        assert re.sub(r"<[^>]+>|[*_]", "", option.text)[:20] in item.inner_text()
    assert "check the key" in item.locator(".ipt-flag").first.inner_text()
    assert "too early" in page.locator(".ipt-grey").first.inner_text() or page.locator(".ipt-grey").count()
    assert ours(here) and here.faults == []


def test_simulated_sessions_are_counted_and_read_as_a_play_without_saying_whose(instructor):
    here = instructor()
    page = report(here, "sessions")
    played = section(page, "Sessions played").locator("tbody tr")
    assert played.count() == len(library().sessions)
    assert "n 25" in played.first.inner_text()
    assert section(page, "Competences, the hardest first").locator("tbody tr").count() > 5
    play = section(page, "Sessions as a play").locator("details").first
    play.locator("summary").press("Enter")
    expect(play.locator("dt", has_text="Therapist").first).to_be_visible()
    assert play.locator("dd").count() > 8, "a run may end early, and is a conversation all the same"
    assert "demo-7-" not in page.locator("main").inner_text() and not [f for f in here.frames if "demo-7-" in f]
    assert here.faults == []


def test_of_three_learners_nothing_is_said_anywhere(instructor, school):
    here = instructor()
    page = report(here, "cohort")
    assert "demo-7-" in page.locator("main").inner_text(), "the positive control"
    three = next(code for (code,) in school.store.rows("SELECT code FROM cohort WHERE code LIKE '%three%'"))
    for name in ("cohort", "items", "sessions"):
        here.frames.clear()
        here.page.goto("about:blank")
        page = report(here, f"{name}#?cohort={three}")
        assert page.get_by_label("Cohort", exact=True).input_value() == three
        assert "demo-7-" not in page.locator("main").inner_text()
        assert not [frame for frame in here.frames if "demo-7-" in frame], "nor does the kernel send it"
        if name == "cohort":
            assert page.get_by_text("Fewer than 5 learners: nothing is shown of so few.").count() == 7
        for cell in page.locator("td.ipt-numeric").all_inner_texts():
            assert cell in ("fewer than 5", "fewer than 5 learners", "nobody yet", "0") or not re.search(
                r"n \d", cell
            ), cell


def test_everything_by_keyboard_and_a_table_to_take_away(instructor, school):
    here = instructor()
    page = report(here, "cohort")

    def reach(matches: str) -> None:
        for _ in range(200):
            page.keyboard.press("Tab")
            if page.evaluate(f"() => document.activeElement.matches({matches!r})"):
                return
        raise AssertionError(f"the keyboard does not reach {matches}")

    reach("select[name=cohort]")
    page.keyboard.press("ArrowDown")
    reach("select[name=lesson]")
    page.keyboard.press("ArrowDown")
    reach("form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash.includes('lesson=what-is-ipt')")
    all_there(here)
    gain = section(page, "Learning gain, before to after")
    assert gain.locator("tbody tr").count() == 1
    reach("[aria-labelledby=part-people] [data-key=sort-7]")
    for direction in ("descending", "ascending"):
        page.keyboard.press("Enter")
        head = section(page, "Who has gone quiet").locator("th[aria-sort]")
        expect(head).to_have_attribute("aria-sort", direction)
        shown = [int(t) for t in section(page, "Who has gone quiet").locator("tbody td:last-child").all_inner_texts()]
        assert shown == sorted(shown, reverse=direction == "descending")
        assert page.evaluate("() => document.activeElement.dataset.key") == "sort-7", "focus stays"
    reach("[aria-labelledby=part-people] [data-key=csv]")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    path = taken.value.path()
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    code = page.get_by_label("Cohort", exact=True).input_value()
    ((there,),) = school.store.rows("SELECT count(*) FROM learner WHERE cohort = :code", code=code)
    assert rows[0][0] == "Learner" and len(rows) == there + 1
    last = accesses(school.store, 1)[0]
    assert (last.who, last.page, last.what, last.cohort, last.lesson) == (
        "anna",
        "cohort",
        "people",
        code,
        "what-is-ipt",
    )
    assert here.faults == []


@pytest.mark.parametrize(
    "options", [{"color_scheme": "light"}, {"color_scheme": "dark", "viewport": {"width": 375, "height": 800}}]
)
@pytest.mark.parametrize("name", ["", "cohort", "items", "sessions", "content"])
def test_every_page_is_accessible_and_fits_a_phone(name, options, instructor):
    here = instructor(**options)
    page = report(here, name)
    assert seriously(Axe().run(page)) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert ours(here) and here.faults == []


def test_every_look_is_written_down_and_shown(instructor, school):
    here = instructor()
    before = len(accesses(school.store))
    report(here, "items")
    page = report(here, "")
    log = accesses(school.store)
    assert [one.page for one in log[: len(log) - before]] == ["access", "items"]
    assert section(page, "Who has looked").locator("tbody tr").nth(1).inner_text().split("\t")[1:4] == [
        "anna",
        "look",
        "items",
    ]
    with sqlite3.connect(school.store.path) as database:
        for change in ("UPDATE access SET who = 'nobody'", "DELETE FROM access"):
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                database.execute(change)


def test_the_content_page_says_what_the_checker_says(instructor):
    page = report(instructor(), "content")
    assert "Nothing to mend." in section(page, "What the checker finds").inner_text()
    objectives = len(coverage(library()))
    assert f"{objectives} objectives, each with at least one practice exercise" in page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("cohort=no-such", "no such cohort"),
        ("lesson=no-such", "no such lesson"),
        ("since=2026-02-02&until=2026-02-01", "later than the last"),
    ],
)
def test_a_filter_that_cannot_be_is_said(instructor, chosen, said):
    here = instructor()
    here.open(f"page/cohort#?{chosen}")
    expect(here.page.locator(".ipt-report .ipt-alert").first).to_contain_text(said)
