"""Texts without their markup. Apart from :mod:`markup`, so that a page need not load a Markdown parser."""

import re
from html import unescape


def plain(html: str) -> str:
    """The words of one of our HTML texts, for attributes, option lists and notebooks."""
    return unescape(re.sub(r"<[^>]+>", "", html))
