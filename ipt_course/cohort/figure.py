"""A number with its uncertainty, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

LEAST = 5
"""Learners below whom nothing is said of a group."""
Z = 1.959963984540054
"""Two-sided 95 %, for every interval of the course."""


@dataclass(frozen=True)
class Figure:
    """``value`` with its 95 % interval and ``n`` learners; or ``value`` ``None`` and the reason in ``why``.

    ``n`` is ``None`` where even the number is masked.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    why: str = ""

    @property
    def shown(self) -> bool:
        return self.value is not None


def masked(least: int = LEAST) -> Figure:
    """Instead of a figure about so few that it could point to a person."""
    return Figure(None, why=f"fewer than {least} learners")


def not_asked(one: Figure, of: int | None) -> Figure:
    """How sure learners were is asked at some exercises only: with ``of`` learners there, nobody means not asked."""
    return Figure(None, n=0, why="not asked") if one.n == 0 and of != 0 else one


def figure(n: int, needed: int, compute: Callable[[], tuple[float, float, float]], least: int = LEAST) -> Figure:
    """The figure ``(value, low, high)``, unless it rests on fewer than ``least`` or ``needed`` learners.

    Not a number (everyone did the same, so nothing can be said) is a reason as well.
    """
    if n < least:
        return masked(least) if n else Figure(None, n=0, why="nobody yet")
    if n < needed:
        return Figure(None, n=n, why=f"too early: {n} of {needed} learners")
    value, low, high = compute()
    if not math.isfinite(value):
        return Figure(None, n=n, why="everyone did the same")
    return Figure(value, low, high, n)


def wilson(share: float, n: float) -> tuple[float, float]:
    """Interval for a share of ``n`` (Wilson 1927, without continuity correction).

    For a mean of scores in [0, 1] it errs on the wide side, since none spreads more than right-or-wrong.
    """
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)
