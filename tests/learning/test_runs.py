"""Simulated sessions are kept as their moves, and replay from a real store to the very same session."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from samples import attempt, raw
from scenes import played as script_of
from scenes import sound

from ipt_course.learning.runs import Played, carried_over, finished, items_of, outcome, played, step_id, unfinished
from ipt_course.learning.store import Run, Step, Store
from ipt_course.simulation.session import Changed, open_session

SCRIPT = replace(script_of(sound()), content_hash="first")


def run(id="r1", learner="l", session=SCRIPT.id, content_hash="first", **more) -> Run:
    around = {"seed": "s", "carried": {}, "origin": None, "origin_turn": None, "feedback": "turn"}
    return Run(
        **{"id": id, "learner": learner, "session": session, "content_hash": content_hash}
        | around
        | {"at": "2026-01-03T00:00:00", "app_version": "0"}
        | more
    )


def step(of: Run, n: int, kind: str, value=None, seconds=None) -> Step:
    return Step(step_id(of.id, n), of.learner, of.id, n, kind, value, seconds, f"2026-01-03T00:00:{n:06.3f}")


def to_the_end(store: Store, of: Run, luck: random.Random):
    """Play a session by chance and keep it as the room keeps it."""
    store.add(of)
    session = open_session(SCRIPT, of.seed, of.carried)
    n = 0
    while not session.over:
        move = luck.choice(session.scene.choices).id
        session, n = session.play(move), n + 1
        store.add(step(of, n, "move", move, seconds=2))
    store.add(step(of, n + 1, "ended", outcome(session)))
    return session


def kept(store: Store, learner="l") -> list[Played]:
    return played(store.runs(learner), store.steps(learner))


def test_every_run_replays_to_the_same_score_from_the_record(place):
    store = Store(place)
    live = [to_the_end(store, run(f"r{n}", seed=f"seed {n}"), random.Random(n)) for n in range(12)]
    store.close()
    found = kept(Store(place))
    assert [one.session(SCRIPT) for one in found] == live
    for one, session in zip(found, live, strict=True):
        result = session.result()
        assert (one.ended["score"], one.ended["passed"]) == (result.score, result.passed)
        assert items_of(one.ended) == result.items
        assert one.ended["left"] == session.left()
        assert one.seconds == 2 * len(session.moves)


def test_a_run_goes_on_where_it_was_and_a_finished_one_is_done_with(store):
    store.add(run())
    store.add(step(run(), 1, "move", "slow"))
    store.add(step(run(), 2, "left"))
    open_ = unfinished(kept(store), SCRIPT.id)
    assert open_.left and open_.moves == ("slow",) and unfinished(kept(store), "other") is None
    assert open_.session(SCRIPT).scene.number == 2
    to_the_end(store, run("r2", at="2026-01-04T00:00:00"), random.Random(1))
    assert unfinished(kept(store), SCRIPT.id) is None
    assert [one.run.id for one in finished(kept(store))] == ["r2"]


def test_no_run_forks(store):
    store.add(run())
    store.add(step(run(), 1, "move", "slow"))
    store.add(step(run(), 1, "move", "stay"))
    assert kept(store)[0].moves == ("slow",)
    assert store.step(step_id("r1", 1)).value == "slow"
    with pytest.raises(Exception, match=r"UNIQUE|unique|duplicate"):
        store.add(replace(step(run(), 1, "move", "stay"), id="another id"))


def test_what_was_kept_is_never_changed(store, place):
    to_the_end(store, run(), random.Random(2))
    connection = raw(place)
    for table in ("run", "step"):
        with pytest.raises(Exception, match="never changed"):
            connection.execute(f"UPDATE {table} SET at = 'later'")
    connection.close()


def test_a_run_of_another_edition_is_said_to_be_one(store):
    to_the_end(store, run(content_hash="older"), random.Random(3))
    (one,) = kept(store)
    assert not one.is_of(SCRIPT) and one.ended["score"] >= 0
    with pytest.raises(Changed, match="another edition"):
        one.session(SCRIPT)


def test_a_later_session_begins_from_the_last_whole_run_of_the_earlier_one(store):
    later = replace(SCRIPT, id="ana.later", carried_from=SCRIPT.id, carries={"asked": True})
    assert carried_over([], later) == ({"asked": True}, None)
    session = to_the_end(store, run(), random.Random(4))
    to_the_end(store, run("r2", origin="r1", origin_turn=3, at="2026-01-05T00:00:00"), random.Random(5))
    flags, earlier = carried_over(kept(store), later)
    assert flags == {"asked": session.flag("asked")} and earlier.run.id == "r1"
    assert {carried_over(kept_with(value), later)[0]["asked"] for value in (True, False)} == {True, False}


def kept_with(asked: bool) -> list[Played]:
    ended = {"score": 1.0, "passed": True, "items": {}, "left": {"asked": asked}}
    return [Played(run(), (step(run(), 1, "ended", ended),))]


def test_sessions_are_taken_out_and_forgotten_with_all_else(store, tmp_path):
    to_the_end(store, run(), random.Random(6))
    to_the_end(store, run("r9", learner="other"), random.Random(7))
    store.add(attempt())
    store.takeout("l", tmp_path / "out")
    record = json.loads((tmp_path / "out" / "record.json").read_text())
    assert [Run(**one) for one in record["runs"]] == store.runs("l")
    assert [Step(**one) for one in record["steps"]] == store.steps("l")
    assert SCRIPT.id in (tmp_path / "out" / "index.html").read_text()
    steps = len(store.steps("l"))
    erased = store.forget("l")
    assert (erased["sessions"], erased["steps"]) == (1, steps)
    assert not store.runs("l") and not store.steps("l") and store.runs("other") and store.steps("other")


def test_whoever_only_plays_is_known_as_a_learner(store):
    to_the_end(store, run(), random.Random(8))
    assert store.learners() == ["l"]
