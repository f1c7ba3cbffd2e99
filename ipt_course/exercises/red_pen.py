"""Take the pen to a text: let each claim stand, mend it or strike it out, and say how sure you are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .asking import Asked, Field, Part
from .verdict import EMPTY, Fault, Faults, Verdict

STROKES = {"supported": "Let it stand", "imprecise": "Mend it", "contradicted": "Strike it out"}
"""What to do with a claim, by its verdict."""
FOUND = {"supported": "It stands.", "imprecise": "Half true.", "contradicted": "Sources say otherwise."}
SURE = {"34": "A guess (1 in 3)", "50": "50 %", "70": "70 %", "90": "90 %", "99": "Certain"}
"""How sure, in per cent; three strokes of the pen make a guess right once in three."""


@dataclass(frozen=True)
class Claim:
    """``verdict`` and ``says`` come from ``data/claims.csv``, by the row that a file names."""

    text: str
    verdict: str
    says: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class RedPen(Asked):
    """Rule: a claim counts when it is dealt with as its sources deal with it, less what guessing would earn. How sure
    the learner was earns nothing and is set beside how often they were right.
    """

    claims: dict[str, Claim]

    __pydantic_config__ = {"extra": "forbid"}

    def fields(self) -> list[Field]:
        found = []
        for id, claim in self.claims.items():
            found.append(Field(id, claim.text, "list", STROKES))
            found.append(Field(_sure(id), "How sure?", "list", SURE, about=id))
        return found

    def picture(self) -> dict:
        return {"sureness": True}

    def outline(self) -> list[str]:
        return [*(f"“{claim.text}”" for claim in self.claims.values()), f"Each: {'; '.join(STROKES.values())}"]

    def solution(self) -> dict:
        return {id: claim.verdict for id, claim in self.claims.items()}

    def parts(self, given: dict) -> list[Part]:
        return [
            Part(
                id,
                float(given.get(id) == claim.verdict),
                1 / len(STROKES),
                why=f"{FOUND[claim.verdict]} {claim.says}",
            )
            for id, claim in self.claims.items()
        ]

    def grade(self, response: object) -> Verdict:
        verdict = super().grade(response)
        marked = {id for id in self.claims if isinstance(response, dict) and response.get(id)}
        if verdict == EMPTY or not marked:
            return EMPTY
        said = {id: int(response[_sure(id)]) for id in sorted(marked) if response.get(_sure(id))}
        right = {id: response[id] == self.claims[id].verdict for id in marked}
        if not said:
            return verdict
        mean, share = sum(said.values()) / len(said), 100 * sum(right[id] for id in said) / len(said)
        rows = [
            [level, len(found), sum(found)]
            for level in map(int, SURE)
            if (found := [right[id] for id in said if said[id] == level])
        ]
        return replace(
            verdict,
            headline=f"{verdict.headline} On average you were {mean:.0f} % sure, and right in {share:.0f} %.",
            reveal={"sureness": rows},
        )

    def faults(self) -> Faults:
        if not 6 <= len(self.claims) <= 14:
            yield Fault(("claims",), f"{len(self.claims)} claims", "give six to fourteen")
        for id, claim in self.claims.items():
            if claim.verdict not in STROKES:
                yield Fault(("claims", id), f"its verdict is '{claim.verdict}'", f"use one of: {', '.join(STROKES)}")
        for verdict in STROKES:
            if all(claim.verdict != verdict for claim in self.claims.values()):
                yield Fault(("claims",), f"no claim is {verdict}", "give at least one of each verdict")


def _sure(id: str) -> str:
    return f"{id}-sure"
