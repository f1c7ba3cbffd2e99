"""Pages whose answers lie in PostgreSQL: kept when the page says so, there after a reload, and no connection held."""

from __future__ import annotations

import time

import psycopg
from drive import Mouse, solve
from playwright.sync_api import expect
from visiting import Server, Visit

from ipt_course.course.library import library
from ipt_course.learning.store import Store

GRIEF = next(m["notebook"] for m in library().course["modules"] if m["slug"] == "grief")
FIRST = next(id for id in library().exercises("grief") if library().exercise(id).kind == "choice")


def test_an_answer_is_kept_in_the_database_and_comes_back(browser, postgres, tmp_path):
    server = Server(tmp_path, IPT_STORE=postgres)
    here = Visit(browser, server)
    try:
        here.open(f"lesson/{GRIEF}")
        solve(Mouse(here.page), here.card(FIRST), library().exercise(FIRST))
        expect(here.card(FIRST).locator(".ipt-saved")).to_be_visible()
        store = Store(postgres)
        (learner,) = store.learners()
        assert [one.item for one in store.attempts(learner)] == [FIRST]
        here.open(f"lesson/{GRIEF}")
        assert here.card(FIRST).get_attribute("data-outcome") == "right"
        assert not list(tmp_path.glob("*.sqlite")), "nothing is written beside the database"
        with psycopg.connect(postgres) as watching:
            open_ = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            until = time.monotonic() + 10
            while (left := watching.execute(open_).fetchone()[0]) and time.monotonic() < until:
                time.sleep(0.05)
        assert left == 0
        here.open()
        record = here.page.locator(".ipt-record")
        record.get_by_role("button", name="Erase everything").click()
        record.get_by_role("button", name="Yes, erase it").click()
        expect(record.get_by_role("status")).to_contain_text("write-ahead log")
        assert Store(postgres).learners() == []
        assert not here.faults
    finally:
        here.context.close()
        server.stop()
