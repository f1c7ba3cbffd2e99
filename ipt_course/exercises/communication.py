"""Communication analysis: what was said, meant, felt and heard, and one changed line."""

from __future__ import annotations

from dataclasses import dataclass

from .formulation import Formulation
from .verdict import Fault, Faults


@dataclass(frozen=True)
class Said:
    who: str
    text: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True, kw_only=True)
class Communication(Formulation):
    """An exchange, and a wording to choose or write for each of its parts. The rule is :class:`Formulation`'s."""

    exchange: list[Said]

    def shown(self) -> dict:
        return {"exchange": [{"who": one.who, "html": one.text} for one in self.exchange], **super().shown()}

    def outline(self) -> list[str]:
        return [*(f"{one.who}: {one.text}" for one in self.exchange), *super().outline()]

    def faults(self) -> Faults:
        if len(self.exchange) < 2:
            yield Fault(("exchange",), "an exchange of fewer than two lines", "give what both of them said")
        yield from super().faults()
