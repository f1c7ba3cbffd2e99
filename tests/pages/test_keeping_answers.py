"""Nothing acknowledged is lost: reload, a killed kernel, a closed browser, a restarted server, a locked or read-only record."""

from __future__ import annotations

import sqlite3
import time

from drive import Keyboard, Mouse, card_ids, give, send, solve
from playwright.sync_api import expect
from visiting import Server, Visit

from ipt_course.course.library import library

GRIEF = next(m["notebook"] for m in library().course["modules"] if m["slug"] == "grief")


def first_of(kind: str) -> str:
    for module in library().course["modules"]:
        if module["notebook"]:
            for id in library().exercises(module["slug"]):
                if library().exercise(id).kind == kind:
                    return id
    raise AssertionError(f"no exercise of kind {kind}")


def lesson_of(id: str) -> str:
    return f"lesson/{library().module(id.partition('.')[0])['notebook']}"


def test_exercises_of_every_kind_come_back_as_they_were_left(visit):
    here = visit()
    by_lesson: dict[str, list[str]] = {}
    written = [m["slug"] for m in library().course["modules"] if m["notebook"]]
    for kind in sorted({library().exercise(id).kind for slug in written for id in library().exercises(slug)}):
        id = first_of(kind)
        by_lesson.setdefault(lesson_of(id), []).append(id)
    for path, ids in by_lesson.items():
        page = here.open(path)
        for id in ids:
            solve(Mouse(page), here.card(id), library().exercise(id))
        before = {id: _form(here.card(id)) for id in ids}
        headlines = {id: here.card(id).locator(".ipt-headline").text_content() for id in ids}
        page = here.open(path)
        for id in ids:
            assert _form(here.card(id)) == before[id], id
            assert here.card(id).get_attribute("data-outcome") in ("right", "done")
            assert here.card(id).locator(".ipt-headline").text_content() == headlines[id]


def _form(card) -> list:
    """Every control that holds part of the answer; whom the map would place next is not part of it."""
    return card.evaluate(
        "card => [...card.querySelectorAll('input, select, textarea')].filter(c => !c.closest('.ipt-who-next')).map(c => [c.type, c.value, c.checked ?? null]).concat([...card.querySelectorAll('.ipt-step-text')].map(s => [s.textContent]))"
    )


def test_a_wrong_answer_a_hint_and_a_reveal_come_back(visit):
    id = first_of("choice")
    exercise = library().exercise(id)
    wrong = next(o for o in exercise.task.options if o != exercise.task.key.correct)
    here = visit()
    page = here.open(lesson_of(id))
    card = here.card(id)
    card.get_by_role("button", name="Hint").click()
    expect(card.locator(".ipt-hints li")).to_have_count(1)
    give(Mouse(page), card, exercise, wrong)
    send(Mouse(page), card)
    expect(card).to_have_attribute("data-outcome", "wrong")
    expect(card.locator(".ipt-because")).to_have_count(0)
    card.get_by_role("button", name="Show the answer").click()
    expect(card.locator(".ipt-because")).to_be_visible()
    here.open(lesson_of(id))
    card = here.card(id)
    expect(card).to_have_attribute("data-outcome", "wrong")
    expect(card.locator(".ipt-hints li")).to_have_count(1)
    expect(card.locator(".ipt-because")).to_be_visible()
    card.get_by_role("button", name="Try again").click()
    solve(Mouse(here.page), card, exercise)


def test_nothing_chosen_is_not_an_answer(visit):
    id = first_of("choice")
    here = visit()
    page = here.open(lesson_of(id))
    Keyboard(page).press(here.card(id).locator("button[type=submit]"))
    expect(here.card(id).get_by_role("status")).to_contain_text("Nothing chosen yet")
    page = here.open(lesson_of(id))
    assert page.locator("#ipt-progress").text_content().startswith("0 of")


