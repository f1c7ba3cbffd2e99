"""The address at which learners open the course, on the command line."""

from __future__ import annotations

import re

import click


def as_address(_context: click.Context, _option: click.Parameter, given: str) -> str:
    """The address with one slash at its end; complains of what is none."""
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", given):
        raise click.BadParameter("write the address at which learners open the course, as https://course.example.edu/")
    return given.rstrip("/") + "/"
