"""The same record in a PostgreSQL database, for a class whose pages run on more than one machine.

The driver, psycopg, is imported only when ``IPT_STORE`` names a PostgreSQL database. Everything lies in a
schema of its own. A connection is opened for each use and closed after it: two hundred open pages would
otherwise hold two hundred, where a server allows one hundred.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

from .sqlite import MIGRATIONS, PATIENCE
from .trouble import TRACES, StoreCorrupt, StoreError, StoreFull, StoreLocked, StoreNewer, StoreReadOnly

SCHEMA = "ipt_course"
MIGRATING = 0x697074
"""The advisory lock held by whoever brings the schema up to date."""
AT_ONCE = 2_000
"""Rows fetched at a time when streaming."""


class PostgresDatabase:
    """The part of a server that ``url`` names: ``postgresql://user:password@host/database``."""

    remains = (
        "The database server may keep copies in its write-ahead log, in replicas and in backups until its "
        "administrator lets them go."
    )

    def __init__(self, url: str, migrations: Path = MIGRATIONS / "postgres"):
        self.url = url
        self._scripts = sorted(migrations.glob("*.sql"))
        self._current = False

    def __str__(self) -> str:
        """Where the record is, without user or password."""
        return re.sub("//[^/]*@", "//", self.url).partition("?")[0]

    @contextlib.contextmanager
    def transaction(self, patience: float | None = None):
        """A connection inside a transaction. Trouble with the server becomes a StoreError."""
        patience = PATIENCE if patience is None else patience
        if not self._current:
            with self._connected(patience) as connection:
                behind = self._version(connection) != len(self._scripts)
            if behind:
                # A connection of its own: in this one the server may go on remembering that our schema is not there.
                with self._connected(patience) as connection:
                    self._migrate(connection)
            self._current = True
        with self._connected(patience) as connection:
            yield connection

    @contextlib.contextmanager
    def erasing(self):
        """A transaction after which the tables' files are written anew, without what it deleted."""
        with self.transaction() as connection:
            connection.execute("LOCK TABLE attempt IN SHARE ROW EXCLUSIVE MODE")  # nothing is half counted meanwhile
            yield connection
        try:
            with self._connected(PATIENCE, autocommit=True) as connection:
                tables = connection.execute(
                    "SELECT tablename FROM pg_tables WHERE schemaname = :schema", {"schema": SCHEMA}
                )
                for (table,) in tables.fetchall():
                    connection.execute(f'VACUUM (FULL) {SCHEMA}."{table}"')
        except StoreError as error:
            raise type(error)(f"{TRACES} The reason: {error}") from error

    @contextlib.contextmanager
    def snapshot(self):
        """A function that reads, ``read(sql)`` → cursor: all of it from one moment, whoever writes meanwhile."""
        with self.transaction():
            pass  # brings the schema up to date
        with self._connected(PATIENCE, repeatable=True) as connection:

            def read(sql: str):
                cursor = connection.cursor(f"copy_{next(numbers)}")
                cursor.execute(sql)
                return cursor

            numbers = itertools.count()
            yield read

    def insert(self, connection, table: str, rows: list[dict], key: str = "id") -> None:
        """Add the rows that are not there yet, with one statement."""
        names = ", ".join(f'"{name}"' for name in rows[0])
        connection.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, :rows) "
            f"ON CONFLICT ({key}) DO NOTHING",
            {"rows": json.dumps(rows)},
        )

    def stream(self, sql: str, values: dict) -> Iterator[tuple]:
        """Rows one by one, as they are when the first is read, whoever writes meanwhile."""
        with self.transaction() as connection, connection.cursor("stream") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(*_translated(sql, values))
            yield from cursor

    def close(self) -> None:
        """Nothing stays open between uses."""

    @contextlib.contextmanager
    def _connected(self, patience: float, autocommit: bool = False, repeatable: bool = False):
        try:
            import psycopg
        except ImportError as error:
            raise StoreError(
                "IPT_STORE names a PostgreSQL database, and its driver is not installed. "
                "Install it: pip install 'ipt-course[postgres]'"
            ) from error
        try:
            with psycopg.connect(
                self.url,
                autocommit=autocommit,
                connect_timeout=max(2, math.ceil(patience)),
                application_name="ipt-course",
                prepare_threshold=None,
            ) as connection:
                if repeatable:
                    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                connection.execute(
                    f"SELECT set_config('search_path', '{SCHEMA}', {not autocommit}), "
                    f"set_config('lock_timeout', '{max(1, int(1000 * patience))}', {not autocommit})"
                )
                yield _Connection(connection)
        except psycopg.Error as error:
            words = _in_words(error, self)
            if words is None:
                raise  # our own mistake, not trouble with the server: waiting would not help
            raise words from error

    def _migrate(self, connection) -> None:
        connection.execute(f"SELECT pg_advisory_xact_lock({MIGRATING})")
        version = self._version(connection)
        if version is None:
            connection.script(f"CREATE SCHEMA {SCHEMA}; CREATE TABLE {SCHEMA}.version (version INTEGER NOT NULL)")
            connection.execute("INSERT INTO version VALUES (0)")
        for script in self._scripts[version or 0 :]:
            connection.script(script.read_text(encoding="utf-8"))
        connection.execute("UPDATE version SET version = :version", {"version": len(self._scripts)})

    def _version(self, connection) -> int | None:
        """The version of our schema, ``None`` where there is none yet."""
        there = connection.execute(
            "SELECT to_regnamespace(:schema) IS NOT NULL, to_regclass(:version) IS NOT NULL",
            {"schema": SCHEMA, "version": f"{SCHEMA}.version"},
        ).fetchone()
        if there == (False, False):
            return None
        if there == (True, False):
            raise StoreCorrupt(
                f"The database {self} holds a schema {SCHEMA} of another program. It is left untouched: "
                "name another database in IPT_STORE."
            )
        version = connection.execute("SELECT version FROM version").fetchone()[0]
        if version > len(self._scripts):
            raise StoreNewer(
                f"The record in {self} was written by a newer version of the course. Update the course to go on; "
                "nothing was changed."
            )
        return version


