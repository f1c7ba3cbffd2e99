"""Do the questions tell the truth? Difficulty, discrimination, options, time, reliability, and what looks wrong.

An exercise is compared with the others of its *form*: the exercises of the same lesson and the same use, a
pre-test, a post-test or the practice. Measured is the first try, without hints and scored; later tries stand
apart. A changed wording starts a new statistic.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from ..learning.store import Store, among
from .blueprint import Blueprint, Item
from .figure import LEAST, Figure, figure, wilson
from .measures import alpha, alpha_interval, item_rest, item_rest_interval, rest_scores
from .selection import Edition, Selection, editions
from .tallies import RIGHT
from .understanding import CERTAIN
from .verdicts import Flag, flags

DIFFICULTY_FROM, OPTIONS_FROM, DISCRIMINATION_FROM, TIME_FROM = 10, 40, 60, 10
"""Learners from whom on each figure may be shown. With fewer, simulated items of known quality came out anywhere."""


@dataclass(frozen=True)
class OptionFigures:
    """An option: the share of learners who chose it, and how they did on the rest of the form.

    ``rest`` is relative to all who answered: below 0, whoever chose it did worse elsewhere. ``working`` is ``None``
    while it is too early, else whether at least 5 % chose it.
    """

    id: str
    text: str
    right: bool
    misconception: str | None
    share: Figure
    rest: Figure
    working: bool | None


@dataclass(frozen=True)
class ItemFigures:
    """One exercise in one wording. ``item`` is its present form, ``None`` if the course no longer has it.

    ``current`` says whether this wording is the present one; figures of an earlier one stand beside it and are
    never mixed in. ``graded`` is false for work that carries no score. ``difficulty`` is the mean score, high for easy. ``later`` counts learners who tried again and
    ``later_best`` is the mean of their best later score; they belong to learning and are no measurement.
    """

    id: str
    content_hash: str
    kind: str
    use: str
    current: bool
    item: Item | None
    graded: bool
    learners: int | None
    hinted: int | None
    difficulty: Figure
    discrimination: Figure
    seconds: Figure
    certain_and_wrong: Figure
    later: int | None
    later_best: Figure
    options: list[OptionFigures] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)


@dataclass(frozen=True)
class FormFigures:
    """The exercises of one lesson and use together. ``kr20`` says that alpha is KR-20, all scores being 0 or 1."""

    lesson: str
    use: str
    items: int
    learners: int | None
    alpha: Figure
    kr20: bool


@dataclass(frozen=True)
class LessonFigures:
    lesson: str
    items: list[ItemFigures]
    forms: list[FormFigures]


def item_figures(store: Store, selection: Selection, plan: Blueprint, least: int = LEAST) -> Iterator[LessonFigures]:
    """The figures of every exercise, lesson by lesson, so that memory is that of one lesson however many there are."""
    for lesson in plan.lessons:
        if selection.has(f"{lesson}."):
            yield lesson_figures(store, selection, plan, lesson, least)


def lesson_figures(
    store: Store, selection: Selection, plan: Blueprint, lesson: str, least: int = LEAST
) -> LessonFigures:
    """The figures of one lesson's exercises and forms."""
    known = editions(store, replace(selection, lessons=(lesson,)))
    uses = list(dict.fromkeys(e.use for e in known.values()))
    later = _later(store, selection, known)
    order = {id: n for n, id in enumerate(plan.lessons[lesson].items)}
    items, forms = [], []
    for use in uses:
        form = _Form(store, selection, {no: e for no, e in known.items() if e.use == use})
        now = [no for no in form.numbers if _is_current(known[no], plan) and form.is_graded(no)]
        if now:
            forms.append(form.figures(lesson, use, now, least))
        # An earlier wording is compared with the present others, among whom it once stood.
        for no in form.numbers:
            others = [other for other in now if known[other].item != known[no].item]
            items.append(form.item(no, others, plan, later.get(no, (0, 0.0)), least))
    items.sort(key=lambda one: (order.get(one.id, len(order)), one.id, not one.current))
    return LessonFigures(lesson, items, forms)


