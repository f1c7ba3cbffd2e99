"""Spaced review: which cards are due, what a rating does to the next date, and how honest the forecast was.

Dates come from FSRS (the ``fsrs`` package), a published model of forgetting. A learner's schedule is not
stored: it is computed from the reviews, so that it can be computed again by a better model.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from fsrs import Card, Rating, Scheduler

from .turns import in_turn

RETENTION = 0.9
"""Share of due cards a learner should still know; sooner costs more reviews, later costs more forgetting."""
NEW_A_DAY = 10
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
RATINGS = {AGAIN: "Again", HARD: "Hard", GOOD: "Good", EASY: "Easy"}
UNDONE = 0
ENOUGH = 20
"""Reviews from which on predicted and actual recall may be compared."""

_scheduler = Scheduler(desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@dataclass(frozen=True)
class Review:
    """One rating of one card (``rating`` 1 to 4), or with ``rating`` 0 the taking back of review ``undoes``.

    ``recall`` is what the model predicted for that moment, ``None`` for a card's first review. ``at`` is
    UTC in ISO 8601.
    """

    id: str
    learner: str
    item: str
    rating: int
    undoes: str | None
    recall: float | None
    at: str


class Deck:
    """A learner's cards. ``lessons`` maps every card in play to its lesson, in the order of the course."""

    def __init__(self, lessons: dict[str, str], reviews: list[Review]):
        undone = {one.undoes for one in reviews if one.rating == UNDONE}
        self.reviews = [one for one in reviews if one.rating != UNDONE and one.id not in undone]
        self._lessons = lessons
        self._cards: dict[str, Card] = {}
        self._last: dict[str, Review] = {}
        for one in self.reviews:
            card = self._cards.get(one.item) or Card(card_id=1)
            self._cards[one.item], _ = _scheduler.review_card(card, Rating(one.rating), _time(one.at))
            self._last[one.item] = one

    def due(self, now: datetime) -> list[str]:
        """Cards to review now: known ones whose day has come, then new ones, lessons taking turns in each.

        A card rated "again" today comes back until it is known.
        """
        today = now.date()
        known = [item for item in self._lessons if item in self._cards and self._is_due(item, today)]
        known.sort(key=lambda item: (self._forgotten_today(item, today), self.recall(item, now)))
        begun = sum(first == today for first in self._first_days().values())
        new = [item for item in self._lessons if item not in self._cards][: max(0, NEW_A_DAY - begun)]
        return in_turn(known, self._lessons) + in_turn(new, self._lessons)

    def recall(self, item: str, now: datetime) -> float | None:
        """Probability, as the model sees it, that the learner still knows this card; ``None`` for a new one."""
        card = self._cards.get(item)
        return _scheduler.get_card_retrievability(card, now) if card else None

    def days(self, item: str, now: datetime) -> dict[int, int]:
        """Days until the next review for each rating; "again" is today, until it is known."""
        card = self._cards.get(item) or Card(card_id=1)
        later = {
            rating: (_scheduler.review_card(card, Rating(rating), now)[0].due.date() - now.date()).days
            for rating in RATINGS
        }
        return later | {AGAIN: 0}

    def forecast(self, now: datetime, days: int = 14) -> list[int]:
        """How many known cards fall due on each of the coming days; today comes first and holds what is overdue."""
        today = now.date()
        counts = Counter(
            max(0, (card.due.date() - today).days) for item, card in self._cards.items() if item in self._lessons
        )
        return [counts[n] for n in range(days)]

    def honesty(self) -> tuple[float, float, int] | None:
        """Mean predicted recall, share actually recalled, and their number; ``None`` while there are too few."""
        compared = [one for one in self.reviews if one.recall is not None]
        if len(compared) < ENOUGH:
            return None
        predicted = sum(one.recall for one in compared) / len(compared)
        return predicted, sum(one.rating > AGAIN for one in compared) / len(compared), len(compared)

    def _is_due(self, item: str, today: date) -> bool:
        return self._cards[item].due.date() <= today or self._forgotten_today(item, today)

    def _forgotten_today(self, item: str, today: date) -> bool:
        last = self._last[item]
        return last.rating == AGAIN and _time(last.at).date() == today

    def _first_days(self) -> dict[str, date]:
        first: dict[str, date] = {}
        for one in self.reviews:
            first.setdefault(one.item, _time(one.at).date())
        return first


def _time(at: str) -> datetime:
    return datetime.fromisoformat(at)
