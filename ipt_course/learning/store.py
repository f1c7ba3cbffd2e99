"""Where answers are kept: one SQLite file, append-only, safe for many processes.

``sqlite3`` from the standard library, imported at first use: a page has to open within its budget, and an
SQL toolkit alone would cost more time and memory than the rest of the page.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from .who import data_dir

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 5


class StoreError(Exception):
    """Trouble with the store, in a sentence a learner can act on."""


class StoreLocked(StoreError):
    """Another program holds the file."""


class StoreFull(StoreError):
    """The disk is full."""


class StoreReadOnly(StoreError):
    """The file or its folder may not be written."""


class StoreNewer(StoreError):
    """The file was written by a newer version of the course."""


class StoreCorrupt(StoreError):
    """The file is not a record of ours, or is damaged. It is left as it is."""


@dataclass(frozen=True)
class Attempt:
    """One answer. ``at`` is UTC in ISO 8601, ``seconds`` active time, ``score`` in [0, 1] or ``None``."""

    id: str
    learner: str
    item: str
    content_hash: str
    kind: str
    use: str
    try_no: int
    response: object
    outcome: str
    score: float | None
    hints: int
    confidence: int | None
    seconds: int | None
    at: str
    app_version: str


@dataclass(frozen=True)
class Event:
    """A hint opened, an answer revealed, a fresh start; ``kind`` says which."""

    id: str
    learner: str
    item: str
    content_hash: str
    kind: str
    n: int
    at: str


@dataclass(frozen=True)
class Record:
    """What is known of one exercise: the last answer, tries so far, hints open, answer revealed."""

    response: object
    confidence: int | None
    outcome: str | None
    tries: int
    hints: int
    revealed: bool


class Store:
    """All records in one file. Each thread and process has a connection of its own."""

    def __init__(self, path: Path | None = None, migrations: Path = MIGRATIONS):
        chosen = os.environ.get("IPT_STORE")
        self.path = Path(path or chosen or data_dir() / "record.sqlite")
        self._migrations = migrations
        self._local = threading.local()

    def add(self, kept: Attempt | Event) -> None:
        """Keep one attempt or event. Once this returns it is on disk; adding it again changes nothing."""
        values = asdict(kept)
        if isinstance(kept, Attempt):
            values["response"] = json.dumps(kept.response, ensure_ascii=True)
        table = type(kept).__name__.lower()
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join(f":{name}" for name in values)
        with self._connection() as connection:
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING", values)

    def latest(self, learner: str, items: Iterable[str]) -> dict[str, Record]:
        """What is known of each item that was worked on."""
        items = list(items)
        marks = ", ".join("?" * len(items))
        with self._connection() as connection:
            attempts = connection.execute(
                f"SELECT item, response, confidence, outcome, rowid FROM attempt WHERE learner = ? AND item IN ({marks}) ORDER BY at, rowid",
                [learner, *items],
            ).fetchall()
            events = connection.execute(
                f"SELECT item, kind, n, at FROM event WHERE learner = ? AND item IN ({marks}) ORDER BY at, rowid", [learner, *items]
            ).fetchall()
        found: dict[str, dict] = {}
        for item, response, confidence, outcome, _ in attempts:
            one = found.setdefault(item, {"tries": 0, "hints": 0, "revealed": 0})
            one |= {"response": json.loads(response), "confidence": confidence, "outcome": outcome, "tries": one["tries"] + 1}
        for item, kind, n, _ in events:
            one = found.setdefault(item, {"tries": 0, "hints": 0, "revealed": 0})
            if kind == "hint":
                one["hints"] = max(one["hints"], n)
            else:
                one["revealed"] = n if kind == "reveal" else 0
        return {
            item: Record(
                one.get("response"), one.get("confidence"), one.get("outcome"), one["tries"], one["hints"],
                bool(one["revealed"]) and one["revealed"] == one["tries"],
            )
            for item, one in found.items()
        }

    def counts(self, learner: str) -> dict[str, tuple[int, float | None]]:
        """Tries and best score by item, for items answered at least once."""
        with self._connection() as connection:
            rows = connection.execute("SELECT item, count(*), max(score) FROM attempt WHERE learner = ? GROUP BY item", [learner])
            return {item: (tries, best) for item, tries, best in rows}

    def attempts(self, learner: str) -> Iterator[Attempt]:
        """Every answer of a learner in the order given."""
        names = ", ".join(f'"{f.name}"' for f in fields(Attempt))
        with self._connection() as connection:
            for row in connection.execute(f"SELECT {names} FROM attempt WHERE learner = ? ORDER BY at, rowid", [learner]):
                attempt = Attempt(*row)
                yield Attempt(**{**asdict(attempt), "response": json.loads(attempt.response)})

    def events(self, learner: str) -> Iterator[Event]:
        """Every hint, reveal and fresh start of a learner in order."""
        names = ", ".join(f'"{f.name}"' for f in fields(Event))
        with self._connection() as connection:
            for row in connection.execute(f"SELECT {names} FROM event WHERE learner = ? ORDER BY at, rowid", [learner]):
                yield Event(*row)

    def learners(self) -> list[str]:
        """Everyone of whom something is kept."""
        with self._connection() as connection:
            return [row[0] for row in connection.execute("SELECT learner FROM attempt UNION SELECT learner FROM event ORDER BY 1")]

    def forget(self, learner: str) -> dict[str, int]:
        """Erase everything about a learner, the bytes in the file included; return what was erased."""
        with self._connection() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            erased = {
                "answers": connection.execute("DELETE FROM attempt WHERE learner = ?", [learner]).rowcount,
                "events": connection.execute("DELETE FROM event WHERE learner = ?", [learner]).rowcount,
            }
        with self._connection() as connection:
            connection.commit()
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return erased

    def takeout(self, learner: str, folder: Path) -> list[Path]:
        """Write all that is kept about a learner as files for people and programs."""
        from .takeout import write

        return write(self, learner, folder)

    def takeout_bytes(self, learner: str) -> bytes:
        """The same as one ZIP archive."""
        from .takeout import archive

        return archive(self, learner)

    def close(self) -> None:
        """Close this thread's connection."""
        kept = getattr(self._local, "kept", None)
        if kept and kept[0] == os.getpid():
            kept[1].close()
        self._local.kept = None

    @contextmanager
    def _connection(self):
        """This thread's connection inside a transaction; every sqlite error becomes a StoreError."""
        import sqlite3

        try:
            connection = self._open(sqlite3)
            with connection:
                yield connection
        except sqlite3.Error as error:
            self.close()
            raise self._in_words(error) from error
        except OSError as error:
            raise StoreReadOnly(f"The folder for your answers, {self.path.parent}, cannot be used ({error.strerror}). Answers are kept in memory until it can.") from error

    def _open(self, sqlite3):
        """A connection opened before a fork belongs to the parent and is never used by the child."""
        kept = getattr(self._local, "kept", None)
        if kept and kept[0] == os.getpid():
            return kept[1]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            self._migrate(connection)
        except BaseException:
            connection.close()
            raise
        self._local.kept = (os.getpid(), connection)
        return connection

    def _migrate(self, connection) -> None:
        scripts = sorted(self._migrations.glob("*.sql"))
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(scripts):
            raise StoreNewer(f"Your record ({self.path}) was written by a newer version of the course. Update the course to go on; nothing was changed.")
        if version == len(scripts):
            return
        connection.execute("BEGIN EXCLUSIVE")
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            for script in scripts[version:]:
                for statement in _statements(script.read_text(encoding="utf-8")):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(scripts)}")
            connection.commit()
        except BaseException:
            connection.rollback()
            raise

    def _in_words(self, error) -> StoreError:
        code = getattr(error, "sqlite_errorname", "") or ""
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return StoreLocked("Another program is using the file with your answers. It is tried again until it is free.")
        if code.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")):
            return StoreFull("The disk is full, so your answer cannot be written yet. Make some room; it is tried again.")
        if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
            return StoreReadOnly(f"The file for your answers, {self.path}, cannot be written. Check its permissions; it is tried again.")
        if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return StoreCorrupt(f"The file with your answers, {self.path}, is damaged. It is left untouched: copy it somewhere safe, then move it away to begin a new one.")
        return StoreError(f"The file with your answers cannot be used just now ({error}). It is tried again.")


def _statements(script: str) -> Iterator[str]:
    """Split a migration at the ends of statements, triggers included."""
    import sqlite3

    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
