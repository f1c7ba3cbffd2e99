"""Tables of an instructor's page: shown, sorted, and taken away as CSV from the same rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ...cohort.figure import LEAST, Figure

SHOWN = 12
"""Rows on the page at first; the download always has all."""
FEW = f"fewer than {LEAST}"
PLAIN = ("text", "count", "percent")
"""Kinds of column that are one column in a download."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that a spreadsheet would take for a formula."""


@dataclass(frozen=True)
class Link:
    """Text that leads to another place of the same page."""

    text: str
    to: str


@dataclass(frozen=True)
class Column:
    """``kind`` says how its cells are written: ``text``, ``count`` (``None``: masked), ``percent`` (a share
    without an interval), ``share``, ``number`` or ``seconds`` (each of these a :class:`Figure`)."""

    name: str
    kind: str = "text"


@dataclass
class Table:
    """Rows of plain values under columns."""

    id: str
    caption: str
    columns: list[Column]
    rows: list[list]
    shown: int = SHOWN
    order: tuple[int, bool] | None = None

    def sort(self, column: int, down: bool) -> None:
        """Put the rows in the order of a column; what has no value stays at the end."""
        there = [row for row in self.rows if _key(row[column]) is not None]
        empty = [row for row in self.rows if _key(row[column]) is None]
        there.sort(key=lambda row: _key(row[column]), reverse=down)
        self.rows, self.order = there + empty, (column, down)

    def page(self) -> dict:
        """The table for the front end: text and, where something is hidden or too early, that it is grey."""
        return {
            "id": self.id,
            "caption": self.caption,
            "columns": [{"name": c.name, "numeric": c.kind != "text"} for c in self.columns],
            "rows": [
                [_cell(value, column.kind) for value, column in zip(row, self.columns, strict=True)]
                for row in self.rows[: self.shown]
            ],
            "of": len(self.rows),
            "order": list(self.order) if self.order else None,
        }

    def csv(self) -> str:
        """All rows as CSV. A figure becomes five columns: value, low, high, learners, why it is not shown."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(_flat(_headings(column) for column in self.columns))
        for row in self.rows:
            writer.writerow(_flat(_plain(value, column) for value, column in zip(row, self.columns, strict=True)))
        return out.getvalue()


def _flat(parts: Iterable[list]) -> list:
    return [one for part in parts for one in part]


def _headings(column: Column) -> list[str]:
    if column.kind in PLAIN:
        return [column.name]
    return [column.name, *(f"{column.name}: {part}" for part in ("low", "high", "learners", "why not"))]


def _plain(value: object, column: Column) -> list:
    if column.kind not in PLAIN:
        one = value if isinstance(value, Figure) else Figure(None)
        numbers = ["" if n is None else round(n, 4) for n in (one.value, one.low, one.high)]
        return [*numbers, "" if one.n is None else one.n, one.why]
    if value is None:
        return [FEW if column.kind == "count" else ""]
    if column.kind == "percent":
        return [round(value, 4)]
    if isinstance(value, Link):
        value = value.text
    return ["'" + value if isinstance(value, str) and value.startswith(FORMULA) else value]


def _cell(value: object, kind: str) -> object:
    if isinstance(value, Figure):
        return words(value, kind) if value.shown else {"text": value.why, "grey": True}
    if value is None:
        return {"text": FEW, "grey": True} if kind == "count" else ""
    if isinstance(value, Link):
        return {"text": value.text, "to": value.to}
    if kind == "percent":
        return f"{value:.0%}".replace("%", " %")
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def words(figure: Figure, kind: str = "share") -> str:
    """A figure that may be shown with its interval and the learners behind it."""
    if kind == "share":
        body = f"{figure.value:.0%}".replace("%", " %") + f" ({100 * figure.low:.0f} to {100 * figure.high:.0f})"
    elif kind == "seconds":
        body = f"{figure.value:.0f} s ({figure.low:.0f} to {figure.high:.0f})"
    else:
        value, low, high = (round(one, 2) + 0.0 for one in (figure.value, figure.low, figure.high))  # no "-0.00"
        body = f"{value:.2f} ({low:.2f} to {high:.2f})"
    return f"{body}, n {figure.n:,}" if figure.n is not None else body


def _key(value: object):
    if isinstance(value, Figure):
        return value.value
    if isinstance(value, Link):
        return value.text.casefold()
    if isinstance(value, date):
        return value.isoformat()
    return value.casefold() if isinstance(value, str) else value
