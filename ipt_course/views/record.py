"""The learner's own record: what is kept, a copy to take away, and erasing it."""

from __future__ import annotations

import base64

from ..learning.membership import cohort_of, leave
from ..learning.store import StoreError
from .desk import desk
from .exercise import Widget
from .shown import Shown, or_fault


class RecordCard(Widget):
    """Shows how much is kept; gives a copy; erases after being asked twice."""

    def __init__(self):
        self._desk = desk()
        card = {"id": "record", "learner": self._desk.learner}
        super().__init__(
            "record", card, self._state(), "Your record: see, take away or erase what the course has kept of your work."
        )

    def receive(self, message: dict) -> None:
        extra: dict = {}
        try:
            match message.get("do"):
                case "takeout":
                    archive = self._desk.store.takeout_bytes(self._desk.learner)
                    extra["download"] = {
                        "name": "my-ipt-course-record.zip",
                        "base64": base64.b64encode(archive).decode(),
                    }
                case "forget" if message.get("sure") is True:
                    self._desk.keeper.drop()
                    extra["erased"] = sum(self._desk.store.forget(self._desk.learner).values())
                    extra["remains"] = self._desk.store.remains
                case "leave":
                    leave(self._desk.store, self._desk.learner)
                    extra["left"] = True
        except StoreError as error:
            extra["notice"] = str(error)
        self.state = self._state() | extra

    def _state(self) -> dict:
        try:
            tries = self._desk.store.counts(self._desk.learner).values()
            cohort = cohort_of(self._desk.store, self._desk.learner)
            sessions = len(self._desk.store.runs(self._desk.learner))
            kept = {"answers": sum(n for n, _ in tries), "sessions": sessions}
            return kept | {"cohort": cohort.name if cohort else "", "notice": ""}
        except StoreError as error:
            return {"answers": None, "sessions": 0, "cohort": "", "notice": str(error)}


@or_fault
def record() -> RecordCard | Shown:
    """Show the learner's own record."""
    return RecordCard()
