"""Pool the effects of several trials, and say how much they differ (statsmodels does the sums)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from .choices import METHODS
from .effects import Z

_ESTIMATOR = {"dl": "chi2", "pm": "iterated", "fixed": "chi2"}


class TooFew(ValueError):
    """There is nothing to pool."""


@dataclass(frozen=True)
class Pooled:
    """A pooled effect with its 95% interval.

    ``tau`` is the standard deviation of the true effects, in the unit of the effects. ``i2`` (0 to 100) is the share
    of the variance of the results that chance does not explain, with a test-based interval (Higgins 2002).
    ``predicted`` is where the true effect of a new trial would lie 19 times in 20; ``None`` for a fixed effect, which
    denies that effects differ, and below three trials. ``weights`` add up to 1.
    """

    method: str
    k: int
    effect: float
    se: float
    low: float
    high: float
    tau: float
    i2: float
    i2_low: float | None
    i2_high: float | None
    q: float
    predicted: tuple[float, float] | None
    weights: tuple[float, ...]


def pool(effects: Sequence[float], errors: Sequence[float], method: str = "dl") -> Pooled:
    """Pool effects by their standard errors; ``method`` is one of :data:`METHODS`. :class:`TooFew` below two trials.

    The interval of ``pm`` is Hartung and Knapp's, with a t distribution of k - 1 degrees (IntHout 2014); that of the
    other two is the normal one. The prediction interval has a t distribution of k - 2 degrees (Higgins 2009).
    """
    if method not in METHODS:
        raise ValueError(f"'{method}' is not a method; use one of {', '.join(METHODS)}")
    k = len(effects)
    if k < 2:
        raise TooFew(f"{k} trials cannot be pooled" if k != 1 else "one trial cannot be pooled")
    y, variance = np.asarray(effects, float), np.asarray(errors, float) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        found = combine_effects(y, variance, method_re=_ESTIMATOR[method], use_t=False)
    tau2 = float(found.tau2)
    fixed = method == "fixed" or not tau2 > 0  # statsmodels goes on with an estimate below zero; it stands for zero
    effect = float(found.mean_effect_fe if fixed else found.mean_effect_re)
    if method == "pm":
        se, reach = sqrt(float(found.var_hksj_fe if fixed else found.var_hksj_re)), float(stats.t.ppf(0.975, k - 1))
    else:
        se, reach = float(found.sd_eff_w_fe if fixed else found.sd_eff_w_re), Z
    tau2 = 0.0 if fixed else tau2
    weights = found.weights_rel_fe if fixed else found.weights_rel_re
    q = max(0.0, float(found.q))
    return Pooled(
        method=method,
        k=k,
        effect=effect,
        se=se,
        low=effect - reach * se,
        high=effect + reach * se,
        tau=sqrt(tau2),
        i2=100 * max(0.0, 1 - (k - 1) / q) if q else 0.0,
        **_i2_interval(q, k),
        q=q,
        predicted=None if method == "fixed" or k < 3 else _predicted(effect, se, tau2, k),
        weights=tuple(float(w) for w in np.ravel(weights)),
    )


def _predicted(effect: float, se: float, tau2: float, k: int) -> tuple[float, float]:
    half = float(stats.t.ppf(0.975, k - 2)) * sqrt(tau2 + se**2)
    return effect - half, effect + half


def _i2_interval(q: float, k: int) -> dict[str, float | None]:
    """Higgins and Thompson's test-based interval, by way of H = sqrt(Q / (k - 1)). There is none for two trials."""
    if k < 3 or q <= 0:
        return {"i2_low": None, "i2_high": None}
    if q > k:
        spread = 0.5 * (log(q) - log(k - 1)) / (sqrt(2 * q) - sqrt(2 * k - 3))
    else:
        spread = sqrt(1 / (2 * (k - 2)) * (1 - 1 / (3 * (k - 2) ** 2)))
    middle = 0.5 * log(q / (k - 1))
    low, high = (max(0.0, 1 - 1 / exp(middle + side * Z * spread) ** 2) for side in (-1, 1))
    return {"i2_low": 100 * low, "i2_high": 100 * high}


def leave_one_out(effects: Sequence[float], errors: Sequence[float], method: str = "dl") -> list[Pooled]:
    """The pooled effect without each trial in turn."""
    return [
        pool([*effects[:n], *effects[n + 1 :]], [*errors[:n], *errors[n + 1 :]], method) for n in range(len(effects))
    ]


def cumulative(effects: Sequence[float], errors: Sequence[float], method: str = "dl") -> list[Pooled]:
    """The pooled effect of the first two trials, the first three, and so on, in the order given."""
    return [pool(effects[:n], errors[:n], method) for n in range(2, len(effects) + 1)]


def differ(groups: Sequence[Pooled]) -> float | None:
    """The p-value of a test that the pooled effects of several groups of trials differ; ``None`` below two groups."""
    if len(groups) < 2:
        return None
    weights = np.array([1 / one.se**2 for one in groups])
    effects = np.array([one.effect for one in groups])
    q = float((weights * (effects - np.average(effects, weights=weights)) ** 2).sum())
    return float(stats.chi2.sf(q, len(groups) - 1))


@dataclass(frozen=True)
class Egger:
    """``slant`` above zero: small trials report larger effects. ``p``: how surprising that is if they do not."""

    slant: float
    p: float


def egger(effects: Sequence[float], errors: Sequence[float]) -> Egger | None:
    """Egger's regression of effect / error on 1 / error; ``None`` below ten trials, where it says nothing (Sterne 2011)."""
    if len(effects) < 10:
        return None
    y, error = np.asarray(effects, float), np.asarray(errors, float)
    line = stats.linregress(1 / error, y / error)
    p = 2 * stats.t.sf(abs(line.intercept / line.intercept_stderr), len(y) - 2)
    return Egger(float(line.intercept), float(p))
