"""Records that nobody comes back to are let go of: when the server starts, and every day after."""

from __future__ import annotations

import logging
import threading

from ..learning.retention import A_DAY, DEFAULT_MONTHS, let_go
from ..learning.store import Store, StoreError

AGAIN = 600
"""Seconds after which a look that failed is tried again."""
_log = logging.getLogger(__name__)


def months_kept(given: int | None, host: str, user_header: str | None) -> int:
    """The months that hold for a server: those given, else the default where others are served; 0 for ever."""
    if given is not None:
        return given
    return DEFAULT_MONTHS if open_to_others(host, user_header) else 0


def open_to_others(host: str, user_header: str | None) -> bool:
    """Whether people at other machines can come, by the network or through a proxy."""
    return host not in ("127.0.0.1", "localhost", "::1") or bool(user_header)


def begin(months: int) -> None:
    """Look now and daily, apart from whoever is being served."""
    if months:
        threading.Thread(target=_look, args=[months], daemon=True, name="letting go").start()


def _look(months: int) -> None:
    wait = threading.Event()
    while True:
        try:
            let_go(Store(), months)
            wait.wait(A_DAY)
        except StoreError as error:
            _log.warning("Expired records could not be erased yet: %s", error)
            wait.wait(AGAIN)
