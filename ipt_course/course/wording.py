"""Words the course does not use of people (``data/wording.yml``), found wherever it writes about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    pattern: re.Pattern
    say: str
    why: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Slip:
    """A word found: as it stands, the number of its line (from 0), and what to do."""

    found: str
    line: int
    fix: str


def read_words(entries: list[dict]) -> list[Word]:
    """Compile the list; raises :class:`re.error` on a pattern that is none."""
    words = []
    for entry in entries:
        avoid = entry["avoid"]
        pattern = avoid[1:-1] if avoid.startswith("/") and avoid.endswith("/") else re.escape(avoid)
        words.append(
            Word(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), entry["say"], entry["why"], tuple(entry["said"]))
        )
    return words


def slips(text: str, words: list[Word]) -> Iterator[Slip]:
    """Every word in a text that the course does not use, unless a person in it is allowed to say it."""
    for word in words:
        for match in word.pattern.finditer(text):
            allowed = any(
                start <= match.start() and match.end() <= start + len(quote)
                for quote in word.said
                for start in _places(text, quote)
            )
            if not allowed:
                yield Slip(match.group(), text.count("\n", 0, match.start()), f"say “{word.say}”. {word.why}")


def _places(text: str, quote: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)
