"""The record on a real SQLite file: nothing acknowledged is ever lost, and what is forgotten is gone."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipt_course.learning.store import (
    Attempt,
    Event,
    Store,
    StoreCorrupt,
    StoreFull,
    StoreLocked,
    StoreNewer,
    StoreReadOnly,
)
from ipt_course.learning.who import pseudonym, who


def attempt(n=0, learner="l", item="grief.one", response="two", **more) -> Attempt:
    values = dict(
        id=f"{learner}-{item}-{n}", learner=learner, item=item, content_hash="h", kind="choice", use="practice", try_no=n + 1,
        response=response, outcome="right", score=1.0, hints=0, confidence=None, seconds=3, at=f"2026-01-01T00:00:{n:06.3f}", app_version="0",
    )  # fmt: skip
    return Attempt(**values | more)


def event(kind, n, at="2026-01-01T00:01:00", item="grief.one", learner="l") -> Event:
    return Event(f"{learner}{item}{kind}{n}{at}", learner, item, "h", kind, n, at)


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
    assert store.latest("somebody else", ["grief.one"]) == {}


def test_a_reveal_lasts_until_the_next_try(store):
    store.add(attempt(0))
    store.add(event("reveal", 1))
    assert store.latest("l", ["grief.one"])["grief.one"].revealed
    store.add(attempt(1))
    assert not store.latest("l", ["grief.one"])["grief.one"].revealed


def test_the_same_attempt_twice_is_one(store):
    store.add(attempt())
    store.add(attempt())
    assert len(list(store.attempts("l"))) == 1


def test_attempts_cannot_be_changed(store):
    store.add(attempt())
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        sqlite3.connect(store.path).execute("UPDATE attempt SET score = 1")


def test_the_file_is_private(store):
    store.add(attempt())
    assert store.path.stat().st_mode & 0o077 == 0


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(response=ANY_JSON)
def test_any_response_comes_back_as_it_was(store, response):
    store.forget("l")
    store.add(attempt(response=response))
    assert next(store.attempts("l")).response == response


@pytest.mark.parametrize("text", ["\0", "\u202eright to left", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "x" * 1_000_000, "😀\ud83d"])
def test_awkward_text_is_kept_and_disarmed(store, text):
    store.add(attempt(response={"text": text}))
    assert next(store.attempts("l")).response == {"text": text}
    with zipfile.ZipFile(BytesIO(store.takeout_bytes("l"))) as archive:
        assert "<script>" not in archive.read("index.html").decode("utf-8", "surrogatepass")
        assert json.loads(archive.read("record.json").decode("utf-8", "surrogatepass"))["attempts"][0]["response"] == {"text": text}


def test_formulas_are_disarmed_in_the_table(store):
    store.add(attempt(response="=1+1"))
    with zipfile.ZipFile(BytesIO(store.takeout_bytes("l"))) as archive:
        assert "'=1+1" in archive.read("attempts.csv").decode()


def test_takeout_is_complete(store, tmp_path):
    for n in range(5):
        store.add(attempt(n))
    store.add(event("hint", 1))
    store.add(attempt(0, learner="other", response="not mine"))
    paths = store.takeout("l", tmp_path / "out")
    assert sorted(p.name for p in paths) == ["README.txt", "attempts.csv", "index.html", "record.json"]
    record = json.loads((tmp_path / "out" / "record.json").read_text())
    assert len(record["attempts"]) == 5 and len(record["events"]) == 1
    assert not any("not mine" in p.read_text() for p in paths)


def test_forgetting_leaves_no_byte_behind(store):
    store.add(attempt(response={"text": "a-very-unlikely-sentence " * 500}))
    store.add(attempt(0, learner="other", response="stays"))
    files = lambda: b"".join(p.read_bytes() for p in store.path.parent.iterdir())  # noqa: E731
    assert b"a-very-unlikely-sentence" in files()
    assert store.forget("l") == {"answers": 1, "events": 0}
    assert b"a-very-unlikely-sentence" not in files()
    assert [a.response for a in store.attempts("other")] == ["stays"]


WORKER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_store import attempt
from ipt_course.learning.keeping import Keeper
from ipt_course.learning.store import Store
keeper = Keeper(Store(Path({path!r})))
for n in range(50):
    keeper.keep(attempt(n, learner=sys.argv[1]), lambda *_: None)
assert keeper.flush()
"""


