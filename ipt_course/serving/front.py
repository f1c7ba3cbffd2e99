"""The page's own scripts and styles: small, hashed, compressed, cached for good."""

from __future__ import annotations

import functools
import gzip
from hashlib import sha256
from pathlib import Path

from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, RequestHandler

from ..views.exercise import STATIC, front, style

HERE = Path(__file__).parent / "static"
FRONTS = (
    "ask",
    "pick",
    "arrange",
    "place",
    "label",
    "circles",
    "interview",
    "plane",
    "points",
    "form",
    "say",
    "record",
    "review",
    "explore",
    "convert",
    "report",
    "shelf",
    "room",
)
TYPES = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}


@functools.cache
def front_files() -> dict[str, bytes]:
    """Every file a page loads, by its hashed name."""
    texts = {f"{name}.js": front(name) for name in FRONTS}
    texts["host.js"] = (HERE / "host.js").read_text(encoding="utf-8")
    texts["page.css"] = (HERE / "page.css").read_text(encoding="utf-8") + style()
    texts["teach.css"] = (STATIC / "report.css").read_text(encoding="utf-8")
    files = {}
    for name, text in texts.items():
        stem, _, suffix = name.partition(".")
        files[f"{stem}.{sha256(text.encode()).hexdigest()[:12]}.{suffix}"] = text.encode()
    return files


@functools.cache
def _zipped(name: str) -> bytes:
    return gzip.compress(front_files()[name], mtime=0)


def front_urls(base_url: str) -> dict[str, str]:
    """The address of each file by its plain name: ``pick`` … ``host``, ``page``."""
    return {name.partition(".")[0]: url_path_join(base_url, "ipt/front", name) for name in front_files()}


class FrontHandler(RequestHandler):
    def get(self, name: str) -> None:
        if name not in front_files():
            raise HTTPError(404)
        self.set_header("Content-Type", TYPES[name.rpartition(".")[2]])
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(_zipped(name))
        else:
            self.finish(front_files()[name])
