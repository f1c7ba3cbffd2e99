"""Days on the command line."""

from __future__ import annotations

import click


class Day(click.DateTime):
    """A day, written like 2026-03-31."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def get_metavar(self, *_about, **_more) -> str:
        return "YYYY-MM-DD"

    def convert(self, value, param, ctx):
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"'{value}' is no day. A day is written like 2026-03-31.", param, ctx)


DAY = Day()