def test_forty_processes_of_fifty_answers_lose_none(tmp_path):
    path = tmp_path / "record.sqlite"
    code = WORKER.format(tests=str(Path(__file__).parent), path=str(path))
    workers = [subprocess.Popen([sys.executable, "-c", code, f"learner-{n}"]) for n in range(40)]
    assert [w.wait(300) for w in workers] == [0] * 40
    store = Store(path)
    assert len(store.learners()) == 40
    assert all(len(list(store.attempts(learner))) == 50 for learner in store.learners())


KILLED = """
import sys, time
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_store import attempt
from ipt_course.learning.store import Store
store = Store(Path({path!r}))
for n in range(100000):
    store.add(attempt(n))
    print(n, flush=True)
"""


def test_a_killed_process_has_kept_all_it_acknowledged(tmp_path):
    path = tmp_path / "record.sqlite"
    worker = subprocess.Popen([sys.executable, "-c", KILLED.format(tests=str(Path(__file__).parent), path=str(path))], stdout=subprocess.PIPE, text=True)
    heard = [int(worker.stdout.readline()) for _ in range(20)]
    worker.send_signal(signal.SIGKILL)
    heard += [int(line) for line in worker.stdout.read().split() if line.isdigit()]
    kept = {a.try_no - 1 for a in Store(path).attempts("l")}
    assert set(heard[:-1]) <= kept


def test_a_locked_file_is_said_aloud(store, monkeypatch):
    monkeypatch.setattr("ipt_course.learning.store.BUSY_SECONDS", 0.1)
    store.add(attempt())
    store.close()
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreLocked, match="tried again"):
        store.add(attempt(1))
    other.execute("ROLLBACK")
    store.add(attempt(1))


def test_a_full_disk_is_said_aloud(store):
    store.add(attempt())
    with store._connection() as connection:
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(StoreFull, match="disk is full"):
        for n in range(200):
            store.add(attempt(n + 1, response="x" * 10_000))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions as POSIX has them")
def test_a_folder_that_cannot_be_written_is_said_aloud(tmp_path):
    blocked = tmp_path / "a file where the folder should be"
    blocked.write_text("")
    with pytest.raises(StoreReadOnly, match="cannot be used"):
        Store(blocked / "record.sqlite").add(attempt())


def test_a_read_only_record_is_said_aloud(store):
    store.add(attempt())
    with store._connection() as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreReadOnly, match="cannot be written"):
        store.add(attempt(1))


def test_a_damaged_file_is_left_as_it_is(tmp_path):
    path = tmp_path / "record.sqlite"
    path.write_bytes(b"this is no database, but somebody may want it" * 100)
    before = path.read_bytes()
    with pytest.raises(StoreCorrupt, match="left untouched"):
        Store(path).add(attempt())
    assert path.read_bytes() == before


def test_a_newer_record_is_refused(store):
    store.add(attempt())
    store.close()
    with sqlite3.connect(store.path) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreNewer, match="newer version"):
        store.add(attempt(1))


def test_an_older_record_is_brought_up_to_date(tmp_path, store):
    from ipt_course.learning.store import MIGRATIONS

    folder = tmp_path / "migrations"
    folder.mkdir()
    first = (MIGRATIONS / "0001_attempts.sql").read_text()
    (folder / "0001_attempts.sql").write_text(first)
    path = tmp_path / "old.sqlite"
    old = Store(path, migrations=folder)
    old.add(attempt())
    old.close()
    (folder / "0002_more.sql").write_text("CREATE TABLE more (id TEXT);\nCREATE INDEX more_id ON more (id);\n")
    new = Store(path, migrations=folder)
    assert len(list(new.attempts("l"))) == 1
    with new._connection() as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 2
        connection.execute("SELECT id FROM more")


def test_a_fork_never_uses_its_parents_connection(store):
    store.add(attempt())
    parent = store._local.kept[1]
    child = os.fork()
    if child == 0:
        try:
            store.add(attempt(1))
            os._exit(0 if store._local.kept[1] is not parent else 1)
        except BaseException:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert len(list(store.attempts("l"))) == 2


def test_who_is_learning(tmp_path):
    given = "0123456789abcdef01234567"
    assert who({"IPT_PAGE": "1", "HTTP_X_IPT_LEARNER": given}, tmp_path) == given
    assert who({"JUPYTERHUB_USER": "ana"}, tmp_path) == pseudonym("ana") != "ana"
    mine = who({}, tmp_path)
    assert mine == who({}, tmp_path) and (tmp_path / "learner").stat().st_mode & 0o077 == 0
    assert who({"HTTP_X_IPT_LEARNER": given}, tmp_path) == mine, "only a page may name the learner"
    assert who({"IPT_PAGE": "1", "HTTP_X_IPT_LEARNER": "../../etc"}, tmp_path) == mine
