"""The exercise card: an anywidget that shows a card and a state, and forwards what the learner does."""

from __future__ import annotations

import functools
import os
import sys
import traceback
from pathlib import Path

import anywidget
import traitlets

from ..course.exercise import Exercise
from ..course.library import library
from ..course.markup_plain import plain
from .desk import Desk, desk
from .shown import Shown, or_fault
from .sitting import Sitting

STATIC = Path(__file__).parent / "static"
STYLES = ("exercise.css", "extra.css", "room.css", "evidence.css")


@functools.cache
def front(name: str) -> str:
    """The front end of one kind of interaction: the shared card frame and the part of its own."""
    return (STATIC / "card.js").read_text(encoding="utf-8") + "\n" + (STATIC / f"{name}.js").read_text(encoding="utf-8")


@functools.cache
def style() -> str:
    return "".join((STATIC / name).read_text(encoding="utf-8") for name in STYLES)


def on_page() -> bool:
    """Whether the course's own page shows us; it brings front ends and style itself."""
    return os.environ.get("IPT_PAGE") == "1"


class Widget(anywidget.AnyWidget):
    """An anywidget whose first state travels with the page, and whose handlers never leak a traceback.

    A visitor can set any synced trait by hand: they are outlets only, and Python never reads them back.
    """

    _esm = traitlets.Unicode("").tag(sync=True)
    _css = traitlets.Unicode("").tag(sync=True)
    card = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, front_name: str, card: dict, state: dict, text: str):
        self._text = text
        code = {} if on_page() else {"_esm": front(front_name), "_css": style()}
        super().__init__(card=card, state=state, **code)
        self._first = {"front": front_name, "card": card, "state": state}
        self.on_msg(self._receive)

    def receive(self, message: dict) -> None:
        """Act on a message from the page."""
        raise NotImplementedError

    def _receive(self, _widget, message, _buffers) -> None:
        try:
            self.receive(message)
        except Exception:
            traceback.print_exc(file=sys.__stderr__)
            self.state = {
                **self._first["state"],
                "notice": "Something went wrong in the course itself. Please reload the page; kept answers are safe.",
            }

    def __repr__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, **_kwargs) -> dict:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        if on_page():
            view["ipt"] = self._first
        return {"text/plain": self._text, "application/vnd.jupyter.widget-view+json": view}


class ExerciseCard(Widget):
    """One exercise, as it was left; a ``fresh`` one begins empty."""

    def __init__(self, exercise: Exercise, at: Desk, fresh: bool = False):
        self.sitting = Sitting(exercise, at.learner, at.record(exercise.id), self._keep, fresh)
        self._desk = at
        if at.trouble:
            self.sitting.notice = at.trouble
        super().__init__(exercise.task.front, _card(exercise), self.sitting.state, exercise.text)

    def receive(self, message: dict) -> None:
        self.sitting.handle(message)
        self.state = self.sitting.state

    def _keep(self, kept) -> str:
        return self._desk.keep(kept, self._kept)

    def _kept(self, saved: str, notice: str) -> None:
        """Called when keeping failed or succeeded later than at once."""
        self.sitting.saved, self.sitting.notice = saved, notice
        self.state = self.sitting.state


def _card(exercise: Exercise) -> dict:
    card = exercise.card()
    for bin in card.get("bins", ()):
        bin["text"] = plain(bin["html"])
    return card


@or_fault
def exercise(id: str) -> Widget | Shown:
    """Show an exercise by its id, for example ``exercise("grief.which-grief")``."""
    return ExerciseCard(library().exercise(id), desk())


@or_fault
def pretest(slug: str) -> Shown | None:
    """Show a lesson's pre-test: a few questions to answer before reading."""
    _show_all(slug, "pretest")


@or_fault
def posttest(slug: str) -> Shown | None:
    """Show a lesson's post-test: the ideas of its pre-test again, about other people."""
    _show_all(slug, "posttest")


def _show_all(slug: str, use: str) -> None:
    from IPython.display import display

    for id in library().exercises(slug, use=use):
        display(exercise(id))
