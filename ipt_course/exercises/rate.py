"""Rate an excerpt of a session with the course's rubric, and name the line that decided it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .asking import Asked, Field, Part
from .label import Line
from .verdict import Fault, Faults, Verdict

LEVELS = {"H": "H: harmful", "0": "0: absent", "1": "1: attempted", "2": "2: adequate", "3": "3: skilled"}
LINE = "_line"
"""Ends the id of the field for the deciding line."""


@dataclass(frozen=True)
class Rated:
    """``level``: H or 0 to 3. ``lines``: those that show it."""

    level: str | int
    lines: list[str]
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class RateKey:
    ratings: dict[str, Rated]

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Competence:
    """An item of the rubric: its title, and what its levels look like."""

    title: str
    levels: dict[str, str]

    __pydantic_config__ = {"extra": "forbid"}


def credit(given: str | None, level: str) -> float:
    """1 for the same level, 0.5 for the next one; harm must be met exactly."""
    if given is None:
        return 0.0
    if given == level:
        return 1.0
    if "H" in (given, level):
        return 0.0
    return 0.5 if abs(int(given) - int(level)) == 1 else 0.0


@dataclass(frozen=True)
class Rate(Asked):
    """Rule: three quarters for the level (half for the next one; harm exactly), a quarter for the line, less
    what guessing earns. The reference is the author's; with one rater it is a view, not a standard.
    """

    lines: list[Line]
    items: list[str]
    key: RateKey
    rubric: dict[str, Competence] = field(default_factory=dict)

    __pydantic_config__ = {"extra": "forbid"}

    def fields(self) -> list[Field]:
        numbers = {line.id: f"Line {n}" for n, line in enumerate(self.lines, 1)}
        found = []
        for item in self.items:
            title = self.rubric[item].title if item in self.rubric else item
            found.append(Field(item, title, "list", LEVELS))
            found.append(Field(item + LINE, "Decided by", "list", numbers, about=item))
        return found

    def picture(self) -> dict:
        return {
            "lines": [{"who": line.who, "html": line.text} for line in self.lines],
            "levels": [
                {
                    "id": item,
                    "levels": [{"name": name, "text": text} for name, text in self.rubric[item].levels.items()],
                }
                for item in self.items
                if item in self.rubric
            ],
        }

    def outline(self) -> list[str]:
        said = [f"{n}. {line.who}: {line.text}" for n, line in enumerate(self.lines, 1)]
        return [*said, *(f"{self.rubric[item].title}: __" for item in self.items if item in self.rubric)]

    def solution(self) -> dict:
        found = {}
        for item in self.items:
            rated = self.key.ratings[item]
            found[item] = str(rated.level)
            if rated.lines:
                found[item + LINE] = rated.lines[0]
        return found

    def parts(self, given: dict) -> list[Part]:
        found = []
        for item in self.items:
            rated = self.key.ratings[item]
            level = str(rated.level)
            guess = sum(credit(one, level) for one in LEVELS) / len(LEVELS)
            found.append(Part(item, credit(given.get(item), level), guess, 0.75, rated.why))
            if rated.lines:
                chosen = float(given.get(item + LINE) in rated.lines)
                found.append(Part(item + LINE, chosen, len(rated.lines) / len(self.lines), 0.25))
        return found

    def capped(self, given: dict, verdict: Verdict) -> Verdict:
        pairs = [(given[i], str(self.key.ratings[i].level)) for i in self.items if i in given]
        close = sum(credit(own, reference) > 0 for own, reference in pairs)
        whole = f"{close} of {len(self.items)} levels within one of the reference"
        steps = [int(own) - int(reference) for own, reference in pairs if "H" not in (own, reference)]
        mean = sum(steps) / len(steps) if steps else 0
        leaning = (
            f"; on average you rated {abs(mean):.1f} {'higher' if mean > 0 else 'lower'}" if abs(mean) >= 0.25 else ""
        )
        return replace(verdict, headline=f"{verdict.headline.partition('.')[0]}. {whole}{leaning}.")

    def faults(self) -> Faults:
        known = {line.id for line in self.lines}
        if len(self.lines) < 6:
            yield Fault(("lines",), "fewer than six lines", "give an excerpt long enough to rate")
        if len(known) < len(self.lines):
            yield Fault(("lines",), "two lines share an id", "number them l1, l2 and so on")
        for item in self.items:
            if self.rubric and item not in self.rubric:
                yield Fault(("items",), f"'{item}' is not in competences.yml", "use the id of a competence")
            if item not in self.key.ratings:
                yield Fault(("key", "ratings"), f"'{item}' has no reference", f"add '{item}' to the key")
        for item, rated in self.key.ratings.items():
            if item not in self.items:
                yield Fault(("key", "ratings", item), f"'{item}' is not among the items", "add it there or remove it")
            if str(rated.level) not in LEVELS:
                yield Fault(("key", "ratings", item, "level"), f"'{rated.level}' is not a level", "use H, 0, 1, 2 or 3")
            for line in rated.lines:
                if line not in known:
                    yield Fault(("key", "ratings", item, "lines"), f"there is no line '{line}'", "use the id of a line")
