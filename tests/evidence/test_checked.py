"""``check`` in JupyterLab: what is wrong is said of a number, and of whatever is no number."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_course import check, comparisons, pool
from ipt_course.learning.store import Store
from ipt_course.views.checked import as_number
from ipt_course.views.desk import desk

ID = "evidence-lab.count-waiting"


def test_dots_are_no_answer_yet():
    assert "three dots" in repr(check(ID, ...)) and "How many waited?" in repr(check(ID))


def test_code_that_is_right_and_code_that_is_not():
    table = comparisons()
    assert repr(check(ID, (table.against == "waiting list").sum())).startswith("Right.")
    assert "Nine is the count in all 91 rows" in repr(check(ID, 9))
    assert "too high" in repr(check(ID, 40)) and "A hint:" in repr(check(ID, 40))


def test_an_answer_is_kept_like_any_other():
    check("evidence-lab.crossing-zero", 13)
    kept = [one for one in Store().attempts(desk().learner) if one.item == "evidence-lab.crossing-zero"]
    assert kept[-1].response == {"value": 13.0} and kept[-1].outcome == "wrong"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (comparisons(), "a table of 43 rows"),
        (comparisons().g, "a column of 43: one value for each row"),
        (comparisons().g > 0, "sum() counts the True ones"),
        (pool([0.1, 0.5], [0.2, 0.2]), "the whole pooled result"),
        (True, "sum() counts"),
        ("6", "quotation marks"),
        (None, "None"),
        (len, "brackets"),
        (float("nan"), "missing values"),
        ({}, "a dict"),
    ],
)
def test_what_is_no_number_is_called_by_its_name(answer, says):
    assert says in as_number(answer)[1]


@pytest.mark.parametrize("answer", [6, 6.0, np.int64(6), np.float64(6), [6], comparisons().g[:1] * 0 + 6])
def test_what_is_a_number_is_taken_as_one(answer):
    assert as_number(answer) == (6.0, "")


def test_only_numbers_are_checked_so():
    assert "is not answered with a number" in repr(check("evidence-lab.heckman", 1))
