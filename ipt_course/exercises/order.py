"""Put steps in order; several orders may be right."""

from __future__ import annotations

from dataclasses import dataclass

from .mixing import mixed
from .verdict import EMPTY, BadResponse, Fault, Faults, Mark, Note, Verdict, above_chance, graded


@dataclass(frozen=True)
class Before:
    """``first`` has to come before ``then``, because ``why``."""

    first: str
    then: str
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class OrderKey:
    before: list[Before]

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Order:
    """Rule: share of ``before`` pairs kept, rescaled so that chance (one half) scores 0."""

    steps: dict[str, str]
    key: OrderKey

    front = "arrange"
    __pydantic_config__ = {"extra": "forbid"}

    def start(self) -> list[str]:
        """The order first shown: fixed, and never already right."""
        ids = mixed(self.steps)
        return ids[::-1] if not self._broken(ids) else ids

    def shown(self) -> dict:
        return {"steps": [{"id": id, "html": self.steps[id]} for id in self.start()]}

    def outline(self) -> list[str]:
        return [f"- {self.steps[id]}" for id in self.start()]

    def solution(self) -> list[str]:
        """One right order: repeatedly take the first step nothing unfinished must precede."""
        left, done = list(self.steps), []
        while left:
            free = (s for s in left if not any(b.then == s and b.first in left for b in self.key.before))
            step = next(free, left[0])
            left.remove(step)
            done.append(step)
        return done

    def grade(self, response: object) -> Verdict:
        if response is None:
            return EMPTY
        if not isinstance(response, list) or sorted(map(str, response)) != sorted(self.steps):
            raise BadResponse("expected every step once")
        broken = self._broken(response)
        pairs = len(self.key.before)
        kept = pairs - len(broken)
        notes = [Note(b.then, Mark.WRONG, b.why) for b in broken[:2]]
        tally = f"{kept} of {pairs} things that matter about the order hold."
        return graded(
            above_chance(kept / pairs, 0.5), "Right order.", f"Partly right. {tally}", f"Not yet. {tally}", notes
        )

    def _broken(self, order: list[str]) -> list[Before]:
        at = {step: n for n, step in enumerate(order)}
        return [b for b in self.key.before if at[b.first] > at[b.then]]

    def faults(self) -> Faults:
        if len(self.steps) < 3:
            yield Fault(("steps",), f"only {len(self.steps)} steps", "give at least 3")
        if not self.key.before:
            yield Fault(("key", "before"), "the key demands no order", "give at least one pair")
        known = True
        for b in self.key.before:
            for id in (b.first, b.then):
                if id not in self.steps:
                    known = False
                    yield Fault(
                        ("key", "before"),
                        f"the key names step '{id}', which does not exist",
                        f"use one of: {', '.join(self.steps)}",
                    )
        if known and self.key.before and self._broken(self.solution()):
            yield Fault(("key", "before"), "the pairs contradict each other", "remove the circle")
