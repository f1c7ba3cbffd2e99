"""The clinical rules against what was published, and against an implementation that is not ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_course.clinical import questionnaires as forms
from ipt_course.clinical.agreement import weighted_kappa
from ipt_course.clinical.planes import PLANES, complement, place_of
from ipt_course.course.library import library
from ipt_course.course.shelves import read_shelves

phq9 = st.lists(st.integers(0, 3), min_size=9, max_size=9)


def test_phq9_bands():
    lowest = {"minimal": 0, "mild": 5, "moderate": 10, "moderately severe": 15, "severe": 20}
    for name, points in lowest.items():
        assert forms.band("phq9", points) == name
        assert points == 0 or forms.band("phq9", points - 1) != name
    assert forms.band("phq9", 27) == "severe"


@pytest.mark.parametrize(("points", "band"), [(4, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe")])
def test_gad7_bands(points, band):
    assert forms.band("gad7", points) == band


@pytest.mark.parametrize(
    ("before", "nows", "change"),
    [
        (14, (19, 27), "worse"),
        (14, (10, 14, 18), "little"),
        (6, (2,), "little"),
        (18, (10, 13), "better"),
        (18, (5, 9), "response"),
        (18, (0, 4), "remission"),
        (9, (4,), "remission"),
    ],
)
def test_change(before, nows, change):
    assert {forms.change(before, now) for now in nows} == {change}


def test_reliable_change_follows_the_published_formula():
    """Jacobson and Truax 1991, worked by hand: 1.96 × √(2 × (6.1 × √0.11)²) = 5.61."""
    assert forms.ERROR["phq9"] == pytest.approx(5.61, abs=0.01)
    assert forms.reliable_points(6.1, 1.0) == 0
    assert forms.reliable_points(6.1, 0.74) > forms.reliable_points(6.1, 0.89)


@pytest.mark.parametrize(
    ("instrument", "before", "now", "reading"),
    [
        ("phq9", 18, 13, "within"),
        ("phq9", 18, 12, "better"),
        ("phq9", 11, 16, "within"),
        ("phq9", 11, 17, "worse"),
        ("gad7", 16, 11, "within"),
        ("gad7", 16, 10, "better"),
        ("gad7", 10, 16, "worse"),
    ],
)
def test_reliable_change(instrument, before, now, reading):
    assert forms.reliable(instrument, before, now) == reading


@given(st.integers(0, 27), st.integers(0, 27))
def test_change_read_backwards_is_the_opposite(before, now):
    opposite = {"better": "worse", "worse": "better", "within": "within"}
    assert forms.reliable("phq9", now, before) == opposite[forms.reliable("phq9", before, now)]
    if forms.reliable("phq9", before, now) == "better":
        assert forms.change(before, now) in ("better", "response", "remission")


@pytest.mark.parametrize(
    ("totals", "session"), [([16, 16, 15, 11, 12], 4), ([16, 12, 12], 0), ([11, 12, 17], 0), ([9, 4], 2), ([9], 0)]
)
def test_the_first_session_that_matters(totals, session):
    assert forms.first_that_matters(totals) == session


@given(phq9)
def test_the_algorithm_needs_interest_or_mood(items):
    if max(items[:2]) < 2:
        assert forms.algorithm(items) == "none"
    if forms.algorithm(items) == "major":
        assert forms.symptoms(items) >= 5


def test_item_9_counts_from_one_in_the_algorithm():
    assert forms.symptoms([2, 0, 0, 0, 0, 0, 0, 0, 1]) == 2
    assert forms.symptoms([2, 1, 1, 1, 1, 1, 1, 1, 0]) == 1


def test_every_case_adds_up():
    names = {"major": "major depressive syndrome", "other": "other depressive syndrome", "none": None}
    for name, case in read_shelves(library().data).cases.items():
        given = case["phq9"]
        assert case["course"]["phq9"][0] == given["total"], name
        assert forms.total(given["items"]) == given["total"], name
        assert forms.band("phq9", given["total"]) == given["severity"], name
        assert forms.symptoms(given["items"]) == given["symptoms_counted"], name
        assert names[forms.algorithm(given["items"])] == given["algorithm"], name
        anxiety = case["gad7"]
        assert forms.total(anxiety["items"]) == anxiety["total"], name
        assert forms.band("gad7", anxiety["total"]) == anxiety["severity"], name


ratings = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40)


@given(ratings)
def test_weighted_kappa_agrees_with_statsmodels(pairs):
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa

    first, second = zip(*pairs, strict=True)
    table = np.zeros((5, 5))
    for a, b in pairs:
        table[a, b] += 1
    ours = weighted_kappa(first, second, 5)
    if ours is None:
        return
    theirs = cohens_kappa(table, wt="quadratic", return_results=False)
    assert ours == pytest.approx(float(theirs), abs=1e-9)


def test_weighted_kappa_of_two_who_never_vary_is_undefined():
    assert weighted_kappa([2, 2], [2, 2], 5) is None
    with pytest.raises(ValueError, match="0 to 4"):
        weighted_kappa([5], [1], 5)


def test_regions_and_complements():
    assert PLANES["attachment"].region(-2, 2) == "dismissing"
    assert PLANES["attachment"].region(2, -2) == "preoccupied"
    assert complement(*complement(1.5, -2)) == (1.5, -2)
    assert PLANES["circumplex"].region(*complement(-2, 2)) == "cold and yielding"
    assert PLANES["circumplex"].region(-2, -0.5) == "cold"
    assert PLANES["attachment"].region(0.5, 0.5) == "near the middle"
    assert PLANES["attachment"].region(0, 2) == "between dismissing and fearful"


def test_the_scales_of_a_case_are_turned_into_places():
    case = {"attachment": {"anxiety": 6.3, "avoidance": 4.5}, "circumplex": {"communion": -0.5, "agency": 0.7}}
    assert place_of(case, "attachment") == [2.5, 0.5]
    assert place_of(case, "circumplex") == [-1.5, 2.0]
    low, high = ({"attachment": {"anxiety": n, "avoidance": n}} for n in (1, 7))
    assert (place_of(low, "attachment"), place_of(high, "attachment")) == ([-3, -3], [3, 3])
