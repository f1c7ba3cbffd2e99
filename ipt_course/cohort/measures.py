"""Classical test theory on arrays: discrimination, reliability, and how sure one may be of them.

``scores`` is learners × items in [0, 1]; ``nan`` where a learner has no measured first try.
"""

from __future__ import annotations

import warnings

import numpy as np

DRAWS = 500
SEED = 20260101
"""The bootstrap draws the same for the same data, so that a page shows the same interval when it is opened again."""


def rest_scores(scores: np.ndarray) -> np.ndarray:
    """How each learner did on the *other* items, beside each item: learners × items.

    The mean of the others, each taken relative to its own mean, so that a learner who met the harder ones is not
    thought weaker. ``nan`` where a learner has answered fewer than half of the others. Where everyone has answered
    everything this is the usual rest score but for a constant.
    """
    n_items = scores.shape[1]
    if n_items < 2:
        return np.full(scores.shape, np.nan)
    there = ~np.isnan(scores)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an item that nobody answered has no mean
        relative = np.where(there, scores - np.nanmean(scores, axis=0), 0.0)
    others = there.sum(axis=1, keepdims=True) - there
    rest = (relative.sum(axis=1, keepdims=True) - relative) / np.maximum(others, 1)
    return np.where(there & (2 * others >= n_items - 1), rest, np.nan)


def item_rest(scores: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """Corrected item-total correlation: of each item with the rest score that leaves it out.

    For right-or-wrong items the corrected point-biserial correlation. ``nan`` where all did the same.
    """
    return _correlations(np.ones((1, len(scores))), scores, rest)[0]


def item_rest_interval(scores: np.ndarray, rest: np.ndarray, draws: int = DRAWS) -> np.ndarray:
    """95 % interval of :func:`item_rest`, 2 × items: percentile bootstrap over learners."""
    learners = len(scores)
    weights = np.random.default_rng(SEED).multinomial(learners, np.full(learners, 1 / learners), size=draws)
    drawn = _correlations(weights.astype(float), scores, rest)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an item on which all did the same has no interval
        return np.nanpercentile(drawn, [2.5, 97.5], axis=0)


def _correlations(weights: np.ndarray, scores: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """Weighted correlations of each column of ``scores`` with that of ``rest``: one row for each row of weights."""
    there = ~np.isnan(scores) & ~np.isnan(rest)
    x, y = np.where(there, scores, 0.0), np.where(there, rest, 0.0)
    n = weights @ there.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        mx, my = weights @ x / n, weights @ y / n
        covariance = weights @ (x * y) / n - mx * my
        spread = (weights @ (x * x) / n - mx * mx) * (weights @ (y * y) / n - my * my)
        return np.where(spread > 1e-12, covariance / np.sqrt(np.where(spread > 1e-12, spread, 1.0)), np.nan)


def alpha(scores: np.ndarray) -> float:
    """Cronbach's alpha of learners who answered everything; on right-or-wrong items it is KR-20."""
    k = scores.shape[1]
    total = scores.sum(axis=1).var(ddof=1)
    if k < 2 or total <= 0:
        return float("nan")
    return float(k / (k - 1) * (1 - scores.var(axis=0, ddof=1).sum() / total))


def alpha_interval(value: float, learners: int, items: int) -> tuple[float, float]:
    """95 % interval of alpha from the F distribution.

    Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability coefficient twenty.
    Psychometrika, 30, 357-370.
    """
    from scipy.special import fdtri

    between, within = learners - 1, (learners - 1) * (items - 1)
    low, high = (1 - (1 - value) * fdtri(between, within, p) for p in (0.975, 0.025))
    return float(low), float(high)
