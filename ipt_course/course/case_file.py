"""Read one case: the client if the file is sound, and a finding for every fault of its shape."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from .case_schema import CASE, Case
from .finding import Finding
from .markup import citations, to_html
from .schemas import problems
from .yaml_file import YamlFile

AS_GIVEN = {"id", "instead", "number", "sources", "verdict", "status", "quality", "function", "kind", "relevance"}
AS_GIVEN |= {"problem_area", "difficulty", "dispute_stage", "severity", "octant", "complement_octant", "label"}
"""Fields that are names and not text."""


class CaseFile:
    """One file of ``data/cases``. ``cited`` lists the works it rests on."""

    def __init__(self, path: Path):
        self.file = YamlFile(path)
        self.findings: list[Finding] = list(self.file.faults)
        self.case: Case | None = None
        self.cited: list[str] = []
        if self.findings:
            return
        try:
            self.case = CASE.validate_python(self.file.data if self.file.data is not None else {})
        except ValidationError as error:
            self.findings += [self.file.finding(*one) for one in problems(error)]
            return
        self.cited = sorted({*self.case.sources, *citations(path.read_text(encoding="utf-8"))})


def in_html(value, labels: dict[str, str], key: str = ""):
    """Every text of a case as HTML; ids and verdicts stay as they are."""
    if isinstance(value, dict):
        return {name: in_html(one, labels, name) for name, one in value.items()}
    if isinstance(value, list):
        return [in_html(one, labels, key) for one in value]
    return to_html(value, labels) if isinstance(value, str) and key not in AS_GIVEN else value
