"""The learner's desk in this kernel: who is learning, and what was kept of earlier work."""

from __future__ import annotations

import contextlib
import functools
import os

from ..course.library import library
from ..learning.keeping import Keeper, Tell
from ..learning.membership import welcome
from ..learning.store import Attempt, Event, Record, Store, StoreError
from ..learning.who import data_dir, who


class Desk:
    """One per kernel. Reads a lesson's records in one go; keeps each answer when it is given."""

    def __init__(self, store: Store, learner: str):
        self.store = store
        self.learner = learner
        self.keeper = Keeper(store)
        self.trouble: str | None = None
        self._records: dict[str, dict[str, Record]] = {}

    def keep(self, one: Attempt | Event, told: Tell) -> str:
        """Keep an answer or event. In JupyterLab a cell may be run again, so its lesson is read anew then."""
        self._records.pop(one.item.partition(".")[0], None)
        return self.keeper.keep(one, told)

    def record(self, exercise_id: str) -> Record | None:
        """What is known of one exercise; reading trouble is remembered in :attr:`trouble`."""
        slug = exercise_id.partition(".")[0]
        if slug not in self._records:
            try:
                self._records[slug] = self.store.latest(self.learner, list(library().lesson(slug)["exercises"]))
            except StoreError as error:
                self.trouble = str(error)
                return None
        self.trouble = None
        return self._records[slug].get(exercise_id)


@functools.cache
def desk() -> Desk:
    store, learner = Store(), who(os.environ, data_dir())
    with contextlib.suppress(StoreError):  # whoever reads the record next says what is wrong
        welcome(store, learner, os.environ)
    return Desk(store, learner)
