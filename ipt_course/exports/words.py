"""What learners wrote themselves, kept apart from what they chose.

An answer is made of ids, numbers and words. Ids and numbers are what an instructor's figures are made of; words are
the learner's own, and leave the course only when whoever exports says so.
"""

from __future__ import annotations

import functools

from ..course.library import ContentError, Library


class Withheld:
    """Replaces words by their length: ``{"characters": 120}``.

    Everything that the exercise itself holds (ids of options, cards, rows) stays; so do numbers, truth values and the
    names of an answer's parts, which the grading rule has let through. Of an exercise that is no longer taught nothing
    is known, so every text in its answers counts as words.
    """

    def __init__(self, library: Library):
        self._library = library

    def without(self, item: str, response: object) -> object:
        """The response to an exercise, without the learner's words."""
        return self._clean(response, self._known(item))

    def _clean(self, value: object, known: frozenset[str]) -> object:
        if isinstance(value, dict):
            return {k: self._clean(v, known) for k, v in value.items()}
        if isinstance(value, list):
            return [self._clean(v, known) for v in value]
        if isinstance(value, str) and not _is_known(value, known):
            return {"characters": len(value)}
        return value

    @functools.cache  # noqa: B019 - one lives as long as one export
    def _known(self, item: str) -> frozenset[str]:
        try:
            lesson = self._library.lesson(item.partition(".")[0])
        except ContentError:
            return frozenset()
        exercise = lesson["exercises"].get(item)
        if exercise is None:
            return frozenset()
        task = self._library.exercise(item).task
        return frozenset(_texts([exercise["task"], task.shown(), task.solution()]))


def _is_known(text: str, known: frozenset[str]) -> bool:
    """An id of the exercise, or two joined as ``row/side``."""
    return not text or text in known or all(part in known for part in text.split("/"))


def _texts(value: object):
    if isinstance(value, dict):
        for k, v in value.items():
            yield str(k)
            yield from _texts(v)
    elif isinstance(value, list | tuple):
        for v in value:
            yield from _texts(v)
    elif isinstance(value, str):
        yield value
