"""Statements on their way to a learning record store: none is lost by a restart, and none counts twice.

What is to be sent is written down first, in the record itself. A statement counts as sent when the store has said so;
until then it is tried again, later and later. Its id never changes, so that a store which has it already only says so.
"""

from __future__ import annotations

import base64
import http.client
import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ..cohort.selection import Selection
from ..learning.kept import Attempt
from ..learning.store import Store, among, columns_of
from ..learning.trouble import StoreError
from .statements import VERSION, Statements

AT_ONCE = 50
"""Answers sent with one request."""
PATIENCE = 30
"""Seconds to wait for the store's answer."""
LONGEST = timedelta(hours=12)
"""Between two tries of the same statement."""


class Unreachable(Exception):
    """The store cannot be reached, or wants to be left alone for a while; ``seconds`` says for how long at least."""

    def __init__(self, why: str, seconds: int = 0):
        super().__init__(why)
        self.seconds = seconds


class Refused(Exception):
    """The store was reached and did not take what was sent; ``status`` is its answer."""

    def __init__(self, status: int, why: str):
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class RecordStore:
    """A learning record store: its endpoint, to which ``/statements`` is added, and who we are there."""

    endpoint: str
    user: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self):
        if not re.fullmatch(r"https?://[^\s@]+", self.endpoint):
            raise StoreError(
                f"'{self.endpoint}' is not the address of a learning record store. Write it as https://host/path, without "
                "user or password: those come from IPT_LRS_USER and IPT_LRS_PASSWORD."
            )

    def post(self, statements: list[dict]) -> None:
        """Hand over statements: all or none. Returns when the store has them."""
        headers = {"Content-Type": "application/json", "X-Experience-API-Version": VERSION}
        if self.user:
            headers["Authorization"] = "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        body = json.dumps(statements).encode()
        request = urllib.request.Request(self.endpoint.rstrip("/") + "/statements", body, headers, method="POST")
        try:
            with _opener.open(request, timeout=PATIENCE) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            said = error.read(2_000).decode("utf-8", "replace")
            why = f"{error.code} {error.reason}" + (f": {' '.join(said.split())[:300]}" if said else "")
            if error.code in (408, 429) or error.code >= 500:
                wait = error.headers.get("Retry-After", "")
                raise Unreachable(why, int(wait) if wait.isdecimal() else 0) from error
            raise Refused(error.code, why) from error
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(str(getattr(error, "reason", error)) or type(error).__name__) from error


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirected POST would become a GET, and credentials would go to somebody else."""

    def redirect_request(self, *_arguments):
        return None


_opener = urllib.request.build_opener(_NoRedirects)


class Outbox:
    """The statements for one record store. ``now`` is the clock."""

    def __init__(
        self, store: Store, lrs: RecordStore, statements: Statements, now: Callable[[], datetime] | None = None
    ):
        self._store, self._lrs, self._statements = store, lrs, statements
        self._now = now or (lambda: datetime.now(UTC))

    def fill(self, selection: Selection) -> int:
        """Write down every answer of the selection that is not there yet; return how many wait."""
        where, values = selection.kept()
        with self._store.database.transaction() as connection:
            connection.execute(
                "INSERT INTO delivery (lrs, attempt, learner, due) SELECT :lrs, attempt.id, attempt.learner, :now FROM attempt "
                f"WHERE {where} AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.lrs = :lrs AND delivery.attempt = attempt.id)",
                values | {"lrs": self._lrs.endpoint, "now": self._stamp()},
            )
        return self.waiting()

    def waiting(self) -> int:
        """How many answers have not arrived."""
        sql = "SELECT count(*) FROM delivery WHERE lrs = :lrs AND sent IS NULL"
        return self._store.rows(sql, lrs=self._lrs.endpoint)[0][0]

    def send(self, on_progress: Callable[[int], object] = lambda n: None) -> int:
        """Send all that is due, oldest first; return how many answers arrived.

        Raises :class:`Unreachable` where the store is not to be had, and :class:`Refused` where it does not let us in. A
        statement it finds fault with is tried again much later, and does not hold up the others.
        """
        arrived = 0
        while batch := self._due():
            try:
                arrived += self._send(batch)
            except Unreachable as error:
                self._later(batch, str(error), error.seconds)
                raise
            on_progress(len(batch))
        return arrived

    def _send(self, batch: list[Attempt]) -> int:
        try:
            self._lrs.post(self._made(batch))
        except Refused as error:
            if error.status in (401, 403, 404, 405) or 300 <= error.status < 400:
                raise
            if len(batch) > 1:  # one of them is the reason: each alone
                return sum(self._send([one]) for one in batch)
            if error.status != 409:
                self._later(batch, str(error))
                return 0  # and 409: it is there already
        self._mark(batch)
        return len(batch)

    def _made(self, batch: list[Attempt]) -> list[dict]:
        made = {one["id"]: one for one in map(self._statements.answered, batch)}
        for learner, lesson in dict.fromkeys((a.learner, a.item.partition(".")[0]) for a in batch if a.try_no == 1):
            sql = "SELECT item, min(at) FROM attempt WHERE learner = :learner AND item LIKE :items GROUP BY item"
            first = dict(self._store.rows(sql, learner=learner, items=f"{lesson}.%"))
            if at := self._statements.when_completed(lesson, first):
                done = self._statements.completed(learner, lesson, at)
                made[done["id"]] = done
        return list(made.values())

    def _due(self) -> list[Attempt]:
        columns = ", ".join(f'attempt."{name}"' for name in columns_of(Attempt))
        sql = (
            f"SELECT {columns} FROM delivery JOIN attempt ON attempt.id = delivery.attempt "
            f"WHERE lrs = :lrs AND sent IS NULL AND due <= :now ORDER BY attempt.at, attempt.id LIMIT {AT_ONCE}"
        )
        found = self._store.rows(sql, lrs=self._lrs.endpoint, now=self._stamp())
        return [
            Attempt(**dict(zip(columns_of(Attempt), row, strict=True)) | {"response": json.loads(row[_RESPONSE])})
            for row in found
        ]

    def _mark(self, batch: list[Attempt]) -> None:
        self._update(batch, "sent = :now, trouble = NULL", now=self._stamp())

    def _later(self, batch: list[Attempt], why: str, seconds: int = 0) -> None:
        """Each waits twice as long as before, and at least as long as the store asked for."""
        chosen, values = among("attempt", [one.id for one in batch])
        sql = f"SELECT max(tries) FROM delivery WHERE lrs = :lrs AND {chosen}"
        tries = self._store.rows(sql, lrs=self._lrs.endpoint, **values)[0][0] or 0
        pause = max(min(timedelta(minutes=2 ** min(tries, 12)), LONGEST), timedelta(seconds=seconds))
        due = (self._now() + pause).isoformat(timespec="milliseconds")
        self._update(batch, "tries = tries + 1, due = :due, trouble = :why", due=due, why=why[:300])

    def _update(self, batch: list[Attempt], change: str, **values) -> None:
        chosen, of_batch = among("attempt", [one.id for one in batch])
        with self._store.database.transaction() as connection:
            connection.execute(
                f"UPDATE delivery SET {change} WHERE lrs = :lrs AND {chosen}",
                values | of_batch | {"lrs": self._lrs.endpoint},
            )

    def _stamp(self) -> str:
        return self._now().isoformat(timespec="milliseconds")


_RESPONSE = columns_of(Attempt).index("response")
