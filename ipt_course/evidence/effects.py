"""Effect sizes of two groups, and what they say in other words.

Everything is a difference between groups in standard deviations; positive favours IPT. The converters
assume that scores follow a bell curve with the same spread in both groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

BELL = NormalDist()
Z = BELL.inv_cdf(0.975)
"""Standard errors from the middle to the end of a 95% interval: 1.96."""


@dataclass(frozen=True)
class Arm:
    """One group at the end of a trial: people, mean and standard deviation of the scale."""

    n: float
    mean: float
    sd: float


def hedges_g(ipt: Arm, control: Arm) -> tuple[float, float]:
    """Hedges' g and its standard error, for scales on which a lower score is better (Hedges 1985; Borenstein 2009).

    g is the distance of the means over the pooled standard deviation, a little smaller in small trials.
    """
    freedom = ipt.n + control.n - 2
    pooled = sqrt(((ipt.n - 1) * ipt.sd**2 + (control.n - 1) * control.sd**2) / freedom)
    g = (1 - 3 / (4 * freedom - 1)) * (control.mean - ipt.mean) / pooled
    return g, sqrt((ipt.n + control.n) / (ipt.n * control.n) + g**2 / (2 * (ipt.n + control.n)))


def interval(effect: float, se: float) -> tuple[float, float]:
    """The 95% interval of one trial."""
    return effect - Z * se, effect + Z * se


def common_language(g: float) -> float:
    """How often somebody drawn from the IPT group is better off than somebody drawn from the other (McGraw 1992)."""
    return BELL.cdf(g / sqrt(2))


def share_beyond_control(g: float) -> float:
    """The share of the IPT group that is better off than the average of the other group (Cohen's U3)."""
    return BELL.cdf(g)


def nnt(g: float) -> float:
    """People to be treated for one more who is better off than with control (Kraemer 2006).

    It takes no account of how many recover anyway, and so looks like a fixed property of a treatment. Infinite at 0.
    """
    return _one_in(2 * common_language(g) - 1)


def nnt_given_control(g: float, recover: float) -> float:
    """People to be treated for one more recovery, if ``recover`` (0 to 1) of the control group recover (Furukawa 2011)."""
    if not 0 < recover < 1:
        raise ValueError(f"{recover} is not a share between 0 and 1")
    return _one_in(BELL.cdf(g + BELL.inv_cdf(recover)) - recover)


def _one_in(gain: float) -> float:
    return 1 / gain if abs(gain) > 1e-12 else float("inf")


def g_from_nnt(people: float) -> float:
    """The inverse of :func:`nnt`; ``people`` above 1, or below -1 where control was ahead."""
    if abs(people) <= 1:
        raise ValueError(f"an NNT of {people} would mean that everybody gains")
    return g_from_common_language((1 + 1 / people) / 2)


def g_from_common_language(share: float) -> float:
    """The inverse of :func:`common_language`; ``share`` between 0 and 1."""
    if not 0 < share < 1:
        raise ValueError(f"{share} is not a share between 0 and 1")
    return sqrt(2) * BELL.inv_cdf(share)


def share_interval(share: float, people: int) -> tuple[float, float]:
    """The simple 95% interval of a share, cut off at 0 and 1 (Wald). The older trials print this one."""
    half = Z * sqrt(share * (1 - share) / people)
    return max(0.0, share - half), min(1.0, share + half)


def with_clusters(se: float, size: float, alike: float) -> float:
    """The standard error of a trial that drew groups of ``size`` people and not single ones (design effect).

    ``alike`` is the intraclass correlation: 0 when people of one group are no more alike than others.
    """
    return se * sqrt(1 + (size - 1) * alike)
