"""Place people on a map of how people relate: attachment, or the interpersonal circumplex."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

from ..clinical.planes import EDGE, PLANES
from .asking import Asked, Closing, Field, Part, apart
from .mixing import mixed
from .verdict import Fault, Faults

RIGHT, NEAR = 1.0, 2.0
"""How far off still counts whole, and half."""
CHANCE = pi * (RIGHT**2 + 0.5 * (NEAR**2 - RIGHT**2)) / (2 * EDGE) ** 2
"""What a blind guess earns, were no circle cut by the edge."""
CENTRE = 1.5
"""Nobody stands nearer to the middle, where a guess would be half right for all."""


@dataclass(frozen=True)
class Standing:
    text: str
    at: list[float]
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class PlaneTask(Asked):
    """Rule: within 1 of the reference counts whole, within 2 half, less what guessing earns."""

    plane: str
    people: dict[str, Standing]
    then: Closing | None = None

    __pydantic_config__ = {"extra": "forbid"}

    def fields(self) -> list[Field]:
        points = [Field(id, self.people[id].text, "point", low=-EDGE, high=EDGE, step=0.5) for id in mixed(self.people)]
        return [*points, *([self.then.field()] if self.then else [])]

    def picture(self) -> dict:
        plane = PLANES[self.plane]
        ends = {"left": plane.left, "right": plane.right, "bottom": plane.bottom, "top": plane.top}
        quarters = [
            {"x": 1 if right else -1, "y": 1 if up else -1, "name": n} for (right, up), n in plane.regions.items()
        ]
        return {"plane": {"name": self.plane, "ends": ends, "quarters": quarters, "edge": EDGE}}

    def outline(self) -> list[str]:
        plane = PLANES[self.plane]
        axes = f"From {plane.left} to {plane.right}, and from {plane.bottom} to {plane.top}"
        lines = [axes, *(f"- {self.people[id].text}" for id in mixed(self.people))]
        if self.then:
            lines += [self.then.prompt, *(f"( ) {option.text}" for option in self.then.options.values())]
        return lines

    def solution(self) -> dict:
        places = {id: {"x": person.at[0], "y": person.at[1]} for id, person in self.people.items()}
        return places | ({"_then": self.then.correct} if self.then else {})

    def parts(self, given: dict) -> list[Part]:
        found = []
        for id, person in self.people.items():
            off = apart(given[id], {"x": person.at[0], "y": person.at[1]}) if id in given else None
            credit = 0.0 if off is None else 1.0 if off <= RIGHT + 1e-9 else 0.5 if off <= NEAR + 1e-9 else 0.0
            where = f"You put them among the {PLANES[self.plane].region(**given[id])}. " if id in given else ""
            found.append(Part(id, credit, CHANCE, why=where + person.why))
        return [*found, *([self.then.part(given, len(found))] if self.then else [])]

    def faults(self) -> Faults:
        if self.plane not in PLANES:
            yield Fault(("plane",), f"'{self.plane}' is not a plane", f"use one of: {', '.join(PLANES)}")
            return
        for id, person in self.people.items():
            if len(person.at) != 2 or not all(-EDGE <= v <= EDGE for v in person.at):
                yield Fault(("people", id, "at"), "not a place on the plane", "write it as [x, y], each from -3 to 3")
            elif person.at[0] ** 2 + person.at[1] ** 2 < CENTRE**2:
                yield Fault(("people", id, "at"), "too near to the middle to be told apart", "move it 1.5 or more out")
        if not 2 <= len(self.people) <= 9:
            yield Fault(("people",), f"{len(self.people)} people", "give two to nine")
        if self.then and self.then.correct not in self.then.options:
            yield Fault(("then", "correct"), f"'{self.then.correct}' is not an option", "name one of the options")
