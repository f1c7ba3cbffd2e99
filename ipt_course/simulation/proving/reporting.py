"""What an author wants to know of a script: figures, which trick or learnt script does best and where, what to look over."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..session import Session
from .analysis import Analysis, ExpertError
from .fairness import LEAST_GAP
from .figures import best_everywhere, learnt_shares, never_best
from .tricks import MOST


def report(analysis: Analysis) -> str:
    """The report as text."""
    parts = (_size, _scores, _experts, _tricks, _learnt, _turns, _distractors)
    return "\n\n".join("\n".join(part(analysis)) for part in parts) + "\n"


def _size(analysis: Analysis) -> Iterator[str]:
    world, script = analysis.world, analysis.script
    moves = sum(len(turn.moves) for turn in script.turns)
    yield f"{script.id}: {len(script.turns)} turns, {moves} moves, {len(world.starts)} ways to start"
    yield f"{world.size:,} states and {len(world.to):,} moves in them, all enumerated"
    kept = "all" if analysis.beliefs.whole else "those of sensible play (too many to follow all)"
    yield f"{len(analysis.beliefs.order):,} beliefs a learner can hold: {kept}"
    counts = np.bincount(world.turn, minlength=len(script.turns))
    busiest = [f"{script.turns[n].id} {counts[n]:,}" for n in np.argsort(-counts)[:4]]
    yield f"most states at: {', '.join(busiest)}"


def _scores(analysis: Analysis) -> Iterator[str]:
    yield "Scores before the cap, from worst to best, by ending and variant:"
    for n, ending in enumerate(analysis.script.endings):
        both = np.stack([analysis.scores(n, best=False), analysis.scores(n)])
        spans = ", ".join(
            f"{name} {np.nanmin(few):.2f}–{np.nanmax(few):.2f}" if np.isfinite(few).any() else f"{name} never"
            for name, few in _by_variant(analysis, both)
        )
        yield f"  {ending.id} ({ending.kind}, cap {ending.cap:.2f}): {spans}"


def _experts(analysis: Analysis) -> Iterator[str]:
    yield "Expert paths:"
    for variant, session in analysis.experts.items():
        if isinstance(session, ExpertError):
            yield f"  {variant}: stops at step {session.step + 1}. {session}"
        elif isinstance(session, Session) and session.ending:
            lost = [f"{p.scene.turn} ({p.judged.earned} of {p.judged.best})" for p in session.past if not p.judged.good]
            where = f"; points lost at {', '.join(lost)}" if lost else ""
            yield f"  {variant}: {session.result().score:.2f}, {len(session.past)} turns, ends with {session.ending.id}{where}"


def _tricks(analysis: Analysis) -> Iterator[str]:
    yield f"Tricks (may pass in {MOST:.0%} of sessions):"
    for trick in sorted(analysis.tricks, key=lambda one: (-one.rate, -one.mean)):
        easy = sorted(trick.turns, key=trick.turns.__getitem__, reverse=True)[:3]
        yield f"  {trick.name}: passes {trick.rate:.0%}, mean {trick.mean:.2f}; earns most at {', '.join(easy)}"


def _learnt(analysis: Analysis) -> Iterator[str]:
    listening = analysis.responsive
    yield f"Listening scores at least {listening.mean:.2f} on average ({_spans(analysis, listening.scores)})."
    yield f"The gap to the best script learnt by heart is {analysis.gap:.2f} and should be {LEAST_GAP:.2f} or more."
    for name, learnt in zip(("best on average", "passes most often"), analysis.learnt, strict=True):
        passed = ", ".join(
            name if did.all() else f"{name} ({did.sum()} of {did.size} starts)"
            for name, did in _by_variant(analysis, learnt.runs.passed)
            if did.any()
        )
        yield f"Learnt by heart, {name} (heuristic): mean {learnt.mean:.2f} ({_spans(analysis, learnt.runs.score)})"
        yield f"  passes with: {passed or 'nobody'}"
        shares = learnt_shares(analysis, learnt is analysis.learnt[1])
        for (turn, visit), move in learnt.moves.items():
            if visit == 1 and turn in shares:
                earned, had = shares[turn]
                yield f"  {turn}: {move} {earned}/{had}"


def _spans(analysis: Analysis, scores: np.ndarray) -> str:
    return ", ".join(
        f"{name} {few.min():.2f}" + (f"–{few.max():.2f}" if few.max() - few.min() >= 0.005 else "")
        for name, few in _by_variant(analysis, scores)
    )


def _by_variant(analysis: Analysis, values: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """The values of each variant's starts: one, or as many as there are combinations of flags carried over."""
    names = np.array([start.variant for start in analysis.world.starts])
    for variant in analysis.script.variants:
        yield variant.id, values[..., names == variant.id]


def _turns(analysis: Analysis) -> Iterator[str]:
    always = best_everywhere(analysis)
    hinges = [analysis.script.turns[n].id for n, moves in always.items() if not moves]
    fixed = [f"{analysis.script.turns[n].id} ({', '.join(moves)})" for n, moves in always.items() if moves]
    yield f"Turns on which the best move depends on the client ({len(hinges)}): {', '.join(hinges)}"
    yield f"Turns on which one move is always best ({len(fixed)}): {', '.join(fixed) or 'none'}"


def _distractors(analysis: Analysis) -> Iterator[str]:
    yield "Moves that are never best, to look over (are they tempting?):"
    for turn, move in never_best(analysis):
        yield f"  {turn}: {move}"
