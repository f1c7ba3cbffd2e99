"""Tricks that ought to earn nothing are found when they do."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_course.course.guessing import ENOUGH, Item, too_easy, tricks


def bank(right, n: int = 40) -> list[Item]:
    rng = random.Random(1)
    made = []
    for number in range(n):
        lengths = rng.sample(range(10, 60), 4)
        options = tuple("x" * length for length in lengths)
        made.append(Item(f"i{number}", options, right(lengths, number)))
    return made


@pytest.mark.parametrize(
    "trick, right",
    [
        ("the longest option", lambda lengths, _: lengths.index(max(lengths))),
        ("the shortest option", lambda lengths, _: lengths.index(min(lengths))),
        ("the first option", lambda *_: 0),
        ("the second option", lambda *_: 1),
        ("the third option", lambda *_: 2),
        ("the last option", lambda *_: 3),
    ],
)
def test_each_trick_is_found(trick, right):
    share, chance, hit = too_easy(bank(right))[trick]
    assert (share, chance, len(hit)) == (1, 0.25, 40)


def test_an_even_bank_is_left_alone():
    def turn_about(lengths, number):
        order = sorted(range(4), key=lambda n: lengths[n])
        return order[number % 4]

    assert not {"the longest option", "the shortest option"} & too_easy(bank(turn_about)).keys()
    assert not {t for t in too_easy(bank(lambda _, number: number % 4)) if "option" in t and "est" not in t}


def test_few_items_prove_nothing():
    assert too_easy(bank(lambda *_: 0, ENOUGH - 1)) == {}
    assert tricks([]) == {}


@given(st.lists(st.integers(2, 5), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_shares_are_shares_and_hits_are_counted(sizes, rng):
    items = [
        Item(str(n), tuple("x" * rng.randint(1, 9) for _ in range(s)), rng.randrange(s)) for n, s in enumerate(sizes)
    ]
    for share, chance, hit in tricks(items).values():
        assert share == len(hit) / len(items)
        assert 0 < chance <= 0.5
