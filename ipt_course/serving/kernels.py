"""The kernels of open pages."""

from __future__ import annotations

from jupyter_server._tz import utcnow
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError


class CourseKernels(AsyncMappingKernelManager):
    """Counts as activity what the learner does (see :class:`~.connection.CourseConnection`).

    The ordinary manager listens to every broadcast of every kernel for that; in a course a kernel is only
    ever busy for a learner who has just done something.
    """

    def start_watching_activity(self, kernel_id: str) -> None:
        kernel = self._kernels[kernel_id]
        kernel.reason = ""
        kernel.execution_state = "idle"
        self.touch(kernel_id)

    def stop_watching_activity(self, kernel_id: str) -> None:
        """Nothing is being listened to."""

    async def _async_shutdown_kernel(self, kernel_id: str, now: bool = False, restart: bool = False) -> None:
        """End a kernel. That it has just ended by itself, or by its page's goodbye, is no fault."""
        try:
            await super()._async_shutdown_kernel(kernel_id, now=now, restart=restart)
        except (HTTPError, KeyError):
            if kernel_id in self:
                raise

    shutdown_kernel = _async_shutdown_kernel

    def touch(self, kernel_id: str) -> None:
        """Note that the learner did something just now."""
        if kernel_id in self._kernels:
            self._kernels[kernel_id].last_activity = utcnow()
