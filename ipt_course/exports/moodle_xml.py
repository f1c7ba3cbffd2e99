"""Questions in Moodle's own XML form: feedback, hints, tags, points and ids carry over.

Follows what Moodle's importer reads (``question/format/xml/format.php`` in its source).
"""

from __future__ import annotations

from typing import TextIO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .bank import LICENCE, Bank, Choosing, Pairing, Question

SAID = {
    "correctfeedback": "Right.",
    "partiallycorrectfeedback": "Partly right.",
    "incorrectfeedback": "Not yet.",
}
PENALTY = "0.3333333"
"""Of the points, for each further try in Moodle's interactive mode; a third is Moodle's own choice."""


def write_moodle_xml(bank: Bank, file: TextIO, notes: list[str]) -> None:
    """Write the bank; ``notes`` stand in a comment at its head."""
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    lines = "\n".join(notes).replace("--", "- -")
    file.write(f"<!--\n{lines}\n-->\n<quiz>\n")
    for lesson, questions in bank.lessons.items():
        for element in [_category(lesson), *map(_question, questions)]:
            indent(element, " ")
            file.write(tostring(element, encoding="unicode") + "\n")
    file.write("</quiz>\n")


def _category(lesson: str) -> Element:
    made = Element("question", type="category")
    _text(SubElement(made, "category"), "$course$/top/IPT/" + lesson.replace("/", "//"))
    _html(made, "info", LICENCE)
    return made


def _question(question: Question) -> Element:
    task = question.task
    kind = "multichoice" if isinstance(task, Choosing) else "matching" if isinstance(task, Pairing) else "numerical"
    made = Element("question", type=kind)
    _text(SubElement(made, "name"), question.name)
    _html(made, "questiontext", question.prompt)
    _html(made, "generalfeedback", question.feedback)
    for name, value in (("defaultgrade", "1"), ("penalty", PENALTY), ("hidden", "0"), ("idnumber", question.id)):
        SubElement(made, name).text = value
    if isinstance(task, Choosing):
        _choosing(made, task)
    elif isinstance(task, Pairing):
        _pairing(made, task)
    else:
        answer = SubElement(made, "answer", fraction="100", format="moodle_auto_format")
        _text(answer, f"{task.value:g}")
        _html(answer, "feedback", task.feedback)
        SubElement(answer, "tolerance").text = f"{task.tolerance:g}"
    for hint in question.hints:
        _html(made, "hint", hint)
    tags = SubElement(made, "tags")
    for tag in question.tags:
        _text(SubElement(tags, "tag"), tag)
    return made


def _choosing(made: Element, task: Choosing) -> None:
    SubElement(made, "single").text = "true" if task.single else "false"
    SubElement(made, "shuffleanswers").text = "true"
    SubElement(made, "answernumbering").text = "none"
    _said(made)
    for text, feedback, percent in task.options:
        answer = _html(made, "answer", text)
        answer.set("fraction", fraction(percent))
        _html(answer, "feedback", feedback)


def _pairing(made: Element, task: Pairing) -> None:
    SubElement(made, "shuffleanswers").text = "true"
    _said(made)
    SubElement(made, "shownumcorrect")
    for text, partner in [*task.pairs, *(("", spare) for spare in task.spare)]:
        _text(SubElement(_html(made, "subquestion", text), "answer"), partner)


def _said(made: Element) -> None:
    for name, words in SAID.items():
        _html(made, name, words)


def _html(parent: Element, name: str, text: str) -> Element:
    made = SubElement(parent, name, format="html")
    _text(made, text)
    return made


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text


def fraction(percent: float) -> str:
    """Points in percent as Moodle knows them: 100, -50, 33.33333."""
    return f"{percent:.5f}".rstrip("0").rstrip(".")
