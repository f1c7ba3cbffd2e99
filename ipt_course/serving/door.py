"""The door of the instructors' pages: whoever has no key meets it at every address, whatever lies behind."""

from __future__ import annotations

from html import escape

from tornado.routing import Router
from tornado.web import RequestHandler

from .keys import SIGNED_IN, WITHIN, Keys, TooManyTries
from .pages import SAFE

COOKIE = "ipt_instructor"
LOOK = (
    ":root{color-scheme:light dark}body{font:18px/1.6 Georgia,serif;margin:15vh auto 0;width:min(34rem,100% - 2rem)}"
    "label{display:block;font-weight:600}input,button{font:inherit;padding:.4rem .7rem;margin:.3rem .5rem .3rem 0;max-width:100%}"
)


class Door(Router):
    """Stands before a whole application, so that no handler has to think of it: pages, kernels, files, errors."""

    def __init__(self, application, keys: Keys):
        self._application, self._keys = application, keys

    def find_handler(self, request, **kwargs):
        if "secret" not in request.query_arguments and signed_in(self._keys, request):
            return self._application.find_handler(request, **kwargs)
        return self._application.get_handler_delegate(request, Locked, {"keys": self._keys})


def signed_in(keys: Keys, request) -> str | None:
    """The name of who sent a request, ``None`` for a stranger."""
    morsel = request.cookies.get(COOKIE)
    return keys.who(morsel.value) if morsel else None


class Locked(RequestHandler):
    """Takes a secret, from a form or once from the address, and gives a cookie for it."""

    def initialize(self, keys: Keys) -> None:
        self._keys = keys
        self.request.uri = self.request.path  # what is logged of a request holds no secret

    def set_default_headers(self) -> None:
        for name, value in SAFE.items():
            self.set_header(name, value)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")

    def get(self) -> None:
        if "secret" in self.request.query_arguments:
            self._try(self.get_query_argument("secret"))
        else:
            self._ask(401)

    def post(self) -> None:
        self._try(self.get_body_argument("secret", ""))

    def write_error(self, status_code: int, **_kwargs) -> None:
        self._ask(status_code, "This is not open without the secret.")

    def _try(self, secret: str) -> None:
        try:
            token = self._keys.sign_in(secret, self.request.remote_ip)
        except TooManyTries:
            self.set_header("Retry-After", str(WITHIN))
            self._ask(429, "Too many wrong secrets. Wait a minute, then try again.")
            return
        if token is None:
            self.application.settings["ipt_log"].warning("A wrong secret came from %s", self.request.remote_ip)
            self._ask(401, "That is not the secret.")
            return
        base = self.settings["base_url"]
        self.set_cookie(
            COOKIE,
            token,
            max_age=SIGNED_IN,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
            path=base,
        )
        # the path alone, so that the secret does not stay in the address
        path = self.request.path
        self.redirect(path if path.startswith(base) and not path.startswith("//") else base, status=303)

    def _ask(self, status: int, words: str = "") -> None:
        self.set_status(status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        said = f'<p role="alert">{escape(words)}</p>' if words else ""
        self.finish(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>For instructors</title><style>{LOOK}</style></head><body><main><h1>For instructors</h1>"
            "<p>These pages need a secret: your own, or the one that was printed when they were started. The course itself has an address of its own.</p>"
            f'{said}<form method="post">{self.xsrf_form_html()}<label for="secret">Secret</label>'
            '<input id="secret" name="secret" type="password" autocomplete="current-password" required> <button>Open</button></form></main></body></html>'
        )