class _Connection:
    """A psycopg connection that takes the course's SQL, whose values are written ``:name``."""

    def __init__(self, connection):
        self._connection = connection

    def execute(self, sql: str, values: dict | None = None):
        return self._connection.execute(*_translated(sql, values or {}))

    def script(self, sql: str) -> None:
        """Several statements, without values."""
        self._connection.execute(sql)

    def cursor(self, name: str):
        return self._connection.cursor(name)


def _translated(sql: str, values: dict) -> tuple:
    return (_dialect(sql), values) if values else (sql,)


@functools.lru_cache(maxsize=256)
def _dialect(sql: str) -> str:
    return re.sub(r"(?<![:\w]):([a-z]\w*)", r"%(\1)s", sql.replace("%", "%%"))


def _in_words(error, database: PostgresDatabase) -> StoreError | None:
    """The error as a sentence, or ``None`` when the fault is in our statement or values."""
    import psycopg

    match error.sqlstate or "":
        case "55P03" | "57014" | "40P01" | "40001" | "53300":
            return StoreLocked("The database with the answers is busy. It is tried again until it is free.")
        case "53100":
            return StoreFull(
                "The disk of the database server is full, so your answer cannot be written yet. "
                "Tell the course's administrator; it is tried again."
            )
        case "42501" | "25006":
            return StoreReadOnly(
                f"The course may not write into the database {database}. Give its user the right to create a schema "
                "there, and let the server accept changes; it is tried again."
            )
        case "XX001" | "XX002":
            return StoreCorrupt(
                f"The database {database} is damaged. It is left untouched; its administrator can restore a backup."
            )
    ours = (psycopg.IntegrityError, psycopg.DataError, psycopg.NotSupportedError)
    if isinstance(error, ours) or (isinstance(error, psycopg.ProgrammingError) and error.sqlstate):
        return None
    return StoreError(
        f"The database with the answers, {database}, cannot be reached or does not let the course in. "
        "Check that it is running and what IPT_STORE says; it is tried again."
    )
