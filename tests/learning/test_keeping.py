"""An answer that cannot be written waits, is said aloud, and is written as soon as that works."""

from __future__ import annotations

import sqlite3
import time

from test_store import attempt

from ipt_course.learning.keeping import Keeper
from ipt_course.learning.store import Store


def wait_for(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def test_what_can_be_written_is_written_at_once(tmp_path):
    store = Store(tmp_path / "r.sqlite")
    assert Keeper(store).keep(attempt(), None) == "saved"
    assert len(list(store.attempts("l"))) == 1


def test_a_locked_file_is_retried_until_it_is_free(tmp_path, monkeypatch):
    monkeypatch.setattr("ipt_course.learning.store.BUSY_SECONDS", 0.05)
    monkeypatch.setattr("ipt_course.learning.keeping.PAUSES", (0.05,))
    store = Store(tmp_path / "r.sqlite")
    store.add(attempt(0))
    store.close()
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    heard = []
    keeper = Keeper(store)
    states = [keeper.keep(attempt(n), lambda *said: heard.append(said)) for n in (1, 2, 3)]
    assert states == ["retrying"] * 3
    assert heard[0][0] == "retrying" and "Another program" in heard[0][1]
    other.execute("ROLLBACK")
    assert wait_for(lambda: [s for s, _ in heard].count("saved") == 3)
    assert [a.try_no for a in store.attempts("l")] == [1, 2, 3, 4]


def test_what_waits_is_written_when_the_kernel_closes_in_good_order(tmp_path):
    blocked = tmp_path / "folder"
    blocked.write_text("")
    store = Store(blocked / "r.sqlite")
    keeper = Keeper(store)
    assert keeper.keep(attempt(), lambda *_: None) == "retrying"
    blocked.unlink()
    assert keeper.flush()
    assert len(list(store.attempts("l"))) == 1
