"""What a learner wants forgotten is gone from the files, and nobody else's is."""

from __future__ import annotations

import pytest
from samples import attempt, event, held_by_another_process, process

from ipt_course.learning.keeping import Keeper
from ipt_course.learning.store import Store, StoreLocked

SENTENCE = "a-very-unlikely-sentence"


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "record.sqlite")
    yield store
    store.close()


def bytes_left(store, text=SENTENCE) -> dict[str, int]:
    found = {path.name: path.read_bytes().count(text.encode()) for path in store.path.parent.iterdir()}
    return {name: n for name, n in found.items() if n}


def test_forgetting_leaves_no_byte_behind(store):
    for n in range(20):
        store.add(attempt(n, learner="forgotten-learner", response={"text": SENTENCE * (1 + 40 * n)}))
        store.add(event("hint", n, learner="forgotten-learner"))
        store.add(attempt(n, learner="other", response="stays"))
    assert bytes_left(store) and bytes_left(store, "forgotten-learner")
    assert store.forget("forgotten-learner") == {
        "answers": 20,
        "events": 20,
        "reviews": 0,
        "cohorts": 0,
        "sessions": 0,
        "steps": 0,
    }
    assert not bytes_left(store) and not bytes_left(store, "forgotten-learner")
    assert [a.response for a in store.attempts("other")] == ["stays"] * 20
    assert store.learners() == ["other"]
    assert store.forget("forgotten-learner") == {
        "answers": 0,
        "events": 0,
        "reviews": 0,
        "cohorts": 0,
        "sessions": 0,
        "steps": 0,
    }


def test_forgetting_works_while_another_page_is_open(store):
    store.add(attempt(response=SENTENCE))
    code = "store = Store(Path(sys.argv[1])); store.add(attempt(1)); print('open', flush=True); sys.stdin.readline(); store.add(attempt(2))"
    page = process(code, store.path)
    assert page.stdout.readline() == "open\n"
    assert store.forget("l") == {"answers": 2, "events": 0, "reviews": 0, "cohorts": 0, "sessions": 0, "steps": 0}
    assert not bytes_left(store)
    page.communicate("\n", timeout=20)
    assert page.returncode == 0
    assert list(store.attempts("l")) == [attempt(2)], "an answer given afterwards is kept"


def test_traces_that_cannot_be_removed_yet_are_admitted(store, monkeypatch):
    monkeypatch.setattr("ipt_course.learning.sqlite.PATIENCE", 0.1)
    store.add(attempt(response=SENTENCE))
    with held_by_another_process(store.path, "BEGIN;SELECT * FROM attempt"):
        with pytest.raises(StoreLocked, match=r"traces .* Close the other pages"):
            store.forget("l")
        assert bytes_left(store)
        assert not list(store.attempts("l"))
    assert store.forget("l") == {"answers": 0, "events": 0, "reviews": 0, "cohorts": 0, "sessions": 0, "steps": 0}
    assert not bytes_left(store)


def test_an_answer_that_waits_can_be_forgotten_too(store):
    keeper = Keeper(store)
    store.add(attempt())
    with held_by_another_process(store.path, "BEGIN IMMEDIATE"):
        assert keeper.keep(attempt(1, response=SENTENCE), lambda *_: None) == "retrying"
        assert keeper.drop() == 1
    assert keeper.flush()
    store.forget("l")
    assert not list(store.attempts("l")) and not bytes_left(store)
