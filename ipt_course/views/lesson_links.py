"""Links from one page of the course to another."""

from __future__ import annotations

from html import escape

from ..course.library import Library
from .home import href


def exercise_link(library: Library, id: str) -> str:
    """A link to the lesson of an exercise, with the exercise's title."""
    exercise = library.exercise(id)
    module = library.module(exercise.lesson)
    return f'<a href="{escape(href(module), quote=True)}">{escape(exercise.title)}</a>, in lesson {module["number"]}, {escape(module["title"])}'


def room_link(session: str, words: str) -> str:
    """A link into the room with one simulated client."""
    return (
        f'<a href="{escape(href({"notebook": "room"}), quote=True)}#{escape(session, quote=True)}">{escape(words)}</a>'
    )
