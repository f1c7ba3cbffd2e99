"""The tables of ``data/evidence`` as pandas data frames.

``trials()`` and ``meta_analyses()`` are the files as they are. ``comparisons()`` is what can be pooled: IPT compared
with a control condition in depression, one row for each comparison, with an effect and its standard error.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from ..course.places import data_dir
from .choices import COMPARATORS, FORMATS, PEOPLE

POOLED = ("metapsy_adult_v22", "metapsy_youth", "recon2016")
"""Marks of rows that compare IPT with a control condition in depression."""
COLUMNS = ["row", "study", "year", "people", "against", "format", "rob", "n_ipt", "n_control", "g", "se"]


def trials(folder: Path | None = None) -> pd.DataFrame:
    """``trials.csv``: 91 rows, each read in the source it names. Which rows are of one kind, the column ``subset`` says."""
    return pd.read_csv((folder or data_dir() / "evidence") / "trials.csv")


def meta_analyses(folder: Path | None = None) -> pd.DataFrame:
    """``meta_analyses.csv``: 38 pooled results as they were published. Mind the column ``sign_convention``."""
    return pd.read_csv((folder or data_dir() / "evidence") / "meta_analyses.csv")


def comparisons(table: pd.DataFrame | None = None, old: Collection[str] = ()) -> pd.DataFrame:
    """IPT against control conditions in depression: 43 comparisons.

    ``g`` is Hedges' g, averaged over the instruments of a trial, positive where IPT was ahead; ``se`` its standard
    error; ``rob`` how many of four criteria of quality a trial meets; ``recon2016`` whether it belongs to our
    reconstruction of the 2016 meta-analysis; ``adults`` whether it is in the adult release 22. Rows named in ``old``
    have the effect that the database gave them in 2020.
    """
    table = trials() if table is None else table
    marks = table["subset"].fillna("").str.split(";")
    found = table[marks.map(lambda own: any(mark in own for mark in POOLED))].copy()
    found["g"] = found["g_mean_over_instruments"].fillna(found["effect_size"])
    found["se"] = found["se_mean_over_instruments"].fillna(found["se"])
    then = found["row_id"].isin(list(old)) & found["g_metapsyData2020"].notna()
    found.loc[then, "g"] = found.loc[then, "g_metapsyData2020"]
    found.loc[then, "se"] = found.loc[then, "se_metapsyData2020"]
    found["study"] = _names(found)
    found["people"] = found["population"].map(PEOPLE)
    found["against"] = found["comparator_category"].map(COMPARATORS)
    found["format"] = found["format"].map(FORMATS)
    found = found.rename(columns={"row_id": "row", "rob_metapsy_0to4": "rob"})
    own = found["subset"].str.split(";")
    found["recon2016"] = own.map(lambda marks: "recon2016" in marks)
    found["adults"] = own.map(lambda marks: "metapsy_adult_v22" in marks)
    return found.sort_values(["year", "study"])[[*COLUMNS, "recon2016", "adults"]].reset_index(drop=True)


def _names(table: pd.DataFrame) -> pd.Series:
    """``Bolton 2007 (waiting list)``: the comparator is added where a trial has two."""
    names = table["study"].str.replace(", ", " ", regex=False)
    double = names.duplicated(keep=False)
    return names.where(~double, names + " (" + table["comparator_category"].map(COMPARATORS) + ")")
