"""The course's pages: who comes, what they are shown, and what they see when something is amiss."""

from __future__ import annotations

import json
import os
import re
import secrets
from html import escape
from pathlib import Path

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, RequestHandler
from voila.tornado.handler import TornadoVoilaHandler

from ..learning.who import pseudonym

COOKIE = "ipt_learner"
TWO_YEARS = 730
PATIENCE = 3
"""Voila's heartbeats (10 s each) without a word from the kernel, after which the page says so and ends."""
UNFINISHED = '<aside class="ipt-fault" role="alert"><p><strong>This page could not be finished.</strong> Every answer you gave is kept. Please reload.</p></aside></main></body></html>'
SAFE = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def home_of(root: str) -> str:
    return "index"


class _Manners:
    """Plain error pages and safe headers, for every handler of ours."""

    def set_default_headers(self) -> None:
        super().set_default_headers()
        for name, value in SAFE.items():
            self.set_header(name, value)

    def write_error(self, status_code: int, **_kwargs) -> None:
        title, words = {
            404: ("There is no such page", "The address may be mistyped, or the lesson is not written yet."),
            403: ("This is not open", "This part of the course is not open to visitors."),
        }.get(
            status_code,
            ("Something went wrong", "The fault is ours. Every answer you gave is kept; reloading usually helps."),
        )
        self.set_header("Content-Type", "text/html; charset=utf-8")
        front, base = self.settings["ipt_front"], self.settings["base_url"]
        self.finish(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>{title} · {escape(self.settings["ipt_course"]["title"])}</title><link rel="stylesheet" href="{front["page"]}"></head>'
            f'<body><main class="ipt-lost"><h1>{title}</h1><p>{words}</p><p><a href="{base}">To the course home</a></p></main></body></html>'
        )


class CoursePage(_Manners, TornadoVoilaHandler):
    """One notebook, executed for one visitor."""

    def initialize(self, stem: str | None = None, **kwargs) -> None:
        super().initialize(**kwargs)
        self._stem = stem

    async def get(self, stem: str | None = None) -> None:
        stem = self._stem or stem
        if not re.fullmatch(r"[\w-]+", stem or "") or not self._notebook(stem).is_file():
            raise HTTPError(404)
        self.request.headers["X-Ipt-Learner"] = self._learner()
        self.xsrf_token  # noqa: B018 - reading it sets the cookie with which the page may end its own kernel
        await super().get(path=f"{stem}.ipynb")

    def _notebook(self, stem: str) -> Path:
        return Path(self.contents_manager.root_dir) / f"{stem}.ipynb"

    def _learner(self) -> str:
        """JupyterHub's user, else the proxy's (if trusted), else this browser's; always as a pseudonym."""
        if user := os.environ.get("JUPYTERHUB_USER"):
            return pseudonym(user)
        if (header := self.settings["ipt_user_header"]) and (user := self.request.headers.get(header)):
            return pseudonym(user)
        secret = self.get_cookie(COOKIE, "")
        if not re.fullmatch(r"[0-9a-f]{32}", secret):
            secret = secrets.token_hex(16)
            self.set_cookie(
                COOKIE,
                secret,
                expires_days=TWO_YEARS,
                httponly=True,
                samesite="Lax",
                secure=self.request.protocol == "https",
                path=self.base_url,
            )
        return pseudonym(secret)

    async def get_generator(self, path=None):
        """Voila's page, a cell at a time, with what our template needs beside the notebook."""
        self.voila_configuration.page_config_hook = self._page_config
        self.page_config_hook = self._page_config
        pieces: list[str] = []
        silent = 0
        async for piece in super().get_generator(path=path):
            if "voila_heartbeat" in piece:
                silent += 1
                if silent == PATIENCE:
                    pieces.append(UNFINISHED)
                    break
                continue
            silent = 0
            pieces.append(piece)
            if "<!--flush-->" in piece:
                yield "".join(pieces)
                pieces.clear()
        yield "".join(pieces)

    def _page_config(self, page_config: dict, notebook_path: str = "", **_kwargs) -> dict:
        modules = self.settings["ipt_course"]["modules"]
        written = [m for m in modules if m["notebook"]]
        stem = Path(notebook_path).stem
        at = next((n for n, m in enumerate(written) if m["notebook"] == stem), None)
        return page_config | {
            "ipt": {
                "course": self.settings["ipt_course"],
                "front": self.settings["ipt_front"],
                "stem": stem,
                "here": written[at] if at is not None else None,
                "before": written[at - 1] if at else None,
                "after": written[at + 1] if at is not None and at + 1 < len(written) else None,
                "script_json": script_json,
            }
        }


def script_json(value: object) -> str:
    """JSON that may stand inside a <script> element or an attribute in double quotes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return escape(text, quote=True)


class EndKernel(_Manners, JupyterHandler):
    """The page's goodbye: ends its own kernel. Takes the token that only its own origin can read."""

    async def post(self, kernel_id: str) -> None:
        if kernel_id in self.kernel_manager:
            await ensure_async(self.kernel_manager.shutdown_kernel(kernel_id, now=False))
        self.set_status(204)


class Lost(_Manners, RequestHandler):
    """Any other address."""

    def initialize(self, **_kwargs) -> None:
        pass

    def prepare(self) -> None:
        raise HTTPError(404)
