"""The course's pages: who comes, what they are shown, and what they see when something is amiss."""

from __future__ import annotations

import json
import os
import re
import secrets
from html import escape
from pathlib import Path

import jinja2
from jupyter_server.base.handlers import JupyterHandler
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, RequestHandler

from ..learning.membership import CODE
from ..learning.who import pseudonym
from . import notebook
from .running import cells_done

COOKIE = "ipt_learner"
TWO_YEARS = 730
HOME, CASES = "index", "cases"
KERNEL = "ipt"
CASE_ID = re.compile(r"[a-z0-9-]{1,60}")
RETRY = 10
"""Seconds after which a page that found no room tries again."""
UNFINISHED = '<aside class="ipt-fault" role="alert"><p><strong>This page could not be finished.</strong> Every answer you gave is kept. Please reload.</p></aside></main></body></html>'
SAFE = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


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


def _template() -> jinja2.Template:
    jinja = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, enable_async=True, auto_reload=False
    )
    jinja.filters["as_json"] = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return jinja.get_template("page.html.j2")


PAGE = _template()


class CoursePage(_Manners, JupyterHandler):
    """One notebook, executed for one visitor."""

    def initialize(self, stem: str | None = None) -> None:
        self._stem = stem

    async def get(self, stem: str | None = None) -> None:
        stem = self._stem or stem
        path = self.settings["ipt_notebooks"] / f"{stem}.ipynb"
        if not re.fullmatch(r"[\w-]{1,100}", stem or "", re.ASCII) or not path.is_file():
            raise HTTPError(404)
        arriving = self.settings["ipt_attendance"].arriving
        if not self.settings["ipt_capacity"].has_room(len(self.kernel_manager), len(arriving)):
            self.log.warning("No room for one more page: %d are open", len(self.kernel_manager))
            raise HTTPError(503)
        self.xsrf_token  # noqa: B018 - reading it sets the cookie with which the page may end its own kernel
        arriving.add(self)
        try:
            await self._send(path)
        finally:
            arriving.discard(self)

    def _learner(self) -> str:
        """JupyterHub's user, else the proxy's (if trusted), else this browser's; always as a pseudonym."""
        if user := os.environ.get("JUPYTERHUB_USER"):
            return pseudonym(user)
        if (header := self.settings["ipt_user_header"]) and (named := self.request.headers.get_list(header)):
            if len(named) > 1 or not named[0].strip():
                self.log.warning(
                    "Refused: a request with %d headers %s; the proxy does not strip visitors' own", len(named), header
                )
                raise HTTPError(400)
            return pseudonym(named[0])
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

    def visitor(self, stem: str) -> dict[str, str]:
        """What the page's kernel is told of who has come."""
        told = {"HTTP_X_IPT_LEARNER": self._learner()}
        if stem == HOME and CODE.fullmatch(code := self.get_query_argument("join", "")):
            told["HTTP_X_IPT_JOIN"] = code
        if stem == CASES and CASE_ID.fullmatch(case := self.get_query_argument("case", "")):
            told["HTTP_X_IPT_CASE"] = case
        return told

    async def _send(self, path: Path) -> None:
        """The page in pieces: its opening and first prose at once, then each cell when it is done."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        env = {**os.environ, "VOILA_BASE_URL": self.base_url, "JPY_SESSION_NAME": path.name, **self.visitor(path.stem)}
        making = self.settings["ipt_attendance"].making
        read = notebook.read(path, self.base_url)
        kernel = ""

        async def start() -> str:
            nonlocal kernel
            kernel = await self.kernel_manager.start_kernel(kernel_name=KERNEL, env=env)
            making.add(kernel)
            self.settings["ipt_attendance"].arriving.discard(self)
            return kernel

        def cells():
            return cells_done(self.kernel_manager.get_kernel(kernel), read.cells)

        pieces: list[str] = []
        page = PAGE.generate_async(
            opening=read.opening, kernel=start, cells=cells, base=self.base_url, ipt=self.about(path.stem)
        )
        try:
            async for piece in page:
                pieces.append(piece)
                if "<!--flush-->" in piece:
                    self.write("".join(pieces))
                    pieces.clear()
                    await self.flush()
            self.write("".join(pieces))
        except StreamClosedError:  # the visitor left while the page was being made
            await self._end(kernel)
        except Exception:
            self.log.exception("The page %s could not be finished", path.name)
            await self._end(kernel)
            self.write("".join(pieces) + UNFINISHED)
        finally:
            making.discard(kernel)

    async def _end(self, kernel: str) -> None:
        if kernel:
            await self.kernel_manager.shutdown_kernel(kernel, now=True)

    def about(self, stem: str) -> dict:
        """What the template is told of the page."""
        written = [m for m in self.settings["ipt_course"]["modules"] if m["notebook"]]
        at = next((n for n, m in enumerate(written) if m["notebook"] == stem), None)
        return {
            "course": self.settings["ipt_course"],
            "front": self.settings["ipt_front"],
            "stem": stem,
            "here": written[at] if at is not None else None,
            "page": next((p for p in self.settings["ipt_course"]["pages"] if p["notebook"] == stem), None),
            "before": written[at - 1] if at else None,
            "after": written[at + 1] if at is not None and at + 1 < len(written) else None,
        }


class EndKernel(_Manners, JupyterHandler):
    """The page's goodbye: ends its own kernel. Takes the token that only its own origin can read."""

    async def post(self, kernel_id: str) -> None:
        if kernel_id in self.kernel_manager:
            await self.kernel_manager.shutdown_kernel(kernel_id, now=False)
        self.set_status(204)


class Lost(_Manners, RequestHandler):
    """Any other address."""

    def initialize(self, **_kwargs) -> None:
        pass

    def prepare(self) -> None:
        raise HTTPError(404)
