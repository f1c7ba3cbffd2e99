"""The model from which demo learners are drawn.

A learner has an ability θ ~ N(0, 1), a pace, and an overconfidence. An exercise has a difficulty b ~ N(-0.4, 0.9), a
discrimination a (log-normal, about 1.2) and a guessing level c (one in the number of options; 0 without options). The two
tests of a lesson are equally hard on average. The chance to get it right is that of the three-parameter logistic model (Birnbaum 1968),

    P = c + (1 - c) / (1 + exp(-a (θ + L - b))),

where L is what the lesson has taught: nothing at the pre-test, :data:`TAUGHT` at its end, and of that e^(-t/:data:`FORGETTING`)
is left t days after the lesson was begun. A hint adds :data:`HINT`, each further try :data:`AGAIN`. Whoever is wrong
chooses among the wrong responses by their attraction. Confidence follows from the learner's own idea of P: logit P plus
overconfidence plus noise. Each week a learner leaves for good with a probability that falls with ability.

Three things are planted, for an instructor to find and for tests to check that they are found (:class:`Planted`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from ..blueprint import Blueprint
from .shelf import Response, Shelf

TAUGHT, FORGETTING, HINT, AGAIN = 1.1, 45, 0.7, 0.9
LEAVING = 0.11
"""Weekly probability of leaving, at average ability."""
SESSION = (6, 15)
"""Exercises answered in one sitting, at least and at most."""


@dataclass(frozen=True)
class Planted:
    """``bad_item`` is keyed wrongly: able learners choose ``bad_option``. ``misconception`` is held for certain by many,
    in ``misconception_item``. ``leaving`` is a learner who worked every other day and has been silent for twelve."""

    bad_item: str
    bad_option: str
    misconception: str
    misconception_item: str
    leaving: str


@dataclass(frozen=True)
class Try:
    """One answer of a demo learner, at a moment."""

    shelf: Shelf
    response: Response
    nth: int
    hints: int
    confidence: int | None
    seconds: int
    at: datetime


@dataclass(frozen=True)
class Learner:
    no: int
    name: str
    tries: list[Try]


class Model:
    """Exercises with their parameters; :meth:`learners` draws one learner after another."""

    def __init__(self, plan: Blueprint, shelves: dict[str, Shelf], seed: int, weeks: int, until: datetime):
        self.plan, self.seed, self.weeks, self.until = plan, seed, weeks, until.astimezone(UTC)
        self.shelves = list(shelves.values())
        draw = np.random.default_rng([seed, 0])
        n = len(self.shelves)
        self.difficulty = draw.normal(-0.4, 0.9, n)
        self.discrimination = draw.lognormal(0.15, 0.25, n)
        self.guessing = np.array([1 / len(s.item.options) if s.item.kind == "choice" else 0.0 for s in self.shelves])
        self.attraction = [
            np.cumsum(p) for p in (draw.dirichlet(np.full(max(1, len(s.wrong)), 2.0)) for s in self.shelves)
        ]
        self.taught = np.array([0.0 if s.item.use == "pretest" else TAUGHT for s in self.shelves])
        self.lesson = np.unique([s.item.lesson for s in self.shelves], return_inverse=True)[1]
        self.index = {s.item.id: n for n, s in enumerate(self.shelves)}
        self._level_tests()
        self.planted = self._plant()

    def _level_tests(self) -> None:
        """Make the two tests of each lesson equally hard on average, as parallel forms are."""
        for lesson in self.plan.lessons:
            before, after = (
                [self.index[id] for id in self.plan.form(lesson, use) if id in self.index]
                for use in ("pretest", "posttest")
            )
            if before and after:
                self.difficulty[after] += self.difficulty[before].mean() - self.difficulty[after].mean()

    def name(self, no: int) -> str:
        return f"demo-{self.seed}-{no:06d}"

    def learners(self, count: int) -> Iterator[Learner]:
        """Learners one by one, each drawn from a source of their own: more learners change nothing about the first."""
        for no in range(count):
            yield Learner(no, self.name(no), list(self._tries(no, np.random.default_rng([self.seed, 1, no]))))

    def _tries(self, no: int, draw: np.random.Generator) -> Iterator[Try]:
        ability, excess = draw.normal(), draw.normal(0.5, 0.5)
        moments = self._moments(no, ability, draw)
        n = len(moments)
        index = np.arange(n)
        days = np.array([m.timestamp() for m in moments]) / 86400
        since = (
            days - np.array([days[np.argmax(self.lesson[:n] == lesson)] for lesson in self.lesson[:n]]) if n else days
        )
        left = self.taught[:n] * np.where(self.taught[:n] > 0, np.exp(-since / FORGETTING), 0)
        drawn = draw.random((n, 6))
        noise = draw.normal(0, 0.8, n)
        seconds = draw.lognormal(3.6, 0.5, n)
        for i in index:
            yield from self._item(i, ability + left[i], excess + noise[i], drawn[i], float(seconds[i]), moments[i])

    def _item(self, i: int, able: float, excess: float, drawn, seconds: float, at: datetime) -> Iterator[Try]:
        shelf = self.shelves[i]
        hints = int(drawn[0] < 0.1 and shelf.item.use == "practice")
        chance = self._chance(i, able + HINT * hints)
        response, certain = self._response(i, chance, able, drawn[1], drawn[2])
        confidence = None
        if shelf.item.confidence and shelf.graded:
            belief = np.log(chance / (1 - chance)) + excess
            confidence = 95 if certain or belief > 1.9 else 80 if belief > 0.7 else 60
        yield Try(shelf, response, 1, hints, confidence, int(seconds), at)
        if response.score is not None and response.score < 1 and shelf.item.use == "practice" and drawn[3] < 0.7:
            chance = self._chance(i, able + AGAIN)
            again, _ = self._response(i, chance, able, drawn[4], drawn[5])
            yield Try(shelf, again, 2, hints, confidence, int(seconds / 2), at + timedelta(seconds=40))

    def _chance(self, i: int, able: float) -> float:
        c = self.guessing[i]
        p = c + (1 - c) / (1 + np.exp(-self.discrimination[i] * (able - self.difficulty[i])))
        return float(min(max(p, 0.01), 0.99))

    def _response(self, i: int, chance: float, able: float, first: float, second: float) -> tuple[Response, bool]:
        """A response, and whether it comes with certainty."""
        shelf = self.shelves[i]
        if shelf.item.id == self.planted.misconception_item and first < 0.55:
            tempting = [
                r for r in shelf.wrong if shelf.item.options[r.value].misconception == self.planted.misconception
            ]
            return tempting[int(second * len(tempting))], second * len(tempting) % 1 < 0.8
        if shelf.item.id == self.planted.bad_item:
            other = next(r for r in shelf.wrong if r.value == self.planted.bad_option)
            return (other if first < 1 / (1 + np.exp(-1.6 * able)) else shelf.right), False
        if first < chance or not shelf.wrong:
            return shelf.right, False
        return shelf.wrong[int(np.searchsorted(self.attraction[i], min(second, 0.999999)))], False

    def _moments(self, no: int, ability: float, draw: np.random.Generator) -> list[datetime]:
        """When a learner answers each exercise, in the order of the course, until they leave or time is up."""
        if self.name(no) == self.planted.leaving:
            return self._of_the_leaving(draw)
        begin = self.until - timedelta(weeks=self.weeks) + timedelta(days=float(draw.uniform(0, 14)))
        a_week = float(np.clip(draw.normal(1.7, 0.7), 0.5, 5))
        leaving = LEAVING * np.exp(-0.5 * ability)
        moments, at = [], begin
        while at < self.until and len(moments) < len(self.shelves):
            for _ in range(min(int(draw.integers(*SESSION)), len(self.shelves) - len(moments))):
                moments.append(at)
                at += timedelta(seconds=float(draw.lognormal(4.0, 0.4)))
            if draw.random() < leaving / a_week:
                break
            at += timedelta(days=float(draw.gamma(4, 7 / a_week / 4)))
        return [m for m in moments if m < self.until]

    def _of_the_leaving(self, draw: np.random.Generator) -> list[datetime]:
        moments = []
        for day in range(7 * self.weeks - 1, 11, -2):
            at = self.until - timedelta(days=day)
            for _ in range(2):
                moments.append(at)
                at += timedelta(seconds=float(draw.lognormal(4.0, 0.4)))
        return moments[: len(self.shelves) // 2]

    def _plant(self) -> Planted:
        """Where the planted things go: the same for the same content, whatever the seed."""
        choices = [s.item for s in self.shelves if s.item.kind == "choice" and s.item.use == "practice"]
        per_lesson = Counter(item.lesson for item in choices)
        bad = next(item for item in choices if item.lesson == max(per_lesson, key=per_lesson.get))
        option = next(id for id, one in bad.options.items() if not one.right)
        tempting = [
            (item, one.misconception)
            for item in choices
            for one in item.options.values()
            if item.confidence and item.id != bad.id and one.misconception and not one.right
        ]
        held, misconception = tempting[0]
        return Planted(bad.id, option, misconception, held.id, self.name(0))
