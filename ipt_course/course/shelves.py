"""What exercises draw on besides their own file: cases, questionnaires, the rubric."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .library import DRAWN_ON, INTERVIEW
from .yaml_file import YamlFile


@dataclass(frozen=True)
class Shelves:
    """Each by id, and only what could be read; the check says what could not."""

    cases: dict[str, dict] = field(default_factory=dict)
    forms: dict[str, dict] = field(default_factory=dict)
    rubric: dict[str, dict] = field(default_factory=dict)
    rated: dict[str, list[str]] = field(default_factory=dict)
    """The competences rated in each phase."""
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
        interview if isinstance(interview, dict) else {},
    )


def _cases(data: Path) -> dict[str, dict]:
    found = {}
    for path in sorted((data / "cases").glob("*.yml")):
        case = YamlFile(path).data
        if isinstance(case, dict) and isinstance(case.get("inventory"), list):
            found[path.stem] = case
    return found


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
