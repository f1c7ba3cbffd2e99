"""The figures against other people's: published worked examples, scipy and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from ipt_course.cohort.figure import figure, not_asked, wilson
from ipt_course.cohort.gains import Pairs
from ipt_course.cohort.measures import alpha, alpha_interval, item_rest, item_rest_interval, rest_scores
from ipt_course.cohort.understanding import murphy

WUENSCH = np.array(
    [
        [1, 1, 1, 1, 1, 1, 0, 1, 1, 0],
        [1, 0, 1, 1, 0, 1, 1, 1, 0, 1],
        [1, 1, 1, 1, 0, 1, 1, 0, 0, 1],
        [0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 1, 0, 0, 1, 0],
        [1, 1, 1, 0, 1, 1, 1, 1, 1, 1],
        [1, 1, 0, 1, 1, 1, 0, 1, 1, 1],
        [1, 1, 1, 1, 1, 1, 1, 1, 0, 1],
        [0, 1, 0, 1, 1, 1, 1, 1, 0, 1],
        [1, 1, 0, 1, 1, 0, 1, 1, 1, 0],
    ],
    dtype=float,
)
"""Ten students, ten right-or-wrong items: K. L. Wuensch, KR20.txt (East Carolina University), with its figures."""


def test_kr20_of_a_published_example():
    """Wuensch gives sum of p*q = 2.18 and a variance of totals of 5.84; KR-20 follows from its formula."""
    p = WUENSCH.mean(axis=0)
    assert (p * (1 - p)).sum() == pytest.approx(2.18)
    assert WUENSCH.sum(axis=1).var() == pytest.approx(5.84)
    assert alpha(WUENSCH) == pytest.approx(10 / 9 * (1 - 2.18 / 5.84))


def test_alpha_and_its_interval_of_a_published_example():
    """Statology, 'How to Calculate Cronbach's Alpha in Python': 0.7734375, [0.336, 0.939], computed by pingouin."""
    answers = np.array(
        [[1, 2, 2, 3, 2, 2, 3, 3, 2, 3], [1, 1, 1, 2, 3, 3, 2, 3, 3, 3], [1, 1, 2, 1, 2, 3, 3, 3, 2, 3]], dtype=float
    ).T
    assert alpha(answers) == pytest.approx(0.7734375)
    assert alpha_interval(alpha(answers), 10, 3) == pytest.approx((0.336, 0.939), abs=0.0006)


def test_alpha_of_one_item_or_of_equal_totals_is_not_a_number():
    assert np.isnan(alpha(WUENSCH[:, :1]))
    assert np.isnan(alpha(np.array([[0.0, 1.0], [1.0, 0.0]])))


@given(right=st.integers(0, 400), more=st.integers(1, 400))
def test_wilson_is_that_of_statsmodels(right, more):
    n = max(right, more)
    theirs = proportion_confint(right, n, method="wilson")
    assert wilson(right / n, n) == pytest.approx(theirs, abs=1e-9)


def test_item_rest_is_scipys_point_biserial_of_item_and_rest():
    ours = item_rest(WUENSCH, rest_scores(WUENSCH))
    for n in range(10):
        theirs = stats.pointbiserialr(WUENSCH[:, n], np.delete(WUENSCH, n, axis=1).sum(axis=1)).statistic
        assert ours[n] == pytest.approx(theirs)


def rasch(learners=800, items=12, seed=1):
    draw = np.random.default_rng(seed)
    ability, difficulty = draw.normal(size=(learners, 1)), np.linspace(-1.5, 1.5, items)
    return (draw.random((learners, items)) < 1 / (1 + np.exp(difficulty - 1.2 * ability))).astype(float)


def test_partial_credit_is_pearsons_correlation_with_the_rest():
    draw = np.random.default_rng(2)
    scores = np.clip(draw.normal(0.5, 0.2, (300, 1)) + draw.normal(0, 0.2, (300, 6)), 0, 1)
    ours = item_rest(scores, rest_scores(scores))
    for n in range(6):
        theirs = stats.pearsonr(scores[:, n], np.delete(scores, n, axis=1).mean(axis=1)).statistic
        assert ours[n] == pytest.approx(theirs)


def test_the_bootstrap_interval_is_scipys():
    scores = rasch(300, 5)
    rest = rest_scores(scores)
    ours = item_rest_interval(scores, rest, draws=4000)
    for n in (0, 4):
        theirs = stats.bootstrap(
            (scores[:, n], rest[:, n]),
            lambda x, y: np.corrcoef(x, y)[0, 1],
            paired=True,
            vectorized=False,
            n_resamples=4000,
            method="percentile",
            rng=np.random.default_rng(3),
        ).confidence_interval
        assert ours[:, n] == pytest.approx((theirs.low, theirs.high), abs=0.015)


def test_the_same_data_have_the_same_interval():
    scores = rasch(100, 4)
    rest = rest_scores(scores)
    assert np.array_equal(item_rest_interval(scores, rest), item_rest_interval(scores, rest))


