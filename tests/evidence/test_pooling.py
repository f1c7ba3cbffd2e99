"""Pooled effects against published ones, and against sums done by hand."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_course.evidence import pooling
from ipt_course.evidence.pooling import METHODS, TooFew, pool
from ipt_course.evidence.tables import comparisons, meta_analyses

RECON = comparisons().query("recon2016")
ADULTS = comparisons().query("adults")
HECKMAN = "T007"


def of(table, method="dl"):
    return pool(list(table.g), list(table.se), method)


def test_the_2016_meta_analysis_is_reproduced_within_one_hundredth():
    published = meta_analyses().set_index("row_id").loc["M05"]
    found = of(RECON)
    assert found.k == int(published.k) == 31
    assert found.effect == pytest.approx(float(published.effect), abs=0.01)
    assert (found.low, found.high) == pytest.approx((published.ci_low, published.ci_high), abs=0.01)
    assert found.i2 == pytest.approx(float(published.I2), abs=3)
    assert (found.i2_low, found.i2_high) == pytest.approx((50, 76), abs=0.5)
    assert found.predicted == pytest.approx((-0.10, 1.30), abs=0.01)


def test_i2_and_its_interval_are_those_of_linde_2016():
    """93 trials in a network, Q = 102.45: I² 15.1 (0.0 to 35.6) in print, with 87 degrees of freedom."""
    found = pooling._i2_interval(102.45, 88)
    i2 = 100 * (1 - 87 / 102.45)
    assert i2 == pytest.approx(15.1, abs=0.05)
    assert (found["i2_low"], found["i2_high"]) == pytest.approx((0.0, 35.6), abs=0.06)


def test_one_changed_row_moves_the_pool():
    then = comparisons(old=[HECKMAN]).query("adults")
    now, moved = of(ADULTS), of(then)
    assert (round(now.effect, 2), round(moved.effect, 2)) == (0.49, 0.56)
    assert (round(now.i2), round(moved.i2)) == (75, 86)
    assert (then.g != ADULTS.g).sum() == 1


def test_one_heavy_trial_makes_much_of_the_spread():
    without = of(RECON[RECON.row != "T002"])
    assert round(of(RECON).i2) == 66 and round(without.i2) == 48


def test_a_comparator_at_a_time():
    found = {name: of(group) for name, group in RECON.groupby("against")}
    assert {name: round(one.effect, 2) for name, one in found.items()} == {
        "waiting list": 0.74,
        "usual care": 0.58,
        "other control": 0.57,
    }
    assert pooling.differ(list(found.values())) > 0.05
    assert pooling.differ([found["usual care"]]) is None


def test_egger_on_the_31():
    assert pooling.egger(list(RECON.g), list(RECON.se)).p == pytest.approx(0.58, abs=0.005)
    assert pooling.egger(list(RECON.g[:9]), list(RECON.se[:9])) is None


def test_leaving_out_and_adding_up():
    rows = RECON.head(6)
    out = pooling.leave_one_out(list(rows.g), list(rows.se))
    assert len(out) == 6 and out[2].effect == pytest.approx(of(rows.drop(rows.index[2])).effect)
    added = pooling.cumulative(list(rows.g), list(rows.se))
    assert [one.k for one in added] == [2, 3, 4, 5, 6] and added[-1] == of(rows)


TRIALS = st.lists(st.tuples(st.floats(-2, 3), st.floats(0.05, 1)), min_size=2, max_size=25)


@given(TRIALS)
def test_dersimonian_and_laird_by_hand(rows):
    y, v = np.array([e for e, _ in rows]), np.array([s for _, s in rows]) ** 2
    w = 1 / v
    q = (w * (y - np.average(y, weights=w)) ** 2).sum()
    tau2 = max(0, (q - (len(y) - 1)) / (w.sum() - (w**2).sum() / w.sum()))
    again = 1 / (v + tau2)
    found = pool([e for e, _ in rows], [s for _, s in rows])
    assert found.tau == pytest.approx(sqrt(tau2), abs=1e-6)
    assert found.effect == pytest.approx(np.average(y, weights=again), abs=1e-6)
    assert found.se == pytest.approx(1 / sqrt(again.sum()), abs=1e-6)


@given(TRIALS)
def test_paule_and_mandel_make_the_weighted_spread_what_chance_expects(rows):
    y, v = np.array([e for e, _ in rows]), np.array([s for _, s in rows]) ** 2
    found = pool(list(y), [s for _, s in rows], "pm")
    w = 1 / (v + found.tau**2)
    spread = (w * (y - np.average(y, weights=w)) ** 2).sum()
    assert spread == pytest.approx(len(y) - 1, rel=1e-3) or (found.tau < 1e-4 and spread <= len(y) - 1 + 1e-3)


@given(TRIALS, st.sampled_from(list(METHODS)))
def test_what_holds_of_every_pool(rows, method):
    effects = [e for e, _ in rows]
    found = pool(effects, [s for _, s in rows], method)
    assert min(effects) - 1e-9 <= found.effect <= max(effects) + 1e-9
    assert found.low <= found.effect <= found.high
    assert sum(found.weights) == pytest.approx(1)
    assert 0 <= found.i2 <= 100
    if found.i2_low is not None:
        assert 0 <= found.i2_low <= found.i2 + 1e-9 and found.i2 <= found.i2_high + 1e-9
    if method == "fixed":
        assert found.tau == 0 and found.predicted is None
    elif found.k >= 3:
        assert found.predicted[0] <= found.low + 1e-9 and found.high <= found.predicted[1] + 1e-9


@pytest.mark.parametrize("rows", [[], [(0.5, 0.2)]])
def test_fewer_than_two_are_not_pooled(rows):
    with pytest.raises(TooFew):
        pool([e for e, _ in rows], [s for _, s in rows])


def test_a_method_nobody_knows():
    with pytest.raises(ValueError, match="'best' is not a method"):
        pool([1, 2], [1, 1], "best")
