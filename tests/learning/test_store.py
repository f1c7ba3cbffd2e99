"""The record, in a file and in a PostgreSQL database: what was added is known again, exactly and by everyone."""

from __future__ import annotations

import shutil
import uuid

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import attempt, event, process, raw, review

from ipt_course.learning.store import MIGRATIONS, Store, StoreCorrupt, StoreError, StoreNewer


def test_what_was_added_is_known_again(store):
    store.add(attempt(0, response="one", outcome="wrong", score=0.0))
    store.add(event("hint", 1))
    store.add(attempt(1, response="two", confidence=80))
    store.add(review())
    record = store.latest("l", ["grief.one", "grief.two"])["grief.one"]
    assert (record.response, record.confidence, record.tries, record.hints, record.revealed) == ("two", 80, 2, 1, False)
    assert store.counts("l") == {"grief.one": (2, 1.0)}
    assert store.missed("l") == ["grief.one"]
    assert list(store.attempts("l")) == [
        attempt(0, response="one", outcome="wrong", score=0.0),
        attempt(1, response="two", confidence=80),
    ]
    assert list(store.events("l")) == [event("hint", 1)]
    assert store.reviews("l") == [review()]
    assert store.learners() == ["l"]


def test_nothing_is_known_of_others_or_of_other_items(store):
    store.add(attempt())
    assert store.latest("somebody else", ["grief.one"]) == {}
    assert store.latest("l", ["grief.two"]) == {}
    assert store.latest("l", []) == {}


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
    store.add_all([attempt(response="and once more"), attempt(1)])
    assert [a.response for a in store.attempts("l")] == ["two", "two"]


def test_of_many_all_are_kept_or_none(store):
    store.add_all([])
    store.add_all([attempt(n) for n in range(50)])
    assert [a.try_no for a in store.attempts("l")] == list(range(1, 51))
    with pytest.raises(Exception, match=r"NOT NULL|not-null"):
        store.add_all([attempt(50), attempt(51, learner=None, id="x"), attempt(52)])
    assert len(list(store.attempts("l"))) == 50


def test_answers_of_the_same_moment_keep_their_order(store):
    store.add_all([attempt(n, at="2026-01-01T00:00:00", id=f"{97 * n % 31}") for n in range(31)])
    assert [a.try_no for a in store.attempts("l")] == list(range(1, 32))


@pytest.mark.parametrize("table", ["attempt", "event", "review"])
def test_what_is_kept_cannot_be_changed(store, table):
    for kept in (attempt(), event("hint", 1), review()):
        store.add(kept)
    with pytest.raises(Exception, match="never changed"):
        raw(store.place).execute(f"UPDATE {table} SET item = 'x'")


def test_a_mistake_of_ours_is_not_taken_for_trouble_with_the_place(store):
    with pytest.raises(Exception, match=r"NOT NULL|not-null") as refused:
        store.add(attempt(learner=None, id="x"))
    assert not isinstance(refused.value, StoreError)
    with pytest.raises(TypeError):
        store.add(attempt(response={1, 2}))
    with pytest.raises(Exception, match=r"syntax") as refused:
        store.rows("SELECT nothing nowhere nohow")
    store.add(attempt())


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
    other = process("Store(sys.argv[1]).add(attempt(6), patience=0)", store.place)
    assert other.wait(20) == 0
    assert len(list(halfway)) == 4


def test_forty_processes_of_fifty_answers_lose_none(store):
    """All in a place where nothing is yet, straight to the store: waiting for one's turn is enough."""
    code = "store = Store(sys.argv[1]); sys.stdin.readline(); [store.add(attempt(n, learner=sys.argv[2]), patience=120) for n in range(50)]"
    workers = [process(code, store.place, f"learner-{n}") for n in range(40)]
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    assert [w.wait(300) for w in workers] == [0] * 40
    assert len(store.learners()) == 40
    assert all(len(list(store.attempts(learner))) == 50 for learner in store.learners())