def test_unsent_work_survives_a_reload_of_the_tab(visit):
    id = first_of("sort")
    exercise = library().exercise(id)
    here = visit()
    page = here.open(lesson_of(id))
    first = card_ids(exercise)[0]
    give(Mouse(page), here.card(id), exercise, {first: exercise.task.solution()[first]})
    here.open(lesson_of(id))
    assert here.card(id).locator("select").first.input_value() == exercise.task.solution()[first]


def test_a_killed_kernel_is_said_aloud_and_reload_goes_on(visit, server):
    id = first_of("choice")
    here = visit()
    page = here.open(lesson_of(id))
    before = {p.pid for p in server.kernels()}
    solve(Mouse(page), here.card(id), library().exercise(id))
    for kernel in server.kernels():
        kernel.kill()
    alert = page.locator("#ipt-notice")
    expect(alert).to_contain_text("session has ended", timeout=15_000)
    expect(alert).to_contain_text("Every answer you gave is kept")
    alert.get_by_role("button", name="Reload").click()
    page.wait_for_selector("html[data-kernel=open]")
    expect(here.card(id)).to_have_attribute("data-outcome", "right")
    assert before


def test_a_closed_page_frees_its_kernel(visit, server):
    here = visit()
    here.open(lesson_of(first_of("choice")))
    kernels = {p.pid for p in server.kernels()}
    other = visit()
    other.open(lesson_of(first_of("choice")))
    mine = {p.pid for p in server.kernels()} - kernels
    assert mine
    other.page.close(run_before_unload=True)
    until = time.monotonic() + 15
    while mine & {p.pid for p in server.kernels()} and time.monotonic() < until:
        time.sleep(0.1)
    assert not mine & {p.pid for p in server.kernels()}


def test_a_restarted_server_and_a_reopened_browser_lose_nothing(browser, tmp_path):
    id = first_of("choice")
    server = Server(tmp_path)
    first = Visit(browser, server)
    try:
        solve(Mouse(first.open(lesson_of(id))), first.card(id), library().exercise(id))
        cookies = first.context.storage_state()
        first.context.close()
        server.stop()
        server.start(server.port)
        again = Visit(browser, server, storage_state=cookies)
        again.open(lesson_of(id))
        expect(again.card(id)).to_have_attribute("data-outcome", "right")
        again.context.close()
    finally:
        server.stop()


def test_a_locked_record_is_said_aloud_and_the_answer_is_kept_later(browser, tmp_path):
    ids = [i for i in library().exercises("grief") if library().exercise(i).kind == "choice"][:2]
    server = Server(tmp_path)
    here = Visit(browser, server)
    try:
        page = here.open(f"lesson/{GRIEF}")
        solve(Mouse(page), here.card(ids[0]), library().exercise(ids[0]))
        lock = sqlite3.connect(tmp_path / "record.sqlite", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        solve(Mouse(page), here.card(ids[1]), library().exercise(ids[1]))
        status = here.card(ids[1]).get_by_role("status")
        expect(status).to_contain_text("Not saved yet")
        expect(status).to_contain_text("Another program")
        lock.execute("ROLLBACK")
        expect(status).to_contain_text("Kept.", timeout=30_000)
        here.open(f"lesson/{GRIEF}")
        expect(here.card(ids[1])).to_have_attribute("data-outcome", "right")
    finally:
        here.context.close()
        server.stop()


def test_your_record_can_be_taken_away_and_erased(visit):
    id = first_of("choice")
    here = visit()
    solve(Mouse(here.open(lesson_of(id))), here.card(id), library().exercise(id))
    page = here.open()
    record = page.locator(".ipt-record")
    expect(record).to_contain_text("1 answer of yours is kept")
    with page.expect_download() as download:
        record.get_by_role("button", name="Download my record").click()
    assert download.value.suggested_filename == "my-ipt-course-record.zip"
    record.get_by_role("button", name="Erase everything").click()
    record.get_by_role("button", name="Yes, erase it").click()
    expect(record).to_contain_text("Nothing of yours is kept")
    here.open(lesson_of(id))
    expect(here.card(id)).to_have_attribute("data-outcome", "")
