"""One look at the comparisons of IPT with control conditions: rows chosen, pooled, drawn and said in words."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from .choices import VIEWS, Wish
from .drawing import NARROW, WIDE, Row, forest, funnel, number
from .effects import interval
from .pooling import Egger, Pooled, cumulative, differ, egger, leave_one_out, pool
from .tables import comparisons


@dataclass(frozen=True)
class Seen:
    """A look: ``said`` in words, ``lines`` of results, drawings in two widths, and everything as a table."""

    wish: Wish
    k: int
    said: str
    lines: tuple[str, ...]
    wide: str
    narrow: str
    head: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]

    def shown(self) -> dict:
        """As plain data, for a page."""
        return asdict(self)


@functools.lru_cache(maxsize=4)
def _table(old: str) -> pd.DataFrame:
    return comparisons(old=[] if not old else comparisons().row if old == "all" else [old])


def chosen(wish: Wish) -> pd.DataFrame:
    """The rows that a wish asks for, the oldest first."""
    table = _table(wish.old)
    keep = (table.rob >= int(wish.rob)) & table.year.between(wish.since, wish.until) & (table.row != wish.left_out)
    if wish.rows != "all":
        keep &= table[wish.rows]
    for name in ("people", "against", "format"):
        if asked := getattr(wish, name):
            keep &= table[name] == asked
    return table[keep]


def look(wish: Wish) -> Seen:
    """Choose, pool and draw."""
    table = chosen(wish)
    if table.empty:
        said = "No comparison fits. Set one of the choices back to “all”."
        return Seen(wish, 0, said, (said,), "", "", (), ())
    whole = pool(list(table.g), list(table.se), wish.method) if len(table) > 1 else None
    lines = in_words(whole) if whole else ["One comparison: there is nothing to pool."]
    if wish.view == "funnel":
        return _funnel(wish, table, whole, lines)
    rows, more = _rows(wish, table, whole)
    lines += more
    said = f"{_title(wish)} of {_comparisons(len(table))}. {' '.join(lines)} The numbers are in the table below."
    return Seen(
        wish,
        len(table),
        said,
        tuple(lines),
        forest(rows, said, WIDE),
        forest(rows, said, NARROW),
        ("Trial or group", "g", "95% interval", "share of the pool"),
        tuple(_cells(row) for row in rows if row.kind != "head"),
    )


def _title(wish: Wish) -> str:
    return {"forest": "Forest plot", "out": "Leaving out one at a time", "added": "Adding one at a time"}.get(
        wish.view, f"Pooled {VIEWS[wish.view]}"
    )


def _comparisons(k: int) -> str:
    return "1 comparison" if k == 1 else f"{k} comparisons"


def in_words(found: Pooled) -> list[str]:
    """A pooled result in sentences, each with its numbers."""
    lines = [
        f"{_comparisons(found.k)}, pooled g = {number(found.effect)} (95% interval {number(found.low)} to {number(found.high)})."
    ]
    share = f"I² = {found.i2:.0f}%"
    if found.i2_low is not None:
        share += f" ({found.i2_low:.0f} to {found.i2_high:.0f})"
    if found.method == "fixed":
        return [*lines, f"A fixed effect says that all trials have one true effect. {share}."]
    lines.append(f"True effects differ by τ = {number(found.tau)}; {share}.")
    if found.predicted:
        low, high = found.predicted
        lines.append(f"The true effect of a new trial is expected between {number(low)} and {number(high)}.")
    return lines


def _trials(table: pd.DataFrame, weights: Sequence[float]) -> list[Row]:
    return [
        Row(one.study, one.g, *interval(one.g, one.se), weight)
        for one, weight in zip(table.itertuples(), weights, strict=True)
    ]


def _pooled(name: str, found: Pooled) -> Row:
    return Row(name, found.effect, found.low, found.high, kind="pool")


def _rows(wish: Wish, table: pd.DataFrame, whole: Pooled | None) -> tuple[list[Row], list[str]]:
    """The lines of the plot, and what else is to be said."""
    effects, errors, names = list(table.g), list(table.se), list(table.study)
    if whole is None:
        return _trials(table, [1.0]), []
    ending = [_pooled("Pooled", whole)]
    if whole.predicted:
        ending.append(Row("A new trial", whole.effect, *whole.predicted, kind="predicted"))
    if wish.view == "forest":
        return [*_trials(table, whole.weights), *ending], []
    if wish.view == "out" and len(table) > 2:
        found = leave_one_out(effects, errors, wish.method)
        rows = [_step(f"without {name}", one) for name, one in zip(names, found, strict=True)]
        return [*rows, *ending[:1]], [_furthest(rows, whole)]
    if wish.view == "added":
        found = cumulative(effects, errors, wish.method)
        return [_step(f"+ {name}", one) for name, one in zip(names[1:], found, strict=True)], []
    return _grouped(wish, table, whole, ending)


def _step(name: str, found: Pooled) -> Row:
    return Row(name, found.effect, found.low, found.high)


def _furthest(rows: list[Row], whole: Pooled) -> str:
    most = max(rows, key=lambda row: abs(row.effect - whole.effect))
    return f"The pool moves most {most.name}: from {number(whole.effect)} to {number(most.effect)}."


def _grouped(wish: Wish, table: pd.DataFrame, whole: Pooled, ending: list[Row]) -> tuple[list[Row], list[str]]:
    rows, groups = [], []
    by = wish.view if wish.view in ("against", "people", "format", "rob") else "against"
    for name, group in table.groupby(by):
        label = f"{name:g} of 4 criteria" if by == "rob" else str(name)
        if len(group) < 2:
            one = group.iloc[0]
            rows.append(Row(f"{label} (1)", one.g, *interval(one.g, one.se)))
            continue
        found = pool(list(group.g), list(group.se), wish.method)
        groups.append(found)
        rows.append(_pooled(f"{label} ({len(group)})", found))
    p = differ(groups)
    more = (
        [] if p is None else [f"Test that the groups differ: p = {_p(p)}. A large p does not show that they are alike."]
    )
    return [*rows, Row("", kind="head"), *ending[:1]], more


def _p(p: float) -> str:
    return "< .001" if p < 0.001 else f"{p:.3f}".lstrip("0") if p < 0.1 else f"{p:.2f}".lstrip("0")


def _cells(row: Row) -> tuple[str, ...]:
    weight = f"{100 * row.weight:.1f}%" if row.weight else ""
    effect = "" if row.kind == "predicted" else number(row.effect)
    return (row.name, effect, f"{number(row.low)} to {number(row.high)}", weight)


def _funnel(wish: Wish, table: pd.DataFrame, whole: Pooled | None, lines: list[str]) -> Seen:
    points = [(one.study, one.g, one.se) for one in table.itertuples()]
    slant = egger(list(table.g), list(table.se))
    lines = [*lines, _slant(slant)]
    said = f"Funnel plot of {_comparisons(len(table))}. {' '.join(lines)} The numbers are in the table below."
    centre = whole.effect if whole else points[0][1]
    rows = tuple((name, number(effect), number(error)) for name, effect, error in points)
    wide, narrow = (funnel(points, centre, said, page) for page in (WIDE, NARROW))
    return Seen(wish, len(table), said, tuple(lines), wide, narrow, ("Trial", "g", "standard error"), rows)


def _slant(found: Egger | None) -> str:
    if found is None:
        return "Fewer than ten comparisons: a test of the funnel says nothing."
    return (
        f"Egger's test: slope against the error {number(found.slant)}, p = {_p(found.p)}. "
        "An even funnel does not rule out unpublished trials, and an uneven one has other causes too."
    )
