"""An answer that cannot be written waits, is said aloud, and is written as soon as that works."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest
from samples import attempt, event, held_by_another_process, process

from ipt_course.learning import keeping
from ipt_course.learning.keeping import Keeper
from ipt_course.learning.store import Store


def wait_for(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "record.sqlite")
    store.add(attempt(0))
    yield store
    store.close()


@pytest.fixture
def hasty(monkeypatch):
    monkeypatch.setattr(keeping, "PAUSES", (0.05,))
    monkeypatch.setattr(keeping, "AT_ONCE", 0.05)


def tries(store) -> list[int]:
    return [a.try_no for a in store.attempts("l")]


def test_what_can_be_written_is_written_at_once_and_without_a_thread(store):
    before = threading.active_count()
    assert Keeper(store).keep(attempt(1), pytest.fail) == "saved"
    assert tries(store) == [1, 2]
    assert threading.active_count() == before


def test_a_locked_file_is_retried_in_order_until_it_is_free(store, hasty):
    heard = []
    keeper = Keeper(store)
    with held_by_another_process(store.path, "BEGIN EXCLUSIVE"):
        assert [keeper.keep(attempt(n), lambda *said, n=n: heard.append((n, *said))) for n in (1, 2, 3)] == [
            "retrying"
        ] * 3
        assert [n for n, state, sentence in heard if state == "retrying" and "Another program" in sentence] == [1, 2, 3]
        time.sleep(0.5)
        assert not [h for h in heard if h[1] == "saved"]
    assert wait_for(lambda: len(heard) == 6)
    assert heard[3:] == [(n, "saved", "") for n in (1, 2, 3)]
    assert tries(store) == [1, 2, 3, 4]
    rowids = sqlite3.connect(store.path).execute("SELECT try_no FROM attempt ORDER BY rowid").fetchall()
    assert rowids == [(1,), (2,), (3,), (4,)]
    assert wait_for(lambda: keeper._thread is None), "the thread ends with its work"
    assert keeper.keep(attempt(4), pytest.fail) == "saved"


def test_a_second_trouble_is_retried_as_well(store, hasty):
    keeper = Keeper(store)
    for n in (1, 2):
        heard = []
        with held_by_another_process(store.path, "BEGIN EXCLUSIVE"):
            assert keeper.keep(attempt(n), lambda *said: heard.append(said)) == "retrying"  # noqa: B023
        assert wait_for(lambda: ("saved", "") in heard)  # noqa: B023
    assert tries(store) == [1, 2, 3]


def test_nobody_waits_for_an_answer_that_is_being_retried(store):
    keeper = Keeper(store)
    with held_by_another_process(store.path, "BEGIN EXCLUSIVE"):
        begun = time.monotonic()
        keeper.keep(attempt(1), lambda *_: None)
        assert time.monotonic() - begun < 2
        slowest = 0.0
        for n in range(2, 40):
            begun = time.monotonic()
            keeper.keep(attempt(n), lambda *_: None)
            slowest = max(slowest, time.monotonic() - begun)
            time.sleep(0.03)
        assert slowest < 0.3
    assert wait_for(keeper.flush)
    assert tries(store) == list(range(1, 41))


def test_what_was_written_though_it_seemed_not_is_not_doubled(store, hasty, monkeypatch):
    """The disk took the answer and then the connection broke: the same answer is tried again."""
    from ipt_course.learning.store import StoreError

    add, broken = store.add, [True]

    def add_and_fail(one, patience):
        add(one, patience)
        if broken and broken.pop():
            raise StoreError("the connection broke")

    monkeypatch.setattr(store, "add", add_and_fail)
    heard = []
    keeper = Keeper(store)
    assert keeper.keep(attempt(1), lambda *said: heard.append(said)) == "retrying"
    assert wait_for(lambda: ("saved", "") in heard)
    assert tries(store) == [1, 2]


def test_a_page_that_is_gone_does_not_stop_the_keeping(store, hasty, caplog):
    def gone(*_said):
        raise RuntimeError("no page")

    keeper = Keeper(store)
    with held_by_another_process(store.path, "BEGIN EXCLUSIVE"):
        keeper.keep(attempt(1), gone)
        keeper.keep(event("hint", 1), gone)
    assert wait_for(lambda: not keeper._waiting)
    assert tries(store) == [1, 2] and len(list(store.events("l"))) == 1
    assert "could not be told" in caplog.text


def test_a_mistake_of_ours_is_raised_and_blocks_nothing(store):
    keeper = Keeper(store)
    with pytest.raises(TypeError):
        keeper.keep(attempt(1, response={1, 2}), pytest.fail)
    assert keeper.keep(attempt(2), pytest.fail) == "saved"


def test_what_waits_is_written_when_the_kernel_closes_in_good_order(tmp_path):
    blocked = tmp_path / "folder"
    blocked.write_text("")
    code = (
        "from ipt_course.learning.keeping import Keeper\n"
        "keeper = Keeper(Store(Path(sys.argv[1]) / 'record.sqlite'))\n"
        "print(keeper.keep(attempt(), lambda *_: None), flush=True)\n"
        "Path(sys.argv[1]).unlink()"
    )
    kernel = process(code, blocked)
    assert kernel.communicate(timeout=30)[0] == "retrying\n"
    assert kernel.returncode == 0
    assert list(Store(blocked / "record.sqlite").attempts("l")) == [attempt()]


def test_many_threads_keep_everything_once(store, hasty):
    keeper = Keeper(store)
    with held_by_another_process(store.path, "BEGIN EXCLUSIVE"):
        threads = [
            threading.Thread(target=lambda i=i: [keeper.keep(attempt(i * 100 + n), lambda *_: None) for n in range(25)])
            for i in range(1, 5)
        ]
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    assert wait_for(keeper.flush)
    assert len(tries(store)) == 101