@pytest.mark.parametrize("heard", [1, 25])
def test_a_killed_process_has_kept_all_it_acknowledged(store, heard):
    worker = process(
        "store = Store(sys.argv[1])\nfor n in range(10**6):\n    store.add(attempt(n)); print(n, flush=True)",
        store.place,
    )
    acknowledged = [int(worker.stdout.readline()) for _ in range(heard)]
    worker.kill()
    acknowledged += [int(line) for line in worker.stdout.read().splitlines()]
    worker.wait()
    kept = [a.try_no - 1 for a in store.attempts("l")]
    assert kept == sorted(kept) == list(range(len(kept)))
    assert set(acknowledged) <= set(kept)


def migrations(store, folder, upto=None, more=""):
    """A folder of the store's migrations: its first ``upto``, and perhaps one more."""
    here = MIGRATIONS / "postgres" if "://" in store.place else MIGRATIONS
    folder.mkdir()
    for script in sorted(here.glob("*.sql"))[:upto]:
        shutil.copy(script, folder)
    if more:
        (folder / "0999_more.sql").write_text(more)
    return folder


MORE = "ALTER TABLE attempt ADD COLUMN place TEXT;\nCREATE TABLE more (id TEXT); -- and more\n"


def test_an_older_record_is_brought_up_to_date(store, tmp_path):
    store.add(attempt())
    store.close()
    new = Store(store.place, migrations(store, tmp_path / "new", more=MORE))
    assert list(new.attempts("l")) == [attempt()]
    assert new.rows("SELECT id FROM more") == []


@pytest.mark.parametrize("version", [1, 2])
def test_a_record_of_every_earlier_version_is_brought_up_to_date(store, tmp_path, version):
    old = Store(store.place, migrations(store, tmp_path / "old", upto=version))
    old.add_all([attempt(n) for n in range(3)])
    old.add(event("hint", 1))
    old.close()
    assert list(store.attempts("l")) == [attempt(n) for n in range(3)]
    assert list(store.events("l")) == [event("hint", 1)]
    store.add(review())
    assert store.reviews("l") == [review()]


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
    with pytest.raises((StoreError, ValueError, psycopg.Error)):
        Store(store.place, migrations(store, tmp_path / "new", more=script)).add(attempt(1))
    assert list(store.attempts("l")) == [attempt()]
    with pytest.raises(Exception, match=r"no such table|does not exist"):
        raw(store.place).execute("SELECT id FROM more")


def test_many_processes_bring_a_record_up_to_date_once(store, tmp_path):
    store.add(attempt())
    store.close()
    folder = migrations(store, tmp_path / "new", more=MORE)
    workers = [
        process("Store(sys.argv[1], Path(sys.argv[2])).add(attempt(int(sys.argv[3])))", store.place, folder, n)
        for n in range(1, 9)
    ]
    assert [w.wait(60) for w in workers] == [0] * 8
    assert len(list(Store(store.place, folder).attempts("l"))) == 9


def test_a_newer_record_is_refused_and_left_as_it_is(store):
    store.add(attempt())
    store.close()
    set_version = "UPDATE version SET version = 99" if "://" in store.place else "PRAGMA user_version = 99"
    raw(store.place).execute(set_version)
    later = Store(store.place)
    with pytest.raises(StoreNewer, match="newer version"):
        later.add(attempt(1))
    with pytest.raises(StoreNewer):
        later.latest("l", ["grief.one"])
    assert raw(store.place).execute("SELECT count(*) FROM attempt").fetchone() == (1,)


def test_a_database_of_another_program_is_left_as_it_is(store):
    other = raw(store.place)
    if "://" in store.place:
        other.execute("CREATE SCHEMA ipt_course")
    other.execute("CREATE TABLE recipe (name TEXT)")
    with pytest.raises(StoreCorrupt, match="another program"):
        store.add(attempt())
    with pytest.raises(Exception, match=r"no such table|does not exist"):
        other.execute("SELECT * FROM attempt")
    assert other.execute("SELECT * FROM recipe").fetchall() == []


def test_the_place_can_be_chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("IPT_DATA_DIR", str(tmp_path / "folder"))
    assert Store().path == tmp_path / "folder" / "record.sqlite"
    monkeypatch.setenv("IPT_STORE", str(tmp_path / "class.sqlite"))
    assert Store().path == tmp_path / "class.sqlite"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPT_STORE", "mysql://somewhere/course")
    with pytest.raises(StoreError, match="Name a file, or a PostgreSQL database"):
        Store().add(attempt())
    assert list(tmp_path.iterdir()) == []
