"""How a cohort's simulated sessions went: what was passed, where harm was done, what was hard.

Measured is a learner's first whole run of a session that came to an end, as an exercise is measured at the first try.
Runs begun in the middle of another one are practice and counted apart. A run's figures are those kept when it ended,
so that they hold whatever has become of the script.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..learning.store import Store
from .figure import LEAST, Figure, figure, wilson
from .selection import Selection

ENOUGH = 10
"""Learners from whom on a share may be shown."""


@dataclass(frozen=True)
class Competence:
    """A competence over the measured runs in which there was a chance to show it.

    ``share`` is the mean share of the points to be had; ``harms`` counts learners who did harm there.
    """

    item: str
    share: Figure
    harms: int | None


@dataclass(frozen=True)
class SessionFigures:
    """One session. ``begun`` and ``finished`` count learners, ``practice`` runs from the middle of another.

    ``score``, ``passed`` and ``harmed`` are of first whole runs: mean score, share passed, share with a harmful move;
    ``harms`` is the number of harmful moves in them.
    """

    session: str
    begun: int | None
    finished: int | None
    practice: int | None
    score: Figure
    passed: Figure
    harmed: Figure
    harms: int | None
    competences: list[Competence]


@dataclass(frozen=True)
class Replay:
    """A run that may be replayed: what its moves need, and what it came to. Whose it is, is not said."""

    session: str
    content_hash: str
    seed: str
    carried: dict
    moves: tuple[str, ...]
    score: float
    passed: bool
    harms: int


@dataclass
class _Tally:
    begun: set = field(default_factory=set)
    practice: int = 0
    practising: set = field(default_factory=set)
    first: dict[str, dict] = field(default_factory=dict)


def sessions(store: Store, selection: Selection, least: int = LEAST) -> list[SessionFigures]:
    """Every session that somebody has begun, in the order of its id."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for _id, learner, session, origin, ended in _runs(store, selection):
        tally = tallies[session]
        if origin is not None:
            tally.practice += 1
            tally.practising.add(learner)
            continue
        tally.begun.add(learner)
        if ended:
            tally.first.setdefault(learner, json.loads(ended))
    return [_figures(session, tallies[session], least) for session in sorted(tallies)]


def _runs(store: Store, selection: Selection) -> Iterator[tuple]:
    """(id, learner, session, origin, outcome as text or nothing) of every run, the earliest first."""
    where, values = replace(selection, lessons=()).kept()
    return store.database.stream(
        "SELECT chosen.id, chosen.learner, chosen.session, chosen.origin, step.value "
        f"FROM (SELECT * FROM run WHERE {where}) AS chosen "
        "LEFT JOIN step ON step.run = chosen.id AND step.kind = 'ended' ORDER BY chosen.at, chosen.id",
        values,
    )


def _figures(session: str, tally: _Tally, least: int) -> SessionFigures:
    ends = list(tally.first.values())
    n = len(ends)
    harmed = sum(one["harms"] > 0 for one in ends)
    return SessionFigures(
        session,
        begun=_masked(len(tally.begun), least),
        finished=_masked(n, least),
        practice=None
        if 0 < len(tally.begun | tally.practising) < least or 0 < len(tally.practising) < least
        else tally.practice,
        score=_share([one["score"] for one in ends], least),
        passed=_of_all(sum(one["passed"] for one in ends), n, least),
        harmed=_of_all(harmed, n, least),
        harms=None if 0 < harmed < least or 0 < n < least else sum(one["harms"] for one in ends),
        competences=_competences(ends, least),
    )


def _competences(ends: list[dict], least: int) -> list[Competence]:
    """The competences asked for, the hardest first; none where so few played that even their names would say much."""
    if len(ends) < least:
        return []
    shares: dict[str, list[float]] = defaultdict(list)
    harms: dict[str, int] = defaultdict(int)
    for one in ends:
        for item, (earned, available, _chances, harm) in one["items"].items():
            harms[item] += bool(harm)
            if available:
                shares[item].append(earned / available)
    found = [Competence(item, _share(shares[item], least), _masked(harms[item], least)) for item in harms]
    return sorted(found, key=lambda one: (not one.share.shown, one.share.value or 0.0, one.item))


def replayable(store: Store, selection: Selection, session: str, least: int = LEAST) -> list[Replay]:
    """First whole runs of a session, the lowest score first; none where fewer than ``least`` learners finished it."""
    ends = {}
    for id, learner, of, origin, ended in _runs(store, selection):
        if of == session and origin is None and ended:
            ends.setdefault(learner, (id, json.loads(ended)))
    if len(ends) < least:
        return []
    chosen = sorted(ends.values(), key=lambda one: (one[1]["score"], one[0]))
    return [_run(store, id, end) for id, end in _some(chosen)]


def _some(chosen: list) -> list:
    """The lowest, the middle and the highest."""
    return [chosen[0], chosen[len(chosen) // 2], chosen[-1]]


def _run(store: Store, id: str, end: dict) -> Replay:
    ((session, content_hash, seed, carried),) = store.rows(
        "SELECT session, content_hash, seed, carried FROM run WHERE id = :id", id=id
    )
    moves = store.rows("SELECT value FROM step WHERE run = :id AND kind = 'move' ORDER BY n", id=id)
    return Replay(
        session,
        content_hash,
        seed,
        json.loads(carried),
        tuple(json.loads(move) for (move,) in moves),
        end["score"],
        end["passed"],
        end["harms"],
    )


def _share(values: list[float], least: int) -> Figure:
    n = len(values)
    mean = sum(values) / n if n else 0.0
    return figure(n, ENOUGH, lambda: (mean, *wilson(min(1.0, max(0.0, mean)), n)), least)


def _of_all(k: int, n: int, least: int) -> Figure:
    """The share ``k`` of ``n``, hidden where it would say that one to ``least`` - 1 learners did it."""
    share = figure(n, ENOUGH, lambda: (k / n, *wilson(k / n, n)), least)
    return Figure(None, why=f"fewer than {least} learners") if share.shown and 0 < k < least else share


def _masked(n: int, least: int) -> int | None:
    return None if 0 < n < least else n
