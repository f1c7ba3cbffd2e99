"""What the simulated client costs: proving every script from nothing and again, and playing one."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from ipt_course.course.library import library
from ipt_course.simulation.session import open_session, resume


def measure() -> Iterator[tuple[str, float, str, str, str]]:
    with tempfile.TemporaryDirectory() as cache:
        yield (
            f"check everything, {len(library().sessions)} scripts proven from nothing",
            _check(cache),
            "s",
            "≤ 60 s",
            "",
        )
        yield "check everything again, nothing changed", _check(cache), "s", "≤ 5 s", ""
    steps, resuming = _played()
    yield "simulated client: a move, p95 over whole sessions", steps, "ms", "≤ 5 ms", "1 ms"
    yield "simulated client: a whole session resumed from its moves", resuming, "ms", "≤ 50 ms", "10 ms"


def _check(cache: str) -> float:
    start = time.perf_counter()
    env = {**os.environ, "IPT_CACHE_DIR": cache}
    subprocess.run([sys.executable, "-m", "ipt_course", "check"], env=env, check=True, capture_output=True)
    return time.perf_counter() - start


def _played() -> tuple[float, float]:
    """Milliseconds for a move with its scene (p95), and for resuming the longest expert path (median)."""
    moves, whole = [], []
    for id in library().sessions:
        script = library().session(id)
        for variant, path in script.expert.items():
            session = open_session(script, "bench", variant=variant)
            for move in path:
                start = time.perf_counter()
                session = session.play(move)
                _ = session.scene
                moves.append(time.perf_counter() - start)
            start = time.perf_counter()
            resume(script, "bench", path, variant=variant)
            whole.append(time.perf_counter() - start)
    return 1000 * statistics.quantiles(moves, n=20)[-1], 1000 * statistics.median(whole)
