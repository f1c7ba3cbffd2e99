"""Keep each answer when it is given; when that fails, say so and go on trying."""

from __future__ import annotations

import atexit
import threading
from collections import deque
from collections.abc import Callable

from .store import Attempt, Event, Store, StoreError

PAUSES = (0.5, 1, 2, 5, 10)
"""Seconds between tries; the last one repeats."""


class Keeper:
    """Writes through to the store. What cannot be written waits in memory, in order, and is retried.

    ``keep`` returns ``"saved"`` or ``"retrying"``; later changes arrive through the callback as
    (state, message). The retrying thread exists only while something waits.
    """

    def __init__(self, store: Store):
        self._store = store
        self._waiting: deque[tuple[Attempt | Event, Callable]] = deque()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        atexit.register(self.flush)

    def keep(self, one: Attempt | Event, on_change: Callable[[str, str], None]) -> str:
        with self._lock:
            if not self._waiting:
                trouble = self._write(one)
                if trouble is None:
                    return "saved"
                later = str(trouble)
            else:
                later = ""
            self._waiting.append((one, on_change))
            if self._thread is None:
                self._thread = threading.Thread(target=self._retry, daemon=True, name="keeping answers")
                self._thread.start()
        if later:
            on_change("retrying", later)
        return "retrying"

    def flush(self) -> bool:
        """Try everything that waits once more, now; true when nothing is left."""
        while True:
            with self._lock:
                if not self._waiting:
                    return True
                one, on_change = self._waiting[0]
                if self._write(one) is not None:
                    return False
                self._waiting.popleft()
            on_change("saved", "")

    def _write(self, one: Attempt | Event) -> StoreError | None:
        try:
            self._store.add(one)
        except StoreError as error:
            return error
        return None

    def _retry(self) -> None:
        for n in range(1_000_000_000):
            self._wake.wait(PAUSES[min(n, len(PAUSES) - 1)])
            if self.flush():
                with self._lock:
                    if not self._waiting:
                        self._thread = None
                        return
