"""When a paragraph counts as sourced, and when a word is let through."""

from __future__ import annotations

import pytest

from ipt_course.course.sourcing import is_clinical, unsourced
from ipt_course.course.wording import read_words, slips

CITED = "It was found so ([Able 2001](#ref-able-2001))."


@pytest.mark.parametrize(
    ("markdown", "left"),
    [
        (f"## Heading\n\n{CITED}", []),
        ("## Heading\n\nNobody says who found it.", ["Nobody says who found it."]),
        (f"{CITED}\n\n- one\n- two", []),
        ("- one\n- two", ["- one - two"]),
        (f"Three things:\n\n| a | b |\n|---|---|\n| 1 | {CITED} |", []),
        ("The numbers are a convention of this course.", []),
        (f"{CITED}\n\nA second paragraph, unsourced.", ["A second paragraph, unsourced."]),
    ],
)
def test_each_paragraph_of_a_clinical_section_cites_or_owns_up(markdown, left):
    assert unsourced(markdown) == left


def test_only_tagged_prose_is_clinical():
    assert is_clinical({"cell_type": "markdown", "metadata": {"tags": ["clinical"]}})
    assert not is_clinical({"cell_type": "markdown", "metadata": {}})
    assert not is_clinical({"cell_type": "code", "metadata": {"tags": ["clinical"]}})


WORDS = read_words(
    [
        {
            "avoid": "/commit(s|ted)? suicide/",
            "say": "die by suicide",
            "why": "No crime.",
            "said": ["he committed suicide, they said"],
        },
        {"avoid": "the elderly", "say": "older people", "why": "They are people.", "said": []},
    ]
)


def test_a_word_is_found_with_its_line_and_what_to_say_instead():
    (slip,) = slips("One line.\nHe Committed suicide.", WORDS)
    assert (slip.found, slip.line) == ("Committed suicide", 1)
    assert slip.fix == "say “die by suicide”. No crime."


def test_what_a_client_says_is_let_through_and_only_that():
    assert not list(slips("“But he committed suicide, they said.”", WORDS))
    assert len(list(slips("he committed suicide, they said. She committed suicide.", WORDS))) == 1


def test_words_are_whole_words():
    assert not list(slips("the elderlyish; bathe elderly", WORDS))
