"""What a database server adds to the contract: it can be away, busy, full or closed to us, and keeps copies of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psycopg
import pytest
from samples import attempt, event, process, raw, review

from ipt_course.learning import keeping
from ipt_course.learning.keeping import Keeper
from ipt_course.learning.store import Store, StoreError, StoreFull, StoreLocked, StoreReadOnly

SENTENCE = "a-very-unlikely-sentence"


@pytest.fixture
def place(postgres) -> str:
    return postgres


def test_no_connection_stays_open_between_uses(store):
    stores = [Store(store.place) for _ in range(30)]
    for n, one in enumerate(stores):
        one.add(attempt(n))
    ours = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(store.place) as watching:
        until = time.monotonic() + 10
        while (left := watching.execute(ours).fetchone()[0]) and time.monotonic() < until:
            time.sleep(0.05)
    assert left == 0


def test_everything_of_ours_lies_in_a_schema_of_its_own(store):
    raw(store.place).execute("CREATE TABLE public.attempt (theirs TEXT)")
    store.add(attempt())
    assert raw(store.place).execute("SELECT * FROM public.attempt").fetchall() == []
    assert list(store.attempts("l")) == [attempt()]


def test_a_table_that_is_held_is_waited_for(store):
    store.add(attempt())
    with psycopg.connect(store.place) as other:
        other.execute("LOCK TABLE ipt_course.attempt")
        with pytest.raises(StoreLocked, match=r"busy.* tried again"):
            store.add(attempt(1), patience=0.1)
    store.add(attempt(1))
    assert len(list(store.attempts("l"))) == 2


def test_a_database_that_lets_nobody_in_is_retried_until_it_does(store, postgres_server, monkeypatch):
    monkeypatch.setattr(keeping, "PAUSES", (0.05,))
    store.add(attempt())
    name = store.place.partition("?")[0].rpartition("/")[2]
    heard = []
    keeper = Keeper(store)
    with psycopg.connect(postgres_server, autocommit=True) as administrator:
        administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        assert keeper.keep(attempt(1), lambda *said: heard.append(said)) == "retrying"
        assert "cannot be reached or does not let the course in" in heard[0][1]
        administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    until = time.monotonic() + 20
    while ("saved", "") not in heard and time.monotonic() < until:
        time.sleep(0.02)
    assert [a.try_no for a in store.attempts("l")] == [1, 2]


@pytest.mark.parametrize("address", ["host=/nowhere", "host=127.0.0.1&port=1"])
def test_a_server_that_is_away_is_named_without_its_password(address):
    with pytest.raises(StoreError, match="Check that it is running") as trouble:
        Store(f"postgresql://ana:very-secret@/course?{address}").add(attempt(), patience=0.1)
    assert "very-secret" not in str(trouble.value) and "ana" not in str(trouble.value)
    assert isinstance(trouble.value.__cause__, psycopg.Error)


def test_an_address_that_is_none_says_so():
    with pytest.raises(StoreError, match="what IPT_STORE says"):
        Store("postgresql://course?nonsense=1").add(attempt())


def test_a_user_without_rights_is_told_which_right_is_missing(store):
    raw_server = psycopg.connect(store.place, autocommit=True)
    raw_server.execute("DROP ROLE IF EXISTS guest")
    raw_server.execute("CREATE ROLE guest LOGIN")
    with pytest.raises(StoreReadOnly, match="right to create a schema"):
        Store(store.place.replace("//course@", "//guest@")).add(attempt())


def test_a_database_that_takes_no_changes_says_so(store):
    store.add(attempt())
    name = store.place.partition("?")[0].rpartition("/")[2]
    raw(store.place).execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with pytest.raises(StoreReadOnly, match="accept changes"):
        store.add(attempt(1))
    assert list(store.attempts("l")) == [attempt()], "reading goes on"


def test_a_full_disk_says_so_and_loses_nothing(store, postgres_server, tmp_path):
    disk = Path(postgres_server.partition("host=")[2]) / f"small-{os.getpid()}"
    disk.mkdir()
    owner = disk.parent.stat()
    mount = ["mount", "-t", "tmpfs", "-o", f"size=24m,uid={owner.st_uid},gid={owner.st_gid},mode=700", "tmpfs", disk]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only an administrator can make a small disk")
    with psycopg.connect(postgres_server, autocommit=True) as administrator:
        administrator.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        administrator.execute("CREATE DATABASE small TEMPLATE template0 TABLESPACE small")
        try:
            small = Store(postgres_server.replace("/postgres?", "/small?"))
            acknowledged = 0
            with pytest.raises(StoreFull, match="disk of the database server is full"):
                while acknowledged < 10_000:
                    small.add(attempt(acknowledged, response=os.urandom(200_000).hex()))
                    acknowledged += 1
            assert acknowledged > 2
            assert len(list(small.attempts("l"))) == acknowledged
        finally:
            administrator.execute("DROP DATABASE small WITH (FORCE)")
            administrator.execute("DROP TABLESPACE small")
            subprocess.run(["umount", "--lazy", disk], check=True)


def test_without_its_driver_it_is_said_how_to_get_it(store):
    code = "import sys; sys.modules['psycopg'] = None\nfrom ipt_course.learning.store import Store; Store(sys.argv[1]).learners()"
    said = subprocess.run([sys.executable, "-c", code, store.place], capture_output=True, text=True).stderr
    assert "StoreError" in said and "pip install 'ipt-course[postgres]'" in said


def bytes_in(server: str, text: str) -> dict[str, int]:
    """Where the bytes lie in the server's own files, once everything is written out."""
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute("CHECKPOINT")
    found = {"tables": 0, "log": 0}
    for folder, _, names in os.walk(Path(server.partition("host=")[2]) / "data"):
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # other tests share the server and drop their databases
                n = (Path(folder) / name).read_bytes().count(text.encode())
                found["log" if "pg_wal" in folder else "tables"] += n
    return found


