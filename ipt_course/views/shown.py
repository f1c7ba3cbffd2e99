"""A cell's output with two forms: HTML for people, and deterministic text for notebooks and nbval."""

from __future__ import annotations

import functools
import html
import os
import sys
import traceback

from ..course.library import ContentError


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


def or_fault(show):
    """Let a part of a page that cannot be shown say so in its place, whatever the reason; the page goes on."""

    @functools.wraps(show)
    def shown(*args, **kwargs):
        try:
            return show(*args, **kwargs)
        except ContentError as error:
            return fault_box(str(error))
        except Exception as error:
            traceback.print_exc(file=sys.__stderr__)
            return fault_box(
                f"The course itself has a fault here ({type(error).__name__}). Answers that were kept are safe."
            )

    return shown
