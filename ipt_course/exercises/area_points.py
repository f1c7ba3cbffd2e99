"""Choose a problem area under doubt: spread 100 points over the four areas."""

from __future__ import annotations

from dataclasses import dataclass

from ..clinical.areas import AREAS
from .verdict import EMPTY, BadResponse, Fault, Faults, Mark, Note, Outcome, Verdict, a_mapping


@dataclass(frozen=True)
class AreaKey:
    """``panel``: points given by ``raters`` clinicians (1 = the author's view)."""

    panel: dict[str, int]
    raters: int
    why: dict[str, str]

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class AreaPoints:
    """Rule: quadratic (Brier) score against the panel.

    1 minus the squared distance from the panel, divided by the squared distance of an even spread:
    the panel's own spread scores 1, 25/25/25/25 scores 0, worse than even counts as 0.
    Right means the panel's first area leads alone and the score is at least 0.8.
    Source of the rule: Brier GW. Verification of forecasts expressed in terms of probability.
    Monthly Weather Review 1950;78:1-3.
    """

    key: AreaKey
    vignette: str = ""

    front = "points"
    __pydantic_config__ = {"extra": "forbid"}

    def shown(self) -> dict:
        return {"areas": [{"id": id, "html": name} for id, name in AREAS.items()], "vignette": self.vignette}

    def outline(self) -> list[str]:
        return [*([self.vignette] if self.vignette else []), *(f"{name}: __ points" for name in AREAS.values())]

    def solution(self) -> dict[str, int]:
        return {area: self.key.panel[area] for area in AREAS}

    def grade(self, response: object) -> Verdict:
        if response is None:
            return EMPTY
        points = a_mapping(response, AREAS, "problem area")
        if not all(type(p) is int and 0 <= p <= 100 for p in points.values()):
            raise BadResponse("expected whole points from 0 to 100")
        given = {area: points.get(area, 0) for area in AREAS}
        if not any(given.values()):
            return EMPTY
        if sum(given.values()) != 100:
            raise BadResponse("expected points that add up to 100")
        panel = self.solution()
        score = max(0.0, 1 - _distance(given, panel) / _distance(dict.fromkeys(AREAS, 25), panel))
        best = max(panel, key=panel.get)
        leads = all(given[best] > p for area, p in given.items() if area != best)
        whose = "the author's view" if self.key.raters == 1 else f"the panel of {self.key.raters}"
        if leads and score >= 0.8:
            outcome, headline = Outcome.RIGHT, f"Close to {whose}."
        elif leads or score > 0:
            outcome, headline = (
                Outcome.PARTLY,
                f"Partly there: {round(100 * score)} of 100 on the way from an even spread to {whose}.",
            )
        else:
            outcome, headline = Outcome.WRONG, f"Far from {whose}. The reason stands with each area."
        notes = tuple(
            Note(
                area,
                Mark.RIGHT
                if abs(given[area] - panel[area]) <= 10
                else Mark.NEAR
                if abs(given[area] - panel[area]) <= 25
                else Mark.WRONG,
                self.key.why[area],
            )
            for area in AREAS
        )
        return Verdict(outcome, score, headline, notes, {"panel": panel, "raters": self.key.raters})

    def faults(self) -> Faults:
        for place in ("panel", "why"):
            given = getattr(self.key, place)
            for area in AREAS:
                if area not in given:
                    yield Fault(
                        ("key", place),
                        f"'{area}' is missing from {place}",
                        f"give one entry for each of {', '.join(AREAS)}",
                    )
            for area in given:
                if area not in AREAS:
                    yield Fault(
                        ("key", place, area),
                        f"'{area}' is not one of the four problem areas",
                        f"use {', '.join(AREAS)}",
                    )
        if sum(self.key.panel.values()) != 100:
            yield Fault(
                ("key", "panel"),
                f"the panel's points add up to {sum(self.key.panel.values())}",
                "make them add up to 100",
            )
        if list(self.key.panel.values()).count(max(self.key.panel.values(), default=0)) != 1:
            yield Fault(("key", "panel"), "no single area leads", "one area must have the most points")


def _distance(a: dict[str, int], b: dict[str, int]) -> int:
    return sum((a[area] - b[area]) ** 2 for area in AREAS)
