"""Place people on a map of how people relate: attachment, or the interpersonal circumplex."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import pi

from ..clinical.planes import EDGE, MIDDLE, PLANES, complement
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
    """``at``: where this person, or what they say, stands as [x, y]. A file may name a ``case`` in its place."""

    name: str
    text: str
    at: list[float]
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class PlaneTask(Asked):
    """Rule: within 1 of the reference counts whole, within 2 half, less what guessing earns.

    ``invites``: what is to be placed is the reply that each position invites.
    """

    plane: str
    people: dict[str, Standing]
    then: Closing | None = None
    invites: bool = False

    front = "plane"
    __pydantic_config__ = {"extra": "forbid"}

    def fields(self) -> list[Field]:
        points = [Field(id, self.people[id].text, "point", low=-EDGE, high=EDGE, step=0.5) for id in mixed(self.people)]
        return [*points, *([self.then.field()] if self.then else [])]

    def picture(self) -> dict:
        names = {id: person.name for id, person in self.people.items()}
        sizes = {"edge": EDGE, "middle": MIDDLE, "whole": RIGHT}
        return {"plane": asdict(PLANES[self.plane]) | sizes | {"names": names, "invites": self.invites}}

    def outline(self) -> list[str]:
        plane = PLANES[self.plane]
        axes = f"From {plane.left} to {plane.right}, and from {plane.bottom} to {plane.top}"
        lines = [axes, *(f"- {self.people[id].text}" for id in mixed(self.people))]
        if self.then:
            lines += [self.then.prompt, *(f"( ) {option.text}" for option in self.then.options.values())]
        return lines

    def _right(self, person: Standing) -> dict:
        x, y = complement(*person.at) if self.invites else person.at
        return {"x": x, "y": y}

    def solution(self) -> dict:
        places = {id: self._right(person) for id, person in self.people.items()}
        return places | ({"_then": self.then.correct} if self.then else {})

    def parts(self, given: dict) -> list[Part]:
        found = []
        for id, person in self.people.items():
            off = apart(given[id], self._right(person)) if id in given else None
            credit = 0.0 if off is None else 1.0 if off <= RIGHT + 1e-9 else 0.5 if off <= NEAR + 1e-9 else 0.0
            where = f"Your place: {PLANES[self.plane].region(**given[id])}. " if id in given else ""
            found.append(Part(id, credit, CHANCE, why=where + person.why))
        return [*found, *([self.then.part(given, len(found))] if self.then else [])]

    def faults(self) -> Faults:
        if self.plane not in PLANES:
            yield Fault(("plane",), f"'{self.plane}' is not a plane", f"use one of: {', '.join(PLANES)}")
            return
        if self.invites and not PLANES[self.plane].pulls:
            yield Fault(("invites",), f"a place on the {self.plane} plane invites no other", "leave 'invites' out")
        for id, person in self.people.items():
            if len(person.at) != 2 or not all(-EDGE <= v <= EDGE for v in person.at):
                yield Fault(("people", id, "at"), "not a place on the plane", "write it as [x, y], each from -3 to 3")
            elif person.at[0] ** 2 + person.at[1] ** 2 < CENTRE**2:
                yield Fault(("people", id), "too near to the middle to be told apart", "leave this person out")
        if not 2 <= len(self.people) <= 9:
            yield Fault(("people",), f"{len(self.people)} people", "give two to nine")
        if self.then and self.then.correct not in self.then.options:
            yield Fault(("then", "correct"), f"'{self.then.correct}' is not an option", "name one of the options")
