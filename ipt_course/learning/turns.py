"""Lessons take turns: what is mixed is told apart better than what comes in blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import zip_longest


def in_turn(items: Iterable[str], lessons: Mapping[str, str]) -> list[str]:
    """The items, one of each lesson after another; within a lesson they keep their order."""
    by_lesson: dict[str, list[str]] = {}
    for item in items:
        by_lesson.setdefault(lessons[item], []).append(item)
    return [item for row in zip_longest(*by_lesson.values()) for item in row if item is not None]
