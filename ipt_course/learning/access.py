"""The log of instructors' access: who looked at which page, when, and at what part of the record."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from .store import Store

THIS_COMPUTER = "this computer"
"""Who looks in a JupyterLab of their own."""


@dataclass(frozen=True)
class Access:
    """One look or download. ``what`` is ``look`` or the name of the table taken away; filters are empty for none."""

    id: str
    who: str
    page: str
    what: str
    cohort: str
    lesson: str
    since: str
    until: str
    at: str


def note(store: Store, page: str, what: str, cohort: str, lesson: str, since: str, until: str) -> None:
    """Write an access down. It raises where that fails; then nothing may be shown."""
    who = os.environ.get("HTTP_X_IPT_INSTRUCTOR") if os.environ.get("IPT_PAGE") == "1" else THIS_COMPUTER
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    store.add(Access(str(uuid.uuid4()), who or "unknown", page, what, cohort, lesson, since, until, at))


def accesses(store: Store, latest: int | None = None) -> list[Access]:
    """Every access, or the latest so many; the latest first."""
    limit = "" if latest is None else f" LIMIT {int(latest)}"
    rows = store.rows(
        f"SELECT id, who, page, what, cohort, lesson, since, until, at FROM access ORDER BY at DESC, id{limit}"
    )
    return [Access(*row) for row in rows]
