"""A record in one SQLite file, safe for many processes.

``sqlite3`` from the standard library, imported at first use: a page has to open within its budget, and an
SQL toolkit alone would cost more time and memory than the rest of the page.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

from .trouble import TRACES, StoreCorrupt, StoreError, StoreFull, StoreLocked, StoreNewer, StoreReadOnly

MIGRATIONS = Path(__file__).parent / "migrations"
PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""

_files: weakref.WeakSet[SqliteFile] = weakref.WeakSet()


class SqliteFile:
    """One connection, used by one thread at a time and closed before a fork: SQLite must never carry an
    open file over into a child process."""

    remains = ""
    """What is left, and where, when a learner has been forgotten."""

    def __init__(self, path: Path, migrations: Path = MIGRATIONS):
        self.path = path
        self._migrations = migrations
        self._turn = threading.RLock()
        self._open: tuple | None = None
        _files.add(self)

    def __str__(self) -> str:
        return str(self.path)

    @contextlib.contextmanager
    def transaction(self, patience: float | None = None):
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

    @contextlib.contextmanager
    def erasing(self):
        """A transaction after which the bytes of what it deleted are gone from the files."""
        with self.transaction() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            yield connection
        try:
            with self.transaction() as connection:
                connection.execute("VACUUM")
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except StoreError as error:
            raise type(error)(f"{TRACES} The reason: {error}") from error
        if busy:
            raise StoreLocked(TRACES)

    @contextlib.contextmanager
    def snapshot(self):
        """A function that reads, ``read(sql)`` → cursor: all of it from one moment, whoever writes meanwhile."""
        with self.transaction() as connection:
            connection.execute("BEGIN")
            yield connection.execute

    def insert(self, connection, table: str, rows: list[dict], key: str = "id") -> None:
        """Add the rows that are not there yet."""
        names, marks = ", ".join(f'"{name}"' for name in rows[0]), ", ".join(f":{name}" for name in rows[0])
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT ({key}) DO NOTHING", rows)

    def stream(self, sql: str, values: dict) -> Iterator[tuple]:
        """Rows one by one, as they are when the first is read, whoever writes meanwhile."""
        import sqlite3

        with self.transaction():
            pass  # brings the file up to date, and says what is wrong with it
        connection = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        try:
            yield from connection.execute(sql, values)
        except sqlite3.OperationalError as error:
            raise self._in_words(error) from error
        finally:
            connection.close()

    def close(self) -> None:
        """Close the connection; the next use opens a new one."""
        with self._turn:
            if self._open and self._open[0] == os.getpid():
                self._open[1].close()
                self._open = None

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
                f"IPT_STORE names a kind of server ({str(self.path).partition(':')[0]}) that the course cannot use. "
                "Name a file, or a PostgreSQL database as postgresql://user@host/database."
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


_of_the_parent: list = []
"""Connections inherited through a fork that was not announced: kept, so that nothing ever closes them."""

_forking: list[SqliteFile] = []


def _before_fork() -> None:
    _forking[:] = _files
    for file in _forking:
        file._turn.acquire()
        file.close()


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
