"""Questions in GIFT, a plain text form that Moodle and many others read.

It has no place for hints. Ids and tags stand in comments, where Moodle finds them; other readers pass over them.
"""

from __future__ import annotations

import re
from typing import TextIO

from .bank import LICENCE, Bank, Choosing, Pairing, Question
from .moodle_xml import fraction

NO_HINTS = "GIFT has no hints; those of the course are left out."
_RESERVED = re.compile(r"[\\~=#{}:]")


def write_gift(bank: Bank, file: TextIO, notes: list[str]) -> None:
    """Write the bank; ``notes`` stand in comments at its head."""
    for line in [LICENCE, "", *notes]:
        file.write(f"// {line}".rstrip() + "\n")
    for lesson, questions in bank.lessons.items():
        # A solidus would begin a category inside the category, so that a title's own is doubled.
        file.write(f"\n$CATEGORY: $course$/top/IPT/{lesson.replace('/', '//')}\n")
        for question in questions:
            file.write("\n" + "\n".join(_lines(question)) + "\n")


def _lines(question: Question) -> list[str]:
    tags = " ".join(f"[tag:{tag}]" for tag in question.tags)
    head = f"::{escaped(question.name)}::[html]{escaped(question.prompt)} "
    closing = [f"####{escaped(question.feedback)}"] if question.feedback else []
    task = question.task
    if isinstance(task, Choosing):
        body = [_option(*one, single=task.single) for one in task.options]
    elif isinstance(task, Pairing):
        body = [f"={escaped(text)} -> {escaped(partner)}" for text, partner in task.pairs]
        body += [f"= -> {escaped(spare)}" for spare in task.spare]
    else:
        head += "{#"
        body = [f"={task.value:g}:{task.tolerance:g}#{escaped(task.feedback)}"]
        return [f"// [id:{question.id}] {tags}", head, *body, *closing, "}"]
    return [f"// [id:{question.id}] {tags}", head + "{", *body, *closing, "}"]


def _option(text: str, feedback: str, percent: float, single: bool) -> str:
    sign = ("=" if percent > 0 else "~") if single else f"~%{fraction(percent)}%"
    return f"{sign}{escaped(text)}#{escaped(feedback)}"


def escaped(text: str) -> str:
    """On one line, with a backslash before what GIFT reads as its own; an arrow would part a pair."""
    return _RESERVED.sub(r"\\\g<0>", " ".join(text.split())).replace("->", "→")
