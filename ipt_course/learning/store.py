"""Where answers are kept: one SQLite file, append-only, safe for many processes.

``sqlite3`` from the standard library, imported at first use: a page has to open within its budget, and an
SQL toolkit alone would cost more time and memory than the rest of the page.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import threading
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .who import data_dir

if TYPE_CHECKING:
    from .reviewing import Review

MIGRATIONS = Path(__file__).parent / "migrations"
PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""

_stores: weakref.WeakSet[Store] = weakref.WeakSet()


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
    """All records in one file, for any number of threads and processes.

    A store has one connection, used by one thread at a time and closed before a fork: SQLite must never
    carry an open file over into a child process.
    """

    def __init__(self, path: Path | None = None, migrations: Path = MIGRATIONS):
        chosen = os.environ.get("IPT_STORE")
        self.path = Path(path or chosen or data_dir() / "record.sqlite")
        self._migrations = migrations
        self._turn = threading.RLock()
        self._open: tuple | None = None
        _stores.add(self)

    def add(self, kept: Attempt | Event | Review, patience: float | None = None) -> None:
        """Keep one attempt, event or review. Once this returns it is on disk; adding it again changes nothing."""
        values = asdict(kept)
        if isinstance(kept, Attempt):
            values["response"] = json.dumps(kept.response, ensure_ascii=True)
        table = type(kept).__name__.lower()
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join(f":{name}" for name in values)
        with self._connection(patience) as connection:
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
                f"SELECT item, kind, n, at FROM event WHERE learner = ? AND item IN ({marks}) ORDER BY at, rowid",
                [learner, *items],
            ).fetchall()
        found: dict[str, dict] = {}
        for item, response, confidence, outcome, _ in attempts:
            one = found.setdefault(item, {"tries": 0, "hints": 0, "revealed": 0})
            one |= {
                "response": json.loads(response),
                "confidence": confidence,
                "outcome": outcome,
                "tries": one["tries"] + 1,
            }
        for item, kind, n, _ in events:
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
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT item, count(*), max(score) FROM attempt WHERE learner = ? GROUP BY item", [learner]
            )
            return {item: (tries, best) for item, tries, best in rows}

    def attempts(self, learner: str) -> Iterator[Attempt]:
        """Every answer of a learner in the order given."""
        names = ", ".join(f'"{f.name}"' for f in fields(Attempt))
        with self._connection() as connection:
            rows = connection.execute(
                f"SELECT {names} FROM attempt WHERE learner = ? ORDER BY at, rowid", [learner]
            ).fetchall()
        for row in rows:
            attempt = Attempt(*row)
            yield replace(attempt, response=json.loads(attempt.response))

    def events(self, learner: str) -> Iterator[Event]:
        """Every hint, reveal and fresh start of a learner in order."""
        names = ", ".join(f'"{f.name}"' for f in fields(Event))
        with self._connection() as connection:
            rows = connection.execute(
                f"SELECT {names} FROM event WHERE learner = ? ORDER BY at, rowid", [learner]
            ).fetchall()
        yield from (Event(*row) for row in rows)

    def reviews(self, learner: str) -> list[Review]:
        """Every rating of a card, and every one taken back, in order."""
        from .reviewing import Review

        names = ", ".join(f.name for f in fields(Review))
        with self._connection() as connection:
            rows = connection.execute(
                f"SELECT {names} FROM review WHERE learner = ? ORDER BY at, rowid", [learner]
            ).fetchall()
        return [Review(*row) for row in rows]

    def missed(self, learner: str) -> list[str]:
        """Exercises of which the first answer earned less than half."""
        with self._connection() as connection:
            rows = connection.execute(
                'SELECT item FROM attempt WHERE learner = ? AND try_no = 1 AND "use" <> ? AND score < 0.5 '
                "GROUP BY item ORDER BY min(at)",
                [learner, "pretest"],
            )
            return [item for (item,) in rows]

    def learners(self) -> list[str]:
        """Everyone of whom something is kept."""
        with self._connection() as connection:
            return [
                row[0]
                for row in connection.execute(
                    "SELECT learner FROM attempt UNION SELECT learner FROM event UNION SELECT learner FROM review ORDER BY 1"
                )
            ]

    def forget(self, learner: str) -> dict[str, int]:
        """Erase everything about a learner, the bytes in the files included; return what was erased."""
        with self._connection() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            erased = {
                "answers": connection.execute("DELETE FROM attempt WHERE learner = ?", [learner]).rowcount,
                "events": connection.execute("DELETE FROM event WHERE learner = ?", [learner]).rowcount,
                "reviews": connection.execute("DELETE FROM review WHERE learner = ?", [learner]).rowcount,
            }
        try:
            with self._connection() as connection:
                connection.execute("VACUUM")
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except StoreError as error:
            raise type(error)(f"{_TRACES} The reason: {error}") from error
        if busy:
            raise StoreLocked(_TRACES)
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
        """Close the connection; the next use opens a new one."""
        with self._turn:
            if self._open and self._open[0] == os.getpid():
                self._open[1].close()
                self._open = None

    @contextlib.contextmanager
    def _connection(self, patience: float | None = None):
        """The connection inside a transaction. Trouble with the file or disk becomes a StoreError."""
        import sqlite3

        with self._turn:
            try:
                connection = self._connected(sqlite3, PATIENCE if patience is None else patience)
                with connection:
                    yield connection
            except (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError):
                raise  # our own mistake, not trouble with the file: waiting would not help
            except sqlite3.Error as error:
                self.close()
                raise self._in_words(error) from error
            except OSError as error:
                raise self._in_words(error) from error

    def _connected(self, sqlite3, patience: float):
        if self._open:
            pid, connection, file = self._open
            if pid == os.getpid() and file == self._file():
                connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
                return connection
            if pid != os.getpid():
                _of_the_parent.append(connection)  # neither used nor closed here
                self._open = None
            self.close()
        if re.match("[a-z][a-z+]+:/", str(self.path)):
            raise StoreError(
                f"IPT_STORE names a database server ({str(self.path).partition(':')[0]}), which this version cannot use. Name a file instead."
            )
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Never opened by hand once it exists: closing it would drop SQLite's locks.
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(self.path, timeout=patience, check_same_thread=False)
        try:
            self._migrate(connection)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        self._open = (os.getpid(), connection, self._file())
        return connection

    def _file(self) -> tuple[int, int] | None:
        """Which file lies at our path: somebody may have moved or erased the one we opened."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _migrate(self, connection) -> None:
        scripts = sorted(self._migrations.glob("*.sql"))
        connection.execute("BEGIN")
        version = self._version(connection, len(scripts))
        connection.rollback()
        if version == len(scripts):
            return
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN EXCLUSIVE")
        try:
            version = self._version(connection, len(scripts))
            for script in scripts[version:]:
                for statement in _statements(script.read_text(encoding="utf-8")):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(scripts)}")
            connection.commit()
        except BaseException:
            connection.rollback()
            raise

    def _version(self, connection, newest: int) -> int:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > newest:
            raise StoreNewer(
                f"Your record ({self.path}) was written by a newer version of the course. Update the course to go on; nothing was changed."
            )
        if version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StoreCorrupt(
                f"{self.path} is a database of another program. It is left untouched: name another file in IPT_STORE."
            )
        return version

    def _in_words(self, error: Exception) -> StoreError:
        code = getattr(error, "sqlite_errorname", "") or errno.errorcode.get(getattr(error, "errno", None) or 0, "")
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
            return StoreLocked(
                "Another program is using the file with your answers. It is tried again until it is free."
            )
        if code.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "ENOSPC", "EDQUOT", "EFBIG")):
            return StoreFull(
                "The disk is full, or your share of it is used up, so your answer cannot be written yet. Make some room; it is tried again."
            )
        if code.startswith(
            ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH", "EACCES", "EPERM", "EROFS")
        ):
            return StoreReadOnly(
                f"The file for your answers, {self.path}, cannot be written. Check the permissions of file and folder; it is tried again."
            )
        if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return StoreCorrupt(
                f"The file with your answers, {self.path}, is damaged. It is left untouched. To begin a new one, "
                "move it to a safe place together with the files beside it that end in -wal and -shm."
            )
        return StoreError(
            f"The file for your answers, {self.path}, cannot be used just now ({error}). It is tried again."
        )


_TRACES = (
    "The answers are erased from the record, but traces of them are still in its files, because another page or "
    "program is using it. Close the other pages and erase once more."
)

_of_the_parent: list = []
"""Connections inherited through a fork that was not announced: kept, so that nothing ever closes them."""

_forking: list[Store] = []


def _before_fork() -> None:
    _forking[:] = _stores
    for store in _forking:
        store._turn.acquire()
        store.close()


def _after_fork() -> None:
    while _forking:
        _forking.pop()._turn.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)


def _statements(script: str) -> Iterator[str]:
    """Split a migration at the ends of statements, triggers included."""
    import sqlite3

    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if any(line.strip() and not line.lstrip().startswith("--") for line in statement.splitlines()):
        raise ValueError(f"a migration ends in the middle of a statement: {statement.strip()[:60]}")
