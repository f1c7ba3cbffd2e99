"""What the kinds share whose answer is a few small fields: numbers, choices, places on a plane."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from math import hypot, isfinite

from .choice import Option
from .verdict import EMPTY, BadResponse, Mark, Note, Verdict, a_mapping, graded

THEN = "_then"
"""Names a closing question in a response."""
CLOSING = 0.25
"""Its share of the score."""


@dataclass(frozen=True)
class Field:
    """One thing to fill in. ``type``: number (``low`` to ``high``), list, radio, or point (x and y)."""

    id: str
    html: str
    type: str
    options: dict[str, str] = field(default_factory=dict)
    low: float = 0
    high: float = 0
    step: float = 1
    unit: str = ""
    about: str = ""
    """The id of the field whose row it shares."""

    def takes(self, value: object) -> bool:
        match self.type:
            case "number":
                return _within(value, self.low, self.high)
            case "point":
                return (
                    isinstance(value, dict)
                    and set(value) == {"x", "y"}
                    and all(_within(v, self.low, self.high) for v in value.values())
                )
            case _:
                return isinstance(value, str) and value in self.options

    def shown(self) -> dict:
        shown = asdict(self) | {"options": [{"id": id, "html": text} for id, text in self.options.items()]}
        return {name: value for name, value in shown.items() if value not in ("", [])}


@dataclass(frozen=True)
class Part:
    """What a field earned: credit from 0 to 1, the credit of a blind guess, its weight, and what to say."""

    id: str
    credit: float
    chance: float = 0.0
    weight: float = 1.0
    why: str = ""


class Asked:
    """A kind gives ``fields()``, ``solution()`` and ``parts(given)``; ``picture()`` if something is drawn.

    Rule: the parts' credits, weighted, less what a blind guess earns, rescaled so that guessing scores 0 and
    the key scores 1. What is left out earns nothing.
    """

    front = "ask"

    def picture(self) -> dict:
        return {}

    def shown(self) -> dict:
        return {"fields": [one.shown() for one in self.fields()], **self.picture()}

    def outline(self) -> list[str]:
        lines = []
        for one in self.fields():
            choices = f" ({'; '.join(one.options.values())})" if one.options and not one.about else ""
            lines.append(f"{one.html}: __{' ' + one.unit if one.unit else ''}{choices}")
        return lines

    def grade(self, response: object) -> Verdict:
        if response is None:
            return EMPTY
        fields = {one.id: one for one in self.fields()}
        given = {id: v for id, v in a_mapping(response, fields, "field").items() if v is not None and v != ""}
        if not given:
            return EMPTY
        for id, value in given.items():
            if not fields[id].takes(value):
                raise BadResponse(f"expected a {fields[id].type} for '{id}'")
        parts = self.parts(given)
        whole = sum(part.weight for part in parts)
        credit = sum(part.weight * part.credit for part in parts) / whole
        chance = sum(part.weight * part.chance for part in parts) / whole
        score = max(0.0, (credit - chance) / (1 - chance))
        notes = [Note(part.id, _mark(part, given), part.why if part.id in given else "") for part in parts]
        right = sum(part.credit == 1 for part in parts)
        tally = "" if len(parts) == 1 else f" {right} of {len(parts)} in place."
        return self.capped(given, graded(score, f"Right.{tally}", f"Partly right.{tally}", f"Not yet.{tally}", notes))

    def capped(self, _given: dict, verdict: Verdict) -> Verdict:
        """The verdict, or a lower one where something must not be got wrong."""
        return verdict


@dataclass(frozen=True)
class Closing:
    """What to do next, asked below; a quarter of the score."""

    prompt: str
    options: dict[str, Option]
    correct: str

    __pydantic_config__ = {"extra": "forbid"}

    def field(self) -> Field:
        return Field(THEN, self.prompt, "radio", {id: option.text for id, option in self.options.items()})

    def part(self, given: dict, others: float) -> Part:
        """``others``: the weight of all other parts together."""
        chosen = given.get(THEN)
        return Part(
            THEN,
            float(chosen == self.correct),
            1 / len(self.options),
            others * CLOSING / (1 - CLOSING),
            self.options[chosen].feedback if chosen else "",
        )


def _within(value: object, low: float, high: float) -> bool:
    return type(value) in (int, float) and isfinite(value) and low <= value <= high


def _mark(part: Part, given: dict) -> Mark:
    if part.id not in given:
        return Mark.MISSED
    return Mark.RIGHT if part.credit == 1 else Mark.NEAR if part.credit > 0 else Mark.WRONG


def apart(a: dict, b: dict) -> float:
    """The distance of two places on a plane."""
    return hypot(a["x"] - b["x"], a["y"] - b["y"])
