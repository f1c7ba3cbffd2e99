"""Cohorts: named groups that learners join with a code and leave when they like.

A cohort exists for one purpose, to let an instructor look at one group at a time. Joining tells the course
nothing but the code; the learner stays a number, and is in one cohort at most. The code comes in the address of
the course's home (``?join=CODE``). Or it stands in the environment variable ``IPT_JOIN``, of a server for all its
visitors or of a kernel where a hub sets it for a group; that holds until the learner decides otherwise.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from .kept import Membership
from .store import Store
from .trouble import StoreError

CODE = re.compile(r"[a-z0-9-]{6,60}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for each other."""


@dataclass(frozen=True)
class Cohort:
    """A group. ``code`` lets learners in, ``name`` is shown to them; ``learners`` counts who is in it now."""

    code: str
    name: str
    at: str
    learners: int = 0


def cohorts(store: Store) -> list[Cohort]:
    """Every cohort, oldest first."""
    sql = (
        "SELECT code, name, at, (SELECT count(*) FROM learner WHERE learner.cohort = cohort.code) "
        "FROM cohort ORDER BY at, code"
    )
    return [Cohort(*row) for row in store.rows(sql)]


def found(store: Store, name: str, code: str | None = None) -> Cohort:
    """A new cohort of that name. Its code cannot be guessed, unless one is given.

    Raises :class:`StoreError` where the name or the code is taken or cannot be used.
    """
    name = " ".join(name.split())
    if not name or len(name) > 80:
        raise StoreError("A cohort needs a name of at most 80 characters.")
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:30]
    code = code or "-".join(filter(None, [stem, "".join(secrets.choice(_LETTERS) for _ in range(8))]))
    if not CODE.fullmatch(code):
        raise StoreError(f"'{code}' cannot be a cohort's code. Choose 6 to 60 small letters, digits or hyphens.")
    for one in cohorts(store):
        if name == one.name or code == one.code:
            taken = f"called '{name}'" if name == one.name else f"with the code '{code}'"
            raise StoreError(f"There is a cohort {taken} already. Choose another.")
    cohort = Cohort(code, name, datetime.now(UTC).isoformat(timespec="microseconds"))
    with store.database.transaction() as connection:
        connection.execute(
            "INSERT INTO cohort (code, name, at) VALUES (:code, :name, :at)",
            {"code": code, "name": name, "at": cohort.at},
        )
    return cohort


def cohort_of(store: Store, learner: str) -> Cohort | None:
    """The cohort a learner is in."""
    sql = (
        "SELECT cohort.code, cohort.name, cohort.at FROM learner JOIN cohort ON cohort.code = learner.cohort "
        "WHERE learner.learner = :learner"
    )
    rows = store.rows(sql, learner=learner)
    return Cohort(*rows[0]) if rows else None


def join(store: Store, learner: str, code: str) -> Cohort | None:
    """Put a learner into the cohort of that code, out of any other; ``None`` if there is no such cohort."""
    rows = store.rows("SELECT code, name, at FROM cohort WHERE code = :code", code=code)
    if not rows:
        return None
    here = cohort_of(store, learner)
    if here is None or here.code != code:
        store.add(Membership(str(uuid.uuid4()), learner, code, _now()))
    return Cohort(*rows[0])


def leave(store: Store, learner: str) -> None:
    """Take a learner out of their cohort; what they have done stays theirs."""
    if cohort_of(store, learner):
        store.add(Membership(str(uuid.uuid4()), learner, None, _now()))


def asked_to_join(environ: Mapping[str, str]) -> str:
    """The code in the address with which this page was opened; empty if there is none."""
    return environ.get("HTTP_X_IPT_JOIN", "") if environ.get("IPT_PAGE") == "1" else ""


def welcome(store: Store, learner: str, environ: Mapping[str, str]) -> None:
    """Put a learner who comes into the cohort they were invited to, if there is one."""
    if (code := asked_to_join(environ)) or ((code := environ.get("IPT_JOIN", "")) and not store.memberships(learner)):
        join(store, learner, code)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
