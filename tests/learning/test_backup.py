"""A copy made while answers come in, put back into a file or a database: everything that was acknowledged, nobody who was forgotten."""

from __future__ import annotations

import sqlite3
import stat

import pytest
from click.testing import CliRunner
from samples import attempt, event, process, raw, review

from ipt_course.cli import main
from ipt_course.learning.backup import KEYS, MADE, backup, restore
from ipt_course.learning.membership import found, join
from ipt_course.learning.store import FORGOTTEN, Store, StoreCorrupt, StoreError, mark_of

SUMMARIES = {
    "learner": "SELECT learner, cohort, begun, seen, days FROM learner ORDER BY 1",
    "progress": "SELECT learner.learner, lesson, answered, before, before_points, after, after_points, day FROM progress "
    "JOIN learner ON learner.no = progress.learner ORDER BY 1, 2",
    "first_try": "SELECT learner.learner, item, score, hints, day FROM first_try JOIN learner ON learner.no = first_try.learner "
    "JOIN edition ON edition.no = first_try.edition ORDER BY 1, 2",
}


def fill(store) -> None:
    spring = found(store, "Spring", "spring-code")
    for who in ("ana", "ben"):
        join(store, who, spring.code)
        store.add_all(
            [attempt(n, learner=who, item=f"grief.{n % 3}", at=f"2026-01-{1 + n:02}T00:00:00") for n in range(9)]
        )
        store.add(event("hint", 1, learner=who, at="2026-02-01T00:00:00"))
        store.add(review(learner=who))


def everything(store) -> dict[str, list]:
    """All rows by table, in the order in which they were kept, and what is made from them."""
    kept = {}
    for table in KEYS:
        with store.database.snapshot() as read:
            found = read(f"SELECT * FROM {table}" + (" ORDER BY rowid" if table in FORGOTTEN else " ORDER BY 1"))
            names = [column[0] for column in found.description]
            kept[table] = [
                {k: v for k, v in zip(names, row, strict=True) if k != "rowid"} for row in found.fetchmany(9999)
            ]
    return kept | {name: store.rows(sql) for name, sql in SUMMARIES.items()}


def test_every_table_is_copied_or_made(store):
    """A table that a later version adds is not left out of copies unnoticed."""
    store.add(attempt())
    if store.path:
        tables = {name for (name,) in store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    else:
        tables = {n for (n,) in store.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'ipt_course'")} - {
            "version"
        }
    assert tables - {"sqlite_sequence"} == {*KEYS, *MADE}


@pytest.fixture(params=["sqlite", "postgres"])
def elsewhere(request, tmp_path):
    """Another empty store, of either kind."""
    place = (
        tmp_path / "elsewhere" / "record.sqlite"
        if request.param == "sqlite"
        else request.getfixturevalue("postgres_too")
    )
    store = Store(place)
    yield store
    store.close()


@pytest.fixture
def postgres_too(postgres_server):
    import uuid

    import psycopg

    name = f"too_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_what_was_copied_comes_back_whole_from_either_into_either(store, elsewhere, tmp_path):
    fill(store)
    backup(store, tmp_path / "copy")
    assert restore(elsewhere, tmp_path / "copy") == 0
    assert everything(elsewhere) == everything(store)
    elsewhere.add(attempt(99, learner="ana"))
    assert len(list(elsewhere.attempts("ana"))) == 10, "and learning goes on"


def test_a_copy_is_one_file_for_its_owner_and_overwrites_nothing(store, tmp_path):
    fill(store)
    backup(store, tmp_path / "copy")
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
    assert not list(tmp_path.glob("copy-*")) and not list(tmp_path.glob(".backup*"))
    assert sqlite3.connect(tmp_path / "copy").execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with pytest.raises(StoreError, match="there already"):
        backup(store, tmp_path / "copy")
    with pytest.raises(StoreError, match="cannot be written"):
        backup(store, tmp_path / "no such folder" / "copy")


def test_a_copy_made_while_answers_come_in_holds_all_that_was_acknowledged(store, tmp_path):
    code = "store = Store(sys.argv[1])\nfor n in range(10**6):\n    store.add(attempt(n), patience=60); print(n, flush=True)"
    worker = process(code, store.place)
    try:
        for nth in range(3):
            before = int(worker.stdout.readline())
            backup(store, tmp_path / f"copy-{nth}")
            copy = Store(tmp_path / f"copy-{nth}")
            numbers = [a.try_no - 1 for a in copy.attempts("l")]
            assert numbers == list(range(len(numbers))) and len(numbers) > before
            copy.close()
    finally:
        worker.kill()
        worker.communicate()


def test_records_are_not_replaced_unless_that_is_said(store, tmp_path):
    fill(store)
    backup(store, tmp_path / "copy")
    store.add(attempt(learner="later", response="given up"))
    with pytest.raises(StoreError, match="--replace"):
        restore(store, tmp_path / "copy")
    assert "later" in store.learners()
    restore(store, tmp_path / "copy", replace=True)
    assert store.learners() == ["ana", "ben"]


def test_who_was_forgotten_since_stays_forgotten(store, tmp_path):
    fill(store)
    store.forget("ben")
    store.add(attempt(5, learner="ben", response="came back"))
    backup(store, tmp_path / "copy")
    store.forget("ana")
    assert restore(store, tmp_path / "copy", replace=True) == 1
    assert store.learners() == ["ben"], "Ben had come back before the copy was made, Ana left after it"
    assert [a.response for a in store.attempts("ben")] == ["came back"]
    assert {mark for (mark,) in store.rows("SELECT mark FROM forgotten")} == {mark_of("ana"), mark_of("ben")}


def test_what_is_no_copy_changes_nothing(store, tmp_path):
    fill(store)
    before = everything(store)
    (tmp_path / "text").write_text("not a record")
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute("CREATE TABLE notes (text TEXT)")
    for name, fault in (("text", StoreCorrupt), ("other", StoreCorrupt), ("nothing", StoreError)):
        with pytest.raises(fault):
            restore(store, tmp_path / name, replace=True)
    assert everything(store) == before
    assert not (tmp_path / "nothing").exists()


def test_a_restore_that_breaks_off_leaves_everything_as_it_was(store, tmp_path):
    fill(store)
    backup(store, tmp_path / "copy")
    store.add(attempt(77, learner="ana"))
    before = everything(store)

    def breaks(_n):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(store, tmp_path / "copy", replace=True, on_progress=breaks)
    assert everything(store) == before


def test_the_commands_copy_and_put_back(store, tmp_path, monkeypatch):
    monkeypatch.setenv("IPT_STORE", store.place)
    fill(store)
    run = CliRunner()
    made = run.invoke(main, ["backup", str(tmp_path / "copy")])
    assert made.exit_code == 0 and "2 learners" in made.output, made.output
    raw(store.place).execute("DELETE FROM attempt")
    asked = run.invoke(main, ["restore", str(tmp_path / "copy"), "--replace"], input="n\n")
    assert asked.exit_code == 1 and "no way back" in asked.output and not list(store.attempts("ana"))
    back = run.invoke(main, ["restore", str(tmp_path / "copy"), "--replace", "--yes"])
    assert back.exit_code == 0 and "2 learners are in" in back.output, back.output
    assert len(list(store.attempts("ana"))) == 9
    refused = run.invoke(main, ["restore", str(tmp_path / "copy")])
    assert refused.exit_code == 1 and "--replace" in refused.output
