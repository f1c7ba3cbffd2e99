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
class Record:
    """What is known of one exercise: the last answer, tries so far, hints open, answer revealed."""

    response: object
    confidence: int | None
    outcome: str | None
    tries: int
    hints: int
    revealed: bool
