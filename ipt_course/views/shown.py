"""A cell's output with two forms: HTML for people, and deterministic text for notebooks and nbval."""

from __future__ import annotations

import html
import os


class Shown:
    """Static output. Under ``IPT_TEXT=1`` (notebook refresh and nbval) only the text form exists."""

    def __init__(self, markup: str, text: str):
        self.markup = markup
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        bundle = {"text/plain": self.text}
        if os.environ.get("IPT_TEXT") != "1":
            bundle["text/html"] = self.markup
        return bundle


def fault_box(what: str) -> Shown:
    """In place of something that cannot be shown; the rest of the page goes on."""
    words = html.escape(what)
    return Shown(
        f'<aside class="ipt-fault" role="note"><p><strong>This part cannot be shown.</strong> {words}</p></aside>',
        f"This part cannot be shown. {what}",
    )
