"""Looking back at a session: what is said of it is what happened in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import played, scripts, sound

from ipt_course.course.library import library
from ipt_course.simulation.debrief import NUMBERS, debrief
from ipt_course.simulation.scoring import ENOUGH
from ipt_course.simulation.script import HIGHEST, SAFETY
from ipt_course.simulation.session import open_session, resume


def by_chance(script, seed: str, luck):
    session = open_session(script, seed)
    while not session.over:
        session = session.play(luck.choice(session.scene.choices).id)
    return session


@given(scripts(), st.text(max_size=3), st.randoms())
def test_every_turn_is_looked_back_upon(script, seed, luck):
    session = by_chance(script, seed, luck)
    found = debrief(session)
    assert [one.number for one in found.moments] == list(range(1, len(session.moves) + 1))
    for place, name in enumerate(NUMBERS):
        numbers = found.numbers[name]
        assert len(numbers) == len(session.moves) + 1
        assert all(0 <= number <= HIGHEST[name] for number in numbers)
        assert numbers[-1] == session.now.values[place]
    assert {one.item: one.result for one in found.items} == found.result.items
    assert all(one.lost == sum(gap(moment, one.item) for moment in found.moments) for one in found.items)
    assert not any(one.good for one in found.missed)
    list(found.turning_points())


def gap(moment, item: str) -> int:
    earned, available = moment.past.judged.chances().get(item, (0, 0))
    return available - earned


def test_a_session_that_is_not_over_has_no_debrief():
    with pytest.raises(ValueError, match="not over"):
        debrief(open_session(played(sound()), "s"))


def test_perfect_play_has_nothing_to_work_on_and_misses_nothing():
    for id in library().sessions:
        script = library().session(id)
        for variant, path in script.expert.items():
            found = debrief(resume(script, "s", path, variant=variant))
            assert found.expert == found.session
            if found.result.raw == 1:
                assert found.weakest is None and not found.missed
            assert found.strongest.result.level == 3


def test_what_to_work_on_is_risk_first_and_then_harm():
    script = played(sound())
    way = next(iter(script.expert))
    unasked = open_session(script, "s", variant=way)
    while not unasked.over:
        offered = [one.id for one in unasked.scene.choices]
        unasked = unasked.play("pass" if "pass" in offered else offered[0])
    found = debrief(unasked)
    assert found.weakest.item == SAFETY and found.weakest.result.chances >= ENOUGH
    path = list(script.expert["bristles"])
    hurt = resume(script, "s", path[:3], variant="bristles").play("wish")
    while not hurt.over:
        offered = [one.id for one in hurt.scene.choices]
        hurt = hurt.play("sorry" if "sorry" in offered else "ask" if "ask" in offered else "own")
    found = debrief(hurt)
    assert found.result.harms and found.weakest.item == "A2"
    assert [one.number for one in found.moments if one.harm] == [4]