def _is_current(edition: Edition, plan: Blueprint) -> bool:
    item = plan.items.get(edition.item)
    return item is not None and item.content_hash == edition.content_hash


def _later(store: Store, selection: Selection, known: dict[int, Edition]) -> dict[int, tuple[int, float]]:
    """Learners who tried again, and the sum of their best later scores, by edition."""
    numbers = {(e.item, e.content_hash): no for no, e in known.items()}
    of_items, values = among("item", dict.fromkeys(e.item for e in known.values()))
    where, more = replace(selection, lessons=()).kept()
    rows = store.rows(
        "SELECT item, content_hash, count(*), sum(best) FROM (SELECT item, content_hash, max(score) AS best FROM attempt "
        f"WHERE try_no > 1 AND score IS NOT NULL AND {of_items} AND {where} GROUP BY item, content_hash, learner) AS again "
        "GROUP BY item, content_hash",
        **values,
        **more,
    )
    return {numbers[item, hash]: (n, best) for item, hash, n, best in rows if (item, hash) in numbers}


class _Form:
    """The first tries at the exercises of one form, as arrays: learners × editions."""

    def __init__(self, store: Store, selection: Selection, known: dict[int, Edition]):
        self.known, self.numbers = known, list(known)
        of_form, values = among("edition", self.numbers)
        work, more = selection.work()
        rows = store.rows(
            "SELECT learner, edition, answer, score, seconds, confidence, hints FROM first_try "
            f"WHERE {of_form} AND {work}",
            **values,
            **more,
        )
        table = np.array(rows, dtype=float).reshape(-1, 7)
        learners, row = np.unique(table[:, 0], return_inverse=True)
        column = np.searchsorted(np.sort(self.numbers), table[:, 1])
        self._column = {no: n for n, no in enumerate(sorted(self.numbers))}
        measured = (table[:, 6] == 0) & ~np.isnan(table[:, 3])
        self._answer, self._score, self._seconds, self._confidence, self._hinted = (
            np.full((len(learners), len(self.numbers)), np.nan) for _ in range(5)
        )
        self._hinted[row, column] = table[:, 6] > 0
        row, column, table = row[measured], column[measured], table[measured]
        for array, source in ((self._answer, 2), (self._score, 3), (self._seconds, 4), (self._confidence, 5)):
            array[row, column] = table[:, source]
        of_answers, values = among("edition", self.numbers)
        self._choices = {
            no: json.loads(choice)
            for no, choice in store.rows(f"SELECT no, choice FROM answer WHERE {of_answers} AND choice <> ''", **values)
        }
        self._discriminations: dict = {}

    def is_graded(self, no: int) -> bool:
        return bool((~np.isnan(self._score[:, self._column[no]])).any())

    def figures(self, lesson: str, use: str, now: list[int], least: int) -> FormFigures:
        scores = self._score[:, [self._column[no] for no in now]]
        complete = scores[~np.isnan(scores).any(axis=1)] if len(now) > 1 else scores[:0]
        n, k = complete.shape

        def reliability():
            value = alpha(complete)
            return value, *alpha_interval(value, n, k)

        kr20 = bool(np.isin(complete, (0, 1)).all())
        value = figure(n, DISCRIMINATION_FROM, reliability, least)
        return FormFigures(lesson, use, k, None if 0 < n < least else n, value, kr20)

    def item(self, no: int, others: list[int], plan: Blueprint, later: tuple[int, float], least: int) -> ItemFigures:
        edition, column = self.known[no], self._column[no]
        item, current = plan.items.get(edition.item), _is_current(edition, plan)
        score, seconds = self._score[:, column], self._seconds[:, column]
        n = int((~np.isnan(score)).sum())
        hinted = int(np.nansum(self._hinted[:, column]))
        rest, r, low, high = self._discrimination(no, others)
        compared = int((~np.isnan(rest)).sum())
        timed = seconds[~np.isnan(seconds)]
        again, best = later
        figures = ItemFigures(
            id=edition.item,
            content_hash=edition.content_hash,
            kind=edition.kind,
            use=edition.use,
            current=current,
            item=item,
            graded=self.is_graded(no),
            learners=None if 0 < n < least else n,
            hinted=None if 0 < hinted < least else hinted,
            difficulty=figure(n, DIFFICULTY_FROM, lambda: _share(np.nansum(score), n), least),
            discrimination=figure(compared, DISCRIMINATION_FROM, lambda: (r, low, high), least),
            seconds=figure(len(timed), TIME_FROM, lambda: tuple(np.percentile(timed, (50, 25, 75)).tolist()), least),
            certain_and_wrong=self._certain_and_wrong(column, least),
            later=None if 0 < again < least else again,
            later_best=figure(again, DIFFICULTY_FROM, lambda: _share(best, again), least),
            options=self._options(column, item, rest, least) if current and item and item.options else [],
        )
        return replace(figures, flags=flags(figures))

    def _discrimination(self, no: int, others: list[int]) -> tuple[np.ndarray, float, float, float]:
        """Rest scores at an item, and its correlation with them with interval. All items of a set are done at once."""
        if not self.is_graded(no):
            return np.full(len(self._score), np.nan), np.nan, np.nan, np.nan
        numbers = tuple(sorted([no, *others]))
        if numbers not in self._discriminations:
            scores = self._score[:, [self._column[one] for one in numbers]]
            rest = rest_scores(scores)
            r = item_rest(scores, rest)
            low, high = item_rest_interval(scores, rest) if len(scores) >= DISCRIMINATION_FROM else (r, r)
            self._discriminations[numbers] = rest, r, low, high
        rest, r, low, high = self._discriminations[numbers]
        n = numbers.index(no)
        return rest[:, n], float(r[n]), float(low[n]), float(high[n])

    def _certain_and_wrong(self, column: int, least: int) -> Figure:
        """Share of those asked how sure they were who were certain and not right."""
        confidence, score = self._confidence[:, column], self._score[:, column]
        n = int((~np.isnan(confidence)).sum())
        return figure(n, DIFFICULTY_FROM, lambda: _share(((confidence == CERTAIN) & (score < RIGHT)).sum(), n), least)

    def _options(self, column: int, item: Item, rest: np.ndarray, least: int) -> list[OptionFigures]:
        answer = self._answer[:, column]
        n = int((~np.isnan(answer)).sum())
        there = rest[~np.isnan(answer) & ~np.isnan(rest)]
        spread = float(there.std(ddof=1)) if len(there) > 1 else 0.0
        rows = []
        for id, option in item.options.items():
            these = [
                no for no, choice in self._choices.items() if id in (choice if isinstance(choice, list) else [choice])
            ]
            chose = np.isin(answer, these)
            k, compared = int(chose.sum()), rest[chose & ~np.isnan(rest)]
            share = figure(n, OPTIONS_FROM, lambda k=k: _share(k, n), least)
            if share.shown and 0 < k < least:
                share = Figure(None, why=f"fewer than {least} learners")
            rows.append(
                OptionFigures(
                    id,
                    option.text,
                    option.right,
                    option.misconception,
                    share,
                    figure(
                        len(compared),
                        least if n >= OPTIONS_FROM else OPTIONS_FROM,
                        lambda c=compared: _mean(c, spread),
                        least,
                    ),
                    None if n < OPTIONS_FROM else k >= 0.05 * n,
                )
            )
        return rows


def _share(points: float, n: int) -> tuple[float, float, float]:
    share = min(1.0, float(points) / n)
    return share, *wilson(share, n)


def _mean(values: np.ndarray, spread: float) -> tuple[float, float, float]:
    """Mean with interval. A few who happen to have done alike are no surer than their number: all others' ``spread`` counts."""
    half = 1.96 * max(float(values.std(ddof=1)), spread) / len(values) ** 0.5
    return float(values.mean()), float(values.mean()) - half, float(values.mean()) + half
