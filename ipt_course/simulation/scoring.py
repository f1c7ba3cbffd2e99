"""Points: what a move earned, what the best move on offer would have earned, and what that makes of a session.

A move earns the sum of the levels it shows (0–3 for each competence; harm earns nothing). A turn is worth what the
best move offered in that very state would earn, so that nobody pays twice for an early slip. The score of a
session is one fraction, points earned over points that were to be had, and the ending may cap it. Harm counts as
0 and is reported apart. The pass rule is a convention of this course (``competences.yml``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .engine import Offer
from .script import AREA, SAFETY, Ending, Script

PASS = 0.67
"""The least score of a session that is passed."""
ENOUGH = 2
"""Chances below which a competence is 'not shown'."""
ADEQUATE = 2
"""The level that safety and the problem area must reach."""
LEVELS = ((3, 0.9), (2, 2 / 3), (1, 1 / 3), (0, 0.0))
"""A level, and the least share of the points to be had that makes it."""


@dataclass(frozen=True)
class Judged:
    """One move among those offered: points earned, points of the best, and the best move itself.

    ``model`` is the move made if none was better, else the first of the best in the order of the script.
    """

    chosen: Offer
    model: Offer
    earned: int
    best: int

    @property
    def good(self) -> bool:
        return self.earned == self.best

    @property
    def harms(self) -> tuple[str, ...]:
        return self.chosen.outcome.harms

    def chances(self) -> dict[str, tuple[int, int]]:
        """For each competence that could be shown here: points earned and to be had.

        It could be shown here if the best move shows it, or if the move made did.
        """
        shown = {} if self.harms else _levels(self.chosen)
        asked = _levels(self.model)
        items = dict.fromkeys([*asked, *shown, *self.harms])
        found = {item: (shown.get(item, 0), max(shown.get(item, 0), asked.get(item, 0))) for item in items}
        return {item: pair for item, pair in found.items() if pair[1] or item in self.harms}


def _levels(offer: Offer) -> dict[str, int]:
    return {item: level for item, level in offer.outcome.shows.items() if isinstance(level, int)}


def judge(offered: Sequence[Offer], move: str) -> Judged:
    """What a move is worth among those offered."""
    chosen = next(offer for offer in offered if offer.move.id == move)
    best = max(offer.outcome.total for offer in offered)
    earned = chosen.outcome.total
    model = chosen if earned == best else next(offer for offer in offered if offer.outcome.total == best)
    return Judged(chosen, model, earned, best)


@dataclass(frozen=True)
class ItemResult:
    """A competence over a whole session. ``level`` is "H", 0 to 3, or ``None`` when there were too few chances."""

    item: str
    earned: int
    available: int
    chances: int
    harm: bool

    @property
    def share(self) -> float:
        return self.earned / self.available if self.available else 0.0

    @property
    def level(self) -> int | str | None:
        if self.harm:
            return "H"
        return level_of(self.share) if self.chances >= ENOUGH else None


def level_of(share: float) -> int:
    """The level that a share of the points to be had amounts to."""
    return next(level for level, least in LEVELS if share >= least - 1e-9)


@dataclass(frozen=True)
class Result:
    """A session in figures. ``raw`` is the fraction before, ``score`` after the cap of the ending."""

    raw: float
    score: float
    earned: int
    best: int
    items: dict[str, ItemResult]
    harms: int
    passed: bool
    hindered: tuple[str, ...]
    """Why it was not passed, in sentences."""


def score(earned: int, best: int, cap: float) -> float:
    """Points earned over points to be had, at most the cap."""
    return min(cap, earned / best if best else 0.0)


def item_results(judged: Sequence[Judged]) -> dict[str, ItemResult]:
    """Every competence that could be shown, in the order of first chance."""
    tally: dict[str, list[int]] = {}
    harmed: set[str] = set()
    for one in judged:
        harmed.update(one.harms)
        for item, (earned, available) in one.chances().items():
            row = tally.setdefault(item, [0, 0, 0])
            row[0] += earned
            row[1] += available
            row[2] += 1
    return {item: ItemResult(item, *row, harm=item in harmed) for item, row in tally.items()}


def result(script: Script, judged: Sequence[Judged], ending: Ending, cue: bool) -> Result:
    """The result of a finished session; ``cue`` says whether a cue of risk occurred."""
    earned, best = sum(one.earned for one in judged), sum(one.best for one in judged)
    items = item_results(judged)
    harms = sum(bool(one.harms) for one in judged)
    total = score(earned, best, ending.cap)
    hindered = []
    if total < PASS:
        share = f"{int(100 * total)}% of the points"
        if best and earned / best > ending.cap:
            share = f"Because of how it ended ({ending.title}) it counts as {ending.cap:.0%} at most"
        hindered.append(f"{share}, and {PASS:.0%} are needed.")
    if harms:
        hindered.append("A move did harm.")
    if cue and not _adequate(items, SAFETY):
        hindered.append(f"There was a cue of risk, and {SAFETY} did not reach level {ADEQUATE}.")
    area = AREA[script.phase]
    if area and area in script.required and not _adequate(items, area):
        hindered.append(f"{area} did not reach level {ADEQUATE}.")
    raw = earned / best if best else 0.0
    return Result(raw, total, earned, best, items, harms, not hindered, tuple(hindered))


def _adequate(items: dict[str, ItemResult], item: str) -> bool:
    return item in items and not items[item].harm and items[item].share >= ADEQUATE / 3 - 1e-9
