"""Secrets open, tokens last a working day, and guessing is stopped."""

from __future__ import annotations

import pytest

from ipt_course.serving.keys import (
    SIGNED_IN,
    WITHIN,
    WRONG,
    WRONG_TOGETHER,
    BadSecret,
    Keys,
    TooManyTries,
    read_secrets,
)

RIGHT = "a-long-enough-secret"


@pytest.fixture
def clock():
    class Clock:
        now = 1000.0

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def keys(clock):
    return Keys(read_secrets([f"anna:{RIGHT}", "ben: another-long-secret "]), clock)


def test_a_secret_gives_a_token_that_tells_whose_it_is(keys):
    for secret, name in ((RIGHT, "anna"), ("another-long-secret", "ben")):
        token = keys.sign_in(secret, "::1")
        assert keys.who(token) == name and token != secret
    assert keys.who(RIGHT) is None, "the secret itself is no token"


@pytest.mark.parametrize("wrong", ["", "x", RIGHT[:-1], RIGHT + " ", RIGHT.upper(), f"anna:{RIGHT}", "\udc80"])
def test_nothing_else_opens(keys, wrong):
    assert keys.sign_in(wrong, "::1") is None
    assert keys.who(wrong) is None


def test_neither_secrets_nor_tokens_are_held_as_they_are(keys):
    token = keys.sign_in(RIGHT, "::1")
    assert RIGHT not in repr(vars(keys)) and token not in repr(vars(keys))


def test_a_token_ends(keys, clock):
    token = keys.sign_in(RIGHT, "::1")
    clock.now += SIGNED_IN - 1
    assert keys.who(token)
    clock.now += 2
    assert keys.who(token) is None


def test_after_a_few_wrong_secrets_even_the_right_one_has_to_wait_a_minute(keys, clock):
    token = keys.sign_in(RIGHT, "10.0.0.1")
    for _ in range(WRONG):
        assert keys.sign_in("wrong", "10.0.0.1") is None
    with pytest.raises(TooManyTries):
        keys.sign_in(RIGHT, "10.0.0.1")
    assert keys.who(token), "whoever is in stays in"
    assert keys.sign_in(RIGHT, "10.0.0.2"), "others are not kept out"
    clock.now += WITHIN + 1
    assert keys.sign_in(RIGHT, "10.0.0.1")


def test_many_addresses_together_are_stopped_too(keys):
    for n in range(WRONG_TOGETHER):
        keys.sign_in("wrong", f"10.0.{n // WRONG}.1")
    with pytest.raises(TooManyTries):
        keys.sign_in(RIGHT, "10.9.9.9")


@pytest.mark.parametrize(
    "given", [["short"], ["anna:short"], [":" + RIGHT], ["<b>:" + RIGHT], [f"a:{RIGHT}", f"b:{RIGHT}"], [RIGHT, RIGHT]]
)
def test_a_secret_that_cannot_be_used_is_said(given):
    with pytest.raises(BadSecret):
        read_secrets(given)
