"""Run code cells in a kernel: all requests are sent at once, and each cell's outputs are handed on when it is done.

Asking, waiting and asking again would cost a round trip for every cell. Messages are unpacked here and not by
``jupyter_client``: its parsing of four dates a message was a tenth of what a page costs the server.
"""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator

import zmq
import zmq.asyncio

PATIENCE = 60
"""Seconds a kernel may be silent."""
NUDGE = 0.25
"""Seconds after which a kernel that has not been heard yet is asked again."""
SILENT = "the kernel of this page ended or did not answer"
OUTPUTS = ("display_data", "execute_result", "error", "stream")


class KernelSilent(Exception):
    """The kernel ended, or did not answer."""


@functools.cache
def _context() -> zmq.asyncio.Context:
    """One for all pages. Whoever connects before a kernel is up looks again soon, not after ZeroMQ's 100 ms."""
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.RECONNECT_IVL, 5)
    return context


class Runner:
    """One kernel's broadcasts and requests. ``async with``: the channels close at its end."""

    def __init__(self, kernel):
        self._kernel = kernel
        self._client = kernel.client(context=_context())

    async def __aenter__(self) -> Runner:
        self._client.start_channels(shell=True, iopub=True, stdin=False, hb=False, control=False)
        self._socket = self._client.iopub_channel.socket
        return self

    async def __aexit__(self, *_exception) -> None:
        self._client.stop_channels()

    async def run(self, sources: list[str]) -> AsyncIterator[list[dict]]:
        """The outputs of each source in turn. One that fails shows so; the others go on."""
        await self._until_heard()
        asked = [self._client.execute(s, store_history=False, allow_stdin=False, stop_on_error=False) for s in sources]
        outputs: dict[str, list[dict]] = {id: [] for id in asked}
        idle: set[str] = set()
        for id in asked:
            while id not in idle:
                parent, kind, content = await self._broadcast()
                if parent in outputs and kind in OUTPUTS:
                    outputs[parent].append({"output_type": kind, **content})
                elif kind == "status" and content["execution_state"] == "idle":
                    idle.add(parent)
            yield outputs[id]

    async def _until_heard(self) -> None:
        """Until one of the kernel's broadcasts reaches us, so that none is missed afterwards.

        A kernel welcomes whoever subscribes; one that was not up yet is asked again.
        """
        for _ in range(int(PATIENCE / NUDGE)):
            self._client.kernel_info()
            if await self._socket.poll(1000 * NUDGE):
                return
            await self._alive()
        raise KernelSilent(SILENT)

    async def _broadcast(self) -> tuple[str | None, str, dict]:
        """The next message: what it answers, its type, its content."""
        for _ in range(PATIENCE):
            if await self._socket.poll(1000):
                session = self._client.session
                _identities, (_signature, header, parent, _metadata, content, *_buffers) = session.feed_identities(
                    await self._socket.recv_multipart()
                )
                return session.unpack(parent).get("msg_id"), session.unpack(header)["msg_type"], session.unpack(content)
            await self._alive()
        raise KernelSilent(SILENT)

    async def _alive(self) -> None:
        if not await self._kernel.is_alive():
            raise KernelSilent(SILENT)


async def cells_done(kernel, cells) -> AsyncIterator[tuple[str, list[dict]]]:
    """Each cell in order as (its prose as HTML, its outputs)."""
    async with Runner(kernel) as runner:
        done = runner.run([cell.code for cell in cells if cell.code])
        for cell in cells:
            yield cell.html, await anext(done) if cell.code else []
