"""What a file needs beyond the contract: privacy of the file, forks, one question to the disk for a whole lesson."""

from __future__ import annotations

import os
import sqlite3
import stat

import pytest
from samples import attempt, event, in_child

from ipt_course.learning.store import Store


@pytest.fixture
def place(tmp_path) -> str:
    return str(tmp_path / "record.sqlite")


def test_a_whole_lesson_is_read_with_two_questions_to_the_file(store):
    for n in range(40):
        store.add(attempt(item=f"grief.item-{n}"))
        store.add(event("hint", 1, item=f"grief.item-{n}"))
    asked = []
    with store.database.transaction() as connection:
        connection.set_trace_callback(asked.append)
    assert len(store.latest("l", [f"grief.item-{n}" for n in range(40)])) == 40
    assert sum(text.startswith("SELECT") for text in asked) == 2


def test_the_file_and_its_folder_are_private(tmp_path):
    store = Store(tmp_path / "new" / "record.sqlite")
    store.add(attempt())
    for path in (store.path.parent, *store.path.parent.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_fork_carries_no_open_file_over(store):
    store.add(attempt(0))

    def work():
        assert store.database._open is None
        for n in range(10, 30):
            store.add(attempt(n))
        return "kept"

    assert in_child(work) == "kept"
    for n in range(40, 60):
        store.add(attempt(n))
    assert len(list(store.attempts("l"))) == 41
    assert sqlite3.connect(store.path).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_fork_nobody_announced_still_does_not_use_its_parents_connection(store, monkeypatch):
    store.add(attempt(0))
    parents = store.database._open[1]
    with monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: -1)
        store.add(attempt(1))
        assert store.database._open[1] is not parents
    assert parents.execute("SELECT count(*) FROM attempt").fetchone() == (2,), "left open"
