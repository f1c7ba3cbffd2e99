"""What the tests of pages use: a real server, and a learner's browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

PATIENCE = 90_000
"""Milliseconds that a page may take to come, or a card to answer: nothing here measures speed (``make bench`` does)."""
expect.set_options(timeout=PATIENCE / 3)


class Server:
    """``ipt-course serve`` on a free port, with a record of its own."""

    command = ("serve",)

    def __init__(self, folder: Path, **env: str):
        self.folder = folder
        self.env = os.environ | {"IPT_DATA_DIR": str(folder)} | env
        self.env.pop("IPT_TEXT", None)
        self.start()

    def start(self, port: int = 0) -> None:
        self.log = (self.folder / "server.log").open("a")
        command = [sys.executable, "-m", "ipt_course", *self.command, "--port", str(port), "--no-open"]
        self.process = subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, stderr=self.log, text=True)
        said = self.process.stdout.readline()
        found = re.search(r"http://\S+", said)
        assert found, f"the server did not start: {said}{(self.folder / 'server.log').read_text()[-2000:]}"
        self.opens_at = found.group()
        self.url = self.opens_at.partition("?")[0]
        self.port = int(self.url.rsplit(":", 1)[1].strip("/"))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.process.stdout.close()
        self.log.close()

    def kernels(self) -> list:
        """The processes of this server's kernels: started by it, or forked by its template."""
        import psutil

        mine = psutil.Process(self.process.pid).children()
        forked = [child for one in mine if _says(one, "fork.template") for child in one.children()]
        return [one for one in mine if _says(one, "ipykernel")] + forked


class TeachServer(Server):
    """``ipt-course teach``: the instructors' pages."""

    command = ("teach",)


def _says(process, words: str) -> bool:
    import psutil

    try:
        return words in " ".join(process.cmdline())
    except psutil.Error:
        return False


class Visit:
    """One learner's browser. Remembers every request, console error and uncaught exception."""

    def __init__(self, browser, server, **options):
        self.server = server
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.faults: list[str] = []
        self.frames: list[str] = []
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.on("pageerror", lambda e: self.faults.append(str(e)))
        self.page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        self.page.on("websocket", self._listen)

    def _listen(self, socket) -> None:
        self.requests.append(socket.url)
        socket.on(
            "framereceived", lambda f: self.frames.append(f if isinstance(f, str) else f.decode("utf-8", "replace"))
        )

    def open(self, path: str = ""):
        self.page.goto(self.server.url + path)
        self.page.wait_for_selector("html[data-kernel=open]")
        self.page.wait_for_function(
            "() => !document.querySelector('ipt-widget:not([data-ready])')"  # a function: our pages let no string be run
        )
        return self.page

    def card(self, id: str):
        return self.page.locator(f'.ipt-card[data-exercise="{id}"]')
