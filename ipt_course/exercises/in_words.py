"""An answer in words: what was asked, and what the learner chose or wrote. For records that people read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .asking import THEN


@dataclass(frozen=True)
class Said:
    """``asked`` and ``answer`` are HTML of the course, unless ``own``: then ``answer`` is the learner's, unescaped."""

    asked: str
    answer: str
    own: bool = False


def in_words(task, response: object) -> list[Said]:
    """The parts of an answer in the order in which the task shows them; what was left out is left out here."""
    shown = task.shown()
    if isinstance(response, str):
        return [Said("", one["html"]) for one in shown.get("options", ()) if one["id"] == response]
    if not isinstance(response, dict):
        return []
    return [
        *_fields(shown, response),
        *_slots(shown, response),
        *_people(shown, response),
        *_cards(shown, response),
        *_points(shown, response),
        *_spoken(response if "stimulus" in shown else {}),
        *_closing(shown, response),
    ]


def _fields(shown: dict, response: dict) -> Iterator[Said]:
    for one in shown.get("fields", ()):
        value = response.get(one["id"])
        if value is None:
            continue
        chosen = next((option["html"] for option in one.get("options", ()) if option["id"] == value), None)
        yield Said(one["html"], chosen or f"{value:g} {one.get('unit', '')}".strip())


def _slots(shown: dict, response: dict) -> Iterator[Said]:
    for slot in shown.get("slots", ()):
        value = response.get(slot["id"])
        if not isinstance(value, str) or not value.strip():
            continue
        chosen = next((option["html"] for option in slot.get("options") or () if option["id"] == value), None)
        yield Said(slot["label"], chosen or value, own=chosen is None)


def _people(shown: dict, response: dict) -> Iterator[Said]:
    for person in shown.get("people", ()):
        place = response.get(person["id"])
        if isinstance(place, dict) and place.get("ring") in (1, 2, 3):
            yield Said(person["name"], shown["rings"][place["ring"] - 1])


def _cards(shown: dict, response: dict) -> Iterator[Said]:
    bins = {one["id"]: one["html"] for one in shown.get("bins", ())}
    for card in shown.get("cards", ()):
        if response.get(card["id"]) in bins:
            yield Said(card["html"], bins[response[card["id"]]])


def _points(shown: dict, response: dict) -> Iterator[Said]:
    for area in shown.get("areas", ()):
        if area["id"] in response:
            yield Said(area["html"], f"{response[area['id']]:g} points")


def _spoken(response: dict) -> Iterator[Said]:
    for name, asked in (("text", "First"), ("second", "Then")):
        if isinstance(response.get(name), str) and response[name].strip():
            yield Said(asked, response[name], own=True)


def _closing(shown: dict, response: dict) -> Iterator[Said]:
    then = shown.get("then")
    if isinstance(then, dict) and THEN in response:
        for option in then.get("options", ()):
            if option["id"] == response[THEN]:
                yield Said(then.get("html", ""), option["html"])
