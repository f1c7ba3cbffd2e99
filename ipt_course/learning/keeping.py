"""Keep each answer when it is given; when that fails, say so and go on trying."""

from __future__ import annotations

import atexit
import logging
import threading
from collections import deque
from collections.abc import Callable

from .store import PATIENCE, Attempt, Event, Store, StoreError

PAUSES = (0.5, 1, 2, 5, 10)
"""Seconds between tries; the last one repeats."""
AT_ONCE = 0.5
"""Seconds a learner waits for a busy file before the answer is kept in memory instead."""

Tell = Callable[[str, str], None]
_log = logging.getLogger(__name__)


class Keeper:
    """Writes through to the store. What cannot be written waits in memory, in order, and is retried.

    ``keep`` returns ``"saved"`` or ``"retrying"``; later changes arrive through the callback as
    (state, message). The retrying thread exists only while something waits.
    """

    def __init__(self, store: Store):
        self._store = store
        self._waiting: deque[tuple[Attempt | Event, Tell]] = deque()
        self._trouble = ""
        self._writing = threading.Lock()  # one writes at a time, so that order is kept
        self._queue = threading.Lock()  # never held while writing
        self._thread: threading.Thread | None = None
        atexit.register(self.flush)

    def keep(self, one: Attempt | Event, on_change: Tell) -> str:
        """Keep an answer or event: on disk if that can be done at once, else in memory until it can."""
        if self._writing.acquire(blocking=False):
            try:
                if not self._waiting and self._written(one, AT_ONCE):
                    return "saved"
                self._wait(one, on_change)
            finally:
                self._writing.release()
        else:
            self._wait(one, on_change)
        _tell(on_change, "retrying", self._trouble)
        return "retrying"

    def flush(self, patience: float = PATIENCE) -> bool:
        """Try everything that waits once more, now; true when nothing is left."""
        with self._writing:
            while self._waiting:
                one, on_change = self._waiting[0]
                if not self._written(one, patience):
                    return False
                self._waiting.popleft()
                _tell(on_change, "saved", "")
        return True

    def drop(self) -> int:
        """Let go of everything that waits, because the learner wants it forgotten; return how much that was."""
        with self._writing, self._queue:
            dropped = len(self._waiting)
            self._waiting.clear()
        return dropped

    def _wait(self, one: Attempt | Event, on_change: Tell) -> None:
        with self._queue:
            self._waiting.append((one, on_change))
            if self._thread is None:
                self._thread = threading.Thread(target=self._retry, daemon=True, name="keeping answers")
                self._thread.start()

    def _written(self, one: Attempt | Event, patience: float) -> bool:
        try:
            self._store.add(one, patience)
        except StoreError as error:
            self._trouble = str(error)
            return False
        return True

    def _retry(self) -> None:
        tries = 0
        while True:
            _pause(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1
            try:
                self.flush(AT_ONCE)
            except Exception:
                _log.exception("An answer could not be kept; it is tried again")
            with self._queue:
                if not self._waiting:
                    self._thread = None
                    return


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)


def _tell(on_change: Tell, state: str, message: str) -> None:
    """Tell the page. That it can no longer be told is no reason to stop keeping."""
    try:
        on_change(state, message)
    except Exception:
        _log.exception("The page could not be told that its answer is %s", state)
