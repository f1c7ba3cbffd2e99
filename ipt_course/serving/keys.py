"""Who may see the instructors' pages: secrets, sign-ins, and patience with wrong ones."""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable
from hashlib import sha256

SHORTEST = 16
"""Characters a secret must have; it is chosen by a machine or a password safe, never by heart."""
NAME = re.compile(r"[\w.@ -]{1,40}")
NOBODY_IN_PARTICULAR = "instructor"
SIGNED_IN = 12 * 3600
"""Seconds after which an instructor is asked again."""
WRONG, WRONG_TOGETHER, WITHIN = 5, 100, 60
"""Wrong secrets from one address, and from all together, within so many seconds, after which nobody is listened to."""


class BadSecret(ValueError):
    """A secret that cannot be used; the message is for whoever starts the server."""


class TooManyTries(Exception):
    """Too many wrong secrets lately."""


def read_secrets(given: Iterable[str]) -> dict[str, str]:
    """Secret by the name of who has it, from entries ``NAME:SECRET`` or ``SECRET``."""
    found: dict[str, str] = {}
    for one in given:
        name, colon, secret = one.partition(":")
        name, secret = (name.strip(), secret.strip()) if colon else (NOBODY_IN_PARTICULAR, one.strip())
        if not NAME.fullmatch(name):
            raise BadSecret("A secret's name has 1 to 40 letters, digits, spaces or any of . @ - _")
        if len(secret) < SHORTEST:
            raise BadSecret(f"The secret of '{name}' is shorter than {SHORTEST} characters. Choose a longer one.")
        if name in found or secret in found.values():
            raise BadSecret(f"The name '{name}' or its secret is given twice.")
        found[name] = secret
    return found


class Keys:
    """Secrets and sign-ins, held as digests only. Signing in gives a token; the secret is never sent again."""

    def __init__(self, by_name: dict[str, str], now: Callable[[], float] = time.monotonic):
        self._secrets = {name: _digest(secret) for name, secret in by_name.items()}
        self._now = now
        self._tokens: dict[bytes, tuple[str, float]] = {}
        self._wrong: dict[str, deque[float]] = {}

    def sign_in(self, secret: str, address: str) -> str | None:
        """A token for the right secret, ``None`` for a wrong one; :class:`TooManyTries` without looking at it."""
        self._let_time_pass()
        if len(self._wrong.get(address, ())) >= WRONG or sum(map(len, self._wrong.values())) >= WRONG_TOGETHER:
            raise TooManyTries
        given, who = _digest(secret), None
        for name, right in self._secrets.items():  # all of them, so that time tells nothing
            if hmac.compare_digest(given, right):
                who = name
        if who is None:
            self._wrong.setdefault(address, deque()).append(self._now())
            return None
        token = secrets.token_urlsafe(32)
        self._tokens[_digest(token)] = who, self._now() + SIGNED_IN
        return token

    def who(self, token: str) -> str | None:
        """The name behind a token, ``None`` if it opens nothing."""
        name, until = self._tokens.get(_digest(token), (None, 0.0))
        return name if until > self._now() else None

    def _let_time_pass(self) -> None:
        now = self._now()
        self._tokens = {token: one for token, one in self._tokens.items() if one[1] > now}
        for address, times in list(self._wrong.items()):
            while times and times[0] <= now - WITHIN:
                times.popleft()
            if not times:
                del self._wrong[address]


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()
