"""Read ``exercises.yml``: every exercise that is sound, and a finding for every fault."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from ..clinical.planes import place_of
from ..exercises import KINDS
from .case_schema import CASE
from .finding import Finding
from .interviewing import put_together
from .markup import render, to_html
from .markup_plain import plain
from .schemas import CLUES, ENVELOPE, TASKS, Envelope, problems
from .shelves import Shelves
from .yaml_file import YamlFile

NO_FORM = {"title": "", "link": "", "topics": [], "answers": []}
"""Stands in for an instrument that is not known; the exercise then says so itself."""


class ExerciseFile:
    """The exercises of one lesson.

    ``sound`` maps id to (envelope, task, raw entry); ``findings`` lists what is wrong; ``broken`` maps
    the id of an unsound exercise to its first finding, so that a page can say so in its place.
    """

    def __init__(self, path: Path, shelves: Shelves):
        self.file = YamlFile(path)
        self.shelves = shelves
        self.findings: list[Finding] = list(self.file.faults)
        self.sound: dict[str, tuple[Envelope, object, dict]] = {}
        self.broken: dict[str, Finding] = {}
        self._lines: dict[str, int] = {}
        data = self.file.data
        if data is None:
            if not self.findings:
                self._find((), "this file is empty", "write a list of exercises, each beginning with '- id:'")
            return
        if not isinstance(data, list):
            self._find((), "this file is not a list", "begin every exercise with '- id: …'")
            return
        for n, entry in enumerate(data):
            self._read(n, entry)

    def line(self, id: str) -> int:
        return self._lines.get(id, 1)

    def _find(self, keys: tuple, what: str, fix: str) -> Finding:
        finding = self.file.finding(keys, what, fix)
        self.findings.append(finding)
        return finding

    def _read(self, n: int, entry) -> None:
        if not isinstance(entry, dict):
            self._find((n,), "this entry is not an exercise", "write it as 'id: …', 'kind: …' and so on")
            return
        id = entry.get("id")
        before = len(self.findings)
        if isinstance(id, str) and id in self._lines:
            self._find((n, "id"), f"exercise '{id}' is given twice", "rename one; published ids never change")
            return
        if isinstance(id, str):
            self._lines[id] = self.file.line(n)
        envelope, task = self._envelope(n, entry), None
        if str(entry.get("kind")) in KINDS:
            task = self._task(n, entry)
        if len(self.findings) > before:
            if isinstance(id, str):
                self.broken[id] = self.findings[before]
        elif envelope and task:
            self.sound[envelope.id] = (envelope, task, entry)

    def _envelope(self, n: int, entry: dict) -> Envelope | None:
        known = {k: v for k, v in entry.items() if k in Envelope.model_fields}
        try:
            return ENVELOPE.validate_python(known)
        except ValidationError as error:
            for keys, what, fix in problems(error):
                self._find((n, *keys), what, fix)
            return None

    def _task(self, n: int, entry: dict):
        kind = entry["kind"]
        given = {k: v for k, v in entry.items() if k not in Envelope.model_fields}
        match kind:
            case "inventory":
                given = self._with_people(n, entry, given)
            case "interview":
                given = self._with_answers(n, entry, given)
            case "plane":
                given = self._with_places(n, given)
            case "forecast":
                given = self._with_trials(n, given)
            case "red_pen":
                given = self._with_claims(n, given)
            case "questionnaire":
                given |= {"form": self.shelves.forms.get(str(given.get("instrument")), NO_FORM)}
            case "rate":
                asked = given.get("items")
                known = map(str, asked) if isinstance(asked, list) else ()
                given |= {"rubric": {id: self.shelves.rubric[id] for id in known if id in self.shelves.rubric}}
        if given is None:
            return None
        try:
            task = TASKS[kind].validate_python(given)
        except ValidationError as error:
            for keys, what, fix in problems(error):
                self._find((n, *keys), what, fix)
            return None
        for fault in task.faults():
            self._find((n, *fault.where), fault.what, fault.fix)
        return task

    def _with_people(self, n: int, entry: dict, given: dict) -> dict | None:
        """Fill the people of an inventory exercise from its case."""
        case = self.shelves.cases.get(str(entry.get("case")))
        if case is None:
            self._find(
                (n, "case"),
                f"case '{entry.get('case')}' does not exist",
                f"use one of: {', '.join(sorted(self.shelves.cases)) or 'none yet'}",
            )
            return None
        try:
            clues = CLUES.validate_python(given)
        except ValidationError as error:
            for keys, what, fix in problems(error):
                self._find((n, *keys), what, fix)
            return None
        known = {p["id"]: p for p in case["inventory"]}
        whole = True
        for place, ids in (("people", clues.people), ("key", clues.key.why)):
            for id in ids:
                if id not in known:
                    whole = False
                    self._find(
                        (n, place, id), f"'{id}' is not in the inventory of {entry['case']}", f"use {', '.join(known)}"
                    )
            for id in known:
                if id not in ids:
                    whole = False
                    self._find(
                        (n, place),
                        f"'{id}' has no {'clue' if place == 'people' else 'reason'}",
                        "add one; everyone in the inventory needs both",
                    )
        if not whole:
            return None
        people = {
            id: {
                "name": p["name"],
                "relation": p["relation"],
                "status": p["status"],
                "ring": p["ring"],
                "clue": clues.people[id].clue,
                "why": clues.key.why[id],
            }
            for id, p in known.items()
        }
        return {"client": case["client"]["name"], "people": people}

    def _with_answers(self, n: int, entry: dict, given: dict) -> dict | None:
        """Fill in the questions of an interview and what its case answers."""
        case = self.shelves.cases.get(str(entry.get("case")), {})
        try:
            return given | put_together(CASE.validate_python(case).model_dump(), self.shelves.interview)
        except (ValidationError, KeyError, TypeError):
            what = f"case '{entry.get('case')}' has no interview that can be read"
            self._find((n, "case"), what, "give the case a section 'interview', and mend what the check says of it")
            return None

    def _with_places(self, n: int, given: dict) -> dict | None:
        """Fill in where somebody stands on a plane from the case named in place of ``at``."""
        plane, people = given.get("plane"), given.get("people")
        if not isinstance(people, dict):
            return given
        placed = dict(people)
        for id, person in people.items():
            if not isinstance(person, dict) or "case" not in person or "at" in person:
                continue
            try:
                at = place_of(self.shelves.cases[person["case"]], plane)
            except (KeyError, TypeError):
                self._find(
                    (n, "people", id),
                    f"case '{person['case']}' has no place on the plane '{plane}'",
                    "name a plane and a case that has it, or write 'at'",
                )
                return None
            rest = {name: value for name, value in person.items() if name != "case"}
            placed[id] = rest | {"at": at}
        return given | {"people": placed}

    def _with_trials(self, n: int, given: dict) -> dict | None:
        """Fill in what each trial found from the row of ``data/evidence/trials.csv`` that it names."""
        asked = given.get("trials")
        if not isinstance(asked, dict):
            return given
        found = {}
        for id, trial in asked.items():
            row = trial.get("row") if isinstance(trial, dict) else None
            if str(row) not in self.shelves.trials:
                self._find(
                    (n, "trials", id),
                    f"'{row}' is not a row with an effect in data/evidence/trials.csv",
                    "name a row by its row_id",
                )
                return None
            found[id] = {name: value for name, value in trial.items() if name != "row"} | self.shelves.trials[row]
        return given | {"trials": found}

    def _with_claims(self, n: int, given: dict) -> dict | None:
        """Fill in what is known of each claim from the row of ``data/claims.csv`` that it names."""
        asked = given.get("claims")
        if not isinstance(asked, list):
            self._find((n, "claims"), "'claims' is not a list", "write the ids of claims: claims: [C001, C002]")
            return None
        for at, id in enumerate(asked):
            if str(id) not in self.shelves.claims:
                self._find(
                    (n, "claims", at),
                    f"'{id}' is not a claim in data/claims.csv that has been looked up",
                    "name one whose column 'checked' says read",
                )
                return None
        return given | {"claims": {id: self.shelves.claims[id] for id in asked}}


def compiled(envelope: Envelope, task, entry: dict, labels: dict[str, str]) -> dict:
    """An exercise ready to be shown: texts as HTML, its plain outline, and the hash of its content."""
    source = _as_dict(task)
    outline = type(task).outline(task)
    text = [
        f"{envelope.title} [{envelope.kind.replace('_', ' ')}, {envelope.id}]",
        _flat(envelope.prompt),
        *map(_flat, outline),
    ]
    return {
        "id": envelope.id,
        "kind": envelope.kind,
        "title": envelope.title,
        "use": envelope.use,
        "prompt": to_html(envelope.prompt, labels, block=True),
        "because": to_html(envelope.because, labels, block=True) if envelope.because else "",
        "hints": [to_html(h, labels) for h in envelope.hints],
        "confidence": envelope.confidence,
        "content_note": envelope.content_note,
        "objectives": list(envelope.objectives),
        "case": envelope.case,
        "content_hash": content_hash(entry | {"task": source}),
        "task": render(source, labels),
        "text": "\n".join(text),
    }


def content_hash(entry: dict) -> str:
    """The identity of an exercise, with what it takes from cases, trials or claims: attempts keep it, so that edits do not blur statistics."""
    return sha256(json.dumps(entry, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()[:16]


def _as_dict(task) -> dict:
    from dataclasses import asdict

    return asdict(task)


def _flat(text: str) -> str:
    return " ".join(plain(text).split())
