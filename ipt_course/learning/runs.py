"""A learner's simulated sessions as they were played: which is unfinished, what each came to, what one leaves for the next.

A run is its moves. What it came to is kept beside them when it ends, so that it still counts when its script has
been edited since; as long as the script is the same, replaying the moves gives the same figures.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..simulation.scoring import ItemResult
from ..simulation.script import Script
from ..simulation.session import Session, reopen
from .kept import Run, Step


@dataclass(frozen=True)
class Played:
    """A run with all that happened in it, in order."""

    run: Run
    steps: tuple[Step, ...] = ()

    @functools.cached_property
    def moves(self) -> tuple[str, ...]:
        return tuple(step.value for step in self.steps if step.kind == "move")

    @property
    def ended(self) -> dict | None:
        """What it came to (see :func:`outcome`), once it is over."""
        return next((step.value for step in self.steps if step.kind == "ended"), None)

    @property
    def rated(self) -> dict | None:
        """The learner's own rating, ``{}`` if they left it out, ``None`` if they have not been asked."""
        return next((step.value for step in reversed(self.steps) if step.kind == "rated"), None)

    @property
    def left(self) -> bool:
        """Whether the learner left, and has not come back."""
        return bool(self.steps) and self.steps[-1].kind == "left"

    @property
    def practice(self) -> bool:
        """Begun in the middle of another run: it teaches and proves nothing."""
        return self.run.origin is not None

    @property
    def seconds(self) -> int:
        return sum(step.seconds or 0 for step in self.steps)

    @property
    def day(self) -> date:
        """The day on which it ended, or on which something last happened in it."""
        return date.fromisoformat((self.steps[-1] if self.steps else self.run).at[:10])

    @property
    def day_ended(self) -> date:
        """The day on which the session itself was over, whatever came after."""
        return date.fromisoformat(next(step for step in self.steps if step.kind == "ended").at[:10])

    def is_of(self, script: Script) -> bool:
        """Whether the script is still the one that was played."""
        return (self.run.session, self.run.content_hash) == (script.id, script.content_hash)

    def session(self, script: Script) -> Session:
        """The session as it stands after the kept moves; ``Changed`` if the script is another one by now."""
        return reopen(
            script,
            {
                "script": self.run.session,
                "content_hash": self.run.content_hash,
                "seed": self.run.seed,
                "carried": self.run.carried,
                "moves": self.moves,
            },
        )


def played(runs: Iterable[Run], steps: Iterable[Step]) -> list[Played]:
    """Runs in the order in which they were begun, each with its steps."""
    by_run: dict[str, list[Step]] = {}
    for step in steps:
        by_run.setdefault(step.run, []).append(step)
    return [Played(run, tuple(by_run.get(run.id, ()))) for run in runs]


def step_id(run: str, n: int) -> str:
    """The nth step of a run has one id, so that a second one with its number finds the place taken."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{run}|{n}"))


def outcome(session: Session) -> dict:
    """What a finished session came to, as plain data."""
    result, ending = session.result(), session.ending
    return {
        "score": result.score,
        "earned": result.earned,
        "best": result.best,
        "passed": result.passed,
        "hindered": list(result.hindered),
        "harms": result.harms,
        "ending": ending.id if ending else "",
        "variant": session.variant,
        "items": {id: [one.earned, one.available, one.chances, one.harm] for id, one in result.items.items()},
        "left": session.left(),
    }


def items_of(ended: dict) -> dict[str, ItemResult]:
    """The competences of a kept outcome."""
    return {id: ItemResult(id, *row) for id, row in ended["items"].items()}


def unfinished(runs: Iterable[Played], session: str) -> Played | None:
    """The run of a session to go on with: the last one begun, if it is not over."""
    last = next((one for one in reversed(list(runs)) if one.run.session == session), None)
    return last if last and last.ended is None else None


def finished(runs: Iterable[Played], session: str = "") -> list[Played]:
    """Runs that are over, in order, practice ones included."""
    return [one for one in runs if one.ended is not None and session in ("", one.run.session)]


def carried_over(runs: Iterable[Played], script: Script) -> tuple[dict[str, bool], Played | None]:
    """The flags with which a session opens, and the earlier run that left them.

    It is the last whole run of the earlier session; without one the defaults of the script hold.
    """
    earlier = [one for one in finished(runs, script.carried_from) if not one.practice] if script.carried_from else []
    left = earlier[-1].ended["left"] if earlier else {}
    flags = {flag: bool(left.get(flag, default)) for flag, default in script.carries.items()}
    return flags, earlier[-1] if earlier else None
