"""Figures about a script: for the check, for reports, and for rules that say where to look."""

from __future__ import annotations

from collections import Counter

import numpy as np

from ..session import Session
from .analysis import Analysis
from .optimum import lengths


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


def never_best(analysis: Analysis) -> list[tuple[str, str]]:
    """Moves that are best in no state: distractors, for the author to look over."""
    good = {(one.turn, one.move) for one in analysis.world.options if one.judged.good}
    return [
        (turn.id, move.id)
        for turn in analysis.script.turns
        for n, move in enumerate(turn.moves)
        if (turn.index, n) not in good
    ]


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


def easy_turns(analysis: Analysis, surest: bool = False, most: int = 5) -> list[str]:
    """The turns at which the script learnt by heart earns the largest share of the points, though it need not."""
    fixed = {turn.id for turn in analysis.script.turns if turn.fixed}
    shares = {turn: points / had for turn, (points, had) in learnt_shares(analysis, surest).items() if had}
    return sorted(shares.keys() - fixed, key=lambda turn: -shares[turn])[:most]
