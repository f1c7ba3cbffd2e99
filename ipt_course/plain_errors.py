"""Trouble with the store as one sentence on the command line, instead of a traceback."""

from __future__ import annotations

import contextlib

import click


@contextlib.contextmanager
def plain_errors():
    """Turn trouble with the store, or with content, into a sentence."""
    from .course.library import ContentError
    from .learning.trouble import StoreError

    try:
        yield
    except StoreError as error:
        raise click.ClickException(with_cause(error)) from None
    except ContentError as error:
        raise click.ClickException(f"The course cannot be read: {error}") from None


def with_cause(error: Exception) -> str:
    """What a database server said is for whoever runs the course; learners' pages leave it out."""
    said = "" if isinstance(error.__cause__, OSError) else str(error.__cause__ or "").strip()
    return f"{error}\nThe server said: {said}" if said and said not in str(error) else str(error)
