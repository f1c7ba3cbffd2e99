"""Drawings of a client's life: everybody stands on their ring and apart, and a name is never markup."""

from __future__ import annotations

import re
from itertools import combinations
from math import dist
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from ipt_course.views.drawings import DISC, MIDDLE, RADII, circles, events, scores

people = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.from_regex(r"[A-Z][a-z]{1,9}( [A-Z][a-z]{1,9})?", fullmatch=True),
            "status": st.sampled_from(["alive", "deceased"]),
            "ring": st.sampled_from([1, 2, 3]),
        }
    ),
    min_size=1,
    max_size=9,
)


@given(people)
def test_everybody_stands_on_their_ring_and_nobody_on_another(people):
    drawn = circles("Ana Berg", people)
    ElementTree.fromstring(drawn)
    at = [(float(x), float(y)) for x, y in re.findall(r"translate\((-?\d+) (-?\d+)\)", drawn)]
    rings = sorted(one["ring"] for one in people)
    for place, ring in zip(at, rings, strict=True):
        assert abs(dist(place, (MIDDLE, MIDDLE)) - RADII[ring]) < 2
    if rings.count(1) <= 4:
        assert all(dist(a, b) > DISC for a, b in combinations(at, 2))
    assert drawn.count("ipt-died") == sum(one["status"] == "deceased" for one in people)


def test_a_name_is_never_markup():
    drawn = circles("<b>A</b>", [{"name": "<script>x</script>&lt;i&gt; B", "status": "alive", "ring": 1}])
    assert "<script" not in drawn and "<i>" not in drawn


@given(
    st.lists(st.tuples(st.integers(-2000, 0), st.integers(0, 10)), min_size=1, max_size=14),
    st.booleans(),
)
def test_every_event_has_its_numbered_dot_inside_the_picture(given, told):
    timeline = [{"t_weeks": w, "mood_0_10": m, "relevance": "trigger"} for w, m in sorted(given)]
    drawn = events(timeline, list(range(1, len(timeline) + 1)), told)
    ElementTree.fromstring(drawn)
    dots = re.findall(r'<circle cx="(\d+)" cy="(\d+)"', drawn)
    assert len(dots) == len(timeline) and all(0 <= int(x) <= 640 and 0 <= int(y) <= 206 for x, y in dots)
    assert ('"trigger"' in drawn) == told


@given(st.lists(st.integers(0, 27), min_size=1, max_size=16))
def test_every_total_is_drawn_and_higher_is_higher(totals):
    drawn = scores(totals)
    ElementTree.fromstring(drawn)
    heights = [int(y) for y in re.findall(r'class="ipt-score" cx="\d+" cy="(\d+)"', drawn)]
    assert len(heights) == len(totals)
    assert sorted(heights) == [heights[n] for n in sorted(range(len(totals)), key=lambda n: -totals[n])]
