"""The content's page: what the course covers, what lies unused, and whether everything in it is sound."""

from __future__ import annotations

import json
import subprocess
import sys

from ...course.coverage import claims, coverage, unused
from ..shown import Shown, or_fault
from .report import Looking, Report
from .section import Part, Section
from .table import Column, Table

TEXT = "The content: what each objective is covered by, what lies unused, and what the checker finds now."
PATIENCE = 900
"""Seconds the checker may take; it is slow the first time after a change of a simulated session."""


class ContentReport:
    def __init__(self, looking: Looking):
        self.looking = looking

    def parts(self) -> list[Part]:
        return [
            Part("coverage", "Objectives and what asks for them", self.coverage),
            Part("sessions", "Simulated sessions", self.sessions),
            Part("claims", "Claims examined", self.claims),
            Part("unused", "Unused", self.unused),
            Part("check", "What the checker finds", check, last=True),
        ]

    def coverage(self) -> Section:
        found = coverage(self.looking.library)
        thin = [one for one in found if one.uses["practice"] == 0]
        table = Table(
            "coverage",
            "Exercises by objective",
            [
                Column("Objective"),
                Column("Lesson"),
                Column("Before", "count"),
                Column("Practice", "count"),
                Column("After", "count"),
                Column("Kinds of exercise", "count"),
            ],
            [
                [one.text, self.looking.lesson(one.lesson), *(one.uses[use] for use in ("pretest", "practice", "posttest")), one.kinds]
                for one in found
            ],
        )  # fmt: skip
        table.sort(3, False)
        said = f"{len(found)} objectives; {len(thin)} of them have no practice exercise." if thin else (
            f"{len(found)} objectives, each with at least one practice exercise. Those with the fewest stand first."
        )  # fmt: skip
        return Section([said], tables=[table])

    def sessions(self) -> Section:
        found = self.looking.library.sessions
        table = Table(
            "sessions",
            "Simulated sessions",
            [Column("Session"), Column("Client"), Column("Phase"), Column("Minutes", "count"), Column("Id")],
            [[one["title"], one["client"], str(one["phase"]), one["minutes"], id] for id, one in found.items()],
        )
        table.shown = len(table.rows)
        return Section([f"{len(found)} sessions can be played."], tables=[table])

    def claims(self) -> Section:
        found = claims(self.looking.library)
        table = Table(
            "claims",
            "Claims of a public article on IPT, by what the sources say of them",
            [Column("Verdict"), Column("Claims", "count"), Column("Of these, with a source that a lesson cites", "count")],
            [[one.verdict.replace("_", " "), one.there, one.cited] for one in found],
        )  # fmt: skip
        return Section([], tables=[table])

    def unused(self) -> Section:
        found = unused(self.looking.library)
        if not found:
            return Section(
                ["Nothing: every exercise and figure is shown in its lesson, and every case is met somewhere."]
            )
        table = Table(
            "unused",
            "What no learner meets",
            [Column("What"), Column("Id"), Column("File")],
            [[one.what, one.id, one.file] for one in found],
        )
        return Section(tables=[table])


def check() -> Section:
    """What ``ipt-course check`` says now, from a process of its own: it needs much that a page does not."""
    command = [sys.executable, "-m", "ipt_course", "check", "--json"]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        said = json.loads(ran.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return Section(["The checker could not be run from here. Run it by hand: ipt-course check"])
    counts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in said["counts"].items() if isinstance(n, int))
    findings = said["findings"]
    table = Table(
        "findings",
        "To mend",
        [Column("Place"), Column("What"), Column("How")],
        [[f"{one['file']}:{one['line']}", one["what"], one["fix"]] for one in findings],
    )
    verdict = "Nothing to mend." if not findings else f"{len(findings)} to mend."
    return Section([f"{verdict} Looked at just now: {counts}."], tables=[table] if findings else [])


@or_fault
def content_page() -> Report | Shown:
    """Show what the course covers and whether it is sound."""
    return Report("content", TEXT, lambda looking: ContentReport(looking).parts(), filters=())
