"""Run a notebook's code cells: all requests are sent at once, and each cell is handed on when it is done.

Asking, waiting and asking again costs a round trip and a poll for every cell; and a client that waits for
silence on the kernel's broadcast channel before it begins costs a fifth of a second more.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from queue import Empty

import nbformat
from voila.notebook_renderer import NotebookRenderer

PATIENCE = 60
"""Seconds a kernel may be silent."""
SILENT = "the kernel of this page ended or did not answer"
OUTPUTS = ("display_data", "execute_result", "error", "stream")


class KernelSilent(Exception):
    """The kernel ended, or did not answer."""


class CourseRenderer(NotebookRenderer):
    """Voila's renderer with our way of running cells. A cell that fails shows so; the others go on."""

    async def _jinja_kernel_start(self, nb, kernel_id, kernel_future):
        self._kernel = await kernel_future if asyncio.isfuture(kernel_future) else kernel_future
        return kernel_id

    async def _jinja_cell_generator(self, nb, kernel_id):
        client = self._kernel.client()
        client.start_channels(shell=True, iopub=True, stdin=False, hb=False, control=False)
        try:
            await self._until_heard(client)
            code = [cell for cell in nb.cells if cell.cell_type == "code"]
            done = self._run(client, [cell.source for cell in code])
            for cell in nb.cells:
                if cell.cell_type == "code":
                    cell.outputs = await anext(done)
                yield cell
        finally:
            client.stop_channels()

    async def _until_heard(self, client) -> None:
        """Until something of the kernel's broadcasts reaches us, so that none is missed afterwards.

        A kernel welcomes whoever subscribes; one that was not up yet is asked again.
        """
        for _ in range(4 * PATIENCE):
            client.kernel_info()
            with contextlib.suppress(Empty):
                await client.get_iopub_msg(timeout=0.25)
                return
            if not await self._kernel.is_alive():
                break
        raise KernelSilent(SILENT)

    async def _run(self, client, sources: list[str]) -> AsyncIterator[list]:
        asked = [client.execute(s, store_history=False, allow_stdin=False, stop_on_error=False) for s in sources]
        outputs: dict[str, list] = {id: [] for id in asked}
        idle: set[str] = set()
        for id in asked:
            while id not in idle:
                message = await self._broadcast(client)
                parent, kind = message["parent_header"].get("msg_id"), message["msg_type"]
                if parent in outputs and kind in OUTPUTS:
                    outputs[parent].append(nbformat.v4.output_from_msg(message))
                elif kind == "status" and message["content"]["execution_state"] == "idle":
                    idle.add(parent)
            yield outputs[id]

    async def _broadcast(self, client) -> dict:
        for _ in range(PATIENCE):
            try:
                return await client.get_iopub_msg(timeout=1)
            except Empty:
                if not await self._kernel.is_alive():
                    break
        raise KernelSilent(SILENT)
