"""The language of conditions: it means what it says, for numbers and for columns of them, and explains what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_course.simulation.conditions import ConditionError, Names, parse

PLACES = {"alliance": 0, "focus": 1}
NAMES = Names(PLACES, {"asked": 2, "cue-given": 3}, {"alliance": 4, "focus": 3}, {})
WITH_READING = Names(NAMES.numbers, NAMES.flags, NAMES.highest, {"guarded": parse("alliance <= 1", NAMES)})

_compare = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
_atoms = st.one_of(
    st.tuples(st.sampled_from(list(PLACES)), _compare, st.integers(0, 3)).map(
        lambda one: f"{one[0]} {one[1]} {one[2]}"
    ),
    st.tuples(st.integers(0, 3), _compare, st.sampled_from(list(PLACES))).map(
        lambda one: f"{one[0]} {one[1]} {one[2]}"
    ),
    st.sampled_from(["asked", "cue-given", "guarded", "1 <= alliance <= 2", "alliance == focus"]),
)
_texts = st.recursive(
    _atoms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(" ".join),
        inner.map("not ({})".format),
        inner.map("({})".format),
    ),
    max_leaves=8,
)
_values = st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 1), st.integers(0, 1))


def _as_python(text: str, values: tuple[int, ...]) -> bool:
    """The same text, evaluated by Python: hyphens aside, the language is a part of Python's."""
    alliance, focus, asked, cue = values
    names = {"alliance": alliance, "focus": focus, "asked": asked, "cue_given": cue, "guarded": alliance <= 1}
    return bool(eval(text.replace("cue-given", "cue_given"), {}, names))


@given(_texts, _values)
def test_a_condition_means_what_it_says(text, values):
    assert parse(text, WITH_READING)(values) == _as_python(text, values)


@given(_texts, st.lists(_values, min_size=1, max_size=6))
def test_a_condition_holds_for_columns_as_it_does_for_numbers(text, rows):
    condition = parse(text, WITH_READING)
    columns = np.array(rows, dtype=np.int8).T
    found = np.broadcast_to(condition(columns), len(rows))
    assert found.tolist() == [bool(condition(row)) for row in rows]


@given(_texts, _values, st.integers(0, 3), st.integers(0, 4))
def test_a_condition_depends_on_what_it_reads_and_on_nothing_else(text, values, place, other):
    condition = parse(text, WITH_READING)
    changed = (*values[:place], other, *values[place + 1 :])
    if place not in condition.reads:
        assert condition(values) == condition(changed)


REFUSED = {
    "": "the condition is empty",
    "   ": "the condition is empty",
    "allience >= 2": "'allience' in the condition 'allience >= 2' is not known — did you mean 'alliance'?",
    "askd": "did you mean 'asked'?",
    "xyzzy": "use one of: alliance, focus, asked, cue-given, guarded",
    "alliance": "is a number and is compared with nothing — write for example 'alliance >= 2'",
    "alliance >= 5": "alliance goes from 0 to 4",
    "alliance >= asked": "'asked' in the condition 'alliance >= asked' is not a number",
    "(asked": "opens a bracket and never closes it",
    "asked)": "does not end where it should, at ')'",
    "asked asked": "does not end where it should, at 'asked'",
    "asked and": "stops short",
    "alliance >=": "stops short",
    "asked & cue-given": "holds '&'",
    "__import__('os')": "holds '_'",
    "alliance = 2": "holds '='",
    "2": "is a number and is compared with nothing",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_is_explained(text):
    with pytest.raises(ConditionError) as found:
        parse(text, WITH_READING)
    assert REFUSED[text] in str(found.value)
