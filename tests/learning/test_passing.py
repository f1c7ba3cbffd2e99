"""The pass rule over many runs: what counts, what never does, and that more good work never takes a pass away."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from ipt_course.learning.passing import OPTIONAL, Portfolio, portfolio
from ipt_course.learning.runs import Played
from ipt_course.learning.store import Run, Step

PHASES = {"ana.first": "initial", "ana.middle": "middle", "ana.last": "ending"}


def one(
    session="ana.first", score=0.9, passed=True, variant="brims", day=1, items=None, origin=None, rated=None
) -> Played:
    run = Run(
        f"{session}{variant}{day}{score}",
        "l",
        session,
        "h",
        "s",
        {},
        origin,
        2 if origin else None,
        "turn",
        f"2026-01-{day:02d}T00:00",
        "0",
    )
    ended = {"score": score, "passed": passed, "variant": variant, "items": items or {}, "left": {}}
    steps = [Step("e", "l", run.id, 1, "ended", ended, None, f"2026-01-{day:02d}T01:00")]
    if rated is not None:
        steps.append(Step("r", "l", run.id, 2, "rated", rated, None, f"2026-02-{day:02d}T01:00"))
    return Played(run, tuple(steps))


def middle(*tried: str, **more) -> Played:
    return one("ana.middle", items={id: [2, 3, 1, False] for id in tried}, **more)


def of(*runs: Played) -> Portfolio:
    return portfolio(runs, PHASES)


def test_a_course_is_passed_with_a_session_of_each_phase_and_two_techniques_tried():
    whole = [one(), middle("M3", "M5"), one("ana.last")]
    assert of(*whole).passed
    assert of(*whole[:2]).wanting == ("Pass an ending session.",)
    assert of(whole[0], middle("M3"), whole[2]).wanting == (
        "In middle sessions, try at least two of communication analysis, decision analysis and role play.",
    )
    assert of(whole[0], middle("M3"), middle("M4", passed=False, day=2), whole[2]).passed
    assert len(of().wanting) == 4


def test_techniques_that_earned_nothing_or_in_another_phase_were_not_tried():
    items = {id: [0, 3, 1, False] for id in OPTIONAL}
    assert not of(one("ana.middle", items=items)).tried
    assert not of(one("ana.last", items={id: [3, 3, 1, False] for id in OPTIONAL})).tried


def test_practice_and_unknown_sessions_count_for_nothing():
    found = of(one(origin="another"), one("someone.else"))
    assert not found.sessions and not found.competences and not found.passed_phase("initial")


def test_a_session_is_held_with_two_ways_of_being_on_two_days():
    assert not of(one(), one(day=2)).sessions["ana.first"].held
    assert not of(one(), one(variant="sinks")).sessions["ana.first"].held
    assert not of(one(), one(variant="sinks", day=2, passed=False)).sessions["ana.first"].held
    assert of(one(), one(variant="sinks", day=2)).sessions["ana.first"].held
    assert of(one(), one(variant="sinks", day=2), one(score=0.1, passed=False, day=3)).sessions["ana.first"].held


def test_competences_are_read_from_the_last_runs_and_say_nothing_without_two_chances():
    bad, good = {"A1": [0, 6, 2, True]}, {"A1": [6, 6, 2, False], "A2": [3, 3, 1, False]}
    found = of(one(items=bad), *(one(items=good, day=day) for day in (2, 3, 4))).competences
    assert (found["A1"].level, found["A1"].chances) == (3, 6)
    assert found["A2"].level == 3 and of(one(items=good)).competences["A2"].level is None
    assert of(one(items=bad)).competences["A1"].level == "H"


def test_own_ratings_stand_beside_the_reference():
    items = {"A1": [6, 6, 2, False], "A2": [0, 6, 2, True], "A3": [3, 3, 1, False]}
    found = of(one(items=items, rated={"A1": 2, "A2": 1, "A3": 3}))
    assert sorted(found.ratings) == [(1, -1), (2, 3)]
    assert found.agreement == 0.5 and of(one()).agreement is None


@given(
    st.lists(
        st.tuples(st.sampled_from(list(PHASES)), st.booleans(), st.sampled_from("ab"), st.integers(1, 5)), max_size=12
    ),
    st.randoms(),
)
def test_another_run_never_takes_a_pass_away_and_order_does_not_matter_to_passing(drawn, luck: random.Random):
    runs = [one(session, 0.8 if passed else 0.3, passed, variant, day) for session, passed, variant, day in drawn]
    for n in range(len(runs)):
        before, after = of(*runs[:n]), of(*runs[: n + 1])
        assert set(after.wanting) <= set(before.wanting)
        assert all(after.sessions[id].held for id, standing in before.sessions.items() if standing.held)
    mixed = luck.sample(runs, len(runs))
    assert {id: (s.passed, s.held, s.best) for id, s in of(*mixed).sessions.items()} == {
        id: (s.passed, s.held, s.best) for id, s in of(*runs).sessions.items()
    }
