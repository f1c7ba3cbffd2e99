"""Review: the cards that are due, one at a time; the next date follows from how well each was known."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from ..course.library import library
from ..learning.reviewing import RATINGS, RETENTION, UNDONE, Deck, Review
from ..learning.store import Store, StoreError
from .desk import desk
from .exercise import Widget
from .shown import Shown, or_fault

TEXT = "Review: the cards of the lessons you have begun, and the exercises you missed, on the day they are due."


class Faces:
    """What cards say: the review cards of begun lessons, and missed exercises with their reason."""

    def __init__(self, store: Store, learner: str):
        self.lessons: dict[str, str] = {}
        self._faces: dict[str, tuple[str, str]] = {}
        answered = {item.partition(".")[0] for item in store.counts(learner)}
        missed = store.missed(learner)
        for module in library().written:
            slug = module["slug"]
            if slug not in answered:
                continue
            lesson = library().lesson(slug)
            for item in missed:
                found = lesson["exercises"].get(item)
                if found and found["because"]:
                    front = f"<p><strong>{found['title']}</strong></p>{found['prompt']}"
                    self._add(item, slug, front, found["because"])
            for card in lesson["cards"]:
                self._add(card["id"], slug, card["front"], card["back"])

    def _add(self, item: str, slug: str, front: str, back: str) -> None:
        self.lessons[item] = slug
        self._faces[item] = (front, back)

    def front(self, item: str) -> str:
        return self._faces[item][0]

    def back(self, item: str) -> str:
        return self._faces[item][1]


class ReviewDesk(Widget):
    """Messages: ``show`` (turn the card), ``rate`` with ``rating`` 1 to 4, ``undo``."""

    def __init__(self):
        self._desk = desk()
        self._shown = False
        self._done = 0
        self._turn = 0
        self._saved = self._notice = ""
        self._reviews = self._desk.store.reviews(self._desk.learner)
        self._faces = Faces(self._desk.store, self._desk.learner)
        self._session: list[Review] = []
        card = {
            "id": "review",
            "retention": round(100 * RETENTION),
            "ratings": [[n, name] for n, name in RATINGS.items()],
        }
        super().__init__("review", card, self._state(), TEXT)

    def receive(self, message: dict) -> None:
        self._turn += 1
        self._notice = ""
        now = datetime.now(UTC)
        match message.get("do"):
            case "show":
                self._shown = True
            case "rate" if self._shown and message.get("rating") in RATINGS:
                self._rate(message["rating"], now)
            case "undo" if self._session:
                self._undo(now)
        self.state = self._state()

    def _rate(self, rating: int, now: datetime) -> None:
        deck = self._deck()
        if not (due := deck.due(now)):
            return
        review = Review(
            str(uuid.uuid4()), self._desk.learner, due[0], rating, None, deck.recall(due[0], now), _text(now)
        )
        self._keep(review)
        self._session.append(review)
        self._done += 1
        self._shown = False

    def _undo(self, now: datetime) -> None:
        last = self._session.pop()
        self._keep(Review(str(uuid.uuid4()), self._desk.learner, last.item, UNDONE, last.id, None, _text(now)))
        self._done -= 1
        self._shown = True

    def _keep(self, review: Review) -> None:
        self._reviews.append(review)
        self._saved = self._desk.keeper.keep(review, self._kept)

    def _kept(self, saved: str, notice: str) -> None:
        self._saved, self._notice = saved, notice
        self.state = self._state()

    def _deck(self) -> Deck:
        return Deck(self._faces.lessons, self._reviews)

    def _state(self) -> dict:
        now = datetime.now(UTC)
        deck = self._deck()
        due = deck.due(now)
        state = {
            "cards": len(self._faces.lessons),
            "left": len(due),
            "done": self._done,
            "undo": bool(self._session),
            "forecast": deck.forecast(now),
            "honesty": deck.honesty(),
            "saved": self._saved,
            "notice": self._notice,
            "turn": self._turn,
            "card": None,
        }
        if due:
            item = due[0]
            module = library().module(self._faces.lessons[item])
            state["card"] = {
                "id": item,
                "lesson": f"{module['number']} {module['title']}".strip(),
                "front": self._faces.front(item),
                "back": self._faces.back(item) if self._shown else "",
                "days": list(deck.days(item, now).items()) if self._shown else [],
            }
        return state


def _text(now: datetime) -> str:
    return now.isoformat(timespec="milliseconds")


def due_today() -> int:
    """How many cards wait for this learner today."""
    here = desk()
    try:
        faces = Faces(here.store, here.learner)
        return len(Deck(faces.lessons, here.store.reviews(here.learner)).due(datetime.now(UTC)))
    except StoreError:
        return 0


@or_fault
def review() -> ReviewDesk | Shown:
    """Show the cards that are due."""
    return ReviewDesk()
