"""The two sides of every ratio: the course, and stock Voila serving a notebook with one button."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

HERE = Path(__file__).parent


class Side:
    """A running server; ``path`` is the page to open."""

    def __init__(self, name: str, command: list[str], path: str):
        self.name, self.path = name, path
        self.folder = Path(tempfile.mkdtemp())
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
            "IPT_DATA_DIR": str(self.folder)
        }
        self.log = self.folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)

    def wait(self, pattern: str) -> str:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if found := re.search(pattern, self.log.read_text()):
                return found.group(1)
            time.sleep(0.1)
        raise RuntimeError(f"{self.name} did not start: {self.log.read_text()[-1000:]}")

    def newest_kernel(self) -> psutil.Process:
        children = psutil.Process(self.process.pid).children(recursive=True)
        return max((p for p in children if p.status() != psutil.STATUS_ZOMBIE), key=lambda p: p.create_time())

    def private_memory(self) -> float:
        """MB that the server's kernels (and what they are forked from) hold for themselves, together."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return sum(p.memory_full_info().uss for p in children if p.status() != psutil.STATUS_ZOMBIE) / 2**20

    def kept_answers(self) -> int:
        """Answers on disk, read by somebody who is not the server."""
        with sqlite3.connect(next(self.folder.glob("*.sqlite"))) as database:
            return database.execute("SELECT count(*) FROM attempt").fetchone()[0]

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


def course(lesson: str) -> Side:
    side = Side("course", [sys.executable, "-m", "ipt_course", "serve", "--port", "0", "--no-open"], f"lesson/{lesson}")
    side.url = side.wait(r"open at (http://\S+)")
    return side


def stock() -> Side:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "voila", str(HERE / "blank.ipynb"), f"--port={port}", "--no-browser"]
    side = Side("stock Voila", command, "")
    side.url = f"http://localhost:{port}/"
    side.wait(r"(running at)")
    return side


def fetch(url: str) -> float:
    """Seconds until a page is complete, as a visitor never seen before."""
    start = time.perf_counter()
    with urllib.request.urlopen(url, timeout=120) as answer:
        answer.read()
    return time.perf_counter() - start
