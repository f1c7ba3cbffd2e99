"""Closeness circles: place the people of a client's life on three rings."""

from __future__ import annotations

from dataclasses import dataclass

from .verdict import EMPTY, BadResponse, Fault, Faults, Mark, Note, Verdict, a_mapping, above_chance, graded

RINGS = ("closest", "close", "further out")


@dataclass(frozen=True)
class Person:
    """Someone in the client's life; ``ring`` 1 is the innermost, ``why`` explains it afterwards."""

    name: str
    relation: str
    status: str
    clue: str
    ring: int
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Inventory:
    """Rule: 1 for the client's own ring, one half for the ring beside it, averaged over people.

    Rescaled so that putting everybody on the one most rewarding ring scores 0. The angle at which
    a person stands is kept but never graded.
    """

    client: str
    people: dict[str, Person]

    front = "circles"
    __pydantic_config__ = {"extra": "forbid"}

    def shown(self) -> dict:
        return {
            "client": {"name": self.client, "initials": _initials(self.client)},
            "rings": list(RINGS),
            "people": [
                {
                    "id": id,
                    "name": p.name,
                    "initials": _initials(p.name),
                    "relation": p.relation,
                    "status": p.status,
                    "clue": p.clue,
                }
                for id, p in self.people.items()
            ],
        }

    def outline(self) -> list[str]:
        return [f"- {p.name} ({p.relation}): {p.clue}" for p in self.people.values()]

    def solution(self) -> dict[str, dict]:
        step = 360 / len(self.people)
        return {id: {"ring": p.ring, "angle": round(n * step)} for n, (id, p) in enumerate(self.people.items())}

    def grade(self, response: object) -> Verdict:
        if response is None:
            return EMPTY
        rings = {}
        for id, place in a_mapping(response, self.people, "person").items():
            ring = place.get("ring") if isinstance(place, dict) else None
            if ring is not None:
                if type(ring) is not int or ring not in (1, 2, 3):
                    raise BadResponse("expected ring 1, 2 or 3")
                rings[id] = ring
        if not rings:
            return EMPTY
        notes = []
        for id, person in self.people.items():
            off = abs(rings[id] - person.ring) if id in rings else None
            mark = {None: Mark.MISSED, 0: Mark.RIGHT, 1: Mark.NEAR, 2: Mark.WRONG}[off]
            notes.append(Note(id, mark, person.why if off is not None else ""))
        share = sum(_credit(rings[id], self.people[id].ring) for id in rings) / len(self.people)
        same = sum(rings.get(id) == p.ring for id, p in self.people.items())
        tally = f"{same} of {len(self.people)} where the client would put them."
        return graded(
            above_chance(share, self._constant()),
            f"Right. {tally}",
            f"Partly right. {tally}",
            f"Not yet. {tally}",
            notes,
        )

    def _constant(self) -> float:
        """The best share reached by putting everybody on one ring."""
        return max(sum(_credit(ring, p.ring) for p in self.people.values()) for ring in (1, 2, 3)) / len(self.people)

    def faults(self) -> Faults:
        if len(self.people) < 3:
            yield Fault(("people",), "fewer than three people", "give a clue for everyone in the case's inventory")
        for id, p in self.people.items():
            if p.ring not in (1, 2, 3):
                yield Fault(("people", id), f"{p.name} has ring {p.ring}", "use 1 (closest), 2 or 3")
        if len({p.ring for p in self.people.values()}) == 1:
            yield Fault(("people",), "everybody is on the same ring", "choose a case with more than one ring")


def _credit(ring: int, wanted: int) -> float:
    return max(0.0, 1 - abs(ring - wanted) / 2)


def _initials(name: str) -> str:
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
