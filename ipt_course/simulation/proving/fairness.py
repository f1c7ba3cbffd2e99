"""Rules L7 to L12: only listening pays, what can be seen suffices, and nobody gets past the question of risk."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ..fault import Fault
from ..scoring import PASS
from ..session import Session
from .analysis import Analysis, ExpertError
from .beliefs import TOLERANCE, unclear
from .figures import best_everywhere, easy_turns
from .optimum import extremes
from .tricks import MOST
from .world import Final

LEAST_GAP = 0.20
"""By how much listening must beat the best script learnt by heart (L8)."""
MOST_LEARNT = 0.5
"""The share of starts from which a script learnt by heart may pass (L8)."""
LEAST_EXPERT = 0.90
"""What an expert path must score (L12)."""


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
                looks = [(p.scene.turn, p.scene.reply, p.scene.who, p.scene.say, p.scene.seen) for p in (a, b)]
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
