"""A crowd of learners: each opens a lesson, keeps its websocket open and answers every few seconds.

They speak what the page's own script speaks; a few real browsers beside them click (see ``__main__``).
"""

from __future__ import annotations

import asyncio
import html
import json
import random
import re
import time
import uuid
from dataclasses import dataclass, field

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

WIDGET = re.compile(r'<ipt-widget model="(\w+)" front="[^"]*" first="([^"]*)"')
KERNEL = re.compile(r'id="ipt-page">(.*?)</script>', re.S)
PATIENCE = 60


@dataclass
class Tally:
    """What the crowd saw: seconds until each verdict, answers acknowledged as kept, and what went wrong."""

    opened: list[float] = field(default_factory=list)
    verdicts: list[float] = field(default_factory=list)
    kept: int = 0
    errors: list[str] = field(default_factory=list)


async def crowd(url: str, path: str, learners: int, arriving: float, every: float, staying: float) -> Tally:
    """``learners`` arrive evenly over ``arriving`` seconds; each answers every ``every`` seconds until all have
    been there ``staying`` seconds together."""
    AsyncHTTPClient.configure(None, max_clients=learners)
    tally = Tally()
    end = time.monotonic() + arriving + staying
    visits = [_learner(url, path, n * arriving / learners, every, end, tally) for n in range(learners)]
    for failed in await asyncio.gather(*visits, return_exceptions=True):
        if failed is not None:
            tally.errors.append(repr(failed))
    return tally


async def _learner(url: str, path: str, wait: float, every: float, end: float, tally: Tally) -> None:
    await asyncio.sleep(wait)
    start = time.monotonic()
    page = await AsyncHTTPClient().fetch(url + path, request_timeout=PATIENCE)
    tally.opened.append(time.monotonic() - start)
    text = page.body.decode()
    kernel = json.loads(KERNEL.search(text).group(1))["kernel"]
    widgets = [(model, json.loads(html.unescape(first))) for model, first in WIDGET.findall(text)]
    choices = [(model, first["card"]) for model, first in widgets if first["card"].get("kind") == "choice"]
    cookie = "; ".join(c.partition(";")[0] for c in page.headers.get_list("Set-Cookie"))
    session = uuid.uuid4().hex
    address = f"{url.replace('http', 'ws', 1)}api/kernels/{kernel}/channels?session_id={session}"
    socket = await websocket_connect(HTTPRequest(address, headers={"Cookie": cookie, "Origin": url.rstrip("/")}))
    await asyncio.sleep(random.uniform(0, every))
    for model, card in choices:
        if time.monotonic() > end:
            break
        asked = time.monotonic()
        await socket.write_message(json.dumps(_answer(session, model, random.choice(card["options"])["id"])))
        await asyncio.wait_for(_verdict(socket, model, tally), PATIENCE)
        tally.verdicts.append(time.monotonic() - asked)
        await asyncio.sleep(every * random.uniform(0.8, 1.2))
    socket.close()


def _answer(session: str, model: str, option: str) -> dict:
    said = {"do": "answer", "response": option, "confidence": None, "seconds": 5, "nonce": uuid.uuid4().hex}
    return {
        "channel": "shell",
        "header": {
            "msg_id": uuid.uuid4().hex,
            "msg_type": "comm_msg",
            "username": "",
            "session": session,
            "date": "2026-01-01T00:00:00Z",
            "version": "5.4",
        },
        "parent_header": {},
        "metadata": {},
        "content": {"comm_id": model, "data": {"method": "custom", "content": said}},
        "buffers": [],
    }


async def _verdict(socket, model: str, tally: Tally) -> None:
    while True:
        said = await socket.read_message()
        if said is None:
            raise ConnectionError("the server hung up")
        message = json.loads(said)
        content = message.get("content", {})
        if message.get("msg_type", message["header"]["msg_type"]) != "comm_msg" or content["comm_id"] != model:
            continue
        state = content["data"].get("state", {}).get("state", {})
        if state.get("verdict"):
            tally.kept += state["saved"] == "saved"
            return
