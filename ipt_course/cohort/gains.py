"""Learning gain: a lesson's pre-test against its post-test, of the same learners."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..learning.store import Store
from .blueprint import Blueprint
from .figure import LEAST, Figure, Z, figure
from .selection import Selection

ENOUGH = 20
"""Pairs from which on a gain may be shown."""
REFERENCE = 0.5
"""The start for which the adjusted result is given."""
CAVEAT = (
    "There is no group that did not take the lesson: some of a gain is practice with the form of the questions, and "
    "whoever stayed for the post-test differs from whoever left."
)


@dataclass(frozen=True)
class Gain:
    """Matched pairs of one lesson, scores in [0, 1].

    ``before`` and ``after`` are mean shares; ``gain`` is their difference; ``d`` the gain in standard deviations of
    the pre-test; ``adjusted`` the result to be expected of a learner who began with half right (regression of after
    on before), which can be compared between cohorts that began differently. ``normalised`` is the cohort's gain
    over what was left to gain; it flatters cohorts that began high and is for a picture only.
    """

    lesson: str
    before: Figure
    after: Figure
    gain: Figure
    d: Figure
    adjusted: Figure
    normalised: float | None


def gains(store: Store, selection: Selection, plan: Blueprint, least: int = LEAST) -> list[Gain]:
    """The gain of every lesson that has a pre-test and a post-test.

    A learner counts who answered at least half of both without a hint. Days are those of the last new exercise in
    the lesson, which usually is the post-test.
    """
    forms = {
        slug: (len(plan.form(slug, "pretest")), len(plan.form(slug, "posttest")))
        for slug in plan.lessons
        if selection.has(f"{slug}.")
    }
    forms = {slug: form for slug, form in forms.items() if all(form)}
    if not forms:
        return []
    work, values = selection.work()
    values |= {f"lesson_{n}": slug for n, slug in enumerate(forms)}
    half = [
        f"CASE lesson {' '.join(f'WHEN :lesson_{n} THEN {form[use]}' for n, form in enumerate(forms.values()))} END"
        for use in (0, 1)
    ]
    rows = store.rows(
        "SELECT lesson, count(*), sum(b), sum(a), sum(b * b), sum(a * a), sum(a * b) FROM ("
        "SELECT lesson, before_points / before AS b, after_points / after AS a FROM progress "
        f"WHERE before > 0 AND after > 0 AND 2 * before >= {half[0]} AND 2 * after >= {half[1]} AND {work}"
        ") AS pairs GROUP BY lesson",
        **values,
    )
    sums = {row[0]: row[1:] for row in rows}
    return [_gain(slug, *sums.get(slug, (0, 0, 0, 0, 0, 0)), least=least) for slug in forms]


def _gain(lesson: str, n: int, b: float, a: float, bb: float, aa: float, ab: float, least: int) -> Gain:
    if n < max(2, ENOUGH, least):
        nothing = figure(n, ENOUGH, lambda: (0, 0, 0), least)
        return Gain(lesson, nothing, nothing, nothing, nothing, nothing, None)
    pairs = Pairs.of(n, b, a, bb, aa, ab)
    return Gain(
        lesson,
        before=_mean(pairs.before, pairs.var_before, n),
        after=_mean(pairs.after, pairs.var_after, n),
        gain=_mean(pairs.after - pairs.before, pairs.var_before + pairs.var_after - 2 * pairs.covariance, n),
        d=figure(n, ENOUGH, pairs.d, least),
        adjusted=figure(n, ENOUGH, pairs.adjusted, least),
        normalised=(pairs.after - pairs.before) / (1 - pairs.before) if pairs.before < 1 else None,
    )


def _mean(value: float, variance: float, n: int) -> Figure:
    half = Z * math.sqrt(max(0.0, variance) / n)
    return Figure(value, value - half, value + half, n)


@dataclass(frozen=True)
class Pairs:
    """Means, variances and covariance of ``n`` pairs."""

    n: int
    before: float
    after: float
    var_before: float
    var_after: float
    covariance: float

    @classmethod
    def of(cls, n: int, b: float, a: float, bb: float, aa: float, ab: float) -> Pairs:
        """From sums: of before, of after, of their squares and of their products."""
        return cls(
            n,
            b / n,
            a / n,
            max(0.0, (bb - b * b / n) / (n - 1)),
            max(0.0, (aa - a * a / n) / (n - 1)),
            (ab - a * b / n) / (n - 1),
        )

    def d(self) -> tuple[float, float, float]:
        """Standardised mean change in pre-test deviations, corrected for small samples, with its interval.

        Becker, B. J. (1988). Synthesizing standardized mean-change measures. British Journal of Mathematical and
        Statistical Psychology, 41, 257-278: variance 2(1 - r)/n + d²/2n.
        """
        if self.var_before <= 0:
            return math.nan, math.nan, math.nan
        m = self.n - 1
        small = math.exp(math.lgamma(m / 2) - math.lgamma((m - 1) / 2)) / math.sqrt(m / 2)
        d = small * (self.after - self.before) / math.sqrt(self.var_before)
        r = self.covariance / math.sqrt(self.var_before * self.var_after) if self.var_after > 0 else 0.0
        half = Z * math.sqrt(2 * (1 - r) / self.n + d * d / (2 * self.n))
        return d, d - half, d + half

    def adjusted(self) -> tuple[float, float, float]:
        """Result to be expected from a start of :data:`REFERENCE`, by least squares, with its interval."""
        if self.var_before <= 0:
            return math.nan, math.nan, math.nan
        slope = self.covariance / self.var_before
        value = self.after + slope * (REFERENCE - self.before)
        residual = max(0.0, self.var_after - slope * self.covariance) * (self.n - 1) / (self.n - 2)
        half = Z * math.sqrt(
            residual * (1 / self.n + (REFERENCE - self.before) ** 2 / ((self.n - 1) * self.var_before))
        )
        return value, value - half, value + half
