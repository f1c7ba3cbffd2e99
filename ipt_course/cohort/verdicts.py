"""What looks wrong with an exercise, and why: rules that an instructor can check against the figures beside them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .items import ItemFigures, OptionFigures

TELLING = 0.2
"""A correlation below which an exercise hardly tells the strong from the weak (a common cut-off)."""
TOO_EASY, TOO_HARD = 0.95, 0.3
MANY = 0.2
"""A share of learners who are certain of something wrong, from which on it should be taught again."""


class Action(StrEnum):
    """What to do, most urgent first."""

    CHECK_KEY = "check the key"
    REWRITE = "rewrite the question"
    TEACH = "teach it again"
    REWRITE_OPTION = "rewrite an option"
    TOO_HARD = "too hard"
    TOO_EASY = "too easy to keep"
    GOOD = "good"
    TOO_EARLY = "too early"
    NOT_GRADED = "not graded"


@dataclass(frozen=True)
class Flag:
    action: Action
    reason: str


def flags(item: ItemFigures) -> list[Flag]:
    """Every fault that the figures show beyond chance, most urgent first; or "good", "too early", "not graded".

    A verdict rests on the end of an interval, never on the figure alone.
    """
    if not item.graded:
        return [Flag(Action.NOT_GRADED, "No answer to it carries a score, so there is nothing to compare.")]
    found = [*_key(item), *_discrimination(item), *_certain(item), *_options(item), *_difficulty(item)]
    if found:
        return sorted(found, key=lambda flag: list(Action).index(flag.action))
    if item.discrimination.shown:
        return [Flag(Action.GOOD, "Nothing in the figures speaks against it.")]
    return [Flag(Action.TOO_EARLY, item.discrimination.why)]


def _key(item: ItemFigures):
    r = item.discrimination
    if r.shown and r.high < 0:
        yield Flag(
            Action.CHECK_KEY,
            f"Learners who do well on the rest miss this one more often (r = {r.value:.2f}, {r.low:.2f} to {r.high:.2f}).",
        )
    right = [o for o in item.options if o.right and o.rest.shown]
    wrong = [o for o in item.options if not o.right and o.rest.shown]
    if item.kind == "choice" and right:
        for option in wrong:
            if option.rest.low > right[0].rest.high:
                yield Flag(
                    Action.CHECK_KEY,
                    f"Those who chose {_name(option)} did better on the rest than those who chose the keyed answer.",
                )


def _discrimination(item: ItemFigures):
    r = item.discrimination
    if r.shown and 0 <= r.high < TELLING:
        yield Flag(
            Action.REWRITE,
            f"Who misses it is hardly related to the rest (r = {r.value:.2f}, {r.low:.2f} to {r.high:.2f}).",
        )


def _certain(item: ItemFigures):
    share = item.certain_and_wrong
    if share.shown and share.value >= MANY:
        yield Flag(Action.TEACH, f"{share.value:.0%} were certain of an answer that is not right.")


def _options(item: ItemFigures):
    idle = [option for option in item.options if option.working is False and not option.right]
    if idle:
        names = ", ".join(map(_name, idle))
        yield Flag(Action.REWRITE_OPTION, f"Fewer than 5 % chose {names}: not tempting.")


def _difficulty(item: ItemFigures):
    p = item.difficulty
    if p.shown and p.high < TOO_HARD and item.use != "pretest":
        yield Flag(Action.TOO_HARD, f"The mean score is {p.value:.2f} ({p.low:.2f} to {p.high:.2f}).")
    if p.shown and p.low > TOO_EASY:
        yield Flag(Action.TOO_EASY, f"The mean score is {p.value:.2f} ({p.low:.2f} to {p.high:.2f}).")


def _name(option: OptionFigures) -> str:
    return f"“{option.text}”"
