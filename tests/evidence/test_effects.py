"""Effect sizes and their converters against what was published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_course.evidence import effects
from ipt_course.evidence.tables import trials

WITH_MEANS = [
    row
    for row in trials().to_dict("records")
    if all(row[name] == row[name] for name in ("mean_ipt", "sd_ipt", "n_ipt", "mean_control", "sd_control"))
]


def test_there_are_rows_with_means():
    assert len(WITH_MEANS) == 39


@pytest.mark.parametrize("row", WITH_MEANS, ids=lambda row: row["study"])
def test_g_and_its_error_follow_from_means_and_spreads(row):
    ipt = effects.Arm(row["n_ipt"], row["mean_ipt"], row["sd_ipt"])
    control = effects.Arm(row["n_control"], row["mean_control"], row["sd_control"])
    g, se = effects.hedges_g(ipt, control)
    assert g == pytest.approx(row["effect_size"], abs=0.001)
    assert se == pytest.approx(row["se"], abs=0.003)


@pytest.mark.parametrize(("d", "published"), [(0.63, 2.91), (0.19, 9.43), (0.06, 29)])
def test_nnt_is_as_published_in_2011_and_2016(d, published):
    """The published values were computed from effects before rounding."""
    reach = [effects.nnt(d + 0.005), effects.nnt(d - 0.005)]
    assert reach[0] <= published <= reach[1]
    assert effects.nnt(0.63) == pytest.approx(2.91, abs=0.01)


def test_half_a_standard_deviation_in_common_language():
    """0.5 is 64 in 100, NNT 3.6 (Kraemer 2006)."""
    assert effects.common_language(0.5) == pytest.approx(0.638, abs=0.001)
    assert effects.nnt(0.5) == pytest.approx(3.6, abs=0.05)
    assert effects.share_beyond_control(0.6) == pytest.approx(0.726, abs=0.001)


def test_nnt_depends_on_how_many_recover_anyway():
    assert effects.nnt_given_control(0.6, 0.5) == pytest.approx(4.43, abs=0.01)
    assert effects.nnt_given_control(0.6, 0.05) > 2 * effects.nnt_given_control(0.6, 0.5)


@given(st.floats(0.02, 3) | st.floats(-3, -0.02))
def test_converters_undo_one_another(g):
    assert effects.g_from_nnt(effects.nnt(g)) == pytest.approx(g, abs=1e-6)
    assert effects.g_from_common_language(effects.common_language(g)) == pytest.approx(g, abs=1e-6)
    assert effects.common_language(-g) == pytest.approx(1 - effects.common_language(g))


@pytest.mark.parametrize("impossible", [0.5, -1, 0])
def test_an_nnt_within_one_person_is_refused(impossible):
    with pytest.raises(ValueError, match="everybody gains"):
        effects.g_from_nnt(impossible)


def test_no_effect_needs_infinitely_many():
    assert effects.nnt(0) == effects.nnt_given_control(0, 0.3) == float("inf")


@pytest.mark.parametrize(
    ("share", "people", "published"),
    [(0.20, 25, (4, 36)), (0.43, 28, (25, 61)), (0.64, 25, (45, 83)), (0.90, 29, (79, 100))],
)
def test_recurrence_intervals_of_reynolds_1999(share, people, published):
    assert tuple(round(100 * end) for end in effects.share_interval(share, people)) == published


def test_the_table_prints_the_same_intervals():
    rows = trials().query("study.str.startswith('Reynolds, 1999')", engine="python")
    sizes = [25, 28, 25, 29]
    for row, people in zip(rows.itertuples(), sizes, strict=True):
        low, high = effects.share_interval(row.effect_size, people)
        assert (round(low, 2), round(high, 2)) == (row.ci_low, row.ci_high)


def test_people_of_one_village_count_for_less():
    assert effects.with_clusters(0.131, 1, 0.5) == 0.131
    assert effects.with_clusters(0.131, 9, 0) == 0.131
    assert effects.with_clusters(1, 9, 0.125) == pytest.approx(2**0.5)
