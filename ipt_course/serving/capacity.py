"""How many pages this machine holds, reckoned from free memory; the one too many waits outside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil

PAGE = {True: 32, False: 90}
"""MB of its own that an open page may come to need: with a forked kernel, with an ordinary one (``make bench``)."""
RESERVE = 512
"""MB that stay free for the server, the system and whatever else runs here."""
FILES = 24
"""Open files that the server may need for a page: its kernel's five channels, twice, and its websocket."""
CGROUP = Path("/sys/fs/cgroup")


@dataclass
class Capacity:
    """``limit`` pages at once if given, else as many as fit into the memory that is free now."""

    forked: bool
    limit: int | None = None

    @property
    def pages(self) -> int:
        fit = max(1, min(int((free_memory() - RESERVE) // PAGE[self.forked]), most_files() // FILES))
        return fit if self.limit is None else min(fit, self.limit)

    def has_room(self, open_pages: int, arriving: int = 0) -> bool:
        """Whether one more page may be opened, beside those ``arriving``, which have been let in and have no kernel yet.

        Memory is looked at each time: others use it too.
        """
        there = open_pages + arriving
        if there >= min(self.limit or there + 1, most_files() // FILES):
            return False
        return free_memory() - (arriving + 1) * PAGE[self.forked] >= RESERVE

    def in_words(self) -> str:
        each = f"{PAGE[self.forked]} MB for each page"
        if self.limit is not None and self.pages == self.limit:
            return f"Room for {self.limit} learners at once, as you asked ({free_memory():,.0f} MB free)."
        return f"Room for about {self.pages} learners at once ({free_memory():,.0f} MB free, {each})."


def raise_file_limit() -> None:
    """Allow this process all the open files the system lets it have; many systems begin with 1024."""
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ImportError, OSError, ValueError):  # Windows has none; macOS may refuse "unlimited"
        pass


def most_files() -> int:
    """Files this process may have open."""
    try:
        import resource

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    except ImportError:
        return 1 << 30
    return 1 << 30 if most == resource.RLIM_INFINITY else most


def free_memory(cgroup: Path = CGROUP) -> float:
    """MB that can be used without swapping: the machine's, or less if this container has a limit."""
    free = psutil.virtual_memory().available
    try:
        most = int((cgroup / "memory.max").read_text())  # "max" where there is no limit
        used = int((cgroup / "memory.current").read_text())
        statistics = dict(line.split() for line in (cgroup / "memory.stat").read_text().splitlines())
        free = min(free, most - used + int(statistics.get("inactive_file", 0)))
    except (OSError, ValueError):
        pass
    return free / 2**20
