"""How far two raters agree."""

from __future__ import annotations

from collections.abc import Sequence

ENOUGH = 20
"""Pairs below which weighted kappa is not worth reporting."""


def weighted_kappa(first: Sequence[int], second: Sequence[int], levels: int) -> float | None:
    """Quadratic-weighted kappa of paired ratings ``0 … levels - 1``: 1 is agreement, 0 is chance.

    ``None`` when both raters used a single level throughout, so that chance explains everything.
    Source: Cohen J. Weighted kappa. Psychological Bulletin 1968;70:213-220.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} ratings beside {len(second)}")
    if not all(0 <= rating < levels for rating in (*first, *second)):
        raise ValueError(f"ratings go from 0 to {levels - 1}")
    n = len(first)
    seen = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / n if n else 0
    by_chance = sum((a - b) ** 2 for a in first for b in second) / n**2 if n else 0
    return 1 - seen / by_chance if by_chance else None
