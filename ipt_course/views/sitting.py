"""One learner's work on one exercise: messages from the page in, the state to show out.

No widgets here. A message is never believed beyond the response it carries: the outcome is always graded
from the response, and nothing the page says of scores or keys is read.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from .. import __version__
from ..course.exercise import Exercise
from ..exercises import BadResponse, Outcome, Verdict
from ..learning.store import Attempt, Event, Record
from .drawings import circles

MOST_CHARACTERS = 100_000
CONFIDENCES = (60, 80, 95)


class Sitting:
    """``state`` is what the page shows; ``keep`` stores an attempt or event and tells how that went.

    ``turn`` counts messages, so that each one is answered by a changed state even if nothing else changed.
    A ``fresh`` sitting begins with an empty card, though its tries go on being counted.
    """

    def __init__(self, exercise: Exercise, learner: str, record: Record | None, keep: Callable, fresh: bool = False):
        self.exercise = exercise
        self.learner = learner
        self.keep = keep
        self.tries = record.tries if record else 0
        self.hints = min(record.hints, len(exercise.hints)) if record and not fresh else 0
        self.revealed = bool(record and record.revealed and not fresh)
        self.response = self.confidence = self.verdict = None
        self.asked: list[str] = []
        """In an interview: the questions put so far in this try."""
        self.saved, self.notice, self.turn = "none", "", 0
        if record and record.response is not None and not fresh:
            self._restore(record)

    def handle(self, message: dict) -> None:
        """Act on one message from the page; unknown or impossible ones change nothing but the notice."""
        self.notice = ""
        self.turn += 1
        match message.get("do") if isinstance(message, dict) else None:
            case "answer":
                self._answer(message)
            case "hint":
                if self.hints < len(self.exercise.hints):
                    self.hints += 1
                    self._event("hint", self.hints)
            case "ask" if self._talks:
                self._ask(message.get("response"))
            case "again":
                self.verdict = None
                self.revealed = False
                if self._talks:
                    self.response, self.asked = None, []
                self._event("again", self.tries)
            case "reveal":
                if self.tries:
                    self.revealed = True
                    self._event("reveal", self.tries)
            case _:
                self.notice = "That message was not understood. Reload the page if this goes on."

    @property
    def state(self) -> dict:
        return {
            "response": self.response,
            "confidence": self.confidence,
            "tries": self.tries,
            "hints": list(self.exercise.hints[: self.hints]),
            "verdict": self._shown_verdict(),
            "revealed": self.revealed,
            "saved": self.saved,
            "notice": self.notice,
            "turn": self.turn,
            **({"replies": self._replies()} if self._talks else {}),
        }

    @property
    def _talks(self) -> bool:
        """Whether the exercise replies to questions before anything is checked."""
        return hasattr(self.exercise.task, "replies")

    def _ask(self, asked: object) -> None:
        try:
            self.asked = list(self.exercise.task.checked(asked))
        except BadResponse:
            self.notice = "That question cannot be asked here. Reload the page and try again."

    def _replies(self) -> dict:
        replies = self.exercise.task.replies(self.asked)
        placed = [one for one in replies["people"] if "ring" in one]
        return replies | {"circles": circles(self.exercise.task.client, placed) if placed else ""}

    def _answer(self, message: dict) -> None:
        response = message.get("response")
        if len(json.dumps(response, ensure_ascii=False)) > MOST_CHARACTERS:
            self.notice = (
                f"That is more than {MOST_CHARACTERS:,} characters, which is more than is kept here. Please shorten it."
            )
            return
        try:
            verdict = self.exercise.task.grade(response)
        except (BadResponse, TypeError, ValueError, AttributeError):
            self.notice = (
                "That answer does not fit this exercise, so nothing was checked. Reload the page and try again."
            )
            return
        self.verdict = verdict
        if verdict.outcome is Outcome.EMPTY:
            return
        confidence = message.get("confidence")
        self.revealed = self.revealed and _without_self(response) == _without_self(self.response)
        self.response = response
        if self._talks:
            self.asked = response
        self.confidence = confidence if self.exercise.confidence and confidence in CONFIDENCES else None
        self.tries += 1
        self.saved = self.keep(
            Attempt(
                id=self._id(message.get("nonce")),
                learner=self.learner,
                item=self.exercise.id,
                content_hash=self.exercise.content_hash,
                kind=self.exercise.kind,
                use=self.exercise.use,
                try_no=self.tries,
                response=response,
                outcome=str(verdict.outcome),
                score=verdict.score,
                hints=self.hints,
                confidence=self.confidence,
                seconds=_seconds(message.get("seconds")),
                at=_now(),
                app_version=__version__,
            )
        )

    def _event(self, kind: str, n: int) -> None:
        self.saved = self.keep(
            Event(
                id=str(uuid.uuid4()),
                learner=self.learner,
                item=self.exercise.id,
                content_hash=self.exercise.content_hash,
                kind=kind,
                n=n,
                at=_now(),
            )
        )

    def _restore(self, record: Record) -> None:
        try:
            self.verdict = self.exercise.task.grade(record.response)
        except (BadResponse, TypeError, ValueError, AttributeError):
            self.notice = (
                "This exercise was rewritten after you answered it. Your earlier answer is still in your record."
            )
            return
        self.response, self.confidence, self.saved = record.response, record.confidence, "saved"
        if self._talks:
            self.asked = record.response

    def _id(self, nonce: object) -> str:
        """A repeated message (the connection broke before it was acknowledged) is the same attempt."""
        if isinstance(nonce, str) and 8 <= len(nonce) <= 64:
            return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.learner}|{self.exercise.id}|{nonce}"))
        return str(uuid.uuid4())

    def _shown_verdict(self) -> dict | None:
        verdict: Verdict | None = self.verdict
        if verdict is None:
            return None
        settled = verdict.outcome in (Outcome.RIGHT, Outcome.DONE) or self.revealed
        reveal = dict(verdict.reveal or {})
        if self.revealed:
            reveal["correct"] = self.exercise.task.solution()
        if settled and hasattr(self.exercise.task, "reasons"):
            reveal["reasons"] = self.exercise.task.reasons()
        return {
            "outcome": str(verdict.outcome),
            "score": verdict.score,
            "headline": verdict.headline,
            "notes": [{"target": n.target, "mark": str(n.mark), "html": n.text} for n in verdict.notes],
            "because": self.exercise.because if settled else "",
            "reveal": reveal or None,
        }


def _without_self(response: object) -> object:
    """A response without the learner's rating of their own words, which is no new answer."""
    return {k: v for k, v in response.items() if k != "_self"} if isinstance(response, dict) else response


def _seconds(value: object) -> int | None:
    return min(int(value), 86_400) if isinstance(value, int | float) and 0 <= value < float("inf") else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
