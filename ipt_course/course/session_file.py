"""Read a session script: the script if it is sound, and a finding for every fault of shape and structure."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from ..simulation.drafting import draft
from ..simulation.fault import Fault
from ..simulation.script import Script
from .exercise_file import content_hash
from .finding import Finding
from .schemas import problems
from .session_schema import SESSION, plain
from .shelves import Shelves
from .yaml_file import YamlFile


class SessionFile:
    """One file of ``data/sessions``.

    ``data`` is plain data for :func:`ipt_course.simulation.drafting.build`; it and ``script`` are ``None`` unless
    the script is sound.
    """

    def __init__(self, path: Path, shelves: Shelves):
        self.file = YamlFile(path)
        self.findings: list[Finding] = list(self.file.faults)
        self.data: dict | None = None
        self.script: Script | None = None
        if self.findings:
            return
        given = self.file.data
        try:
            session = SESSION.validate_python(given if given is not None else {})
        except ValidationError as error:
            self.findings += [self.file.finding(*one) for one in problems(error)]
            return
        data = plain(session) | {"content_hash": content_hash(given)}
        data |= _from_shelves(data, shelves)
        if session.id != path.stem:
            self._find(("id",), f"session id '{session.id}' is not the file's name", f"use '{path.stem}'")
        if session.case not in shelves.cases:
            self._find(
                ("case",), f"case '{session.case}' does not exist", f"use one of: {', '.join(sorted(shelves.cases))}"
            )
        elif not session.id.startswith(f"{session.case}."):
            self._find(("id",), f"session '{session.id}' does not begin with '{session.case}.'", "rename it")
        script, faults = draft(data)
        self.findings += [self.finding(fault) for fault in faults]
        if not self.findings:
            self.data, self.script = data, script

    def _find(self, keys: tuple, what: str, fix: str) -> None:
        self.findings.append(self.file.finding(keys, what, fix))

    def finding(self, fault: Fault) -> Finding:
        """A fault of the script, at its line."""
        return self.file.finding(fault.where, f"{fault.what} [{fault.rule}]", fault.fix)


def _from_shelves(data: dict, shelves: Shelves) -> dict:
    """The client's name, the competences rated in this phase, and the wording of those the script uses."""
    moves = [move for turn in data["turns"].values() for move in turn["moves"].values()]
    used = {item for move in moves for case in move["when"] for item in case.get("shows", {})} | set(data["required"])
    rated = shelves.rated.get(data["phase"], [])
    return {
        "client": shelves.cases.get(data["case"], {}).get("client", {}).get("name", ""),
        "rated": rated,
        "rubric": {item: shelves.rubric[item] for item in rated if item in used and item in shelves.rubric},
    }
