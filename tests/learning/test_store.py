"""The record on a real SQLite file: what was added is known again, exactly and by everyone."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import attempt, event, in_child, process

from ipt_course.learning.store import MIGRATIONS, Store, StoreError


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "record.sqlite")
    yield store
    store.close()


def test_what_was_added_is_known_again(store):
    store.add(attempt(0, response="one", outcome="wrong", score=0.0))
    store.add(event("hint", 1))
    store.add(attempt(1, response="two", confidence=80))
    record = store.latest("l", ["grief.one", "grief.two"])["grief.one"]
    assert (record.response, record.confidence, record.tries, record.hints, record.revealed) == ("two", 80, 2, 1, False)
    assert store.counts("l") == {"grief.one": (2, 1.0)}
    assert list(store.attempts("l")) == [
        attempt(0, response="one", outcome="wrong", score=0.0),
        attempt(1, response="two", confidence=80),
    ]
    assert list(store.events("l")) == [event("hint", 1)]
    assert store.learners() == ["l"]


def test_nothing_is_known_of_others_or_of_other_items(store):
    store.add(attempt())
    assert store.latest("somebody else", ["grief.one"]) == {}
    assert store.latest("l", ["grief.two"]) == {}
    assert store.latest("l", []) == {}


def test_a_whole_lesson_is_read_with_two_questions_to_the_file(store):
    for n in range(40):
        store.add(attempt(item=f"grief.item-{n}"))
        store.add(event("hint", 1, item=f"grief.item-{n}"))
    asked = []
    with store._connection() as connection:
        connection.set_trace_callback(asked.append)
    assert len(store.latest("l", [f"grief.item-{n}" for n in range(40)])) == 40
    assert sum(text.startswith("SELECT") for text in asked) == 2


def test_hints_are_known_before_the_first_answer(store):
    store.add(event("hint", 1))
    store.add(event("hint", 2))
    record = store.latest("l", ["grief.one"])["grief.one"]
    assert (record.hints, record.tries, record.response, record.outcome) == (2, 0, None, None)


def test_a_reveal_lasts_until_the_next_try(store):
    store.add(attempt(0))
    store.add(event("reveal", 1))
    assert store.latest("l", ["grief.one"])["grief.one"].revealed
    store.add(attempt(1))
    assert not store.latest("l", ["grief.one"])["grief.one"].revealed


def test_a_reveal_ends_with_trying_again(store):
    store.add(attempt(0))
    store.add(event("reveal", 1))
    store.add(event("again", 1, at="2026-01-01T00:02:00"))
    assert not store.latest("l", ["grief.one"])["grief.one"].revealed


def test_the_same_attempt_twice_is_one(store):
    store.add(attempt())
    store.add(attempt())
    store.add(attempt(response="another answer under the same id"))
    assert [a.response for a in store.attempts("l")] == ["two"]


@pytest.mark.parametrize("table", ["attempt", "event"])
def test_what_is_kept_cannot_be_changed(store, table):
    store.add(attempt())
    store.add(event("hint", 1))
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        sqlite3.connect(store.path).execute(f"UPDATE {table} SET item = 'x'")


def test_a_mistake_of_ours_is_not_taken_for_trouble_with_the_file(store):
    with pytest.raises(sqlite3.IntegrityError):
        store.add(attempt(learner=None, id="x"))
    with pytest.raises(TypeError):
        store.add(attempt(response={1, 2}))
    store.add(attempt())


def test_the_file_and_its_folder_are_private(tmp_path):
    store = Store(tmp_path / "new" / "record.sqlite")
    store.add(attempt())
    for path in (store.path.parent, *store.path.parent.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_place_can_be_chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("IPT_DATA_DIR", str(tmp_path / "folder"))
    assert Store().path == tmp_path / "folder" / "record.sqlite"
    monkeypatch.setenv("IPT_STORE", str(tmp_path / "class.sqlite"))
    assert Store().path == tmp_path / "class.sqlite"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPT_STORE", "postgresql://somewhere/course")
    with pytest.raises(StoreError, match="Name a file"):
        Store().add(attempt())
    assert list(tmp_path.iterdir()) == []


ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters()), inner, max_size=4),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(response=ANY_JSON)
def test_any_response_comes_back_as_it_was(store, response):
    learner = str(uuid.uuid4())
    store.add(attempt(learner=learner, response=response))
    (kept,) = store.attempts(learner)
    assert kept.response == response


def test_a_megabyte_comes_back_as_it_was(store):
    text = "e\u0301\u202e\0😀" * 200_000
    store.add(attempt(response={"text": text}))
    assert store.latest("l", ["grief.one"])["grief.one"].response == {"text": text}


def test_an_iterator_left_halfway_holds_nothing(store):
    for n in range(5):
        store.add(attempt(n))
    halfway = store.attempts("l")
    next(halfway)
    store.add(attempt(5))
    other = process("Store(Path(sys.argv[1])).add(attempt(6), patience=0)", store.path)
    assert other.wait(20) == 0
    assert len(list(halfway)) == 4


def test_a_fork_carries_no_open_file_over(store):
    store.add(attempt(0))

    def work():
        assert store._open is None
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
    parents = store._open[1]
    with monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: -1)
        store.add(attempt(1))
        assert store._open[1] is not parents
    assert parents.execute("SELECT count(*) FROM attempt").fetchone() == (2,), "left open"


def with_one_more_migration(
    folder, script="ALTER TABLE attempt ADD COLUMN place TEXT;\nCREATE TABLE more (id TEXT); -- and more\n"
):
    shutil.copytree(MIGRATIONS, folder)
    (folder / "0999_more.sql").write_text(script)
    return folder


def test_an_older_record_is_brought_up_to_date(store, tmp_path):
    store.add(attempt())
    store.close()
    new = Store(store.path, migrations=with_one_more_migration(tmp_path / "migrations"))
    assert list(new.attempts("l")) == [attempt()]
    with new._connection() as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1 + len(list(MIGRATIONS.glob("*.sql"))),)
        connection.execute("SELECT id FROM more")


def test_a_record_of_the_first_version_is_brought_up_to_date(tmp_path):
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(MIGRATIONS / "0001_attempts.sql", first)
    old = Store(tmp_path / "record.sqlite", migrations=first)
    old.add(attempt())
    old.close()
    now = Store(old.path)
    assert list(now.attempts("l")) == [attempt()]
    assert now.reviews("l") == []


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE more (id TEXT);\nCREATE TABLE more (id TEXT);\n",
        "CREATE TABLE more (id TEXT);\nCREATE TABLE half (id",
    ],
)
def test_a_migration_that_fails_changes_nothing(store, tmp_path, script):
    store.add(attempt())
    store.close()
    with pytest.raises((StoreError, ValueError)):
        Store(store.path, migrations=with_one_more_migration(tmp_path / "migrations", script)).add(attempt(1))
    assert list(store.attempts("l")) == [attempt()]
    with store._connection() as connection:
        assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'more'").fetchall() == []


def test_many_processes_bring_a_record_up_to_date_once(store, tmp_path):
    store.add(attempt())
    store.close()
    folder = with_one_more_migration(tmp_path / "migrations")
    workers = [
        process("Store(Path(sys.argv[1]), Path(sys.argv[2])).add(attempt(int(sys.argv[3])))", store.path, folder, n)
        for n in range(1, 9)
    ]
    assert [w.wait(60) for w in workers] == [0] * 8
    assert len(list(Store(store.path, folder).attempts("l"))) == 9
