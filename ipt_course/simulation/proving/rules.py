"""The rules that a script must keep, each with its gate. L0 and some of L2 and L3 are checked while drafting.

The gates are choices of this course, made so that a scene tests listening: see the guide in ``data/sessions``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..fault import Fault
from ..scoring import ENOUGH, PASS
from ..script import Script
from ..session import Session
from .analysis import Analysis, ExpertError
from .beliefs import TOLERANCE, unclear
from .exploring import MOST_STATES, DeadEnd, TooManyStates
from .optimum import extremes, fewest, lengths, reachable_ends
from .tricks import MOST
from .wording import wording
from .world import Final

LEAST_BEST = 0.95
"""What perfect play must be able to score, for every variant (L6)."""
LEAST_GOOD = 0.35
"""The least score with which a good ending may be reached (L6)."""
LEAST_GAP = 0.20
"""By how much listening must beat the best script learnt by heart (L8)."""
MOST_LEARNT = 0.5
"""The share of starts from which a script learnt by heart may pass (L8)."""
LEAST_EXPERT = 0.90
"""What an expert path must score (L12)."""
GOOD_PATH = (20, 40)
"""Client turns on an expert path (L3)."""
MOST_TURNS = 60
"""Client turns on the longest path (L3)."""
LEAST_MOVES = 3


@dataclass(frozen=True)
class Proof:
    """What was found, and figures about the script. Plain data inside, so that it can be kept."""

    faults: tuple[Fault, ...]
    coverage: dict[str, object]


def prove(script: Script) -> Proof:
    """Every rule, on a script whose structure is sound."""
    analysis = Analysis(script)
    try:
        world = analysis.world
    except TooManyStates as error:
        what = f"more than {MOST_STATES:,} states can be reached, most of them at {', '.join(error.turns)}"
        fix = "let fewer flags live on, or let endings read fewer numbers; 'ipt-course script report' lists them"
        return Proof((Fault("L1", ("turns", error.turns[0]), what, fix), *wording(script, None)), {})
    except DeadEnd as error:
        turn = script.turns[error.state.turn]
        what = f"no move is offered at '{turn.id}' {_in_state(script, error.state.values)}"
        return Proof((Fault("L3", ("turns", turn.id, "moves"), what, "offer at least three moves in every state"),), {})
    faults = [fault for rule in RULES for fault in rule(analysis)] + list(wording(script, world))
    return Proof(tuple(faults), coverage(analysis))


def _in_state(script: Script, values) -> str:
    numbers = [f"{name} {values[place]}" for name, place in list(script.places.items())[:4]]
    flags = [flag for flag in (*script.flags, *script.carries) if values[script.places[flag]]]
    return "when " + ", ".join([*numbers, *flags])


def reached(analysis: Analysis) -> Iterator[Fault]:
    """L2: everything written can happen."""
    script, world = analysis.script, analysis.world
    lines = set(zip(world.turn.tolist(), world.line.tolist(), strict=True))
    turns = {turn for turn, _ in lines}
    cases = {(one.turn, one.move, one.case) for one in world.options}
    moves = {(turn, move) for turn, move, _ in cases}
    for turn in script.turns:
        where = ("turns", turn.id)
        if turn.index not in turns:
            yield Fault("L2", where, f"turn '{turn.id}' never comes", "lead to it, or remove it")
            continue
        for n, _ in enumerate(turn.lines):
            if (turn.index, n) not in lines:
                yield Fault("L2", (*where, "client", n), "this line is never said", _NEVER)
        for n, move in enumerate(turn.moves):
            if (turn.index, n) not in moves:
                yield Fault("L2", (*where, "moves", move.id), f"move '{move.id}' is never offered", _NEVER)
                continue
            for k, _ in enumerate(move.outcomes):
                if (turn.index, n, k) not in cases:
                    yield Fault("L2", (*where, "moves", move.id, "when", k), "this case never holds", _NEVER)
    ends = {final.ending for final in world.finals}
    for n, ending in enumerate(script.endings):
        if n not in ends:
            yield Fault("L2", ("endings", n), f"no session ends with '{ending.id}'", _NEVER)


_NEVER = "change its condition or what leads there, or remove it"


def choices(analysis: Analysis) -> Iterator[Fault]:
    """L3: at least three moves everywhere, and sessions neither too short nor too long."""
    script, world = analysis.script, analysis.world
    offered = np.diff(world.first)
    for index in np.unique(world.turn[offered < LEAST_MOVES]):
        node = int(np.flatnonzero((world.turn == index) & (offered < LEAST_MOVES))[0])
        turn = script.turns[index]
        yield Fault(
            "L3",
            ("turns", turn.id, "moves"),
            f"only {offered[node]} moves are offered at '{turn.id}' {_in_state(script, world.state(node).values)}",
            f"offer at least {LEAST_MOVES} in every state",
        )
    longest = lengths(world, lambda final: True, longest=True).max()
    if longest > MOST_TURNS:
        yield Fault(
            "L3", ("turns",), f"a session can take {longest:.0f} turns", f"let none take more than {MOST_TURNS}"
        )
    for variant, session in analysis.experts.items():
        if isinstance(session, Session) and not GOOD_PATH[0] <= len(session.past) <= GOOD_PATH[1]:
            yield Fault(
                "L3",
                ("expert", variant),
                f"the good path of '{variant}' takes {len(session.past)} turns",
                f"let it take {GOOD_PATH[0]} to {GOOD_PATH[1]}",
            )


def hope(analysis: Analysis) -> Iterator[Fault]:
    """L4: from everywhere an ending that is not bad is still within reach, or the turn says that all is lost."""
    script, world = analysis.script, analysis.world
    fair = np.array([script.endings[final.ending].kind != "bad" for final in world.finals])
    lost = ~reachable_ends(world, fair)[: world.size]
    for index in np.unique(world.turn[lost]):
        turn = script.turns[index]
        if not turn.lost:
            node = int(np.flatnonzero(lost & (world.turn == index))[0])
            yield Fault(
                "L4",
                ("turns", turn.id),
                f"at '{turn.id}' only bad endings are left {_in_state(script, world.state(node).values)}",
                "leave a way to repair, or write 'lost: true' if this is the end of it",
            )


def chances(analysis: Analysis) -> Iterator[Fault]:
    """L5: every session that does not end badly gives two chances for each required competence, and every turn some."""
    script, world = analysis.script, analysis.world
    nothing = np.unique(world.turn[world.best[world.first[:-1]] == 0])
    for index in nothing:
        node = int(np.flatnonzero((world.turn == index) & (world.best[world.first[:-1]] == 0))[0])
        turn = script.turns[index]
        yield Fault(
            "L5",
            ("turns", turn.id),
            f"every move earns nothing at '{turn.id}' {_in_state(script, world.state(node).values)}",
            "let the best of them show something",
        )
    given = [world.each(lambda one, item=item: item in one.judged.chances()) for item in script.required]
    bad = np.array([script.endings[final.ending].kind == "bad" for final in world.finals])
    least = fewest(world, np.stack(given, axis=1), np.where(bad, np.inf, 0.0)) if given else np.zeros((0, 0))
    for column, item in enumerate(script.required):
        if (few := least[:, column].min()) < ENOUGH:
            start = world.starts[int(least[:, column].argmin())].variant
            yield Fault(
                "L5",
                ("required", column),
                f"a session with '{start}' can go by with {few:.0f} chances for {item}",
                f"show {item} in the best move of at least {ENOUGH} turns that always come",
            )


def spans(analysis: Analysis) -> Iterator[Fault]:
    """L6: perfect play is rewarded, a bad ending fails, and a good ending is not had for little."""
    script, world = analysis.script, analysis.world
    for start, top in zip(world.starts, analysis.tops, strict=True):
        if top < LEAST_BEST:
            yield Fault(
                "L6",
                ("variants", start.variant),
                f"with '{start.variant}' no play scores above {top:.2f}",
                "let the good ending be within reach of one who does everything right",
            )
    for n, ending in enumerate(script.endings):
        if ending.kind == "bad" and ending.cap >= PASS:
            yield Fault("L6", ("endings", n), f"the bad ending '{ending.id}' can be passed with", _CAP)
        if ending.kind == "good":
            low = analysis.scores(n, best=False)
            if (least := np.nanmin(low, initial=1)) < LEAST_GOOD:
                start = world.starts[int(np.nanargmin(low))].variant
                yield Fault(
                    "L6",
                    ("endings", n),
                    f"the good ending '{ending.id}' can be reached with a score of {least:.2f} ('{start}')",
                    f"ask more of the state in its 'if', so that nobody gets there below {LEAST_GOOD:.2f}",
                )


_CAP = f"give it a 'cap' below {PASS}"


def gaming(analysis: Analysis) -> Iterator[Fault]:
    """L7: no trick passes more often than rarely."""
    for trick in analysis.tricks:
        if trick.rate > MOST:
            easy = sorted(trick.turns, key=trick.turns.__getitem__, reverse=True)[:4]
            yield Fault(
                "L7",
                ("turns", easy[0]),
                f"picking {trick.name} passes in {trick.rate:.0%} of sessions",
                f"change what it picks where it earns most: {', '.join(easy)}",
            )


def listening(analysis: Analysis) -> Iterator[Fault]:
    """L8: listening beats a script learnt by heart, clearly, and such a script fails at least half of the clients."""
    world = analysis.world
    best, surest = analysis.learnt
    if analysis.gap < LEAST_GAP - 1e-9:
        yield Fault(
            "L8",
            ("variants",),
            f"one script learnt by heart scores {best.mean:.2f} on average, and listening {analysis.responsive.mean:.2f}",
            f"let the best move depend on what the client shows, at {', '.join(easy_turns(analysis))} for example; "
            f"the gap is {analysis.gap:.2f} and should be {LEAST_GAP:.2f}",
        )
    passed = int(surest.runs.passed.sum())
    if passed > MOST_LEARNT * len(world.starts):
        names = ", ".join(dict.fromkeys(s.variant for s, p in zip(world.starts, surest.runs.passed, strict=True) if p))
        yield Fault(
            "L8",
            ("variants",),
            f"one script learnt by heart passes with {passed} of {len(world.starts)} clients ({names})",
            f"let the best move differ between them, at {', '.join(easy_turns(analysis, surest=True))} for example; "
            "'ipt-course script report' prints it",
        )


def easy_turns(analysis: Analysis, surest: bool = False, most: int = 5) -> list[str]:
    """The turns at which the script learnt by heart earns most of what is to be had, weightiest first."""
    shares = learnt_shares(analysis, surest)
    fixed = {turn.id for turn in analysis.script.turns if turn.fixed}
    easy = [(points, turn) for turn, (points, had) in shares.items() if points >= 0.75 * had and turn not in fixed]
    return [turn for _, turn in sorted(easy, reverse=True)[:most]] or list(shares)[:most]


def learnt_shares(analysis: Analysis, surest: bool = False) -> dict[str, tuple[int, int]]:
    """Points earned and to be had at each turn by the script learnt by heart, over all starts."""
    world, lanes = analysis.world, analysis.lanes
    learnt = analysis.learnt[surest]
    found: dict[str, list[int]] = {}
    for start in world.starts:
        node = start.node
        while node < world.size:
            edge = lanes.slots[node, learnt.policy[lanes.spots[node]]]
            edge = world.first[node] if edge < 0 else edge
            row = found.setdefault(analysis.script.turns[world.turn[node]].id, [0, 0])
            row[0] += int(world.earned[edge])
            row[1] += int(world.best[edge])
            node = int(world.to[edge])
    return {turn: (row[0], row[1]) for turn, row in found.items()}


def hinges(analysis: Analysis) -> Iterator[Fault]:
    """L9: no move is best in every state, or the hidden state would be decoration; where it must be, the script says why."""
    for turn in analysis.script.turns:
        always = best_everywhere(analysis).get(turn.index)
        if always is None:
            continue
        if always and not turn.fixed:
            yield Fault(
                "L9",
                ("turns", turn.id, "moves", always[0]),
                f"'{always[0]}' is best whatever the client's state",
                "let another move be better in some state, or say under 'fixed' why this one must always be best",
            )
        if turn.fixed and not always:
            yield Fault("L9", ("turns", turn.id, "fixed"), "no move is best in every state here", "remove 'fixed'")


def best_everywhere(analysis: Analysis) -> dict[int, list[str]]:
    """For each turn that comes, the moves that are best in every situation in which the turn can be met."""
    met: dict[int, set[int]] = {}
    good: Counter[tuple[int, int]] = Counter()
    for one in analysis.world.options:
        met.setdefault(one.turn, set()).add(one.situation)
        good[one.turn, one.move] += one.judged.good
    turns = analysis.script.turns
    return {
        turn: [move.id for n, move in enumerate(turns[turn].moves) if good[turn, n] == len(situations)]
        for turn, situations in met.items()
    }


def safety(analysis: Analysis) -> Iterator[Fault]:
    """L10: nobody passes without meeting the cue of risk, nor without asking about it."""
    risk = analysis.script.risk
    if risk is None:
        return
    yield from _dodged(analysis, lambda final: not final.cue, risk.cue, "meeting the cue of risk")
    yield from _dodged(analysis, lambda final: final.cue and not final.asked, risk.asked, "asking about risk")


def _dodged(analysis: Analysis, ends: Callable[[Final], bool], flag: str, what: str) -> Iterator[Fault]:
    script, world = analysis.script, analysis.world
    for n, ending in enumerate(script.endings):
        if ending.cap < PASS:
            continue
        scores = extremes(world, lambda final, n=n: final.ending == n and ends(final))
        if np.isfinite(scores).any() and (top := float(np.nanmax(scores))) >= PASS:
            start = world.starts[int(np.nanargmax(scores))].variant
            yield Fault(
                "L10",
                ("endings", n),
                f"a session with '{start}' can score {min(top, ending.cap):.2f} and end with '{ending.id}' without {what}",
                f"let every path set '{flag}' before this ending, or put a bad ending before it for sessions without",
            )


def cues(analysis: Analysis) -> Iterator[Fault]:
    """L11: what can be seen is enough to choose well."""
    beliefs = analysis.beliefs
    note = "" if beliefs.whole else " (found in sensible play only; there are too many histories to follow all)"
    for one in unclear(beliefs):
        state = analysis.world.state(one.belief[0][1])
        turn = analysis.script.turns[state.turn]
        wants = "; ".join(f"{who}: {' or '.join(moves)}" for who, moves in one.wants.items())
        yield Fault(
            "L11",
            ("turns", turn.id, "client", state.line),
            f"after {_path(one.moves)} these look the same and need different moves — {wants}{note}",
            f"let the line show the difference with an 'if' of its own, or give one move within {TOLERANCE} point of best to all",
        )


def _path(moves: tuple[str, ...]) -> str:
    return "the opening" if not moves else " → ".join(moves if len(moves) <= 6 else ("…", *moves[-6:]))


def experts(analysis: Analysis) -> Iterator[Fault]:
    """L12: expert paths can be walked, score well, end well, and differ only where a difference can be seen."""
    walked: dict[str, Session] = {}
    for variant, session in analysis.experts.items():
        where = ("expert", variant)
        if isinstance(session, ExpertError):
            yield Fault(
                "L12", (*where, session.step), f"the expert path of '{variant}' stops: {session}", "correct this move"
            )
            continue
        walked[variant] = session
        result, ending = session.result(), session.ending
        if result.score < LEAST_EXPERT or not result.passed:
            lost = [p.scene.turn for p in session.past if not p.judged.good]
            why = " ".join(result.hindered) or f"points are lost at {', '.join(lost)}"
            yield Fault("L12", where, f"the expert path of '{variant}' scores {result.score:.2f}: {why}", _EXPERT)
        if ending is not None and ending.kind != "good":
            yield Fault("L12", where, f"the expert path of '{variant}' ends with '{ending.id}'", _EXPERT)
    yield from _foresight(walked)


_EXPERT = f"an expert scores at least {LEAST_EXPERT:.2f} and ends well: change the path, or what the moves show"


def _foresight(walked: dict[str, Session]) -> Iterator[Fault]:
    """Experts know no more than a learner: two paths part only after something different was seen."""
    names = list(walked)
    for n, one in enumerate(names):
        for other in names[n + 1 :]:
            for step, (a, b) in enumerate(zip(walked[one].past, walked[other].past, strict=False)):
                looks = [(p.scene.turn, p.scene.reply, p.scene.say, p.scene.seen) for p in (a, b)]
                if looks[0] != looks[1]:
                    break
                moves = [p.judged.chosen.move.id for p in (a, b)]
                if moves[0] != moves[1]:
                    yield Fault(
                        "L12",
                        ("expert", other, step),
                        f"the experts of '{one}' and '{other}' part at '{a.scene.turn}' ({moves[0]}, {moves[1]}), where "
                        "both have seen the same",
                        "let both say the same until the client shows a difference",
                    )
                    break


RULES = (reached, choices, hope, chances, spans, gaming, listening, hinges, safety, cues, experts)


def coverage(analysis: Analysis) -> dict[str, object]:
    """Figures for the check and for authors. Scores are capped; tricks and learnt scripts as the rules see them."""
    script, world = analysis.script, analysis.world
    best, surest = analysis.learnt
    ways = [session for session in analysis.experts.values() if isinstance(session, Session)]
    tricks = {trick.name: trick for trick in analysis.tricks}
    worst = max(analysis.tricks, key=lambda trick: (trick.rate, trick.mean))
    always = best_everywhere(analysis)
    lows = [analysis.scores(n, best=False) for n, ending in enumerate(script.endings) if ending.kind == "good"]
    return {
        "variants": len(script.variants),
        "starts": len(world.starts),
        "turns": len(script.turns),
        "moves": sum(len(turn.moves) for turn in script.turns),
        "states": world.size,
        "edges": len(world.to),
        "good_path": [min(len(w.past) for w in ways), max(len(w.past) for w in ways)] if ways else [],
        "longest": int(lengths(world, lambda final: True, longest=True).max()),
        "best": round(float(analysis.tops.min()), 3),
        "worst_good": round(min((float(np.nanmin(low, initial=1)) for low in lows), default=1.0), 3),
        "experts": round(min((w.result().score for w in ways), default=0.0), 3),
        "random_mean": round(tricks["any move, at random"].mean, 3),
        "trick": worst.name,
        "trick_rate": round(worst.rate, 3),
        "learnt_mean": round(best.mean, 3),
        "learnt_passes": f"{int(surest.runs.passed.sum())}/{len(world.starts)}",
        "listening": round(analysis.responsive.mean, 3),
        "gap": round(analysis.gap, 3),
        "hinges": sum(not moves for moves in always.values()),
        "beliefs": len(analysis.beliefs.order),
        "beliefs_whole": analysis.beliefs.whole,
    }


def never_best(analysis: Analysis) -> list[tuple[str, str]]:
    """Moves that are best in no state: distractors, for the author to look over."""
    good = {(one.turn, one.move) for one in analysis.world.options if one.judged.good}
    return [
        (turn.id, move.id)
        for turn in analysis.script.turns
        for n, move in enumerate(turn.moves)
        if (turn.index, n) not in good
    ]
