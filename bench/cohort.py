"""What the data of an instructor's page costs when a million answers of ten thousand learners are kept."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
SMALL, LARGE = 1_000, 10_000
"""Learners of the two demo cohorts; each gives about 120 answers."""
UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
ROUNDS = 5


def probe(place: str) -> dict[str, float]:
    """In a process of its own: seconds and megabytes for a whole overview, and for one lesson's item analysis."""
    from ipt_course.cohort.blueprint import blueprint
    from ipt_course.cohort.items import lesson_figures
    from ipt_course.cohort.overview import overview
    from ipt_course.cohort.selection import Selection
    from ipt_course.course.library import library
    from ipt_course.learning.store import Store

    store = Store(place)
    blueprint(library())  # the content is compiled, as it is when a server has started

    def page(selection: Selection) -> None:
        shown = overview(store, selection, blueprint(library()), UNTIL.date())
        assert shown.presence.people and shown.objectives[0].share.shown

    found = {
        "page": _median(lambda: page(Selection())),
        "one cohort": _median(lambda: page(Selection(cohort="demo-autumn"))),
    }
    found["report"] = _median(lambda: _drawn(store))
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    plan = blueprint(library())
    found["items"] = _median(lambda: lesson_figures(store, Selection(), plan, "what-is-ipt"))
    (found["answers"],) = store.rows("SELECT count(*) FROM attempt")[0]
    return found


def _drawn(store) -> None:
    """Everything that the kernel of the cohort's page reckons and sends when it is opened."""
    from ipt_course.cohort.selection import Selection
    from ipt_course.course.library import library
    from ipt_course.views.teaching.cohort import CohortReport
    from ipt_course.views.teaching.report import Looking

    parts = CohortReport(Looking(store, library(), Selection(), UNTIL.date())).parts()
    sent = [json.dumps(part.make().page()) for part in parts]
    assert "away" in sent[0]


def _median(what) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        what()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measure() -> Iterator[tuple[str, float, str, str, str]]:
    """(name, value, unit, limit, aim) for both engines."""
    for engine, place in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        with place() as new:
            small = _measured(new(SMALL), SMALL)
            start = time.perf_counter()
            large = _measured(new(LARGE), LARGE, lambda s=start: time.perf_counter() - s)
        n = f"{large['answers']:,.0f} answers, {LARGE:,} learners, {engine}"
        yield f"cohort page's data: {n}", large["page"], "s", "≤ 2 s", "0.5 s"
        yield f"cohort page, drawn by its kernel, {engine}", large["report"], "s", "≤ 2 s", "0.5 s"
        yield f"the data for one cohort of it, {engine}", large["one cohort"], "s", "≤ 2 s", "0.5 s"
        yield f"memory of the process, {engine}", large["memory"], "MB", "≤ 500 MB", ""
        growth = large["page"] / small["page"] / (large["answers"] / small["answers"])
        yield (
            f"growth of its cost over that of answers, {small['answers']:,.0f} to {large['answers']:,.0f}, {engine}",
            growth,
            "×",
            "≤ 1 ×",
            "",
        )
        yield f"item analysis of one lesson, {engine}", large["items"], "s", "", ""
        yield f"writing the demo, a million answers, {engine}", large["written"] / large["answers"] * 1e6, "s", "", ""


def _measured(place: str, learners: int, seconds=lambda: 0.0) -> dict[str, float]:
    from ipt_course.cohort.demo.writing import write_demo
    from ipt_course.course.library import library
    from ipt_course.learning.store import Store

    store = Store(place)
    write_demo(store, library(), learners, seed=1, weeks=12, until=UNTIL)
    written = seconds()
    store.close()
    if "://" in place:
        import psycopg

        with psycopg.connect(place, autocommit=True) as server:
            server.execute("VACUUM (ANALYZE)")  # a server does this by itself soon after
    said = subprocess.run(
        [sys.executable, "-m", "bench.cohort", place],
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # as in the kernels of pages
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(said.stdout) | {"written": written}


@contextmanager
def _sqlite():
    with tempfile.TemporaryDirectory() as folder:
        yield lambda n: str(Path(folder) / f"{n}.sqlite")


@contextmanager
def _postgres():
    import psycopg

    sys.path.insert(0, str(ROOT / "tools"))
    from postgres import Server

    server = Server()
    try:

        def new(n: int) -> str:
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE demo_{n}")
            return server.url.replace("/postgres?", f"/demo_{n}?")

        yield new
    finally:
        server.stop()


if __name__ == "__main__":
    print(json.dumps(probe(sys.argv[1])))
