"""The proofs tell the truth: what they say of arbitrary scripts is what comes out when the engine plays them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scenes import WAYS, played, scripts, sound

from ipt_course.simulation.engine import Over, begin, line, offers, starts, step
from ipt_course.simulation.proving.analysis import Analysis
from ipt_course.simulation.proving.beliefs import look_around, responsive, unclear
from ipt_course.simulation.proving.exploring import DeadEnd, TooManyStates, explore
from ipt_course.simulation.proving.lanes import Lanes
from ipt_course.simulation.proving.memorised import by_heart, follow
from ipt_course.simulation.proving.optimum import extremes, lengths
from ipt_course.simulation.proving.tricks import tricks
from ipt_course.simulation.scoring import judge
from ipt_course.simulation.session import open_session, resume

any_script = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
)
SMALL = Analysis(played(sound()))
MOST_PATHS = 3000


def sessions_of(script, start):
    """Every session from a start, as (earned, best, ending, moves); ``assume`` fails if there are too many."""
    found, open_ = [], [(start, 0, 0, ())]
    while open_:
        state, earned, best, moves = open_.pop()
        if isinstance(state, Over):
            found.append((earned, best, state.ending, moves))
            assume(len(found) < MOST_PATHS)
            continue
        offered = offers(script, state)
        for offer in offered:
            judged = judge(offered, offer.move.id)
            _, then = step(script, state, offer.move.id)
            open_.append((then, earned + judged.earned, best + judged.best, (*moves, offer.move.id)))
    return found


@any_script
@given(scripts(), st.data())
def test_the_world_holds_every_state_and_every_move(script, data):
    world = explore(script)
    begun = list(starts(script))
    assert [(variant, carried) for variant, carried, _ in begun] == [(s.variant, s.carried) for s in world.starts]
    for (_, _, state), start in zip(begun, world.starts, strict=True):
        node = start.node
        while not isinstance(state, Over):
            assert node < world.size
            turn = script.turns[state.turn]
            assert (world.turn[node], world.line[node]) == (state.turn, state.line)
            assert line(script, state) == turn.lines[world.line[node]]
            offered = offers(script, state)
            edges = world.edges(node)
            assert [turn.moves[world.move[edge]].id for edge in edges] == [offer.move.id for offer in offered]
            for edge, offer in zip(edges, offered, strict=True):
                judged = judge(offered, offer.move.id)
                assert world.options[world.option[edge]].judged == judged
                assert (world.earned[edge], world.best[edge]) == (judged.earned, judged.best)
            pick = data.draw(st.integers(0, len(offered) - 1))
            _, state = step(script, state, offered[pick].move.id)
            node = int(world.to[edges[pick]])
        final = world.finals[node - world.size]
        flags = [bool(state.values[script.places[flag]]) for flag in ("red", "blue")]
        assert (final.ending, final.cue, final.asked) == (state.ending, *flags)


@any_script
@given(scripts())
def test_best_and_worst_scores_and_lengths_are_those_of_some_session(script):
    world = explore(script)
    assume(len(world.to) < 300)
    for n, (variant, carried, _) in enumerate(starts(script)):
        found = sessions_of(script, begin(script, variant, carried))
        for ending in range(len(script.endings)):
            here = [
                (earned / best if best else None, len(moves)) for earned, best, end, moves in found if end == ending
            ]
            high = extremes(world, lambda final, ending=ending: final.ending == ending)[n]
            low = extremes(world, lambda final, ending=ending: final.ending == ending, best=False)[n]
            assert np.isnan(high) == np.isnan(low) == (not here)
            scored = [score for score, _ in here if score is not None]
            if scored:
                assert high == pytest.approx(max(scored)) and low == pytest.approx(min(scored))
            if here:
                for longest, choose in ((True, max), (False, min)):
                    ends = lengths(world, lambda final, ending=ending: final.ending == ending, longest)
                    assert ends[n] == choose(length for _, length in here)


@any_script
@given(scripts(), st.data())
def test_runs_side_by_side_are_judged_like_sessions(script, data):
    lanes = Lanes(explore(script))
    policy = np.array([[data.draw(st.integers(0, len(turn.moves) - 1)) for turn, _ in lanes.keys]], dtype=np.int64)
    runs = follow(lanes, policy)
    for n, start in enumerate(lanes.world.starts):
        session = open_session(script, "s", start.carried, start.variant)
        while not session.over:
            turn = script.turns[session.now.turn]
            visit = session.now.values[turn.visits] if turn.visits is not None else 1
            move = turn.moves[policy[0, lanes.keys.index((turn, visit))]]
            offered = [offer.move.id for offer in offers(script, session.now)]
            session = session.play(move.id if move.id in offered else offered[0])
        result = session.result()
        assert runs.score[n] == pytest.approx(result.score) and runs.passed[n] == result.passed
        assert (runs.earned[n], runs.best[n]) == (result.earned, result.best)


@any_script
@given(scripts())
def test_responsive_play_goes_by_what_was_seen_and_scores_what_it_says(script):
    world = explore(script)
    assume(world.size < 400)
    beliefs = look_around(world)
    played_well = responsive(beliefs)
    seen: dict[tuple, str] = {}
    for n, start in enumerate(world.starts):
        session = resume(script, "s", played_well.moves[n], start.carried, start.variant)
        assert session.over
        if session.past:
            assert played_well.scores[n] == pytest.approx(session.result().score)
        so_far: tuple = tuple(start.carried.items())
        for past in session.past:
            scene = past.scene
            so_far += (scene.turn, scene.reply, scene.say, scene.seen, tuple(sorted(c.id for c in scene.choices)))
            move = past.judged.chosen.move.id
            assert seen.setdefault(so_far, move) == move
            so_far += (move,)


@any_script
@given(scripts())
def test_an_unclear_turn_is_reached_as_said_and_wants_different_moves(script):
    world = explore(script)
    assume(world.size < 400)
    for one in unclear(look_around(world)):
        looks = set()
        for start, node in one.belief:
            session = resume(script, "s", one.moves, world.starts[start].carried, world.starts[start].variant)
            looks.add((session.scene.turn, session.scene.reply, session.scene.say, session.scene.seen))
            assert session.now.turn == world.turn[node]
        assert len(looks) == 1 and len(set(one.wants.values())) > 1


def unclear_turns(script, tolerance: int) -> set[int]:
    """Turns at which, after the same visible conversation, no move is nearly best for everybody it could be."""
    found, histories = set(), 0
    open_: dict[tuple, list] = {}
    for _, carried, state in starts(script):
        open_.setdefault(tuple(carried.items()), []).append((state, ""))
    beliefs = list(open_.values())
    while beliefs:
        groups: dict[tuple, list] = {}
        for state, reply in beliefs.pop():
            if not isinstance(state, Over):
                said, offered = line(script, state), tuple(offer.move.id for offer in offers(script, state))
                groups.setdefault((reply, state.turn, said.who, said.say, said.seen, offered), []).append(state)
        for (*_, moves), states in groups.items():
            histories += 1
            assume(histories < MOST_PATHS)
            judged = {move: [judge(offers(script, state), move) for state in states] for move in moves}
            if not any(all(one.earned >= one.best - tolerance for one in all_of) for all_of in judged.values()):
                found.add(states[0].turn)
            for move in moves:
                steps = [step(script, state, move) for state in states]
                beliefs.append([(then, offer.outcome.reply) for offer, then in steps])
    return found


@any_script
@given(scripts(), st.integers(0, 1))
def test_every_turn_whose_cues_do_not_suffice_is_found(script, tolerance):
    beliefs = look_around(explore(script))
    found = {beliefs.world.turn[one.belief[0][1]] for one in unclear(beliefs, tolerance)}
    assert found == unclear_turns(script, tolerance)


def test_a_script_learnt_by_heart_is_found_if_there_is_one():
    """Every hinge forgives the client who brims: what suits another passes with two of the four."""
    data = sound()
    for turn in data["turns"].values():
        for move in turn["moves"].values():
            if len(move.get("when", ())) == 2:
                move["when"][0]["if"] += " or full"
    best, surest = by_heart(Analysis(played(data)).lanes)
    assert surest.runs.passed.sum() == 2 and best.mean > SMALL.learnt[0].mean + 0.15
    assert SMALL.learnt[1].runs.passed.sum() == 1


def test_tricks_are_played_as_learners_would_meet_them():
    found = {trick.name: trick for trick in tricks(SMALL.lanes, seeds=40)}
    first = found["the first move shown"]
    results = []
    for seed in range(40):
        session = open_session(SMALL.script, str(seed))
        while not session.over:
            session = session.play(session.scene.choices[0].id)
        results.append(session.result())
    assert first.mean == pytest.approx(np.mean([result.score for result in results]))
    assert first.rate == np.mean([result.passed for result in results])


def test_the_echo_hears_the_answer_to_the_last_move_and_then_the_line():
    data = sound()
    for turn in data["turns"].values():
        for move in turn["moves"].values():
            if len(move.get("when", ())) == 2:
                move["when"][1]["reply"] = "You asked too fast. Wait here."
    script = played(data)
    (echo,) = (trick for trick in tricks(Analysis(script).lanes, seeds=40) if "echoes" in trick.name)

    def words(text: str) -> set[str]:
        return {word for word in text.lower().translate(str.maketrans("", "", ".?,")).split() if len(word) >= 4}

    results = []
    for seed in range(40):
        session = open_session(script, str(seed))
        while not session.over:
            scene = session.scene
            shared = [len(words(choice.say) & (words(scene.reply) | words(scene.say))) for choice in scene.choices]
            session = session.play(scene.choices[shared.index(max(shared))].id)
        results.append(session.result())
    assert echo.mean == pytest.approx(np.mean([result.score for result in results]))
    assert echo.rate == np.mean([result.passed for result in results])


def test_too_many_states_and_states_without_a_move_are_said():
    with pytest.raises(TooManyStates) as found:
        explore(SMALL.script, most=100)
    assert set(found.value.turns) <= {turn.id for turn in SMALL.script.turns}
    data = sound()
    for move in data["turns"]["bye"]["moves"].values():
        move["if"] = "not brims"
    with pytest.raises(DeadEnd) as stuck:
        explore(played(data))
    assert SMALL.script.turns[stuck.value.state.turn].id == "bye"


def test_the_small_script_is_what_it_should_be():
    assert SMALL.tops.tolist() == [1.0] * 4 and SMALL.responsive.scores.tolist() == [1.0] * 4
    assert [start.variant for start in SMALL.world.starts] == list(WAYS)
