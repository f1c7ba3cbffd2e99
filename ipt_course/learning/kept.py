"""What is kept of a learner's work. Rows are added and never changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    """One answer. ``at`` is UTC in ISO 8601, ``seconds`` active time, ``score`` in [0, 1] or ``None``."""

    id: str
    learner: str
    item: str
    content_hash: str
    kind: str
    use: str
    try_no: int
    response: object
    outcome: str
    score: float | None
    hints: int
    confidence: int | None
    seconds: int | None
    at: str
    app_version: str


@dataclass(frozen=True)
class Event:
    """A hint opened, an answer revealed, a fresh start; ``kind`` says which."""

    id: str
    learner: str
    item: str
    content_hash: str
    kind: str
    n: int
    at: str


@dataclass(frozen=True)
class Membership:
    """Joining the cohort of that code, or with ``None`` leaving. A learner's last one holds."""

    id: str
    learner: str
    cohort: str | None
    at: str


@dataclass(frozen=True)
class Run:
    """A simulated session that was begun: all that the moves need to make the same conversation again.

    ``origin`` and ``origin_turn`` name the run and the number of its moves from which a practice run was begun;
    ``feedback`` is "turn" or "end". ``carried`` are the flags an earlier session left.
    """

    id: str
    learner: str
    session: str
    content_hash: str
    seed: str
    carried: dict[str, bool]
    origin: str | None
    origin_turn: int | None
    feedback: str
    at: str
    app_version: str


@dataclass(frozen=True)
class Step:
    """What happened in a run, the nth thing since it began.

    ``kind`` is "move" (``value`` the move as given), "left" (no value), "ended" (what it came to) or "rated" (own
    ratings). ``seconds`` is active time.
    """

    id: str
    learner: str
    run: str
    n: int
    kind: str
    value: object
    seconds: int | None
    at: str


@dataclass(frozen=True)
class Record:
    """What is known of one exercise: the last answer, tries so far, hints open, answer revealed."""

    response: object
    confidence: int | None
    outcome: str | None
    tries: int
    hints: int
    revealed: bool
