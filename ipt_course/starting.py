"""What several commands need before they do their own work."""

from __future__ import annotations

import os
import sys

import click

opening = click.option(
    "--open/--no-open", "open_browser", default=None, help="Open a browser. Default: yes, when there is a screen."
)


def has_screen() -> bool:
    """Whether a browser can be opened here."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def ready() -> None:
    """Compile all lessons before the first visitor comes; stop with a plain sentence if that fails."""
    from .course.library import ContentError, library

    try:
        for module in library().written:
            library().lesson(module["slug"])
    except ContentError as error:
        raise click.ClickException(f"The course cannot be opened: {error}") from None
