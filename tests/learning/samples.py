"""Attempts and events to keep, and a process to keep them in."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg

from ipt_course.learning.reviewing import Review
from ipt_course.learning.store import Attempt, Event

HERE = Path(__file__).parent


def attempt(n=0, learner="l", item="grief.one", response="two", **more) -> Attempt:
    graded = {"try_no": n + 1, "outcome": "right", "score": 1.0, "hints": 0, "confidence": None, "seconds": 3}
    around = {
        "content_hash": "h",
        "kind": "choice",
        "use": "practice",
        "at": f"2026-01-01T00:00:{n:06.3f}",
        "app_version": "0",
    }
    return Attempt(
        **{"id": f"{learner}-{item}-{n}", "learner": learner, "item": item, "response": response}
        | graded
        | around
        | more
    )


def event(kind, n, at="2026-01-01T00:01:00", item="grief.one", learner="l") -> Event:
    return Event(f"{learner}{item}{kind}{n}{at}", learner, item, "h", kind, n, at)


def review(n=0, learner="l", item="grief.card", rating=3) -> Review:
    return Review(f"{learner}{item}r{n}", learner, item, rating, None, None, f"2026-01-02T00:00:{n:06.3f}")


def raw(place: str):
    """A connection to the record behind the store's back; what it does holds at once."""
    if "://" not in place:
        return sqlite3.connect(place, isolation_level=None)
    return psycopg.connect(place, autocommit=True, options="-c search_path=ipt_course")


def process(code: str, *arguments: object) -> subprocess.Popen:
    """Python in a process of its own; it finds the names of this file and the store imported."""
    opening = "import sys; from pathlib import Path; from samples import attempt, event; from ipt_course.learning.store import *\n"
    environ = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])}
    return subprocess.Popen(
        [sys.executable, "-c", opening + code, *map(str, arguments)],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@contextlib.contextmanager
def held_by_another_process(path: Path, statement: str):
    """Another process has begun ``statement`` on the file and goes on holding it."""
    other = process(
        "import sqlite3; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "[c.execute(s).fetchall() for s in sys.argv[2].split(';')]; print('held', flush=True); sys.stdin.readline()",
        path,
        statement,
    )
    assert other.stdout.readline() == "held\n"
    try:
        yield other
    finally:
        other.communicate("\n", timeout=20)


def in_child(work) -> str:
    """What ``work`` returns, run in a forked child; an exception comes back as its name and sentence."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = str(work())
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode()[:60_000])
        os._exit(0)
    os.close(writing)
    with open(reading) as heard:
        said = heard.read()
    os.waitpid(child, 0)
    return said


def powerless() -> None:
    """Give up the administrator's right to write anywhere."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
