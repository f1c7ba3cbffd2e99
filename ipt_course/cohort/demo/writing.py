"""Write a demo cohort into a store, in pieces, so that a million answers need no more memory than ten thousand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from ...course.library import Library
from ...learning.kept import Attempt, Event, Membership, Run, Step
from ...learning.membership import cohorts, found
from ...learning.store import Store
from ...learning.trouble import StoreError
from ..blueprint import blueprint
from .model import Learner, Model, Planted
from .playing import PLAYERS, play
from .shelf import shelves

PIECE = 10_000
SEVERAL = 3
"""Days of work after which a demo learner meets simulated clients."""
COHORTS = {"demo-spring": "Demo: spring", "demo-autumn": "Demo: autumn", "demo-three": "Demo: a group of three"}
"""Code and name; the last is too small for anything to be shown of it."""


def write_demo(
    store: Store,
    library: Library,
    learners: int,
    seed: int,
    weeks: int,
    until: datetime | None = None,
    beside_real_learners: bool = False,
    on_progress: Callable[[int], None] = lambda _n: None,
) -> tuple[int, Planted]:
    """Write ``learners`` demo learners and return the number of their answers and what was planted.

    The same seed, ``until`` and content give the same rows, and writing them twice adds nothing. A store that holds
    real learners is refused unless ``beside_real_learners``. ``on_progress`` hears of learners written.
    """
    (real,) = store.rows("SELECT count(*) FROM learner WHERE learner NOT LIKE 'demo-%'")[0]
    if real and not beside_real_learners:
        raise StoreError(
            f"{store.database} holds the work of {real} learner{'' if real == 1 else 's'} that no demo has made. "
            "Nothing was written: name another file with --store."
        )
    plan = blueprint(library)
    model = Model(plan, shelves(library, plan, seed), seed, weeks, until or datetime.now(UTC))
    there = {one.code for one in cohorts(store)}
    for code, name in COHORTS.items():
        if code not in there:
            found(store, name, code)
    answers = 0
    attempts: list[Attempt] = []
    events: list[Event] = []
    memberships: list[Membership] = []
    waiting, players = 0, []
    for learner in model.learners(learners):
        attempts += _attempts(learner)
        events += _events(learner)
        memberships.append(_membership(learner, model))
        waiting += 1
        if len(players) < PLAYERS and len({one.at.date() for one in learner.tries}) > SEVERAL:
            players.append(learner)
        if len(attempts) >= PIECE:
            answers += _flush(store, memberships, attempts, events)
            on_progress(waiting)
            waiting = 0
    answers += _flush(store, memberships, attempts, events)
    on_progress(waiting)
    for learner in players:  # after the answers: days of work are counted in the order in which they arrive
        _play(store, library, learner)
    return answers, model.planted


def _play(store: Store, library: Library, learner: Learner) -> None:
    """Every session once, on the learner's last day of work."""
    kept = [one for id in library.sessions for one in play(library.session(id), learner.name, learner.tries[-1].at)]
    for kind in (Run, Step):
        store.add_all([one for one in kept if isinstance(one, kind)])


def _flush(store: Store, memberships: list, attempts: list, events: list) -> int:
    n = len(attempts)
    for kept in (memberships, attempts, events):
        store.add_all(kept)
        kept.clear()
    return n


def _attempts(learner: Learner) -> list[Attempt]:
    return [
        Attempt(
            id=f"{learner.name}-{n}",
            learner=learner.name,
            item=one.shelf.item.id,
            content_hash=one.shelf.item.content_hash,
            kind=one.shelf.item.kind,
            use=one.shelf.item.use,
            try_no=one.nth,
            response=one.response.value,
            outcome=one.response.outcome,
            score=one.response.score,
            hints=one.hints,
            confidence=one.confidence,
            seconds=one.seconds,
            at=_text(one.at),
            app_version="demo",
        )
        for n, one in enumerate(learner.tries)
    ]


def _events(learner: Learner) -> list[Event]:
    return [
        Event(
            f"{learner.name}-hint-{n}",
            learner.name,
            one.shelf.item.id,
            one.shelf.item.content_hash,
            "hint",
            1,
            _text(one.at),
        )
        for n, one in enumerate(learner.tries)
        if one.hints and one.nth == 1
    ]


def _membership(learner: Learner, model: Model) -> Membership:
    spring, autumn, three = COHORTS
    cohort = three if learner.no in (1, 2, 3) else spring if learner.no % 5 < 3 else autumn
    at = learner.tries[0].at if learner.tries else model.until
    return Membership(f"{learner.name}-joins", learner.name, cohort, _text(at))


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
