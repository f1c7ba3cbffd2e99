"""Check everything in ``data/`` and ``notebooks/``; every fault is a :class:`Finding`."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from pydantic import TypeAdapter, ValidationError

from ..evidence.choices import strangers
from . import evidence_tables
from .case_check import faults as case_faults
from .case_file import CaseFile
from .case_schema import BANK
from .claims import COLUMNS, VERDICTS, headings, places, read_claims
from .exercise_file import ExerciseFile
from .finding import Finding, shown_path
from .guessing import Item, too_easy
from .interviewing import faults as interview_faults
from .library import INTERVIEW
from .markup import citations, texts
from .markup_plain import plain
from .notebook_check import Around, NotebookCheck
from .references import References
from .schemas import COURSE, DRILLS, FIGURES, PLOTS, WORDING, Envelope, problems
from .session_check import SessionReport, check_sessions, findings
from .shelves import read_shelves
from .sourcing import is_recalled
from .wording import read_words, slips
from .yaml_file import YamlFile

TABLES = {
    "cards.csv": ("id", "front", "back", "sources"),
    "glossary.csv": ("id", "term", "definition", "sources"),
    "claims.csv": COLUMNS,
}


class Check:
    """One pass over the content. ``findings`` is sorted; ``counts`` says how much there is; ``sessions`` has a
    report for each simulated session."""

    def __init__(self, data: Path, notebooks: Path):
        self.data, self.notebooks = data, notebooks
        self._findings: list[Finding] = []
        self.counts: dict[str, object] = {}
        self._cited: set[str] = set()
        self.references = References(data / "references.yml")
        self._findings += self.references.findings
        self._cases()
        self._sessions()
        self._course()
        self._lessons()
        self._drills()
        self._tables()
        self._evidence()
        self._wording()
        self._uncited()
        self.findings = sorted(set(self._findings))

    def _find(self, path: Path, line: int, what: str, fix: str) -> None:
        self._findings.append(Finding(shown_path(path), line, what, fix))

    def _validated(self, adapter: TypeAdapter, file: YamlFile):
        """The validated content of a file, or ``None`` with findings added."""
        self._findings += file.faults
        if file.faults:
            return None
        try:
            return adapter.validate_python(file.data if file.data is not None else {})
        except ValidationError as error:
            self._findings += [file.finding(*one) for one in problems(error)]
            return None

    def _known_sources(self, file: YamlFile, keys: tuple, ids: list[str]) -> None:
        self._cited.update(ids)
        for id in ids:
            if id not in self.references.entries:
                self._findings.append(
                    file.finding(keys, f"reference '{id}' is not in references.yml", "add it there, or correct the id")
                )

    def _course(self) -> None:
        file = YamlFile(self.data / "course.yml")
        course = self._validated(COURSE, file)
        self.modules = course.modules if course else []
        seen: set[str] = set()
        self.objectives: set[str] = set()
        for n, module in enumerate(self.modules):
            if module.slug in seen:
                self._findings.append(
                    file.finding(("modules", n, "slug"), f"module '{module.slug}' is given twice", "rename one")
                )
            for slug in module.prerequisites:
                if slug not in seen:
                    self._findings.append(
                        file.finding(
                            ("modules", n, "prerequisites"),
                            f"prerequisite '{slug}' is not an earlier module",
                            "name a module further up",
                        )
                    )
            for m, goal in enumerate(module.objectives):
                if not goal.id.startswith(f"{module.slug}."):
                    self._findings.append(
                        file.finding(
                            ("modules", n, "objectives", m, "id"),
                            f"objective '{goal.id}' does not begin with '{module.slug}.'",
                            "rename it",
                        )
                    )
                if goal.id in self.objectives:
                    self._findings.append(
                        file.finding(
                            ("modules", n, "objectives", m, "id"), f"objective '{goal.id}' is given twice", "rename one"
                        )
                    )
                self.objectives.add(goal.id)
            if module.notebook and not (self.notebooks / f"{module.notebook}.ipynb").exists():
                self._findings.append(
                    file.finding(
                        ("modules", n, "notebook"),
                        f"notebook '{module.notebook}.ipynb' does not exist",
                        "write it, or remove this line",
                    )
                )
            seen.add(module.slug)
        self.places = [module for module in self.modules if module.notebook]
        for n, page in enumerate(course.pages if course else ()):
            if page.lesson and page.lesson not in seen:
                self._findings.append(
                    file.finding(
                        ("pages", n, "lesson"), f"there is no lesson '{page.lesson}'", "name a module by its slug"
                    )
                )
            if page.slug in seen:
                self._findings.append(
                    file.finding(
                        ("pages", n, "slug"), f"'{page.slug}' is a lesson already", "give the page its own slug"
                    )
                )
            if page.slug:
                self.places.append(page)
                seen.add(page.slug)
        self.counts["modules"] = len(self.modules)
        self.counts["lessons"] = sum(bool(m.notebook) for m in self.modules)

    def _cases(self) -> None:
        paths = sorted((self.data / "cases").glob("*.yml"))
        bank = self._questions()
        for path in paths:
            read = CaseFile(path)
            file, case = read.file, read.case
            self._findings += read.findings
            if case is None:
                continue
            if case.id != path.stem:
                self._findings.append(
                    file.finding(("id",), f"case id '{case.id}' is not the file's name", f"use '{path.stem}'")
                )
            others = {other.stem for other in paths} - {path.stem}
            self._findings += [file.finding(*one) for one in case_faults(case, others)]
            if case.interview and bank:
                self._findings += [file.finding(*one) for one in interview_faults(case.model_dump(), bank)]
            self._known_sources(file, ("sources",), read.cited)
        self.shelves = read_shelves(self.data)
        self.cases = self.shelves.cases
        self.counts["cases"] = len(paths)

    def _questions(self) -> dict:
        """The questions of the interview, with everything that is cited in them."""
        if not (self.data / INTERVIEW).exists():
            return {}
        file = YamlFile(self.data / INTERVIEW)
        bank = self._validated(BANK, file)
        if bank is None:
            return {}
        self._known_sources(file, ("sources",), sorted({*bank.sources, *citations(file.path.read_text("utf-8"))}))
        return bank.model_dump()

    def _sessions(self) -> None:
        reports = check_sessions(self.data)
        self.sessions = {report.id: report for report in reports.values()}
        for path, report in reports.items():
            self._findings += findings(path, report)
            for line, source in report.sources:
                self._cited.add(source)
                if source not in self.references.entries:
                    self._find(
                        path, line, f"reference '{source}' is not in references.yml", "add it there, or correct the id"
                    )
            if report.carries:
                self._carried(path, report)
        self.counts["sessions"] = len(reports)

    def _carried(self, path: Path, report: SessionReport) -> None:
        origin = self.sessions.get(report.carries["from"])
        line = report.carries["line"]
        if origin is None:
            self._find(
                path, line, f"there is no session '{report.carries['from']}' to carry over from", "correct its name"
            )
            return
        if origin.id.partition(".")[0] != report.id.partition(".")[0]:
            self._find(
                path, line, f"'{origin.id}' is a session with another client", "carry over from this client's own"
            )
        for flag in report.carries["flags"]:
            if flag not in origin.flags:
                self._find(
                    path, line, f"'{origin.id}' leaves no flag '{flag}'", f"use some of: {', '.join(origin.flags)}"
                )

    def _lessons(self) -> None:
        known = {place.slug for place in [*self.modules, *self.places]}
        kinds: Counter = Counter()
        choices: list[Item] = []
        self.exercises: set[str] = set()
        cards = figures = 0
        for folder in sorted(p for p in (self.data / "lessons").glob("*") if p.is_dir()):
            if folder.name not in known:
                self._find(
                    folder,
                    1,
                    f"lesson folder '{folder.name}' is not a module of course.yml",
                    "add the module or rename the folder",
                )
        unwritten = [m for m in self.modules if not m.notebook and (self.data / "lessons" / m.slug).exists()]
        for module in [*self.places, *unwritten]:
            folder = self.data / "lessons" / module.slug
            file = ExerciseFile(folder / "exercises.yml", self.shelves)
            self._findings += file.findings
            self._exercises(module.slug, file)
            self.exercises |= file.sound.keys()
            kinds.update(envelope.kind for envelope, _, _ in file.sound.values())
            choices += [
                Item(
                    id, tuple(plain(o.text) for o in task.options.values()), list(task.options).index(task.key.correct)
                )
                for id, (envelope, task, _) in file.sound.items()
                if envelope.kind == "choice"
            ]
            found = self._figures(folder)
            plots = self._plots(folder)
            figures += len(found)
            if module in self.modules or (folder / "cards.csv").exists():
                cards += self._table(folder / "cards.csv", TABLES["cards.csv"])
            if module.notebook:
                self._notebook(
                    module, Around(module.slug, file, found, plots, self.sessions, self.cases, self.references.entries)
                )
        self._guessable(choices)
        self.counts |= {
            "exercises": sum(kinds.values()),
            "exercises_by_type": dict(sorted(kinds.items())),
            "cards": cards,
            "figures": figures,
        }

    def _notebook(self, module, around: Around) -> None:
        path = self.notebooks / f"{module.notebook}.ipynb"
        if path.exists():
            checked = NotebookCheck(path, around)
            self._findings += checked.findings
            self._cited |= checked.cited

    def _guessable(self, choices: list[Item]) -> None:
        for trick, (share, chance, hit) in too_easy(choices).items():
            self._find(
                self.data / "lessons",
                1,
                f"always choosing {trick} gets {share:.0%} of {len(choices)} choice exercises right, and chance {chance:.0%}",
                f"change some of those it gets right, for example {', '.join(hit[:3])}",
            )

    def _exercises(self, slug: str, lesson: ExerciseFile) -> None:
        file = lesson.file
        at = {str(entry.get("id")): n for n, entry in enumerate(file.data or []) if isinstance(entry, dict)}
        titles: set[str] = set()
        for id, (envelope, _task, entry) in lesson.sound.items():
            n = at[id]
            if not id.startswith(f"{slug}."):
                self._findings.append(
                    file.finding(
                        (n, "id"), f"exercise '{id}' does not begin with '{slug}.'", "rename it before it is published"
                    )
                )
            if envelope.title in titles:
                self._findings.append(
                    file.finding(
                        (n, "title"), f"two exercises are called '{envelope.title}'", "give each its own title"
                    )
                )
            titles.add(envelope.title)
            for goal in envelope.objectives:
                if goal not in self.objectives:
                    self._findings.append(
                        file.finding(
                            (n, "objectives"),
                            f"objective '{goal}' is not in course.yml",
                            "add it there, or correct the id",
                        )
                    )
            if not envelope.sources and not envelope.case:
                self._findings.append(
                    file.finding(
                        (n, "sources"),
                        f"exercise '{id}' names no source and no case",
                        "add reference ids, or the case it is about",
                    )
                )
            if envelope.case and envelope.case not in self.cases:
                self._findings.append(
                    file.finding(
                        (n, "case"), f"case '{envelope.case}' does not exist", f"use one of: {', '.join(self.cases)}"
                    )
                )
            self._known_sources(file, (n, "sources"), envelope.sources)
            self._rests_on_what_was_read(file, n, envelope)
            self._known_sources(file, (n,), sorted({key for text in texts(entry) for key in citations(text)}))

    def _rests_on_what_was_read(self, file: YamlFile, n: int, envelope: Envelope) -> None:
        known = [self.references.entries[id] for id in envelope.sources if id in self.references.entries]
        if envelope.kind != "say_it" and known and all(map(is_recalled, known)):
            self._findings.append(
                file.finding(
                    (n, "sources"),
                    f"exercise '{envelope.id}' is graded and rests on works marked as recalled",
                    "read one of them and remove its mark, or name a source that was read",
                )
            )

    def _figures(self, folder: Path) -> dict[str, object]:
        path = folder / "figures.yml"
        if not path.exists():
            return {}
        file = YamlFile(path)
        figures = self._validated(FIGURES, file) or []
        for n, figure in enumerate(figures):
            self._known_sources(file, (n, "sources"), figure.sources + citations(figure.caption))
            svg = folder / figure.file
            if not svg.exists():
                self._findings.append(
                    file.finding((n, "file"), f"drawing '{figure.file}' does not exist", "draw it, or correct the name")
                )
                continue
            self._drawing(svg)
        return {figure.id: figure for figure in figures}

    def _plots(self, folder: Path) -> set[str]:
        """Ids of the plots of the comparisons that a page describes."""
        path = folder / "plots.yml"
        if not path.exists():
            return set()
        file = YamlFile(path)
        plots = self._validated(PLOTS, file) or []
        for n, one in enumerate(plots):
            self._known_sources(file, (n, "caption"), citations(one.caption))
            for m, panel in enumerate(one.panels):
                for stranger in strangers(panel.wish):
                    self._findings.append(
                        file.finding(
                            (n, "panels", m, "wish"),
                            f"the explorer offers no '{stranger}'",
                            "use a name and a value of ipt_course/evidence/choices.py",
                        )
                    )
        return {one.id for one in plots}

    def _drawing(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8", errors="replace")
        try:
            ElementTree.fromstring(text)
        except ElementTree.ParseError as error:
            self._find(path, error.position[0], f"not well-formed SVG: {error}", "mend the markup on this line")
            return
        for n, line in enumerate(text.splitlines(), 1):
            if re.search(r"<script|\son\w+=|(?:href|src)=[\"'](?!#)|url\((?!#)", line):
                self._find(
                    path,
                    n,
                    "the drawing holds a script or reaches outside the page",
                    "draw with plain shapes and text only",
                )

    def _table(self, path: Path, columns: tuple[str, ...]) -> int:
        """Check a CSV table and return its number of rows."""
        if not path.exists():
            self._find(path, 1, "this file does not exist", f"create it with the columns {','.join(columns)}")
            return 0
        seen: set[str] = set()
        rows = 0
        try:
            with path.open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file, strict=True)
                if tuple(reader.fieldnames or ()) != columns:
                    self._find(
                        path, 1, f"the columns are {','.join(reader.fieldnames or [])}", f"use {','.join(columns)}"
                    )
                    return 0
                for row in reader:
                    rows += 1
                    line = reader.line_num
                    if None in row or None in row.values():
                        self._find(path, line, "this row has the wrong number of cells", "quote cells that hold commas")
                        continue
                    id = row[columns[0]]
                    if id in seen:
                        self._find(path, line, f"'{id}' is given twice", "give every row its own id")
                    seen.add(id)
                    for column in columns[:3]:
                        if not row[column].strip():
                            self._find(path, line, f"'{column}' is empty", "fill it in")
                    for source in filter(None, (s.strip() for s in row["sources"].split(";"))):
                        self._cited.add(source)
                        if re.fullmatch(r"[a-z0-9-]+", source) and source not in self.references.entries:
                            self._find(
                                path,
                                line,
                                f"reference '{source}' is not in references.yml",
                                "add it there, or correct the id",
                            )
        except (UnicodeDecodeError, csv.Error) as error:
            self._find(path, 1, f"this table cannot be read: {error}", "save it as UTF-8 CSV")
        return rows

    def _drills(self) -> None:
        """Competences and the exercises that train them; without the file, a debrief offers none."""
        if not (self.data / "drills.yml").exists():
            return
        file = YamlFile(self.data / "drills.yml")
        drills = self._validated(DRILLS, file) or {}
        for item, exercises in drills.items():
            if item not in self.shelves.rubric:
                self._findings.append(
                    file.finding((item,), f"'{item}' is no competence of competences.yml", "correct its id")
                )
            for n, id in enumerate(exercises):
                if id not in self.exercises:
                    self._findings.append(
                        file.finding((item, n), f"there is no exercise '{id}' to drill", "name one of a lesson")
                    )

    def _tables(self) -> None:
        self.counts["glossary"] = self._table(self.data / "glossary.csv", TABLES["glossary.csv"])
        self.counts["claims"] = self._table(self.data / "claims.csv", TABLES["claims.csv"])
        self._claims()
        self.counts["references"] = len(self.references.entries)
        for name in ("crisis.yml", "competences.yml"):
            file = YamlFile(self.data / name)
            self._findings += file.faults
            if isinstance(file.data, dict):
                self._known_sources(file, ("sources",), file.data.get("sources", []))

    def _headings(self) -> tuple[dict[str, list[str]], set[str]]:
        """The headings of each lesson, and the lessons whose notebook cannot be read (another finding says so)."""
        known, unreadable = {}, set()
        for module in self.modules:
            if module.notebook:
                try:
                    known[module.slug] = headings(self.notebooks / f"{module.notebook}.ipynb")
                except (OSError, ValueError, KeyError):
                    unreadable.add(module.slug)
        return known, unreadable

    def _claims(self) -> None:
        """Every claim has a known verdict and is taught somewhere that exists."""
        path = self.data / "claims.csv"
        if any(one.file == shown_path(path) for one in self._findings):
            return
        lines = path.read_text(encoding="utf-8").splitlines()
        known, unreadable = self._headings()
        taught = 0
        for row in read_claims(path):
            id = row["claim_id"]
            line = next((n for n, text in enumerate(lines, 1) if text.startswith(f"{id},")), 1)
            if row["verdict"] not in VERDICTS:
                self._find(path, line, f"'{row['verdict']}' is not a verdict", f"use one of: {', '.join(VERDICTS)}")
            where = places(row["taught"])
            if not where:
                self._find(path, line, f"claim {id} is taught nowhere", "name a lesson and heading in 'taught'")
            for slug, heading in where:
                if slug not in unreadable and heading not in known.get(slug, ()):
                    self._find(
                        path, line, f"there is no section '{slug}#{heading}'", "write lesson#Heading as in the notebook"
                    )
            taught += bool(where)
        self.counts["claims_taught"] = taught

    def _evidence(self) -> None:
        folder = self.data / "evidence"
        for name in evidence_tables.TABLES if folder.exists() else ():
            for line, what, fix in evidence_tables.faults(folder / name):
                self._find(folder / name, line, what, fix)

    def _uncited(self) -> None:
        for n, entry in enumerate(self.references.file.data or []):
            if isinstance(entry, dict) and entry.get("id") in self.references.entries.keys() - self._cited:
                self._findings.append(
                    self.references.file.finding(
                        (n,), f"reference '{entry['id']}' is cited nowhere", "cite it where it is used, or remove it"
                    )
                )

    def _wording(self) -> None:
        file = YamlFile(self.data / "wording.yml")
        wording = self._validated(WORDING, file)
        if wording is None:
            return
        self._known_sources(file, ("sources",), wording.sources)
        try:
            words = read_words(wording.model_dump()["words"])
        except re.error as error:
            self._findings.append(file.finding(("words",), f"a pattern is not valid: {error}", "mend its brackets"))
            return
        for path in self._about_people():
            text = path.read_text(encoding="utf-8", errors="replace")
            if path.suffix == ".ipynb":  # its outputs repeat other files, titles of works among them
                text = "\n".join(line if line.lstrip().startswith('"source"') else "" for line in text.splitlines())
            for slip in slips(text, words):
                self._find(path, 1 + slip.line, f"“{slip.found}” is said of people here", slip.fix)

    def _about_people(self) -> list[Path]:
        """The files that write about people; the article's claims are quoted, and so are titles of works."""
        return [
            *(self.data / "lessons").glob("*/*"),
            *(self.data / "cases").glob("*.yml"),
            *(self.data / "sessions").glob("*.yml"),
            self.data / "glossary.csv",
            *self.notebooks.glob("*.ipynb"),
        ]
