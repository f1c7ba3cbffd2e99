"""How much of what a first interview needs was asked: a rule of this course, not a published scale.

The interview makes an inventory of the people in a client's life, dates the onset against events, and asks about
safety (Weissman, Markowitz and Klerman 2018). Each question that the case needs has a weight. Coverage is the weight
asked over the weight needed, less what the same number of questions chosen blindly would be expected to cover.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SAFETY_CAP = 0.5
"""The most that an interview is worth in which safety was not asked about."""


def covered(weights: Mapping[str, int], asked: Iterable[str]) -> float:
    """The share, from 0 to 1, of the weight of all needed questions that was asked."""
    whole = sum(weights.values())
    return sum(weights.get(id, 0) for id in set(asked)) / whole if whole else 1.0


def blind(budget: int, askable: int) -> float:
    """The share that a whole budget spent blindly is expected to cover: each question is as likely as another."""
    return min(1.0, budget / askable)


def score(weights: Mapping[str, int], asked: Iterable[str], budget: int, askable: int, safe: bool) -> float:
    """From 0 (no better than blind) to 1 (everything needed); at most :data:`SAFETY_CAP` unless ``safe``."""
    share, chance = covered(weights, asked), blind(budget, askable)
    above = float(share >= 1) if chance >= 1 else max(0.0, (share - chance) / (1 - chance))
    return above if safe else min(above, SAFETY_CAP)
