"""One learner's work so far, read against the course: what stands, what was tested out, what to practise."""

from __future__ import annotations

import functools
from datetime import UTC, date, datetime

from ..course.library import Library
from .mastery import GUESS, Answer, Standing, is_tested_out, standings
from .practising import Candidate, next_set
from .store import Attempt, Store


class Study:
    """``lessons`` maps the slug of whatever is written to its exercises (id to compiled exercise); ``modules`` are
    the lessons among them."""

    def __init__(self, library: Library, store: Store, learner: str, today: date | None = None):
        self.today = today or datetime.now(UTC).date()
        self.modules = [module for module in library.course["modules"] if module["notebook"]]
        self.lessons = {m["slug"]: library.lesson(m["slug"])["exercises"] for m in library.written}
        self._exercises = {id: one for lesson in self.lessons.values() for id, one in lesson.items()}
        self.attempts = [a for a in store.attempts(learner) if a.item in self._exercises]
        shown = {(event.item, event.at[:10]) for event in store.events(learner) if event.kind == "reveal"}
        self.answers = [self._answer(one, shown) for one in self.attempts if one.score is not None]

    @functools.cached_property
    def standings(self) -> dict[str, Standing]:
        """The standing of every objective of the written lessons."""
        goals = [goal for module in self.modules for goal in module["objectives"]]
        safety = [goal["id"] for goal in goals if goal["safety"]]
        return standings(self.answers, [goal["id"] for goal in goals], self.today, safety)

    @functools.cached_property
    def tested_out(self) -> set[str]:
        """Lessons whose pre-test was answered so well that they may be left out."""
        first: dict[str, Answer] = {}
        for one in self.answers:
            first.setdefault(one.item, one)
        return {slug for slug in self.lessons if is_tested_out(self.of_use(slug, "pretest"), first)}

    def of_use(self, slug: str, use: str) -> list[str]:
        """Ids of a lesson's exercises of that use."""
        return [id for id, exercise in self.lessons[slug].items() if exercise["use"] == use]

    def first_scores(self, items: list[str]) -> list[float]:
        """The score of the first answer to each item that was answered."""
        first: dict[str, float] = {}
        for one in self.answers:
            first.setdefault(one.item, one.score)
        return [first[item] for item in items if item in first]

    def next_set(self) -> list[str]:
        """Exercises to practise today: graded ones of begun lessons, answered on an earlier day."""
        last = {one.item: one.day for one in self.answers}
        candidates = [
            Candidate(item, item.partition(".")[0], tuple(self._exercises[item]["objectives"]), day)
            for item, day in last.items()
            if self._exercises[item]["use"] != "pretest"
        ]
        return next_set(candidates, self.standings, self.today)

    def _answer(self, one: Attempt, shown: set[tuple[str, str]]) -> Answer:
        exercise = self._exercises[one.item]
        return Answer(
            item=one.item,
            objectives=tuple(exercise["objectives"]),
            score=one.score,
            day=date.fromisoformat(one.at[:10]),
            aided=one.hints > 0 or (one.try_no > 1 and (one.item, one.at[:10]) in shown),
            guess=1 / len(exercise["task"]["options"]) if exercise["kind"] == "choice" else GUESS,
        )