def test_a_learner_who_met_the_harder_items_is_not_thought_weaker():
    """Items are met at random; without allowance for difficulty the correlation would be pulled towards 0."""
    scores = rasch(4000, 12)
    met = np.random.default_rng(4).random(scores.shape) < 0.75
    some = np.where(met, scores, np.nan)
    whole, part = (item_rest(s, rest_scores(s)) for s in (scores, some))
    assert part == pytest.approx(whole, abs=0.06)


def test_who_answered_fewer_than_half_of_the_others_is_not_compared():
    scores = np.array([[1, 0, 1, np.nan, np.nan], [1, 1, np.nan, np.nan, np.nan], [0, 1, 0, 1, 1.0]])
    there = ~np.isnan(rest_scores(scores))
    assert there.tolist() == [[True] * 3 + [False] * 2, [False] * 5, [True] * 5]


def test_where_all_did_the_same_there_is_no_correlation():
    scores = rasch(100, 4)
    scores[:, 2] = 1
    rest = rest_scores(scores)
    assert np.isnan(item_rest(scores, rest)).tolist() == [False, False, True, False]
    assert np.isnan(item_rest_interval(scores, rest)[0]).tolist() == [False, False, True, False]


@given(
    st.dictionaries(
        st.sampled_from([0.6, 0.8, 0.95]), st.tuples(st.integers(1, 50), st.integers(0, 50)), min_size=1, max_size=3
    )
)
def test_the_parts_of_the_brier_score_add_up_to_the_mean_square(levels):
    counts = {level: (a, min(a, r)) for level, (a, r) in levels.items()}
    forecast = np.concatenate([np.full(a, level) for level, (a, _) in counts.items()])
    came = np.concatenate([np.r_[np.ones(r), np.zeros(a - r)] for a, r in counts.values()])
    brier, miscalibration, resolution, uncertainty = murphy(counts)
    assert brier == pytest.approx(((forecast - came) ** 2).mean())
    assert min(miscalibration, resolution, uncertainty) >= 0


def pairs(n, before, after, sd_before, r, sd_after=1.0) -> Pairs:
    return Pairs(n, before, after, sd_before**2, sd_after**2, r * sd_before * sd_after)


@pytest.mark.parametrize(
    ("case", "d", "variance"),
    [
        (pairs(20, 30.6, 38.5, 15.0, 0.47), 0.5056, 0.0594),
        (pairs(50, 23.5, 26.8, 3.1, 0.64), 1.0481, 0.0254),
        (pairs(9, 0.5, 0.7, 0.1, 0.77), 1.8054, 0.2322),
        (pairs(10, 53.4, 75.9, 14.5, 0.89), 1.4181, 0.1225),
        (pairs(14, 35.6, 36.0, 4.7, 0.44), 0.0801, 0.0802),
    ],
)
def test_the_standardised_gain_is_that_of_metafor(case, d, variance):
    """Morris (2008) as analysed by metafor (escalc, measure SMCR; tests/testthat/test_analysis_example_morris2008.r)."""
    value, low, high = case.d()
    assert value == pytest.approx(d, abs=0.0001)
    assert ((high - low) / 2 / 1.959964) ** 2 == pytest.approx(variance, abs=0.0001)


def test_the_adjusted_result_is_the_prediction_of_statsmodels():
    draw = np.random.default_rng(5)
    before = draw.integers(0, 5, 60) / 4
    after = np.clip(0.4 + 0.4 * before + draw.normal(0, 0.15, 60), 0, 1)
    sums = before.sum(), after.sum(), (before**2).sum(), (after**2).sum(), (before * after).sum()
    value, low, high = Pairs.of(60, *sums).adjusted()
    there = sm.OLS(after, sm.add_constant(before)).fit().get_prediction([[1, 0.5]])
    assert value == pytest.approx(there.predicted_mean[0])
    assert (high - low) / 2 / 1.959964 == pytest.approx(there.se_mean[0], rel=1e-6)


def test_a_figure_says_why_it_is_not_shown():
    compute = lambda: (0.5, 0.4, 0.6)  # noqa: E731
    assert figure(0, 10, compute).why == "nobody yet"
    assert not_asked(figure(0, 10, compute), of=12).why == "not asked"
    assert not_asked(figure(0, 10, compute), of=0).why == "nobody yet"
    assert not_asked(figure(4, 10, compute), of=12) == figure(4, 10, compute)
    assert figure(4, 10, compute) == figure(1, 10, compute), "not even the number is told"
    assert figure(4, 10, compute).why == "fewer than 5 learners"
    assert (figure(9, 10, compute).n, figure(9, 10, compute).why) == (9, "too early: 9 of 10 learners")
    assert (figure(10, 10, compute).value, figure(10, 10, compute).shown) == (0.5, True)
    assert figure(10, 10, lambda: (float("nan"),) * 3).why == "everyone did the same"
    assert figure(1, 1, compute, least=1).shown
