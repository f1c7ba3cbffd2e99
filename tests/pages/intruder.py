"""A visitor without a browser, who speaks to the server by hand."""

from __future__ import annotations

import asyncio
import html
import json
import re
import socket
import uuid
from concurrent.futures import ThreadPoolExecutor

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from ipt_course.course.library import library
from ipt_course.learning.store import Store
from ipt_course.learning.who import pseudonym

GRIEF = "lesson/" + next(m["notebook"] for m in library().course["modules"] if m["slug"] == "grief")


class Intruder:
    """A visitor without a browser: opens a page by HTTP and speaks to its kernel by hand."""

    def __init__(self, server, path: str = GRIEF, **headers: str):
        self.server = server
        head, body = raw(server, "/" + path, **headers)
        assert head.startswith("HTTP/1.1 200"), head
        assert set(re.findall(r"(?i)^set-cookie: (\w+)=", head, re.M)) <= {"ipt_learner", "_xsrf"}, "no other cookie"
        self.cookies = "; ".join(re.findall(r"(?i)^set-cookie: ([^;\r]+)", head, re.M))
        about = json.loads(re.search(r'id="ipt-page"[^>]*>([^<]+)<', body).group(1))
        self.kernel = about["kernel"]
        widgets = re.findall(r'<ipt-widget model="(\w+)"[^>]*? first="([^"]*)"', body)
        self.models = {json.loads(html.unescape(first))["card"]["id"]: model for model, first in widgets}

    def say(self, *messages: str | bytes, wait: float = 1.0) -> list[str]:
        """Send each as it is; return what came back, with ``None`` where the server hung up."""

        async def talk() -> list:
            url = f"ws://127.0.0.1:{self.server.port}/api/kernels/{self.kernel}/channels?session_id={uuid.uuid4().hex}"
            link = await websocket_connect(HTTPRequest(url, headers={"Cookie": self.cookies}), max_message_size=10**8)
            for message in messages:
                await link.write_message(message, binary=isinstance(message, bytes))
            heard: list = []
            try:
                while True:
                    heard.append(await asyncio.wait_for(link.read_message(), wait))
                    if heard[-1] is None:
                        break
            except TimeoutError:
                pass
            link.close()
            return heard

        with ThreadPoolExecutor(1) as apart:  # a loop of its own: the browser's has this thread
            return apart.submit(asyncio.run, talk()).result(60)

    def record(self) -> str:
        """The number under which this visitor's work is kept."""
        secret = re.search(r"ipt_learner=(\w+)", self.cookies).group(1)
        return pseudonym(secret)


def raw(server, path: str, method: str = "GET", **headers: str) -> tuple[str, str]:
    """A request written by hand, so that nothing tidies up the address: head and body of the answer."""
    lines = [f"{method} {path} HTTP/1.0", f"Host: 127.0.0.1:{server.port}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as link:
        link.sendall("\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape"))
        received = b""
        while chunk := link.recv(65536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    return head.decode("latin-1"), body.decode("utf-8", "replace")


def message(kind: str, content: dict, channel: str = "shell") -> str:
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "username": "",
        "session": "s",
        "date": "",
        "version": "5.4",
    }
    return json.dumps(
        {"channel": channel, "header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}
    )


def answer(model: str, response: object, nonce: str = "", **more) -> str:
    content = {"do": "answer", "response": response, "nonce": nonce or uuid.uuid4().hex} | more
    return message("comm_msg", {"comm_id": model, "data": {"method": "custom", "content": content}})


def log(server) -> str:
    return (server.folder / "server.log").read_text(errors="replace")


def kept(server, learner: str) -> list:
    store = Store(server.folder / "record.sqlite")
    try:
        return list(store.attempts(learner))
    finally:
        store.close()
