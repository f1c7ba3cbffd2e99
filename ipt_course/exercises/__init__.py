"""Exercise types: one file each with the item, its grading rule and its feedback.

Pure: nothing here knows widgets, files, databases or the clock. Every type offers

``shown()``     what a page may hold before an answer: never the key, never feedback
``outline()``   the same as lines of text, for the committed notebook output
``solution()``  a response that the key calls right (``None`` where nothing is graded)
``grade(response)`` a :class:`~ipt_course.exercises.verdict.Verdict`
``faults()``    what is inconsistent in the item itself

and, where options could have been chosen, ``reasons()``: what is said of each, shown once the exercise is done with.

Each is imported when it is first asked for: a page in an ordinary kernel uses one to five of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from .verdict import BadResponse, Fault, Mark, Note, Outcome, Verdict

_HOMES = {
    "choice": ("choice", "Choice"),
    "multiple": ("choice", "Multiple"),
    "order": ("order", "Order"),
    "sort": ("placing", "Sort"),
    "match": ("placing", "Match"),
    "label": ("label", "Label"),
    "inventory": ("inventory", "Inventory"),
    "interview": ("interview", "Interview"),
    "area_points": ("area_points", "AreaPoints"),
    "formulation": ("formulation", "Formulation"),
    "communication": ("communication", "Communication"),
    "decision": ("sheet", "Decision"),
    "balance": ("sheet", "Balance"),
    "timeline": ("timeline", "Timeline"),
    "questionnaire": ("questionnaire", "Questionnaire"),
    "trend": ("trend", "Trend"),
    "number": ("number", "Number"),
    "forecast": ("forecast", "Forecast"),
    "planner": ("planner", "Planner"),
    "plane": ("plane", "PlaneTask"),
    "rate": ("rate", "Rate"),
    "red_pen": ("red_pen", "RedPen"),
    "say_it": ("say_it", "SayIt"),
}
"""Of each kind: its file, and its class there."""


class _Kinds(Mapping):
    """The class of each kind, by the name that content files use."""

    def __getitem__(self, kind: str) -> type:
        file, name = _HOMES[kind]
        return getattr(import_module(f".{file}", __name__), name)

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


KINDS = _Kinds()

__all__ = ["KINDS", "BadResponse", "Fault", "Mark", "Note", "Outcome", "Verdict"]
