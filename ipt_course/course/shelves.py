"""What exercises draw on besides their own file: cases, questionnaires, the rubric."""

from __future__ import annotations

import contextlib
import csv
from dataclasses import dataclass, field
from pathlib import Path

from .claims import read_claims, source_ids
from .evidence_tables import Z
from .library import DRAWN_ON, INTERVIEW
from .yaml_file import YamlFile

EFFECT = (("g_mean_over_instruments", "effect_size"), ("se_mean_over_instruments", "se"))
"""Columns of an effect and its error: the average over instruments, else that of the first."""


@dataclass(frozen=True)
class Shelves:
    """Each by id, and only what could be read; the check says what could not."""

    cases: dict[str, dict] = field(default_factory=dict)
    forms: dict[str, dict] = field(default_factory=dict)
    rubric: dict[str, dict] = field(default_factory=dict)
    rated: dict[str, list[str]] = field(default_factory=dict)
    """The competences rated in each phase."""
    trials: dict[str, dict] = field(default_factory=dict)
    """Trials by the id of their row: name, effect and 95% interval."""
    claims: dict[str, dict] = field(default_factory=dict)
    """The article's claims that somebody has looked up, by id: text, verdict, what sources say."""
    interview: dict = field(default_factory=dict)
    """The questions of the interview, and the two about each person."""


def read_shelves(data: Path) -> Shelves:
    forms, competences = (YamlFile(data / name).data for name in DRAWN_ON)
    rated = competences.get("sessions") if isinstance(competences, dict) else None
    interview = YamlFile(data / INTERVIEW).data
    return Shelves(
        _cases(data),
        forms if isinstance(forms, dict) else {},
        _rubric(competences),
        rated if rated else {},
        _trials(data),
        _claims(data),
        interview if isinstance(interview, dict) else {},
    )


def _cases(data: Path) -> dict[str, dict]:
    found = {}
    for path in sorted((data / "cases").glob("*.yml")):
        case = YamlFile(path).data
        if isinstance(case, dict) and isinstance(case.get("inventory"), list):
            found[path.stem] = case
    return found


def _trials(data: Path) -> dict[str, dict]:
    found = {}
    try:
        with (data / "evidence" / "trials.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                with contextlib.suppress(KeyError, TypeError, ValueError):  # a row without an effect is no use here
                    effect, se = (float(row.get(name) or row[other]) for name, other in EFFECT)
                    ends = {"effect": effect, "low": effect - Z * se, "high": effect + Z * se}
                    found[row["row_id"]] = {"name": row["study"].replace(", ", " ")} | ends
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}
    return found


def _claims(data: Path) -> dict[str, dict]:
    try:
        return {
            row["claim_id"]: {
                "text": row["claim"],
                "verdict": row["verdict"],
                "says": f"{row['correction'] or 'As the article says.'} [{'; '.join(f'@{id}' for id in source_ids(row['sources']))}]",
            }
            for row in read_claims(data / "claims.csv")
            if row["checked"] == "read"
        }
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, TypeError):
        return {}


def _rubric(competences: object) -> dict[str, dict]:
    items = competences.get("items") if isinstance(competences, dict) else None
    return {
        item["id"]: {
            "title": item["title"],
            "levels": {("H" if level == "harm" else str(level)): text for level, text in item["levels"].items()},
        }
        for item in items or []
        if isinstance(item, dict) and {"id", "title", "levels"} <= set(item)
    }
