"""Date the onset on a timeline, and say which part each event had in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .asking import Asked, Field, Part
from .verdict import Fault, Faults

ONSET = "_onset"
"""Names the date of onset in a response: weeks before the first session."""
NEAR = 4
"""Weeks outside the window that still earn half."""
ROLES = {
    "trigger": "trigger: began it",
    "onset": "the onset itself",
    "maintaining": "keeps it going",
    "distractor": "not part of it",
}


@dataclass(frozen=True)
class Happening:
    """An event: ``week`` counts from the first session, so that the past is negative."""

    text: str
    week: int
    role: str
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class TimelineKey:
    onset: list[int]

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Timeline(Asked):
    """Rule: 0.4 for the onset (within the window; half within four weeks of it), 0.6 for the events' parts,
    less what guessing earns.

    ``span``: the weeks drawn, such as [-70, 0]. ``mood``: pairs of week and mood from 0 (worst) to 10.
    """

    span: list[int]
    events: dict[str, Happening]
    key: TimelineKey
    mood: list[list[float]] = field(default_factory=list)

    __pydantic_config__ = {"extra": "forbid"}

    def _ordered(self) -> dict[str, Happening]:
        return dict(sorted(self.events.items(), key=lambda item: (item[1].week, item[0])))

    def fields(self) -> list[Field]:
        first = Field(ONSET, "The onset", "number", low=0, high=-self.span[0], unit="weeks before the first session")
        return [first, *(Field(id, event.text, "list", ROLES) for id, event in self._ordered().items())]

    def picture(self) -> dict:
        return {
            "timeline": {
                "span": self.span,
                "mood": self.mood,
                "events": [{"id": id, "week": event.week} for id, event in self._ordered().items()],
            }
        }

    def outline(self) -> list[str]:
        lines = [f"{-event.week} weeks before: {event.text}" for event in self._ordered().values()]
        return [*lines, f"Each event: {'; '.join(ROLES.values())}", "The onset: __ weeks before the first session"]

    def solution(self) -> dict:
        low, high = self.key.onset
        return {ONSET: -round((low + high) / 2)} | {id: event.role for id, event in self.events.items()}

    def parts(self, given: dict) -> list[Part]:
        low, high = self.key.onset
        early, late = low - NEAR, high + NEAR
        week = -given[ONSET] if ONSET in given else None
        inside = week is not None and low <= week <= high
        near = week is not None and early <= week <= late
        said = "" if inside else "Close by." if near else "Look where sleep, appetite or mood began to change."
        weeks = self.span[1] - self.span[0]
        chance = ((high - low) + 0.5 * 2 * NEAR) / weeks
        onset = Part(ONSET, 1.0 if inside else 0.5 if near else 0.0, min(0.9, chance), 0.4, said)
        share = 0.6 / len(self.events)
        return [
            onset,
            *(
                Part(id, float(given.get(id) == event.role), 1 / len(ROLES), share, event.why)
                for id, event in self.events.items()
            ),
        ]

    def faults(self) -> Faults:
        if len(self.span) != 2 or not self.span[0] < self.span[1] <= 0:
            yield Fault(("span",), "the span is not two weeks, the earlier first", "write it as [-70, 0]")
            return
        low, high = self.key.onset if len(self.key.onset) == 2 else (1, 0)
        if not self.span[0] <= low <= high <= self.span[1]:
            yield Fault(("key", "onset"), "the window of the onset is not inside the span", "write it as [-40, -34]")
        for id, event in self.events.items():
            if event.role not in ROLES:
                yield Fault(("events", id, "role"), f"'{event.role}' is not a role", f"use one of: {', '.join(ROLES)}")
            if not self.span[0] <= event.week <= self.span[1]:
                yield Fault(("events", id, "week"), f"week {event.week} is outside the span", "widen the span")
        if sum(event.role == "onset" for event in self.events.values()) > 1:
            yield Fault(("events",), "more than one event is the onset", "an episode has one onset")
        if len(self.events) < 4:
            yield Fault(("events",), "fewer than four events", "add some that are not part of it")
        for n, point in enumerate(self.mood):
            if len(point) != 2 or not self.span[0] <= point[0] <= self.span[1] or not 0 <= point[1] <= 10:
                yield Fault(("mood", n), "not a week of the span and a mood from 0 to 10", "write it as [-40, 3]")
