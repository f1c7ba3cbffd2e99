"""Looks at the comparisons: every choice gives a drawing that says its numbers, and junk gives the first look."""

from __future__ import annotations

from html import unescape
from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_course.evidence.choices import CONTROLS, VIEWS, Wish, read_wish
from ipt_course.evidence.converting import convert
from ipt_course.evidence.drawing import Row, forest, number
from ipt_course.evidence.exploring import chosen, look

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("view", VIEWS)
def test_a_drawing_is_well_formed_and_says_its_numbers(view):
    seen = look(Wish(view=view))
    for svg in (seen.wide, seen.narrow):
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img" and seen.lines[0] in unescape(root.get("aria-label"))
        assert "script" not in svg and "href" not in svg
    assert len(seen.table) >= 4 and all(len(row) == len(seen.head) for row in seen.table)


def test_a_forest_shows_each_trial_with_the_numbers_of_the_table():
    seen = look(Wish())
    shown = texts(seen.wide)
    for name, *_ in seen.table:
        assert name in shown
    assert len(chosen(Wish())) == seen.k == 43
    assert seen.table[-2][0] == "Pooled" and seen.table[-1][0] == "A new trial"


def test_every_choice_of_rows_can_be_shown():
    names = ("people", "against", "format")
    empty = 0
    for values in product(*(CONTROLS[name][1] for name in names)):
        seen = look(Wish(**dict(zip(names, values, strict=True))))
        empty += seen.k == 0
        assert seen.lines and (seen.k == 0) == (seen.wide == "")
    assert empty


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("years", [(1979, 1979), (1979, 1985), (2021, 1979), (1979, 1989)])
def test_few_trials_or_none_are_no_fault(view, years):
    seen = look(Wish(view=view, since=years[0], until=years[1]))
    assert seen.k == max(0, {(1979, 1979): 1, (1979, 1985): 2, (2021, 1979): 0, (1979, 1989): 3}[years])
    assert seen.lines


JUNK = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.lists(st.integers(), max_size=2)
)


@given(st.dictionaries(st.sampled_from([*CONTROLS, "since", "until", "x"]), JUNK) | JUNK)
def test_a_wish_made_by_hand_is_read_or_dropped(given_):
    wish = read_wish(given_)
    assert all(getattr(wish, name) in options for name, (_, options) in CONTROLS.items())
    assert 1979 <= wish.since <= 2021 and 1979 <= wish.until <= 2021


def test_an_interval_beyond_the_edge_ends_in_an_arrow():
    rows = [Row("Far", 3.0, 1.0, 5.0, 1.0), Row("Near", 0.5, 0.2, 0.8, 1.0)]
    assert forest(rows, "said").count("<path") == 1
    assert forest(rows[1:], "said").count("<path") == 0


def test_names_are_escaped():
    drawn = forest([Row('<b>&"', 0.5, 0.1, 0.9, 1.0)], 'a "<b>"')
    ElementTree.fromstring(drawn)
    assert "<b>" not in drawn


def test_numbers_have_a_real_minus_and_no_minus_zero():
    assert (number(-0.421), number(-0.001), number(0.5)) == ("−0.42", "0.00", "0.50")


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        (("g", 0.6, 30), "4.3"),
        (("nnt", 3.043, 30), "0.60"),
        (("share", 66.4, 30), "0.60"),
        (("g", 0, 30), "none: no effect"),
    ],
)
def test_a_conversion(given_, says):
    assert says in [line.value for line in convert(*given_).lines]


@given(JUNK, JUNK, JUNK)
def test_whatever_is_converted_gives_lines_or_says_why_not(kind, value, recover):
    found = convert(kind, value, recover)
    assert bool(found.lines) != bool(found.problem)


@pytest.mark.parametrize(
    "given_", [("nnt", 0.5, 30), ("share", 100, 30), ("g", 40, 30), ("g", 0.5, 0), ("g", None, 30)]
)
def test_what_cannot_be_converted_says_why(given_):
    assert not convert(*given_).lines and convert(*given_).problem
