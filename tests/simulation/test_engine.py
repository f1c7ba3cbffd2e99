"""The engine: it keeps its four rules on any script, and a session is nothing but its seed and its moves."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scenes import WAYS, played, scripts, sound

from ipt_course.simulation import engine
from ipt_course.simulation.engine import ALLIANCE, AROUSAL, DISCLOSURE, FOCUS, ImpossibleMove, Over
from ipt_course.simulation.script import HIGHEST, Effect
from ipt_course.simulation.session import Changed, open_session, order, reopen, resume, variant_of

SMALL = played(sound())
_hidden = st.tuples(*(st.integers(0, top) for top in HIGHEST.values()), *[st.just(0)] * (len(SMALL.highest) - 4))
_shifts = st.lists(st.tuples(st.integers(0, 3), st.integers(-3, 3)), max_size=4)
any_script = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def play_on(draw, session, most=80):
    """A session played with drawn moves until it ends."""
    for _ in range(most):
        if session.over:
            break
        session = session.play(draw(st.sampled_from([choice.id for choice in session.scene.choices])))
    return session


@given(_hidden, _shifts)
def test_numbers_stay_in_bounds_and_nobody_is_pushed_to_tell_or_numbed(values, shifts):
    now = engine.applied(SMALL, Effect(tuple(shifts)), values)
    assert all(0 <= value <= top for value, top in zip(now, SMALL.highest, strict=True))
    if values[ALLIANCE] <= 1 or values[AROUSAL] >= 3:
        assert now[DISCLOSURE] <= values[DISCLOSURE]
    if values[AROUSAL] >= 3:
        assert now[FOCUS] <= values[FOCUS]
    assert now[AROUSAL] >= min(values[AROUSAL], 1)


@any_script
@given(scripts(), st.data())
def test_a_session_stays_in_bounds_and_ends(script, data):
    session = play_on(
        data.draw, open_session(script, data.draw(st.text(max_size=4)), {"kept": data.draw(st.booleans())})
    )
    assert session.over
    for values in [*(past.state.values for past in session.past), session.now.values]:
        assert all(0 <= value <= top for value, top in zip(values, script.highest, strict=True))
    result = session.result()
    assert 0 <= result.score <= result.raw <= 1 and result.score <= session.ending.cap
    assert all(0 <= item.earned <= item.available for item in result.items.values())
    assert sum(one.judged.earned for one in session.past) == result.earned


@any_script
@given(scripts(), st.data())
def test_a_session_is_its_seed_and_its_moves(script, data):
    live = play_on(data.draw, open_session(script, "a seed", {"kept": True}))
    moves = live.moves
    assert reopen(script, live.record()) == live
    middle = data.draw(st.integers(0, len(moves)))
    resumed = resume(script, "a seed", moves[:middle], {"kept": True})
    assert resumed == live.rewound(middle)
    for move in moves[middle:]:
        resumed = resumed.play(move)
    assert resumed == live and (not live.over or resumed.result() == live.result())


@any_script
@given(scripts(), st.data())
def test_the_order_in_which_moves_are_shown_changes_nothing_else(script, data):
    variant = data.draw(st.sampled_from([one.id for one in script.variants]))
    one = play_on(data.draw, open_session(script, "one", variant=variant))
    two = resume(script, "two", one.moves, variant=variant)
    assert two.now == one.now and [past.state for past in two.past] == [past.state for past in one.past]
    assert not one.over or two.result() == one.result()
    for a, b in zip(one.past, two.past, strict=True):
        assert {choice.id for choice in a.scene.choices} == {choice.id for choice in b.scene.choices}


def test_the_order_of_moves_is_shuffled_by_seed_and_by_visit():
    def orders(turn):
        state = engine.State(SMALL.turn(turn).index, 0, None, SMALL.variants[0].values)
        return {tuple(order(str(seed), SMALL, state, ("slow", "stay", "own", "wish"))) for seed in range(200)}

    assert len(orders("step-0")) == 24


def test_every_variant_is_drawn_about_as_often():
    drawn = [variant_of(SMALL, str(seed)) for seed in range(400)]
    assert all(70 <= drawn.count(way) <= 130 for way in WAYS)


def test_an_impossible_move_says_where_it_was_made_and_what_is_offered():
    session = open_session(SMALL, "seed")
    with pytest.raises(
        ImpossibleMove, match=r"'ask' cannot be said at turn 1 \(step-0\). Offered there: slow, stay, own, wish."
    ):
        session.play("ask")
    with pytest.raises(ImpossibleMove, match="cannot be said at turn 'step-0'"):
        engine.step(SMALL, session.now, "ask")
    with pytest.raises(ImpossibleMove, match="the session is over"):
        resume(SMALL, "seed", SMALL.expert["brims"], variant="brims").play("slow")


def test_a_record_of_another_script_or_edition_is_refused():
    record = open_session(SMALL, "seed").play("slow").record()
    with pytest.raises(Changed, match=r"a record of 'ana.other', not of 'ana.small'"):
        reopen(SMALL, record | {"script": "ana.other"})
    with pytest.raises(Changed, match="another edition"):
        reopen(SMALL, record | {"content_hash": "older"})


def test_a_session_that_is_not_over_has_no_result():
    with pytest.raises(ValueError, match="not over yet"):
        open_session(SMALL, "seed").result()


def small(**changes):
    """The small script with some of its turns replaced."""
    data = sound()
    data["turns"] |= changes
    return played(data)


def after(script, moves, variant="brims"):
    return resume(script, "seed", moves, variant=variant)


def test_the_first_line_whose_condition_holds_is_said():
    script = small(**{"step-0": sound()["turns"]["step-0"] | {"limit": 2, "then": "step-1"}})
    assert [open_session(script, "s", variant=way).scene.say for way in WAYS] == [
        "It is all too much today.",
        "There is nothing to tell.",
        "What is that to you?",
        "As you think best.",
    ]


def test_a_turn_comes_as_often_as_its_limit_says_and_a_once_only_line_once():
    turn = sound()["turns"]["step-0"]
    turn |= {"limit": 3, "then": "step-1", "goto": "step-0"}
    turn["client"] = [
        {"say": "First.", "once": True},
        {"say": "Once more.", "if": "again", "as": "more"},
        {"say": "Never."},
    ]
    for move in turn["moves"].values():
        move["when"] = [{"because": "So."}]
    session = after(small(**{"step-0": turn}), ["slow"] * 3)
    assert [past.scene.say for past in session.past] == ["First.", "Once more.", "Once more."]
    assert session.scene.turn == "step-1"


def test_harm_breaks_in_once_and_leads_back_to_where_one_was_going():
    moves = ["own"] * 3 + ["wish"]
    hurt = after(SMALL, moves, "bristles")
    assert hurt.scene.turn == "hurt" and hurt.scene.say == "That hurt."
    assert hurt.flag("harm") and hurt.past[-1].judged.harms == ("A2",) and hurt.past[-1].judged.earned == 0
    mended = hurt.play("sorry")
    assert mended.scene.turn == "step-4" and not mended.flag("harm")
    finished = mended
    for move in SMALL.expert["bristles"][4:]:
        finished = finished.play(move)
    result = finished.result()
    assert result.harms == 1 and not result.passed and "A move did harm." in result.hindered
    assert result.items["A2"].level == "H"


def test_a_turn_is_skipped_unless_its_condition_holds():
    asked = after(SMALL, SMALL.expert["brims"][:22])
    assert asked.past[-1].scene.turn == "death" and asked.scene.turn == "bye"
    missed = after(SMALL, [*SMALL.expert["brims"][:21], "hint"])
    assert missed.scene.turn == "again"
    assert missed.play("pass").ending.id == "missed"


def test_flags_left_behind_change_how_a_later_session_opens():
    data = sound() | {"carries": {"from": "ana.earlier", "flags": {"cried": False}}}
    data["opening"] = [
        {"if": "cried", "does": {"alliance": +1, "cried": False}},
        {"if": "not cried", "does": {"arousal": +1}},
    ]
    script = played(data)
    fresh, later = open_session(script, "s"), open_session(script, "s", {"cried": True, "unknown": True})
    assert fresh.now.values[:2] == (2, 1) and later.now.values[:2] == (3, 1)
    assert later.carried == {"cried": True} and fresh.record()["carried"] == {"cried": False}
    assert len(list(engine.starts(script))) == 8
    assert after(script, SMALL.expert["brims"]).left() == {
        "cue": True,
        "asked": True,
        "brims": True,
        "freezes": False,
        "bristles": False,
        "pleases": False,
    }


def test_step_says_what_a_move_meant_and_where_it_led():
    state = engine.begin(SMALL, "brims")
    offer, then = engine.step(SMALL, state, "slow")
    assert offer.outcome.because == "It meets her." and then.values[ALLIANCE] == state.values[ALLIANCE] + 1
    assert engine.line(SMALL, then).label == "full" and FOCUS == 3
    for move in SMALL.expert["brims"][1:]:
        _, then = engine.step(SMALL, then, move)
    assert isinstance(then, Over) and engine.ending(SMALL, then).id == "good"
