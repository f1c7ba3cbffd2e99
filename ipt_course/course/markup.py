"""Markdown of the content files to HTML, with citations. Raw HTML in a text is escaped."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["replacements", "smartquotes"])
_CITATION = re.compile(r"\[(@[\w-]+(?:;\s*@[\w-]+)*)\]")

PROSE = {"prompt", "because", "vignette", "goal", "again"}
"""Fields rendered as paragraphs; all other texts are rendered inline."""

TEXTS = PROSE | {"question", "text", "feedback", "why", "clue", "label", "model", "content_note", "ask", "says"}
MAPS = {"steps", "bins", "cards", "left", "right", "tags", "criteria", "rows", "topics", "events"}
"""Mappings from id to text."""


def citations(text: str) -> list[str]:
    """Reference ids cited in a text, in order: ``[@a; @b]``."""
    return [key.strip().lstrip("@") for group in _CITATION.findall(text) for key in group.split(";")]


def to_html(text: str, labels: dict[str, str], block: bool = False) -> str:
    """Render Markdown; ``labels`` gives the short form of each reference, such as "Shear 2005"."""

    def link(match: re.Match) -> str:
        keys = citations(match.group(0))
        return "(" + "; ".join(f"[{labels.get(k, k)}](#ref-{k})" for k in keys) + ")"

    text = _CITATION.sub(link, text.strip())
    if block or "\n\n" in text:
        return _MARKDOWN.render(text).strip()
    return _MARKDOWN.renderInline(text).strip()


def render(value, labels: dict[str, str], key: str = "", in_map: bool = False):
    """Render every text inside nested content; ids, tags, points and names stay as they are."""
    if isinstance(value, dict):
        plain_map = key in MAPS and all(isinstance(v, str) for v in value.values())
        why_map = key == "why"
        return {k: render(v, labels, k, plain_map or why_map) for k, v in value.items()}
    if isinstance(value, list):
        if key == "hints":
            return [to_html(v, labels) for v in value]
        return [render(v, labels) if isinstance(v, dict) else v for v in value]
    if isinstance(value, str) and (in_map or key in TEXTS):
        return to_html(value, labels, block=not in_map and key in PROSE)
    return value


def texts(value, key: str = "", in_map: bool = False):
    """All texts inside nested content, unrendered."""
    if isinstance(value, dict):
        inside = key == "why" or (key in MAPS and all(isinstance(v, str) for v in value.values()))
        for k, v in value.items():
            yield from texts(v, k, inside)
    elif isinstance(value, list):
        for v in value:
            yield from texts(v, key, key == "hints")
    elif isinstance(value, str) and (in_map or key in TEXTS):
        yield value
