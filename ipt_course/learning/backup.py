"""A copy of everything that is kept, made while the course goes on, and put back.

A copy is an SQLite file in the form of the record itself, whatever keeps the record: so it can be opened, looked at,
and put back into a file or into a PostgreSQL database of any version. From a file it is made by SQLite's own online
backup, from a server in one snapshot; either way it holds what was acknowledged when it began, and nothing by halves.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from .store import FORGOTTEN, Store, mark_of
from .trouble import StoreCorrupt, StoreError

KEYS = {
    "cohort": "code",
    **dict.fromkeys(FORGOTTEN, "id"),
    "delivery": "lrs, attempt",
    "forgotten": "mark",
    "access": "id",
}
"""The tables that are not made from others, in an order in which they can be filled, and what tells their rows apart."""
STAYS = ("forgotten", "access")
"""The tables of which no row is given up for a copy: who was forgotten here, and who looked."""
MADE = ("progress", "first_try", "answer", "edition", "learner")
"""The tables that are made from those."""
AT_ONCE = 500
"""Rows written with one statement."""

Progress = Callable[[int], object]


def size(store: Store) -> int:
    """How many rows there are to copy."""
    return sum(store.rows(f"SELECT count(*) FROM {table}")[0][0] for table in KEYS)


def backup(store: Store, path: Path, on_progress: Progress = lambda n: None) -> None:
    """Write a copy to ``path``; an earlier file of that name is not touched."""
    if path.exists():
        raise StoreError(f"{path} is there already. Nothing was written: choose another name.")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            draft = Path(folder) / "record.sqlite"
            if store.path:
                _copy_file(store, draft)
                on_progress(size(store))
            else:
                copy = Store(draft)
                with store.database.snapshot() as read, copy.database.transaction() as target:
                    _copy_rows(read, copy, target, on_progress)
                copy.close()
            _check(draft)
            draft.chmod(0o600)
            os.replace(draft, path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written ({error.strerror}). Choose another place, or make room.") from error


def restore(store: Store, path: Path, replace: bool = False, on_progress: Progress = lambda n: None) -> int:
    """Put a copy back; return how many learners were left out because they have been forgotten since it was made.

    All of it or, if there is trouble, nothing. Refuses to replace a record that is not empty unless told to.
    """
    if not path.is_file():
        raise StoreError(f"There is no file {path}.")
    with _opened(path) as copy:
        here = {row[0]: row[1] for row in store.rows("SELECT mark, at FROM forgotten")}
        known = {row[0]: row[1] for row in copy.rows("SELECT mark, at FROM forgotten")}
        since = {mark for mark, at in here.items() if known.get(mark) != at}
        left_out = [learner for learner in copy.learners() if mark_of(learner) in since]
        copy.forget_all(left_out)
        if not replace and (store.learners() or store.rows("SELECT 1 FROM cohort LIMIT 1")):
            raise StoreError(
                f"There is a record in {store.database} already. Put a copy back into an empty place, or say --replace "
                "to give up what is there now."
            )
        with copy.database.snapshot() as read, store.database.erasing() as target:
            for table in (*reversed(KEYS), *MADE):
                if table not in STAYS:
                    target.execute(f"DELETE FROM {table}")
            _copy_rows(read, store, target, on_progress)
    return len(left_out)


def _copy_file(store: Store, draft: Path) -> None:
    import sqlite3

    store.rows("SELECT 1")  # brings the file up to date, and says what is wrong with it
    source = sqlite3.connect(f"{store.path.resolve().as_uri()}?mode=ro", uri=True)
    target = sqlite3.connect(draft)
    try:
        source.backup(target)  # in one step: readers of a write-ahead log hold nobody up
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without companions
    except sqlite3.Error as error:
        raise StoreError(f"The record cannot be copied just now ({error}). Nothing was written; try again.") from error
    finally:
        target.close()
        source.close()


def _check(draft: Path) -> None:
    import sqlite3

    with contextlib.closing(sqlite3.connect(draft)) as copy:
        said = copy.execute("PRAGMA integrity_check").fetchone()[0]
        copy.execute("PRAGMA journal_mode = DELETE")
    if said != "ok":
        raise StoreCorrupt(f"The copy is damaged ({said}), and so may be the record. Nothing was written.")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Store]:
    """A copy of the copy, brought up to date; the file itself stays as it is."""
    with tempfile.TemporaryDirectory(prefix="ipt-restore-") as folder:
        shutil.copyfile(path, draft := Path(folder) / "record.sqlite")
        copy = Store(draft)
        try:
            copy.rows("SELECT 1")
        except StoreCorrupt:
            raise StoreCorrupt(f"{path} is no copy that 'ipt-course backup' has made, or is damaged.") from None
        try:
            yield copy
        finally:
            copy.close()


def _copy_rows(read: Callable, store: Store, target, on_progress: Progress) -> None:
    """Every row in the order in which it was kept; the summaries are made by the triggers as they were at first."""
    for table, key in KEYS.items():
        order = " ORDER BY rowid" if table in FORGOTTEN else ""
        found = read(f"SELECT * FROM {table}{order}")
        columns = [column[0] for column in found.description]
        while rows := found.fetchmany(AT_ONCE):
            given = [{k: v for k, v in zip(columns, row, strict=True) if k != "rowid"} for row in rows]
            store.database.insert(target, table, given, key)
            on_progress(len(rows))
    work = " UNION ALL ".join(f"SELECT learner, at FROM {table}" for table in FORGOTTEN if table != "membership")
    target.execute(
        f"UPDATE learner SET days = (SELECT count(DISTINCT substr(at, 1, 10)) FROM ({work}) AS work "
        "WHERE work.learner = learner.learner)"
    )
