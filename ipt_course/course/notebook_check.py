"""Check one notebook: its prose cites what is there, its calls name what is there, each exercise is shown once."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from .exercise_file import ExerciseFile
from .finding import Finding, shown_path
from .sourcing import LINKED, is_clinical, unsourced

CALLS = (
    "lesson",
    "exercise",
    "pretest",
    "posttest",
    "figure",
    "cards",
    "references",
    "case",
    "casebook",
    "interview",
    "home",
    "record",
    "review",
    "progress",
    "mixed_practice",
    "practise",
    "portfolio",
    "explore",
    "convert",
    "recomputed",
    "plot",
    "check",
    "invite",
    "simulated_clients",
    "claims",
    "claim_counts",
    "glossary",
    "bibliography",
)
CODE = "code"
"""The tag of a cell in which learners write code of their own, in JupyterLab."""


@dataclass(frozen=True)
class Around:
    """What a notebook may name: its lesson's exercises, figures and plots; any session, case and reference."""

    slug: str
    lesson: ExerciseFile
    figures: Collection[str]
    plots: Collection[str]
    sessions: Collection[str]
    cases: Collection[str]
    references: Collection[str]


class NotebookCheck:
    """``findings``: the faults of a notebook; ``cited``: the works it cites."""

    def __init__(self, path: Path, around: Around):
        self.path, self.around = path, around
        self.findings: list[Finding] = []
        self.cited: set[str] = set()
        self._raw = path.read_text(encoding="utf-8", errors="replace")
        try:
            notebook = json.loads(self._raw)
            cells = notebook["cells"]
        except (ValueError, KeyError) as error:
            self._find(
                getattr(error, "lineno", 1), "this is not a notebook", "restore it, or save it again from JupyterLab"
            )
            return
        if "widgets" in notebook.get("metadata", {}):
            self._find(self._line('"widgets"'), "the notebook carries saved widget state", "run 'make notebooks'")
        if LINKED.search(self._raw) and not any(map(is_clinical, cells)):
            self._find(
                self._line("(#ref-"),
                "this notebook cites works, and none of its sections is marked clinical",
                "give sections that say what is so about patients, illness or treatment the tag 'clinical'",
            )
        used: Counter = Counter()
        for cell in cells:
            if cell["cell_type"] == "markdown":
                self._prose(cell)
            else:
                used.update(self._code(cell))
        self._shown_once(used)

    def _find(self, line: int, what: str, fix: str) -> None:
        self.findings.append(Finding(shown_path(self.path), line, what, fix))

    def _line(self, needle: str) -> int:
        return next((n for n, line in enumerate(self._raw.splitlines(), 1) if needle in line), 1)

    def _prose(self, cell: dict) -> None:
        source = "".join(cell["source"])
        for beginning in unsourced(source) if is_clinical(cell) else []:
            self._find(
                self._line(json.dumps(beginning, ensure_ascii=False)[1:-1]),
                f"the paragraph “{beginning}…” stands in a clinical section and cites nothing",
                "cite its source, or say that it is a convention of this course",
            )
        for key in LINKED.findall(source):
            self.cited.add(key)
            if key not in self.around.references:
                self._find(
                    self._line(f"#ref-{key}"),
                    f"reference '{key}' is not in references.yml",
                    "add it there, or correct the id",
                )

    def _code(self, cell: dict) -> Iterator[str]:
        """The exercises that a cell shows."""
        source = "".join(cell["source"])
        line = self._line(json.dumps(source.splitlines()[0])[1:-1]) if source else 1
        for name, argument, fault in one_line_calls(source, CODE in (cell.get("metadata") or {}).get("tags", ())):
            if fault:
                self._find(line, fault, "notebooks hold one-line calls; logic belongs in the package")
            elif name in ("pretest", "posttest"):
                yield from (id for id, (e, _, _) in self.around.lesson.sound.items() if e.use == name)
            else:
                if name in ("exercise", "check"):
                    yield argument
                if unknown := self._unknown(name, argument):
                    self._find(line, *unknown)

    def _unknown(self, name: str, argument: str) -> tuple[str, str] | None:
        """What a call names and is not there, with the fix."""
        here, folder = self.around, f"data/lessons/{self.around.slug}"
        match name:
            case "exercise" | "check" if argument not in here.lesson.sound and argument not in here.lesson.broken:
                return f"exercise '{argument}' does not exist", f"add it to {folder}/exercises.yml"
            case "practise" | "invite" if argument not in here.sessions:
                return f"session '{argument}' does not exist", f"add data/sessions/{argument}.yml"
            case "case" | "interview" if argument not in here.cases:
                return f"case '{argument}' does not exist", f"use one of: {', '.join(here.cases)}"
            case "figure" if argument not in here.figures:
                return f"figure '{argument}' does not exist", f"add it to {folder}/figures.yml"
            case "plot" if argument not in here.plots:
                return f"plot '{argument}' does not exist", f"add it to {folder}/plots.yml"
        return None

    def _shown_once(self, used: Counter) -> None:
        for id, times in used.items():
            if times > 1:
                self._find(self._line(str(id)), f"exercise '{id}' is shown {times} times", "show it once")
        lesson = self.around.lesson
        for id in lesson.sound:
            if id not in used:
                self.findings.append(
                    Finding(
                        lesson.file.name,
                        lesson.line(id),
                        f"exercise '{id}' is shown in no notebook",
                        f"show it in {self.path.name}, or remove it",
                    )
                )


def one_line_calls(source: str, free: bool = False) -> Iterator[tuple[str, str, str | None]]:
    """Yield (name, argument, fault) for each statement of a code cell. In a ``free`` one names may be given to values."""
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        yield "", "", f"this cell is not valid Python ({error.msg})"
        return
    for statement in body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "ipt_course":
            continue
        if free and isinstance(statement, ast.Assign):
            continue
        call = statement.value if isinstance(statement, ast.Expr) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CALLS):
            yield "", "", f"'{ast.unparse(statement).splitlines()[0][:60]}' is not a call a lesson may make"
        elif not all(isinstance(a, ast.Constant) for a in (call.args[:1] if free else call.args)) or call.keywords:
            yield "", "", f"'{ast.unparse(call)[:60]}' does not name its content by a plain id"
        else:
            yield call.func.id, call.args[0].value if call.args else "", None
