"""What several commands need before they do their own work."""

from __future__ import annotations

import os
import sys

import click


def has_screen() -> bool:
    """Whether a browser can be opened here."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def ready() -> None:
    """Compile all lessons before the first visitor comes; stop with a plain sentence if that fails."""
    from .course.library import ContentError, library

    try:
        for module in library().course["modules"]:
            if module["notebook"]:
                library().lesson(module["slug"])
    except ContentError as error:
        raise click.ClickException(f"The course cannot be opened: {error}") from None


class plain_errors:
    """Turn trouble with the store into one sentence instead of a traceback."""

    def __enter__(self):
        return self

    def __exit__(self, _type, error, _traceback):
        from .learning.store import StoreError

        if isinstance(error, StoreError):
            raise click.ClickException(with_cause(error)) from None


def with_cause(error: Exception) -> str:
    """What a database server said is for whoever runs the course; learners' pages leave it out."""
    said = str(error.__cause__ or "").strip()
    return f"{error}\nThe server said: {said}" if said and said not in str(error) else str(error)
