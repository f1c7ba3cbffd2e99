"""Something wrong in a script, said so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """``rule`` is one of L0 to L13 (see the guide in ``data/sessions``); ``where`` are keys from the script's root."""

    rule: str
    where: tuple[str | int, ...]
    what: str
    fix: str


class ScriptError(ValueError):
    """A script that cannot be played; the message names its first fault."""
