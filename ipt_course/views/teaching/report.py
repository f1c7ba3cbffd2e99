"""The report: filters above, sections below. The kernel reckons, logs and sorts; the browser draws."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from ...cohort.blueprint import Blueprint, blueprint
from ...cohort.selection import Selection
from ...course.library import Library, library
from ...learning.access import note
from ...learning.membership import cohorts
from ...learning.store import Store, StoreError
from ..exercise import STATIC, Widget, on_page
from .section import Part
from .table import Table

FILTERS = ("cohort", "lesson", "since", "until")
MORE = 100
"""Rows that "Show more" adds."""


class NotForLearners(Exception):
    """A report asked for where learners' pages are served."""


@dataclass
class Looking:
    """What a page looks at: the record, the course, the selection and the day."""

    store: Store
    library: Library
    selection: Selection
    today: date

    @cached_property
    def plan(self) -> Blueprint:
        return blueprint(self.library)

    def lesson(self, slug: str) -> str:
        """A lesson's number and title."""
        module = self.library.module(slug)
        return f"{module['number']} {module['title']}"


class BadFilter(Exception):
    """A filter that cannot be; the message is for the instructor."""


class Report(Widget):
    """Messages in: ``show`` with filters, ``section``, ``sort``, ``more``, ``download``. Out: custom messages of a
    ``kind`` of that name; figures travel in no synced trait, which anybody on the page could set."""

    def __init__(self, name: str, text: str, parts: Callable[[Looking], list[Part]], filters: tuple = FILTERS):
        if on_page() and os.environ.get("IPT_TEACHING") != "1":
            raise NotForLearners(name)
        self.name = name
        self._parts_of, self._filters = parts, filters
        self._store = Store()
        self._turn = 0
        self._chosen: dict[str, str] = {}
        self._parts: dict[str, Part] = {}
        self._tables: dict[str, Table] = {}
        super().__init__("report", {"id": name, "filters": list(filters)}, {"notice": ""}, text)
        if not on_page():
            self._css += (STATIC / "report.css").read_text(encoding="utf-8")

    def receive(self, message: dict) -> None:
        try:
            match message.get("do"):
                case "show":
                    self._show(message)
                case "section" if message.get("turn") == self._turn and message.get("id") in self._parts:
                    self._section(message["id"])
                case "sort" if table := self._table(message):
                    table.sort(self._column(message, table), message.get("down") is True)
                    self._tell("table", table=table.page())
                case "more" if table := self._table(message):
                    table.shown += MORE
                    self._tell("table", table=table.page())
                case "download" if table := self._table(message):
                    note(self._store, self.name, table.id, **self._chosen)
                    self._tell("download", name=f"ipt-{self.name}-{table.id}.csv", text=table.csv())
        except BadFilter as error:
            self._tell("notice", notice=str(error))
        except StoreError as error:
            self._tell(
                "notice",
                notice=f"Nothing can be shown just now: the record cannot be read, or the look not be written down. {error}",
            )

    def _show(self, message: dict) -> None:
        now = datetime.now(UTC)
        groups = cohorts(self._store) if self._filters else []
        looking = Looking(self._store, library(), Selection(), now.date())
        if self._filters:
            asked = {name: message.get(name) for name in self._filters}
            looking.selection = selection(asked, [one.code for one in groups], list(looking.plan.lessons))
        self._chosen = chosen(looking.selection)
        note(self._store, self.name, "look", **self._chosen)
        self._turn += 1
        parts = self._parts_of(looking)
        self._parts, self._tables = {one.id: one for one in parts}, {}
        self._tell(
            "begin",
            cohorts=[[one.code, one.name] for one in groups],
            lessons=[[slug, looking.lesson(slug)] for slug in looking.plan.lessons] if self._filters else [],
            chosen=self._chosen,
            sections=[{"id": one.id, "title": one.title, "last": one.last} for one in parts],
            at=now.isoformat(timespec="minutes"),
        )

    def _section(self, id: str) -> None:
        section = self._parts[id].make()
        self._tables |= {table.id: table for table in section.all_tables()}
        self._tell("section", id=id, section=section.page())

    def _table(self, message: dict) -> Table | None:
        return self._tables.get(message.get("table")) if message.get("turn") == self._turn else None

    @staticmethod
    def _column(message: dict, table: Table) -> int:
        column = message.get("column")
        if type(column) is not int or not 0 <= column < len(table.columns):
            raise BadFilter("There is no such column.")
        return column

    def _tell(self, kind: str, **more) -> None:
        self.send({"kind": kind, "turn": self._turn, **more})


def selection(asked: dict, codes: list[str], lessons: list[str]) -> Selection:
    """The selection that a page's filters name."""
    cohort, lesson = asked.get("cohort") or None, asked.get("lesson") or None
    if cohort is not None and cohort not in codes:
        raise BadFilter("There is no such cohort any more. Choose another.")
    if lesson is not None and lesson not in lessons:
        raise BadFilter("There is no such lesson.")
    since, until = _day(asked.get("since")), _day(asked.get("until"))
    if since and until and since > until:
        raise BadFilter("The first day is later than the last. Turn them round.")
    return Selection(cohort, since, until, (lesson,) if lesson else ())


def chosen(selection: Selection) -> dict[str, str]:
    """A selection as the page's filters show it."""
    return {
        "cohort": selection.cohort or "",
        "since": selection.since.isoformat() if selection.since else "",
        "until": selection.until.isoformat() if selection.until else "",
        "lesson": selection.lessons[0] if selection.lessons else "",
    }


def _day(text: object) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise BadFilter("A day is written like 2026-03-31.") from None
