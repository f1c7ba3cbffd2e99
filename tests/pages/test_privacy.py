"""The page on the learner's data says what is so, and erasing leaves nothing in any file of the data folder."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from intruder import GRIEF, Intruder, answer
from playwright.sync_api import expect
from visiting import Server, Visit

from ipt_course.course.library import library
from ipt_course.learning.membership import found
from ipt_course.learning.store import Store

SAY_IT = next(id for id in library().exercises("grief") if library().exercise(id).kind == "say_it")
WORDS = "nobody-else-would-ever-write-this"


def places(folder, *texts: str) -> dict[str, list[str]]:
    """In which files of the folder each text is to be found."""
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {text: [name for name, content in files.items() if text.encode() in content] for text in texts}


def test_what_is_erased_on_the_page_is_in_no_file_any_more(browser, tmp_path):
    server = Server(tmp_path, IPT_LOG_LEVEL="10")
    try:
        store = Store(tmp_path / "record.sqlite")
        cohort = found(store, "Spring")
        here = Visit(browser, server)
        here.open(f"?join={cohort.code}")
        secret = next(c["value"] for c in here.context.cookies() if c["name"] == "ipt_learner")
        visitor = Intruder(server, GRIEF, Cookie=f"ipt_learner={secret}")
        visitor.cookies += f"; ipt_learner={secret}"
        for _ in range(3):
            visitor.say(answer(visitor.models[SAY_IT], {"text": WORDS}))
        visitor.say("{", answer("nobody", {"text": WORDS}))
        number = visitor.record()
        other = Intruder(server)
        other.say(answer(other.models[SAY_IT], {"text": "stays"}))
        attempt = next(store.attempts(number))
        with store.database.transaction() as connection:
            connection.execute(
                "INSERT INTO delivery (lrs, attempt, learner, due, sent) VALUES ('https://lrs.example/', :id, :learner, :at, :at)",
                {"id": attempt.id, "learner": number, "at": attempt.at},
            )
        store.close()
        before = places(tmp_path, number, WORDS)
        assert before[number] and before[WORDS], "the search finds them while they are there"
        assert not any("log" in name for name in before[WORDS] + before[number]), "neither is ever logged"

        page = here.open("lesson/privacy")
        page.get_by_role("button", name="Erase everything").click()
        page.get_by_role("button", name="Yes, erase it").click()
        expect(page.get_by_text("Everything is erased.")).to_be_visible(timeout=20_000)
        assert places(tmp_path, number, WORDS, secret) == {number: [], WORDS: [], secret: []}
        store = Store(tmp_path / "record.sqlite")
        assert store.learners() == [other.record()] and store.sent_to() == []
        store.close()
        here.context.close()
    finally:
        server.stop()
    assert places(tmp_path, number, WORDS, secret) == {number: [], WORDS: [], secret: []}


def test_the_page_says_where_for_how_long_and_who_gets_copies(browser, tmp_path):
    server = Server(tmp_path, IPT_RETENTION_MONTHS="7")
    try:
        here = Visit(browser, server)
        page = here.open("lesson/privacy")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
        assert not found.response["violations"], found.generate_report()
        told = page.locator(".ipt-where").text_content()
        assert "one file on the machine that serves this page" in told and "for 7 months" in told
        assert "Nothing of your work is sent anywhere" in told and str(tmp_path) not in told
        with Store(tmp_path / "record.sqlite").database.transaction() as connection:
            connection.execute(
                "INSERT INTO delivery (lrs, attempt, learner, due) VALUES ('https://lrs.example/x', 'a', 'l', '')"
            )
        told = here.open("lesson/privacy").locator(".ipt-where").text_content()
        assert "sent under your number to a learning record store: lrs.example." in told
        names = {cookie["name"] for cookie in here.context.cookies()}
        assert names == {"ipt_learner", "_xsrf"}, "the page names the cookies there are"
        here.context.close()
    finally:
        server.stop()


def test_records_that_expired_are_gone_soon_after_the_start(tmp_path):
    import sys
    import time
    from pathlib import Path

    sys.path.append(str(Path(__file__).parents[1] / "learning"))
    from samples import attempt

    store = Store(tmp_path / "record.sqlite")
    store.add(attempt(learner="long ago", at="2020-01-01T00:00:00+00:00", response=WORDS))
    store.add(attempt(learner="recent", at="2126-01-01T00:00:00+00:00"))
    store.close()
    server = Server(tmp_path, IPT_RETENTION_MONTHS="12")
    try:
        until = time.monotonic() + 60
        while places(tmp_path, WORDS)[WORDS] and time.monotonic() < until:
            time.sleep(0.2)
        assert places(tmp_path, WORDS, "long ago") == {WORDS: [], "long ago": []}
        assert store.learners() == ["recent"]
        assert re.search("Erased the records of 1 learners who", (tmp_path / "server.log").read_text())
    finally:
        server.stop()
