"""What a client's file says to whoever has tried nothing, and to whoever has tried everything."""

from __future__ import annotations

import pytest

from ipt_course.course.library import library
from ipt_course.views.case import ClientFile, by_part

EVERYBODY = list(library().casebook)


def secrets(given: dict) -> dict[str, list[str]]:
    """By part of the file, words that stand nowhere else in it."""
    return {
        "people": [one["quality_note"] for one in given["inventory"]],
        "rings": ['class="ipt-circles"'],
        "timeline": [one["text"] for one in given["timeline"]],
        "scores": [given["phq9"]["item9"], given["course"]["notes"]],
        "areas": [one["why"] for one in given["areas"].values()],
        "formulation": [given["formulation"]],
        "beneath": [given["incident"]["hidden_message"]],
    }


@pytest.mark.parametrize("id", EVERYBODY)
def test_a_part_is_closed_until_its_exercises_were_tried(id):
    given = library().case(id)
    untried = by_part(given["asked"])
    fresh, tried = ClientFile(given, untried).markup(), ClientFile(given, by_part([])).markup()
    for part, words in secrets(given).items():
        assert all(one in tried for one in words), part
        if untried[part]:
            assert not any(one in fresh for one in words), part
            assert all(one["id"] for one in untried[part]) and "opens when you have tried" in fresh
    assert untried["people"] and untried["timeline"], "everybody is asked before their file is read"


@pytest.mark.parametrize("id", EVERYBODY)
def test_the_text_form_holds_what_everybody_may_know_and_no_more(id):
    from ipt_course import case

    given, text = library().case(id), repr(case(id))
    assert given["client"]["name"] in text and "opens when" not in text
    assert not any(one in text for words in secrets(given).values() for one in words)
