"""Work out one number."""

from __future__ import annotations

from dataclasses import dataclass

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
class Number(Asked):
    """Rule: within ``tolerance`` of the value, or not. A miss is told its direction."""

    unit: str
    key: NumberKey

    __pydantic_config__ = {"extra": "forbid"}

    def fields(self) -> list[Field]:
        return [Field("value", "Your answer", "number", low=-FARTHEST, high=FARTHEST, step=0.01, unit=self.unit)]

    def solution(self) -> dict:
        return {"value": self.key.value}

    def parts(self, given: dict) -> list[Part]:
        off = given["value"] - self.key.value
        if abs(off) <= self.key.tolerance + 1e-9:
            return [Part("value", 1.0, why=self.key.why)]
        return [Part("value", 0.0, why="That is too high." if off > 0 else "That is too low.")]

    def faults(self) -> Faults:
        if self.key.tolerance < 0:
            yield Fault(("key", "tolerance"), "the tolerance is below zero", "write 0, or how far off is still right")
        if abs(self.key.value) > FARTHEST:
            yield Fault(("key", "value"), f"the value is beyond {FARTHEST:,}", "choose a larger unit")
