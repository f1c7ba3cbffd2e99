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
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, RequestHandler
from voila.tornado.handler import TornadoVoilaHandler

from ..learning.who import pseudonym
from .running import CourseRenderer

COOKIE = "ipt_learner"
TWO_YEARS = 730
KERNEL = "ipt"
RETRY = 10
"""Seconds after which a page that found no room tries again."""
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
            503: (
                "All places are taken just now",
                f"This page tries again by itself every {RETRY} seconds and opens as soon as there is room. "
                "Every answer you gave is kept.",
            ),
        }.get(
            status_code,
            ("Something went wrong", "The fault is ours. Every answer you gave is kept; reloading usually helps."),
        )
        self.set_header("Content-Type", "text/html; charset=utf-8")
        front, base = self.settings["ipt_front"], self.settings["base_url"]
        again = ""
        if status_code == 503:
            again = f'<meta http-equiv="refresh" content="{RETRY}">'
            self.set_header("Retry-After", str(RETRY))
        self.finish(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{again}'
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
        if not self.settings["ipt_capacity"].has_room(len(self.kernel_manager)):
            self.log.warning("No room for one more page: %d are open", len(self.kernel_manager))
            raise HTTPError(503)
        self.xsrf_token  # noqa: B018 - reading it sets the cookie with which the page may end its own kernel
        await self._send(f"{stem}.ipynb")

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

    async def _send(self, path: str) -> None:
        """The page in pieces: its opening and first prose at once, then each cell when it is done."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        renderer = CourseRenderer(
            request_handler=self,
            voila_configuration=self.voila_configuration,
            traitlet_config=self.traitlet_config,
            notebook_path=path,
            template_paths=self.template_paths,
            config_manager=self.config_manager,
            contents_manager=self.contents_manager,
            base_url=self.base_url,
            kernel_spec_manager=self.kernel_spec_manager,
            page_config={"ipt": self._page_config(Path(path).stem)},
            mathjax_config="",
            mathjax_url="",
        )
        await renderer.initialize()
        env = {
            **os.environ,
            "VOILA_BASE_URL": self.base_url,
            "HTTP_X_IPT_LEARNER": self._learner(),
            "JPY_SESSION_NAME": "",
        }
        kernel = await ensure_async(self.kernel_manager.start_kernel(kernel_name=KERNEL, env=env))
        making = self.settings["ipt_attendance"].making
        making.add(kernel)
        pieces: list[str] = []
        try:
            async for piece, _ in renderer.generate_content_generator(kernel, self.kernel_manager.get_kernel(kernel)):
                pieces.append(piece)
                if "<!--flush-->" in piece:
                    self.write("".join(pieces))
                    pieces.clear()
                    await self.flush()
            self.write("".join(pieces))
        except StreamClosedError:  # the visitor left while the page was being made
            await self._end(kernel)
        except Exception:
            self.log.exception("The page %s could not be finished", path)
            await self._end(kernel)
            self.write("".join(pieces) + UNFINISHED)
        finally:
            making.discard(kernel)

    async def _end(self, kernel: str) -> None:
        if kernel in self.kernel_manager:
            await ensure_async(self.kernel_manager.shutdown_kernel(kernel, now=True))

    def _page_config(self, stem: str) -> dict:
        written = [m for m in self.settings["ipt_course"]["modules"] if m["notebook"]]
        at = next((n for n, m in enumerate(written) if m["notebook"] == stem), None)
        return {
            "course": self.settings["ipt_course"],
            "front": self.settings["ipt_front"],
            "stem": stem,
            "here": written[at] if at is not None else None,
            "before": written[at - 1] if at else None,
            "after": written[at + 1] if at is not None and at + 1 < len(written) else None,
            "script_json": script_json,
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
