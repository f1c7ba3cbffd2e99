"""Where answers are kept: append-only, safe for many processes, the same in SQLite and in PostgreSQL."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from .kept import Attempt, Event, Membership, Record, Run, Step
from .sqlite import MIGRATIONS, PATIENCE, SqliteFile
from .trouble import StoreCorrupt, StoreError, StoreFull, StoreLocked, StoreNewer, StoreReadOnly
from .who import data_dir

if TYPE_CHECKING:
    from .access import Access
    from .reviewing import Review

__all__ = [
    "MIGRATIONS",
    "PATIENCE",
    "Attempt",
    "Event",
    "Membership",
    "Record",
    "Run",
    "Step",
    "Store",
    "StoreCorrupt",
    "StoreError",
    "StoreFull",
    "StoreLocked",
    "StoreNewer",
    "StoreReadOnly",
]

FORGOTTEN = {
    "attempt": "answers",
    "event": "events",
    "review": "reviews",
    "membership": "cohorts",
    "run": "sessions",
    "step": "steps",
}
"""The tables that hold rows of a learner, and what the rows are called."""
AS_JSON = {"Attempt": "response", "Run": "carried", "Step": "value"}
"""The field of a row that may hold anything and is written as JSON."""


class Store:
    """All records in one place, for any number of threads and processes.

    ``place`` is a file, or the URL of a PostgreSQL database; default: ``IPT_STORE``, else a file in the data
    folder. SQL here is what both engines speak; a database knows connections, versions and trouble.
    """

    def __init__(self, place: Path | str | None = None, migrations: Path | None = None):
        self.place = str(place or os.environ.get("IPT_STORE") or data_dir() / "record.sqlite")
        given = {} if migrations is None else {"migrations": migrations}
        if re.match("postgres(ql)?://", self.place):
            from .postgres import PostgresDatabase

            self.database = PostgresDatabase(self.place, **given)
        else:
            self.database = SqliteFile(Path(self.place), **given)

    @property
    def path(self) -> Path | None:
        """The file, or ``None`` where a server keeps the record."""
        return getattr(self.database, "path", None)

    def add(
        self, kept: Attempt | Event | Review | Membership | Access | Run | Step, patience: float | None = None
    ) -> None:
        """Keep one row. Once this returns it is on disk; adding it again changes nothing."""
        self.add_all([kept], patience)

    def add_all(
        self,
        kept: list[Attempt] | list[Event] | list[Review] | list[Membership] | list[Run] | list[Step],
        patience: float | None = None,
    ) -> None:
        """Keep many of one kind: all of them or, if there is trouble, none."""
        if kept:
            rows = [_values(one) for one in kept]
            with self.database.transaction(patience) as connection:
                self.database.insert(connection, _table(type(kept[0])), rows)

    def latest(self, learner: str, items: Iterable[str]) -> dict[str, Record]:
        """What is known of each item that was worked on."""
        of_items, values = among("item", items)
        values["learner"] = learner
        with self.database.transaction() as connection:
            attempts = connection.execute(
                f"SELECT item, response, confidence, outcome FROM attempt WHERE learner = :learner AND {of_items} ORDER BY at, rowid",
                values,
            ).fetchall()
            events = connection.execute(
                f"SELECT item, kind, n FROM event WHERE learner = :learner AND {of_items} ORDER BY at, rowid", values
            ).fetchall()
        found: dict[str, dict] = {}
        for item, response, confidence, outcome in attempts:
            one = found.setdefault(item, {"tries": 0, "hints": 0, "revealed": 0})
            one |= {
                "response": json.loads(response),
                "confidence": confidence,
                "outcome": outcome,
                "tries": one["tries"] + 1,
            }
        for item, kind, n in events:
            one = found.setdefault(item, {"tries": 0, "hints": 0, "revealed": 0})
            if kind == "hint":
                one["hints"] = max(one["hints"], n)
            else:
                one["revealed"] = n if kind == "reveal" else 0
        return {
            item: Record(
                one.get("response"),
                one.get("confidence"),
                one.get("outcome"),
                one["tries"],
                one["hints"],
                bool(one["revealed"]) and one["revealed"] == one["tries"],
            )
            for item, one in found.items()
        }

    def counts(self, learner: str) -> dict[str, tuple[int, float | None]]:
        """Tries and best score by item, for items answered at least once."""
        sql = "SELECT item, count(*), max(score) FROM attempt WHERE learner = :learner GROUP BY item"
        return {item: (tries, best) for item, tries, best in self.rows(sql, learner=learner)}

    def attempts(self, learner: str) -> Iterator[Attempt]:
        """Every answer of a learner in the order given."""
        for row in self.rows(_select(Attempt), learner=learner):
            attempt = Attempt(*row)
            yield replace(attempt, response=json.loads(attempt.response))

    def events(self, learner: str) -> Iterator[Event]:
        """Every hint, reveal and fresh start of a learner in order."""
        yield from (Event(*row) for row in self.rows(_select(Event), learner=learner))

    def reviews(self, learner: str) -> list[Review]:
        """Every rating of a card, and every one taken back, in order."""
        from .reviewing import Review

        return [Review(*row) for row in self.rows(_select(Review), learner=learner)]

    def memberships(self, learner: str) -> list[Membership]:
        """Every cohort a learner has joined, and every leaving, in order."""
        return [Membership(*row) for row in self.rows(_select(Membership), learner=learner)]

    def runs(self, learner: str) -> list[Run]:
        """Every simulated session a learner has begun, in order."""
        found = (Run(*row) for row in self.rows(_select(Run), learner=learner))
        return [replace(run, carried=json.loads(run.carried)) for run in found]

    def steps(self, learner: str) -> list[Step]:
        """What happened in those sessions, each run in its own order."""
        found = (Step(*row) for row in self.rows(_select(Step, "run, n"), learner=learner))
        return [replace(step, value=json.loads(step.value)) for step in found]

    def step(self, id: str) -> Step | None:
        """One step, if it is there."""
        columns = ", ".join(f'"{name}"' for name in columns_of(Step))
        for row in self.rows(f"SELECT {columns} FROM step WHERE id = :id", id=id):
            step = Step(*row)
            return replace(step, value=json.loads(step.value))
        return None

    def missed(self, learner: str) -> list[str]:
        """Exercises of which the first answer earned less than half."""
        sql = (
            "SELECT item FROM attempt WHERE learner = :learner AND try_no = 1 AND \"use\" <> 'pretest' AND score < 0.5 "
            "GROUP BY item ORDER BY min(at)"
        )
        return [item for (item,) in self.rows(sql, learner=learner)]

    def learners(self) -> list[str]:
        """Everyone of whom something is kept."""
        return [learner for (learner,) in self.rows("SELECT learner FROM learner ORDER BY learner")]

    def forget(self, learner: str) -> dict[str, int]:
        """Erase everything about a learner, the bytes in the files included; return what was erased.

        What no program can erase is said by :attr:`remains`.
        """
        return self.forget_all([learner])

    def forget_all(self, learners: Iterable[str]) -> dict[str, int]:
        """Erase everything about each of them, and write the files anew once.

        A mark of each stays, so that a copy put back later forgets them again (see :mod:`.backup`).
        """
        erased = dict.fromkeys(FORGOTTEN.values(), 0)
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self.database.erasing() as connection:
            for learner in learners:
                who = {"learner": learner}
                for table, name in FORGOTTEN.items():
                    erased[name] += connection.execute(f"DELETE FROM {table} WHERE learner = :learner", who).rowcount
                connection.execute("DELETE FROM delivery WHERE learner = :learner", who)
                if connection.execute("DELETE FROM learner WHERE learner = :learner", who).rowcount:
                    connection.execute(
                        "INSERT INTO forgotten (mark, at) VALUES (:mark, :at) ON CONFLICT (mark) DO UPDATE SET at = excluded.at",
                        {"mark": mark_of(learner), "at": now},
                    )
            connection.execute(
                "DELETE FROM answer WHERE NOT EXISTS (SELECT 1 FROM first_try WHERE first_try.answer = answer.no)"
            )
        return erased

    def deliveries(self, learner: str) -> list[dict]:
        """Which answers of a learner were to be sent to a learning record store, and when each was."""
        sql = "SELECT lrs, attempt, sent FROM delivery WHERE learner = :learner ORDER BY lrs, due, attempt"
        return [
            {"lrs": lrs, "attempt": attempt, "sent": sent} for lrs, attempt, sent in self.rows(sql, learner=learner)
        ]

    def sent_to(self) -> list[str]:
        """The learning record stores to which answers are sent."""
        return [lrs for (lrs,) in self.rows("SELECT DISTINCT lrs FROM delivery ORDER BY lrs")]

    @property
    def remains(self) -> str:
        """What is left of a learner who was forgotten, in a sentence; empty where nothing is."""
        return self.database.remains

    def takeout(self, learner: str, folder: Path) -> list[Path]:
        """Write all that is kept about a learner as files for people and programs."""
        from .takeout import write

        return write(self, learner, folder)

    def takeout_bytes(self, learner: str) -> bytes:
        """The same as one ZIP archive."""
        from .takeout import archive

        return archive(self, learner)

    def rows(self, sql: str, **values) -> list[tuple]:
        """The rows of one query, whose values are written ``:name``."""
        with self.database.transaction() as connection:
            return connection.execute(sql, values).fetchall()

    def close(self) -> None:
        """Let go of the database; the next use opens it again."""
        self.database.close()


def among(column: str, chosen: Iterable[str | int]) -> tuple[str, dict]:
    """A condition that a column is one of the chosen values, and those values by name."""
    values = {f"{column}_{n}": one for n, one in enumerate(chosen)}
    return (f"{column} IN ({', '.join(f':{name}' for name in values)})" if values else "1 = 0"), values


def mark_of(learner: str) -> str:
    """What stays of a learner who was forgotten: it cannot be turned back into the number."""
    return sha256(f"forgotten:{learner}".encode()).hexdigest()


def columns_of(kind: type) -> list[str]:
    """The columns of the table that holds rows of that kind, in the order of its fields."""
    return [field.name for field in fields(kind)]


def _values(kept) -> dict:
    values = {name: getattr(kept, name) for name in columns_of(type(kept))}
    if field := AS_JSON.get(type(kept).__name__):
        values[field] = json.dumps(values[field], ensure_ascii=True)
    return values


def _table(kind: type) -> str:
    return kind.__name__.lower()


def _select(kind: type, order: str = "at, rowid") -> str:
    columns = ", ".join(f'"{name}"' for name in columns_of(kind))
    return f"SELECT {columns} FROM {_table(kind)} WHERE learner = :learner ORDER BY {order}"
