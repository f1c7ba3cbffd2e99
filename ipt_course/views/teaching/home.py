"""The instructors' first page: who has looked at what."""

from __future__ import annotations

from ...learning.access import accesses
from ..shown import Shown, or_fault
from .report import Looking, Report
from .section import Part, Section
from .table import Column, Table

TEXT = "Who has looked at what: every look at these pages and every download, the latest first."
LATEST = 1000


def _log(looking: Looking) -> Section:
    table = Table(
        "access",
        f"The latest {LATEST} looks and downloads",
        [
            Column("When (UTC)"),
            Column("Who"),
            Column("What"),
            Column("Page"),
            Column("Cohort"),
            Column("Lesson"),
            Column("Days"),
        ],
        [
            [one.at[:16].replace("T", " "), one.who, one.what, one.page, one.cohort, one.lesson, _days(one.since, one.until)]
            for one in accesses(looking.store, LATEST)
        ],
    )  # fmt: skip
    return Section(
        ["Rows are added and never changed. The command “ipt-course access” prints all of them."], tables=[table]
    )


def _days(since: str, until: str) -> str:
    return f"{since or '…'} to {until or '…'}" if since or until else ""


@or_fault
def access_log() -> Report | Shown:
    """Show who has looked at what."""
    return Report("access", TEXT, lambda looking: [Part("log", "Who has looked", lambda: _log(looking))], filters=())
