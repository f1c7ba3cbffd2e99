"""The rules that a script must keep, each with its gate. L0 and some of L2 and L3 are checked while drafting.

The gates are choices of this course, made so that a scene tests listening: see the guide in ``data/sessions``.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..fault import Fault
from ..script import Script
from .analysis import Analysis
from .exploring import MOST_STATES, DeadEnd, TooManyStates
from .fairness import cues, experts, gaming, hinges, listening, safety
from .figures import coverage
from .soundness import chances, choices, hope, in_state, reached, spans
from .wording import wording

RULES = (reached, choices, hope, chances, spans, gaming, listening, hinges, safety, cues, experts)


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
        fix = "let fewer flags live on, or let endings and later turns read fewer numbers"
        return Proof((Fault("L1", ("turns", error.turns[0]), what, fix), *wording(script, None)), {})
    except DeadEnd as error:
        turn = script.turns[error.state.turn]
        what = f"no move is offered at '{turn.id}' {in_state(script, error.state.values)}"
        return Proof((Fault("L3", ("turns", turn.id, "moves"), what, "offer at least three moves in every state"),), {})
    faults = [fault for rule in RULES for fault in rule(analysis)] + list(wording(script, world))
    return Proof(tuple(faults), coverage(analysis))