def test_forgetting_leaves_no_byte_in_the_tables_and_says_where_copies_may_be(store, postgres_server):
    sentence, learner = f"{SENTENCE}-{uuid.uuid4()}", f"forgotten-{uuid.uuid4()}"  # others share the server
    for n in range(20):
        store.add(attempt(n, learner=learner, response={"text": sentence, "n": n}))
        store.add(event("hint", n, learner=learner))
        store.add(review(n, learner=learner))
        store.add(attempt(n, learner="other", response="stays"))
    assert bytes_in(postgres_server, sentence)["tables"] >= 20
    assert store.forget(learner) == {
        "answers": 20,
        "events": 20,
        "reviews": 20,
        "cohorts": 0,
        "sessions": 0,
        "steps": 0,
    }
    left = bytes_in(postgres_server, sentence)
    assert left["tables"] == 0 == bytes_in(postgres_server, learner)["tables"]
    assert left["log"], "the promise would be too small"
    assert "write-ahead log" in store.remains and "backups" in store.remains
    assert [a.response for a in store.attempts("other")] == ["stays"] * 20
    assert store.learners() == ["other"]


def test_traces_that_cannot_be_removed_yet_are_admitted(store, monkeypatch):
    monkeypatch.setattr("ipt_course.learning.postgres.PATIENCE", 0.2)
    store.add(attempt(response=SENTENCE))
    with psycopg.connect(store.place) as reading:
        reading.execute("SELECT * FROM ipt_course.attempt").fetchall()
        with pytest.raises(StoreLocked, match=r"traces .* Close the other pages"):
            store.forget("l")
        assert not list(store.attempts("l"))
    assert store.forget("l") == {"answers": 0, "events": 0, "reviews": 0, "cohorts": 0, "sessions": 0, "steps": 0}


def test_a_stream_shows_one_moment_and_holds_nobody_up(store):
    store.add_all([attempt(n, learner=f"l{n}") for n in range(50)])
    rows = store.database.stream("SELECT learner FROM attempt ORDER BY rowid", {})
    first = next(rows)
    assert process("Store(sys.argv[1]).add(attempt(99), patience=1)", store.place).wait(20) == 0
    assert [first, *rows] == [(f"l{n}",) for n in range(50)]
