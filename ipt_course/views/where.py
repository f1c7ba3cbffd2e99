"""Where the learner's record lies, for how long, and where copies of it go: as it is here and now."""

from __future__ import annotations

import os
from html import escape
from urllib.parse import urlsplit

from ..learning.store import StoreError
from .desk import desk
from .exercise import on_page
from .shown import Shown, fault_box, or_fault

TEXT = "Where your record lies, for how long it is kept, and where copies of it go."


@or_fault
def where_kept() -> Shown:
    """Show where the learner's record lies, for how long, and where copies of it go."""
    here = desk()
    try:
        sent_to = here.store.sent_to()
    except StoreError as error:
        return fault_box(f"Your record cannot be read just now. {error}")
    lines = [_place(here.store), _time(os.environ.get("IPT_RETENTION_MONTHS", "")), _copies(sent_to)]
    return Shown('<ul class="ipt-where">' + "".join(f"<li>{line}</li>" for line in lines) + "</ul>", TEXT)


def _place(store) -> str:
    if store.path is None:
        return "<strong>Where.</strong> In a database that whoever runs this course keeps."
    if on_page():
        return "<strong>Where.</strong> In one file on the machine that serves this page."
    return f"<strong>Where.</strong> In one file on this computer: <code>{escape(str(store.path))}</code>"


def _time(months: str) -> str:
    if months.isdecimal() and int(months):
        return (
            f"<strong>How long.</strong> Until you erase it, or until you have not come back for {int(months)} months. "
            "Then it is erased without being asked for."
        )
    return "<strong>How long.</strong> Until you erase it. There is no date after which that happens by itself."


def _copies(sent_to: list[str]) -> str:
    if not sent_to:
        return "<strong>Copies.</strong> Nothing of your work is sent anywhere by this course."
    hosts = sorted({urlsplit(address).hostname or address for address in sent_to})
    return (
        "<strong>Copies.</strong> Which exercises you answered, when, what you chose and your scores are sent under your "
        f"number to a learning record store: {escape(', '.join(hosts))}. Your own words are not. What has been sent can "
        "be erased there only by whoever keeps it."
    )
