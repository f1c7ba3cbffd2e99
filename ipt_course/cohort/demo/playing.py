"""Demo learners in the room with simulated clients.

A player makes one of the best moves on offer with the probability of their skill, else any; skill is drawn evenly from
:data:`SKILL` and has nothing to do with how they answer exercises. The first :data:`PLAYERS` learners who have worked on
several days play each session once, from its beginning to its end.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from ...learning.kept import Run, Step
from ...learning.runs import outcome, step_id
from ...simulation.engine import offers
from ...simulation.scoring import judge
from ...simulation.script import Script
from ...simulation.session import Session, open_session

PLAYERS = 25
SKILL = (0.45, 0.98)
MOVE = 75
"""Seconds a move takes."""


def play(script: Script, learner: str, at: datetime) -> Iterator[Run | Step]:
    """One run of a demo learner as it would have been kept; the same for the same learner and script."""
    draw = random.Random(f"{learner} {script.id}")
    skill = draw.uniform(*SKILL)
    session = open_session(script, f"{learner}-{script.id}")
    run = f"{learner}-{script.id}"
    yield Run(
        run, learner, script.id, script.content_hash, session.seed, dict(session.carried), None, None, "turn", _text(at), "demo"
    )  # fmt: skip
    n = 0
    while not session.over:
        move = _move(session, skill, draw)
        session = session.play(move)
        at += timedelta(seconds=MOVE)
        yield Step(step_id(run, n), learner, run, n, "move", move, MOVE, _text(at))
        n += 1
    yield Step(step_id(run, n), learner, run, n, "ended", outcome(session), 0, _text(at))


def _move(session: Session, skill: float, draw: random.Random) -> str:
    offered = offers(session.script, session.now)
    judged = [judge(offered, one.move.id) for one in offered]
    best = [one for one in judged if one.good and not one.harms]
    return draw.choice(best if best and draw.random() < skill else judged).chosen.move.id


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
