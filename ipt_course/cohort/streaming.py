"""All that is kept of the learners looked at, row by row: for exports that must not grow with the cohort."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from ..learning.kept import Attempt, Event
from ..learning.store import Store
from .selection import Selection

if TYPE_CHECKING:
    from ..learning.reviewing import Review


def how_many(store: Store, selection: Selection, kind: type = Attempt) -> int:
    """The number of rows that one of the iterators below will give, for a progress bar."""
    where, values = selection.kept()
    return store.rows(f"SELECT count(*) FROM {kind.__name__.lower()} WHERE {where}", **values)[0][0]


def attempts(store: Store, selection: Selection) -> Iterator[Attempt]:
    """Every answer, learner by learner and exercise by exercise, each in the order of time.

    The rows are those of the moment at which the first is read. Close the iterator (or exhaust it) to let go of them.
    """
    for row in _stream(store, selection, Attempt):
        yield replace(one := Attempt(*row), response=json.loads(one.response))


def events(store: Store, selection: Selection) -> Iterator[Event]:
    """Every hint, reveal and fresh start, in the same order."""
    yield from (Event(*row) for row in _stream(store, selection, Event))


def reviews(store: Store, selection: Selection) -> Iterator[Review]:
    """Every rating of a card, and every one taken back, in the same order."""
    from ..learning.reviewing import Review

    yield from (Review(*row) for row in _stream(store, selection, Review))


def _stream(store: Store, selection: Selection, kind: type) -> Iterator[tuple]:
    columns = ", ".join(f'"{field.name}"' for field in fields(kind))
    where, values = selection.kept()
    sql = f"SELECT {columns} FROM {kind.__name__.lower()} WHERE {where} ORDER BY learner, item, at"
    return store.database.stream(sql, values)
