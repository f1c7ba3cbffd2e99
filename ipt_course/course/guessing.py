"""Whether exercises can be guessed from their form: a trick that beats chance teaches the trick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MARGIN = 0.10
"""How far a trick may beat chance over the whole bank."""
ENOUGH = 20
"""Items below which a share says nothing."""


@dataclass(frozen=True)
class Item:
    """One choice exercise: its options as plain text in the order shown, and which of them is right."""

    id: str
    options: tuple[str, ...]
    right: int


def _longest(options: tuple[str, ...]) -> int:
    return max(range(len(options)), key=lambda n: len(options[n]))


def _shortest(options: tuple[str, ...]) -> int:
    return min(range(len(options)), key=lambda n: len(options[n]))


TRICKS: dict[str, Callable[[tuple[str, ...]], int]] = {
    "the longest option": _longest,
    "the shortest option": _shortest,
    "the first option": lambda _: 0,
    "the second option": lambda _: 1,
    "the third option": lambda options: min(2, len(options) - 1),
    "the last option": lambda options: len(options) - 1,
}


def tricks(items: list[Item]) -> dict[str, tuple[float, float, list[str]]]:
    """For each trick: the share of items it gets right, the share chance would, and the items it gets right."""
    if not items:
        return {}
    chance = sum(1 / len(item.options) for item in items) / len(items)
    found = {}
    for name, choose in TRICKS.items():
        hit = [item.id for item in items if choose(item.options) == item.right]
        found[name] = (len(hit) / len(items), chance, hit)
    return found


def too_easy(items: list[Item]) -> dict[str, tuple[float, float, list[str]]]:
    """The tricks that beat chance by more than :data:`MARGIN`."""
    if len(items) < ENOUGH:
        return {}
    return {name: found for name, found in tricks(items).items() if found[0] - found[1] > MARGIN}
