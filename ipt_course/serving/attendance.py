"""Kernels end when nobody attends their page any more, also when the browser never said goodbye."""

from __future__ import annotations

import time

from jupyter_core.utils import ensure_async

PING = 8
"""Seconds between questions to a browser whether it is still there."""
SILENCE = 20
"""Seconds without an answer after which its connection counts as lost."""
GRACE = 20
"""Seconds a page may be without a connection: a reload of the network, a lift, a tunnel."""
LOOK = 5


class Attendance:
    """Ends each kernel that nobody has been connected to for ``grace`` seconds.

    A page still being made (:attr:`making`) has no connection yet and is left alone. Before that it is among those
    :attr:`arriving`, by whatever stands for its request.
    """

    def __init__(self, kernels, grace: float = GRACE, now=time.monotonic):
        self._kernels, self._grace, self._now = kernels, grace, now
        self.arriving: set[object] = set()
        self.making: set[str] = set()
        self._seen: dict[str, float] = {}

    async def look(self) -> None:
        ids = self._kernels.list_kernel_ids()
        self._seen = {id: self._seen.get(id, self._now()) for id in ids}
        for id in ids:
            if id not in self._kernels:  # its page said goodbye while we ended another
                continue
            if id in self.making or self._kernels.kernel_model(id)["connections"]:
                self._seen[id] = self._now()
            elif self._now() - self._seen[id] > self._grace:
                await ensure_async(self._kernels.shutdown_kernel(id, now=True))
