"""A section of a report: words, pictures, tables, and things looked at closely."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .pictures import Picture
from .table import Table


@dataclass
class Close:
    """One thing with everything about it, folded in: an exercise beside its figures, a run line by line."""

    id: str
    title: str
    flags: list[tuple[str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def page(self) -> dict:
        return {
            "id": self.id,
            "title": self.title,
            "flags": [list(one) for one in self.flags],
            "words": self.words,
            "lines": [list(one) for one in self.lines],
            "tables": [one.page() for one in self.tables],
        }


@dataclass
class Section:
    words: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    close: list[Close] = field(default_factory=list)

    def all_tables(self) -> list[Table]:
        return self.tables + [table for one in self.close for table in one.tables]

    def page(self) -> dict:
        return {
            "words": self.words,
            "pictures": [{"svg": one.svg, "alt": one.alt} for one in self.pictures],
            "tables": [one.page() for one in self.tables],
            "close": [one.page() for one in self.close],
        }


@dataclass(frozen=True)
class Part:
    """A section that is reckoned when the page asks for it, so that a page opens before its slowest part is done.

    The ``last`` ones are asked for after all others, wherever they stand.
    """

    id: str
    title: str
    make: Callable[[], Section]
    last: bool = False
