"""How a cohort's simulated sessions went: first whole runs, hidden where few, replayed without saying whose."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from ipt_course.cohort.demo.playing import play
from ipt_course.cohort.selection import Selection
from ipt_course.cohort.sessions import replayable, sessions
from ipt_course.course.library import library
from ipt_course.learning.kept import Membership, Run, Step
from ipt_course.learning.membership import found
from ipt_course.simulation.session import reopen
from ipt_course.views.teaching.sessions import _lines

SESSION = "tomasz.first-session"
AT = datetime(2026, 3, 1, 10, tzinfo=UTC)


def keep(store, learner: str, at: datetime = AT, ended: bool = True, **changes) -> dict:
    """A run of a demo learner; what it came to."""
    kept = list(play(library().session(SESSION), learner, at))
    run = dataclasses.replace(kept[0], **changes)
    steps = [dataclasses.replace(one, run=run.id, id=f"{run.id} {one.n}") for one in kept[1:]]
    store.add(run)
    store.add_all(steps if ended else steps[:5])
    return steps[-1].value


@pytest.fixture
def school(store):
    """Twelve learners who finished, one who did not, and what the twelve came to."""
    ends = [keep(store, f"learner-{n:02d}") for n in range(12)]
    keep(store, "learner-99", ended=False)
    return store, ends


def test_figures_are_those_of_first_whole_runs(school):
    store, ends = school
    keep(store, "learner-00", AT.replace(day=2), id="a second run")
    keep(store, "learner-01", AT.replace(day=2), id="from the middle", origin="learner-01-" + SESSION, origin_turn=3)
    (one,) = sessions(store, Selection())
    assert (one.session, one.begun, one.finished) == (SESSION, 13, 12)
    assert one.score.n == 12 and one.score.value == pytest.approx(sum(end["score"] for end in ends) / 12)
    harmed, passed = sum(end["harms"] > 0 for end in ends), sum(end["passed"] for end in ends)
    for share, k in ((one.passed, passed), (one.harmed, harmed)):
        assert share.value == (None if 0 < k < 5 else pytest.approx(k / 12)), (
            "no count from one to four can be worked out"
        )
    assert one.harms == (None if 0 < harmed < 5 else sum(end["harms"] for end in ends))
    assert one.practice is None, "of one learner who practised nothing is said"
    hardest = one.competences[0]
    shares = [e["items"][hardest.item] for e in ends if hardest.item in e["items"]]
    assert hardest.share.value == pytest.approx(sum(row[0] / row[1] for row in shares if row[1]) / hardest.share.n)
    shown = [each.share.value for each in one.competences if each.share.shown]
    assert shown == sorted(shown) and len(shown) > 3


def test_days_and_cohorts_choose_runs(school):
    store, _ = school
    keep(store, "learner-50", AT.replace(month=4))
    assert sessions(store, Selection(since=AT.date().replace(month=4)))[0].begun is None
    assert sessions(store, Selection(until=AT.date()))[0].finished == 12
    code = found(store, "Spring").code
    for n in range(6):
        store.add(Membership(f"m{n}", f"learner-{n:02d}", code, AT.isoformat()))
    assert sessions(store, Selection(cohort=code))[0].finished == 6


def test_of_four_nothing_is_said(store):
    for n in range(4):
        keep(store, f"learner-{n}")
    (one,) = sessions(store, Selection())
    assert (one.begun, one.finished, one.harms, one.practice, one.competences) == (None, None, None, None, [])
    assert not (one.score.shown or one.passed.shown or one.harmed.shown)
    assert replayable(store, Selection(), SESSION) == []
    keep(store, "learner-4")
    assert replayable(store, Selection(), SESSION), "the positive control"


def test_a_replay_is_the_run_that_was_played_and_does_not_say_whose(school):
    store, ends = school
    low, middle, high = replayable(store, Selection(), SESSION)
    assert low.score == min(end["score"] for end in ends) and high.score == max(end["score"] for end in ends)
    assert low.score <= middle.score <= high.score
    script = library().session(SESSION)
    for one in (low, middle, high):
        record = {
            "script": SESSION,
            "content_hash": one.content_hash,
            "seed": one.seed,
            "moves": one.moves,
            "carried": one.carried,
        }
        again = reopen(script, record).result()
        assert (again.score, again.passed, again.harms) == (one.score, one.passed, one.harms)
        lines = _lines(script, one)
        assert len([who for who, _ in lines if who.startswith("Therapist")]) == len(one.moves)
        assert not any("learner-" in said for _, said in lines)


def test_demo_players_are_the_same_every_time():
    script = library().session(SESSION)
    first, again = list(play(script, "demo-1-000001", AT)), list(play(script, "demo-1-000001", AT))
    assert first == again and isinstance(first[0], Run) and all(isinstance(one, Step) for one in first[1:])
    assert first[-1].kind == "ended"
