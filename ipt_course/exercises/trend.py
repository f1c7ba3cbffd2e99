"""Read a course of PHQ-9 totals, session by session, and decide what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from ..clinical import questionnaires as forms
from .asking import Asked, Closing, Field, Part
from .verdict import Fault, Faults

HIGHEST = forms.HIGHEST * forms.LENGTHS["phq9"]


@dataclass(frozen=True)
class Trend(Asked):
    """Rule: three readings of the line, a quarter each: the change since session 1, that change against the error
    of measurement, and the session at which it first mattered. What to do next is the last quarter.

    ``scores`` are the totals so far, the first session first; ``sessions`` is how many were agreed.
    """

    scores: list[int]
    sessions: int
    then: Closing

    __pydantic_config__ = {"extra": "forbid"}

    def fields(self) -> list[Field]:
        since = "The first session at five points or more below session 1 (0 if there is none)"
        return [
            Field("change", "Today, compared with session 1", "list", forms.CHANGES),
            Field("reliable", "Set against the error of measurement", "list", forms.RELIABLE),
            Field("since", since, "number", low=0, high=len(self.scores)),
            self.then.field(),
        ]

    def picture(self) -> dict:
        bands = [{"from": lowest, "name": name} for lowest, name in forms.BANDS["phq9"].items()]
        return {"trend": {"scores": self.scores, "sessions": self.sessions, "bands": bands}}

    def outline(self) -> list[str]:
        line = ", ".join(map(str, self.scores))
        return [f"PHQ-9, sessions 1 to {len(self.scores)} of {self.sessions}: {line}", *super().outline()]

    def solution(self) -> dict:
        first, now = self.scores[0], self.scores[-1]
        return {
            "change": forms.change(first, now),
            "reliable": forms.reliable("phq9", first, now),
            "since": forms.first_that_matters(self.scores),
            "_then": self.then.correct,
        }

    def parts(self, given: dict) -> list[Part]:
        answer = self.solution()
        risen = self.scores[-1] - self.scores[0]
        moved = f"{abs(risen)} points {'higher' if risen > 0 else 'lower'} than session 1." if risen else "No change."
        said = {"change": moved, "reliable": f"The line is drawn at {forms.ERROR['phq9']:.1f} points."}
        chances = {
            "change": 1 / len(forms.CHANGES),
            "reliable": 1 / len(forms.RELIABLE),
            "since": 1 / (len(self.scores) + 1),
        }
        read = [
            Part(id, float(given.get(id) == answer[id]), chance, why=said.get(id, "")) for id, chance in chances.items()
        ]
        return [*read, self.then.part(given, len(read))]

    def faults(self) -> Faults:
        if not all(0 <= points <= HIGHEST for points in self.scores):
            yield Fault(("scores",), f"a score is outside 0 to {HIGHEST}", "write PHQ-9 totals")
        if not 3 <= len(self.scores) <= self.sessions:
            yield Fault(
                ("scores",),
                f"{len(self.scores)} scores of {self.sessions} sessions",
                "give three or more, not too many",
            )
        if self.then.correct not in self.then.options:
            yield Fault(("then", "correct"), f"'{self.then.correct}' is not an option", "name one of the options")
        if len(self.then.options) < 3:
            yield Fault(("then", "options"), "fewer than three options", "add a plausible one")
