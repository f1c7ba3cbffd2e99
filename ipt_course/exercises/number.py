"""Work out one number."""

from __future__ import annotations

from dataclasses import dataclass, field

from .asking import Asked, Field, Part
from .verdict import Fault, Faults

FARTHEST = 1_000_000


@dataclass(frozen=True)
class NumberKey:
    value: float
    tolerance: float
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Slip:
    """A wrong number that people arrive at, and what they did."""

    value: float
    tolerance: float
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Number(Asked):
    """Rule: within ``tolerance`` of the value, or not. A miss is told its direction, or what went wrong if known."""

    unit: str
    key: NumberKey
    slips: list[Slip] = field(default_factory=list)

    __pydantic_config__ = {"extra": "forbid"}

    def fields(self) -> list[Field]:
        return [Field("value", "Your answer", "number", low=-FARTHEST, high=FARTHEST, step=0.01, unit=self.unit)]

    def solution(self) -> dict:
        return {"value": self.key.value}

    def parts(self, given: dict) -> list[Part]:
        off = given["value"] - self.key.value
        if abs(off) <= self.key.tolerance + 1e-9:
            return [Part("value", 1.0, why=self.key.why)]
        known = [slip.why for slip in self.slips if abs(given["value"] - slip.value) <= slip.tolerance + 1e-9]
        return [Part("value", 0.0, why=known[0] if known else "That is too high." if off > 0 else "That is too low.")]

    def faults(self) -> Faults:
        if self.key.tolerance < 0:
            yield Fault(("key", "tolerance"), "the tolerance is below zero", "write 0, or how far off is still right")
        if abs(self.key.value) > FARTHEST:
            yield Fault(("key", "value"), f"the value is beyond {FARTHEST:,}", "choose a larger unit")
        for slip in self.slips:
            if abs(slip.value - self.key.value) <= self.key.tolerance:
                yield Fault(("slips",), f"the slip {slip.value:g} is right", "take it out, or narrow the tolerance")
