"""Sort cards into categories, and match pairs: both place each card in one bin."""

from __future__ import annotations

from dataclasses import dataclass

from .mixing import mixed
from .verdict import EMPTY, BadResponse, Fault, Faults, Mark, Note, Verdict, a_mapping, above_chance, graded


@dataclass(frozen=True)
class Place:
    bin: str
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class SortKey:
    cards: dict[str, Place]

    __pydantic_config__ = {"extra": "forbid"}


def _shown(cards: dict[str, str], bins: dict[str, str], once: bool) -> dict:
    """Cards to sort are mixed, as written they tend to go round the categories; so are partners to match."""
    return {
        "cards": [{"id": id, "html": cards[id]} for id in (cards if once else mixed(cards))],
        "bins": [{"id": id, "html": bins[id]} for id in (mixed(bins) if once else bins)],
        "once": once,
    }


def _grade(response: object, cards, bins, key: dict[str, tuple[str, str]], once: bool) -> Verdict:
    if response is None:
        return EMPTY
    placed = {c: b for c, b in a_mapping(response, cards, "card").items() if b}
    if not placed:
        return EMPTY
    if once and len(set(map(str, placed.values()))) < len(placed):
        raise BadResponse("expected each partner at most once")
    right, notes, score = marked(placed, cards, bins, key)
    tally = f"{right} of {len(cards)} in place."
    return graded(score, f"Right. {tally}", f"Partly right. {tally}", f"Not yet. {tally}", notes)


def marked(placed: dict, cards, bins, key: dict[str, tuple[str, str]]) -> tuple[int, list[Note], float]:
    """How many cards are in their bin, a note for each card, and the score above chance."""
    if not all(isinstance(b, str) and b in bins for b in placed.values()):
        raise BadResponse("expected a known category for each card")
    right = [c for c in cards if placed.get(c) == key[c][0]]
    notes = [
        Note(
            c,
            Mark.RIGHT if c in right else Mark.WRONG if c in placed else Mark.MISSED,
            key[c][1] if c in placed else "",
        )
        for c in cards
    ]
    return len(right), notes, above_chance(len(right) / len(cards), 1 / len(bins))


@dataclass(frozen=True)
class Sort:
    """Rule: share of cards in their category, rescaled so that guessing (1 / categories) scores 0."""

    bins: dict[str, str]
    cards: dict[str, str]
    key: SortKey

    front = "place"
    __pydantic_config__ = {"extra": "forbid"}

    def shown(self) -> dict:
        return _shown(self.cards, self.bins, once=False)

    def outline(self) -> list[str]:
        return [f"Categories: {'; '.join(self.bins.values())}", *(f"- {self.cards[id]}" for id in mixed(self.cards))]

    def solution(self) -> dict[str, str]:
        return {card: place.bin for card, place in self.key.cards.items()}

    def grade(self, response: object) -> Verdict:
        key = {card: (place.bin, place.why) for card, place in self.key.cards.items()}
        return _grade(response, self.cards, self.bins, key, once=False)

    def faults(self) -> Faults:
        if len(self.bins) < 2:
            yield Fault(("bins",), "fewer than two categories", "give at least 2")
        yield from _unkeyed(self.cards, self.key.cards, "cards", "card")
        for card, place in self.key.cards.items():
            if place.bin not in self.bins:
                yield Fault(
                    ("key", "cards", card),
                    f"card '{card}' belongs to category '{place.bin}', which does not exist",
                    f"use one of: {', '.join(self.bins)}",
                )


@dataclass(frozen=True)
class Pair:
    right: str
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class MatchKey:
    pairs: dict[str, Pair]

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Match:
    """Each left-hand card has one partner of its own; the same rule as :class:`Sort`."""

    left: dict[str, str]
    right: dict[str, str]
    key: MatchKey

    front = "place"
    __pydantic_config__ = {"extra": "forbid"}

    def shown(self) -> dict:
        return _shown(self.left, self.right, once=True)

    def outline(self) -> list[str]:
        return [*(f"- {t}" for t in self.left.values()), "with", *(f"- {self.right[id]}" for id in mixed(self.right))]

    def solution(self) -> dict[str, str]:
        return {left: pair.right for left, pair in self.key.pairs.items()}

    def grade(self, response: object) -> Verdict:
        key = {left: (pair.right, pair.why) for left, pair in self.key.pairs.items()}
        return _grade(response, self.left, self.right, key, once=True)

    def faults(self) -> Faults:
        if len(self.left) < 2:
            yield Fault(("left",), "fewer than two cards to match", "give at least 2")
        yield from _unkeyed(self.left, self.key.pairs, "pairs", "card")
        for left, pair in self.key.pairs.items():
            if pair.right not in self.right:
                yield Fault(
                    ("key", "pairs", left),
                    f"the partner of '{left}' is '{pair.right}', which does not exist",
                    f"use one of: {', '.join(self.right)}",
                )
        partners = [pair.right for pair in self.key.pairs.values()]
        if len(set(partners)) < len(partners):
            yield Fault(("key", "pairs"), "two cards share a partner", "use a sort exercise instead")


def _unkeyed(cards, key, place: str, name: str) -> Faults:
    for card in cards:
        if card not in key:
            yield Fault(("key", place), f"{name} '{card}' has no answer", f"add '{card}' to the key")
    for card in key:
        if card not in cards:
            yield Fault(
                ("key", place, card),
                f"the key names {name} '{card}', which does not exist",
                "remove it or add the card",
            )
