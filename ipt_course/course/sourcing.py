"""Whether what is taught is sourced.

A section is one Markdown cell of a lesson. Its author marks it with the tag ``clinical`` when it says what is so
about patients, illness or treatment; then each of its paragraphs cites a work, or says that it is a convention
of this course. A list or table belongs to the paragraph before it.
"""

from __future__ import annotations

import re

CLINICAL = "clinical"
RECALLED = "recalled"
"""Said of a work (``custom: {checked: recalled}``) or a claim that nobody has read up yet: nothing graded may rest on it."""

LINKED = re.compile(r"\(#ref-([a-z0-9-]+)\)")
_CONVENTION = re.compile(r"\b(this course|the course[’']s|our own)\b", re.IGNORECASE)
_CONTINUES = re.compile(r"[-*|>]|\d+\.")
_SHOWN = 60


def is_clinical(cell: dict) -> bool:
    return cell.get("cell_type") == "markdown" and CLINICAL in (cell.get("metadata") or {}).get("tags", ())


def unsourced(markdown: str) -> list[str]:
    """The beginnings of a clinical section's paragraphs that neither cite nor say that they are a convention."""
    paragraphs: list[str] = []
    for block in re.split(r"\n\s*\n", markdown.strip()):
        block = "\n".join(line for line in block.splitlines() if not line.startswith("#")).strip()
        if not block:
            continue
        if paragraphs and (_CONTINUES.match(block) or paragraphs[-1].endswith(":")):
            paragraphs[-1] += "\n" + block
        else:
            paragraphs.append(block)
    return [
        text[:_SHOWN].replace("\n", " ")
        for text in paragraphs
        if not LINKED.search(text) and not _CONVENTION.search(text)
    ]


def is_recalled(reference: dict) -> bool:
    custom = reference.get("custom")
    return isinstance(custom, dict) and custom.get("checked") == RECALLED
