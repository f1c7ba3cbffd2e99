"""Check the tables of ``data/evidence``: a row that would spoil a pooled effect is named before anybody pools it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

Z = 1.959964
LOOSE = 0.02
"""How far an interval may lie from effect ± 1.96 standard errors: tables are rounded."""
TABLES = {
    "trials.csv": ("row_id", "study", "year", "comparator_category", "effect_metric", "effect_size", "se"),
    "meta_analyses.csv": ("row_id", "study", "year", "comparison", "effect_metric", "effect", "ci_low", "ci_high"),
}
POOLED = {"metapsy_adult_v22", "metapsy_youth", "recon2016"}
"""Marks in ``subset`` of rows that are pooled: they need an effect and its standard error."""
AGAINST = ("control: waiting list", "control: care as usual", "control: other/attention/placebo")
NUMBERS = (
    *("effect_size", "effect", "se", "ci_low", "ci_high", "n_ipt", "n_control", "mean_ipt", "sd_ipt", "mean_control"),
    *("sd_control", "events_ipt", "total_ipt", "events_control", "total_control", "rob_metapsy_0to4"),
    *("g_mean_over_instruments", "se_mean_over_instruments", "g_metapsyData2020", "se_metapsyData2020"),
)
PAIRED = (("g_mean_over_instruments", "se_mean_over_instruments"), ("g_metapsyData2020", "se_metapsyData2020"))

Said = tuple[int, str, str]
"""Line, what is wrong, the fix."""


def faults(path: Path) -> Iterator[Said]:
    """What is wrong in one table. A cell may be empty; one that is filled in has to make sense."""
    columns = TABLES[path.name]
    if not path.exists():
        yield 1, "this file does not exist", f"create it with the columns {','.join(columns)} and more"
        return
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                yield 1, f"column '{missing[0]}' is missing", "add it; one row for each trial or result"
                return
            seen: dict[str, int] = {}
            for row in reader:
                line = reader.line_num
                if None in row or None in row.values():
                    yield line, "this row has the wrong number of cells", "quote cells that hold commas"
                    continue
                id = row["row_id"]
                if id in seen:
                    yield line, f"row '{id}' is given twice, first in line {seen[id]}", "give every row its own id"
                seen.setdefault(id, line)
                yield from ((line, f"{id}: {what}", fix) for what, fix in _row(row))
    except (UnicodeDecodeError, csv.Error) as error:
        yield 1, f"this table cannot be read: {error}", "save it as UTF-8 CSV"


def _row(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name in ("row_id", "study"):
        if not row[name].strip():
            yield f"'{name}' is empty", "fill it in"
    if row["year"] and not (row["year"].isdigit() and 1900 <= int(row["year"]) <= 2100):
        yield f"'year' is '{row['year']}'", "write the year of publication"
    numbers = {}
    for name in NUMBERS:
        text = (row.get(name) or "").strip()
        try:
            number = None if not text or (name == "effect" and " to " in text) else float(text)  # "0.3 to 1.1": a range
        except ValueError:
            number = float("nan")
        if number is not None and not isfinite(number):
            yield f"'{name}' is '{text}', not a number", "write a number, or leave the cell empty"
            number = None
        numbers[name] = number
    yield from _interval(numbers)
    yield from _counts(numbers)
    if POOLED & set((row.get("subset") or "").split(";")):
        yield from _pooled(row, numbers)


def _interval(numbers: dict[str, float | None]) -> Iterator[tuple[str, str]]:
    low, high, se = numbers["ci_low"], numbers["ci_high"], numbers["se"]
    effect = numbers["effect"] if numbers["effect"] is not None else numbers["effect_size"]
    if se is not None and se <= 0:
        yield f"'se' is {se:g}", "a standard error is above zero"
        return
    if (low is None) != (high is None):
        yield "only one end of the interval is given", "give both ends, or neither"
    if low is None or high is None:
        return
    if low > high:
        yield f"the interval is reversed: from {low:g} to {high:g}", "exchange 'ci_low' and 'ci_high'"
    elif effect is not None and not low <= effect <= high:
        yield f"the effect {effect:g} lies outside its interval, {low:g} to {high:g}", "read the source again"
    elif effect is not None and se is not None and abs((high - low) - 2 * Z * se) > LOOSE:
        yield (
            f"the interval is {high - low:.2f} wide, and a standard error of {se:g} makes it {2 * Z * se:.2f}",
            "read both in the source again",
        )


def _counts(numbers: dict[str, float | None]) -> Iterator[tuple[str, str]]:
    for arm in ("ipt", "control"):
        events, total = numbers[f"events_{arm}"], numbers[f"total_{arm}"]
        if events is not None and total is not None and not 0 <= events <= total:
            yield f"{events:g} of {total:g} in the {arm} group", "events are at least 0 and at most the total"
        for name in (f"n_{arm}", f"sd_{arm}"):
            if (value := numbers[name]) is not None and value <= 0:
                yield f"'{name}' is {value:g}", "write a number above zero, or leave the cell empty"
    rob = numbers["rob_metapsy_0to4"]
    if rob is not None and not 0 <= rob <= 4:
        yield f"'rob_metapsy_0to4' is {rob:g}", "write how many of the four criteria are met"


def _pooled(row: dict[str, str], numbers: dict[str, float | None]) -> Iterator[tuple[str, str]]:
    for effect, se in (("effect_size", "se"), *PAIRED):
        if numbers[effect] is not None and numbers[se] is None:
            yield f"'{effect}' has no standard error", f"fill in '{se}', or take the row out of its pooled subset"
    if not row["year"]:
        yield "a pooled row has no year", "write the year of publication"
    if numbers["effect_size"] is None:
        yield "a pooled row has no effect", "fill in 'effect_size' and 'se', or take the row out of its pooled subset"
    if row["comparator_category"] not in AGAINST:
        yield f"'comparator_category' is '{row['comparator_category']}'", f"use one of: {', '.join(AGAINST)}"
    if not row["effect_metric"].startswith("Hedges g"):
        yield f"'effect_metric' is '{row['effect_metric']}'", "only Hedges' g can be pooled here"
