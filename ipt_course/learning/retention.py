"""How long a record is kept when nobody comes back to it.

On one's own computer a record stays until it is erased. A server that others use lets go of learners who have not
been seen for a number of months: all their rows, as if they had asked for it themselves.
"""

from __future__ import annotations

import calendar
import logging
from datetime import UTC, datetime

from .store import Store

DEFAULT_MONTHS = 18
"""Where others are served and nothing else is said. Long enough for a course and the one after it."""
A_DAY = 86_400
"""Seconds between two looks."""
_log = logging.getLogger(__name__)


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time some months earlier; the month's last day where it has no such day."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=years, month=month + 1, day=min(now.day, calendar.monthrange(years, month + 1)[1]))


def expired(store: Store, months: int, now: datetime) -> list[str]:
    """Learners who have done nothing for so long, not even joined a cohort."""
    limit = months_before(now, months).isoformat()
    sql = (
        "SELECT learner FROM learner WHERE coalesce(seen, '') < :limit AND NOT EXISTS ("
        "SELECT 1 FROM membership WHERE membership.learner = learner.learner AND membership.at >= :limit) ORDER BY learner"
    )
    return [learner for (learner,) in store.rows(sql, limit=limit)]


def let_go(store: Store, months: int, now: datetime | None = None) -> int:
    """Erase the records of all who have expired, and marks as old as that; return how many learners it were."""
    now = now or datetime.now(UTC)
    gone = expired(store, months, now)
    if gone:
        store.forget_all(gone)
        _log.warning("Erased the records of %d learners who had not come back for %d months", len(gone), months)
    with store.database.transaction() as connection:
        connection.execute("DELETE FROM forgotten WHERE at < :limit", {"limit": months_before(now, months).isoformat()})
    return len(gone)
