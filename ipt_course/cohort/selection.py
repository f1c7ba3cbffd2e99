"""Which work an instructor looks at: one cohort or everyone, some days, some lessons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..learning.store import Store, among


@dataclass(frozen=True)
class Selection:
    """``cohort`` is a code; ``since`` and ``until`` are days, both included; no lessons means all of them.

    What is measured is counted by the day of the first try. A learner counts among those present when their work
    overlaps the days.
    """

    cohort: str | None = None
    since: date | None = None
    until: date | None = None
    lessons: tuple[str, ...] = ()

    def has(self, item: str) -> bool:
        """Whether an exercise belongs to the lessons looked at."""
        return not self.lessons or item.partition(".")[0] in self.lessons

    def work(self) -> tuple[str, dict]:
        """Condition on rows of ``first_try`` or ``progress``, each with a ``learner`` and a ``day``."""
        conditions, values = ["1 = 1"], {}
        if self.cohort is not None:
            conditions.append("learner IN (SELECT no FROM learner WHERE cohort = :cohort)")
            values["cohort"] = self.cohort
        for name, day, order in (("since", self.since, ">="), ("until", self.until, "<=")):
            if day:
                conditions.append(f"day {order} :{name}")
                values[name] = day.isoformat()
        return " AND ".join(conditions), values

    def presence(self) -> tuple[str, dict]:
        """Condition on rows of ``learner``."""
        conditions, values = ["1 = 1"], {}
        if self.cohort is not None:
            conditions.append("cohort = :cohort")
            values["cohort"] = self.cohort
        if self.since:
            conditions.append("substr(seen, 1, 10) >= :since")
            values["since"] = self.since.isoformat()
        if self.until:
            conditions.append("substr(begun, 1, 10) <= :until")
            values["until"] = self.until.isoformat()
        return " AND ".join(conditions), values

    def kept(self) -> tuple[str, dict]:
        """Condition on rows of ``attempt`` or ``event``, by the day of each."""
        conditions, values = ["1 = 1"], {}
        if self.cohort is not None:
            conditions.append("learner IN (SELECT learner FROM learner WHERE cohort = :cohort)")
            values["cohort"] = self.cohort
        for name, day, order in (("since", self.since, ">="), ("until", self.until, "<=")):
            if day:
                conditions.append(f"substr(at, 1, 10) {order} :{name}")
                values[name] = day.isoformat()
        if self.lessons:
            values |= {f"lesson_{n}": f"{lesson}.%" for n, lesson in enumerate(self.lessons)}
            conditions.append("(" + " OR ".join(f"item LIKE :lesson_{n}" for n in range(len(self.lessons))) + ")")
        return " AND ".join(conditions), values


@dataclass(frozen=True)
class Edition:
    """An exercise in one wording, as learners met it."""

    no: int
    item: str
    content_hash: str
    kind: str
    use: str


def editions(store: Store, selection: Selection) -> dict[int, Edition]:
    """Every wording that anybody has answered, by number."""
    rows = store.rows('SELECT no, item, content_hash, kind, "use" FROM edition ORDER BY no')
    return {row[0]: Edition(*row) for row in rows if selection.has(row[1])}


def in_lessons(selection: Selection, known: dict[int, Edition]) -> tuple[str, dict]:
    """Condition on the ``edition`` of a row; needless, and so left out, when all lessons are looked at."""
    return among("edition", known) if selection.lessons else ("1 = 1", {})
