"""An answer in words says every part of it, whatever the kind."""

from __future__ import annotations

import pytest

from ipt_course.course.library import library
from ipt_course.exercises.in_words import in_words


@pytest.mark.parametrize("id", library().exercises("capstone"))
def test_every_part_of_an_answer_is_said(id):
    task = library().exercise(id).task
    solution = task.solution()
    if solution is None:
        solution = {"text": "First words", "ratings": {}, "second": "Other words"}
        assert [one.answer for one in in_words(task, solution)] == ["First words", "Other words"]
        return
    said = in_words(task, solution)
    assert len(said) == (len(solution) if isinstance(solution, dict) else 1)
    assert all(one.answer for one in said)


def test_own_words_are_marked_as_such_and_nothing_is_made_of_nothing():
    task = library().exercise("capstone.formulation").task
    said = in_words(task, {"illness": "named", "onset": "<b>mine</b>", "event": "  "})
    assert [(one.own, one.answer) for one in said if one.own] == [(True, "<b>mine</b>")]
    assert len(said) == 2
    assert in_words(task, None) == []
