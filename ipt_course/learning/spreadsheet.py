"""Cells that a spreadsheet shows and does not run."""

from __future__ import annotations

import json

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What the first character of a cell must not be: spreadsheets take the rest for a formula."""


def cell(value: object) -> object:
    """A cell for a spreadsheet; text that would be run as a formula is disarmed with an apostrophe."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else text
