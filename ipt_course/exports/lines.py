"""All that learners did as JSON Lines: one answer, event or review a line, in the published form.

The form is `data/schemas/record.json`, a JSON Schema made from :data:`LINE`. It allows no field that it does not name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Annotated, Any, Literal, TextIO

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ..cohort.selection import Selection
from ..cohort.streaming import attempts, events, how_many, reviews
from ..learning.kept import Attempt, Event
from ..learning.reviewing import Review
from ..learning.store import Store
from .words import Withheld

Id = Annotated[str, Field(description="Unique among lines of its type; the same line exported twice has the same id.")]
Learner = Annotated[str, Field(description="The number that stands for the learner; never a name.")]
At = Annotated[str, Field(description="When, in UTC, ISO 8601.")]
ContentHash = Annotated[str, Field(description="The wording that was met; another wording has another hash.")]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AnswerLine(_Line):
    """One answer to an exercise."""

    type: Literal["answer"]
    id: Id
    learner: Learner
    item: Annotated[str, Field(description="The exercise, as lesson.name.")]
    content_hash: ContentHash
    kind: Annotated[str, Field(description="The kind of exercise: choice, sort, …")]
    use: Annotated[str, Field(description="pretest, practice, graded or posttest.")]
    try_no: Annotated[int, Field(ge=1, description="1 for a learner's first answer to this exercise.")]
    response: Annotated[
        Any,
        Field(
            description='Ids and numbers. A text of the learner\'s own is {"characters": length} unless it was asked for.'
        ),
    ]
    outcome: Annotated[str, Field(description="right, partly, wrong, or done where nothing is graded.")]
    score: Annotated[float | None, Field(ge=0, le=1, description="null where nothing is graded.")]
    hints: Annotated[int, Field(ge=0, description="Hints open when the answer was given.")]
    confidence: Annotated[int | None, Field(description="How sure the learner was, in per cent, where it was asked.")]
    seconds: Annotated[int | None, Field(ge=0, description="Active time.")]
    at: At
    app_version: str


class EventLine(_Line):
    """A hint opened, an answer revealed, a fresh start."""

    type: Literal["event"]
    id: Id
    learner: Learner
    item: str
    content_hash: ContentHash
    kind: Literal["hint", "reveal", "again"]
    n: Annotated[int, Field(description="Which hint; or after how many tries.")]
    at: At


class ReviewLine(_Line):
    """A rating of a card, or one taken back."""

    type: Literal["review"]
    id: Id
    learner: Learner
    item: Annotated[str, Field(description="The card or the missed exercise.")]
    rating: Annotated[int, Field(ge=0, le=4, description="1 again, 2 hard, 3 good, 4 easy; 0 takes another back.")]
    undoes: Annotated[str | None, Field(description="The id of the review that is taken back.")]
    recall: Annotated[float | None, Field(description="How likely the schedule thought it that the card was known.")]
    at: At


LINE = TypeAdapter(Annotated[AnswerLine | EventLine | ReviewLine, Field(discriminator="type")])

KINDS = {
    "answer": (Attempt, attempts),
    "event": (Event, events),
    "review": (Review, reviews),
}


def json_schema() -> dict:
    """The published form of a line."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of a record of the IPT course",
        "description": "Made by 'ipt-course export record'. Lines of a type come learner by learner, item by item, in the order of time.",
        **LINE.json_schema(),
    }


def amount(store: Store, selection: Selection) -> int:
    """How many lines there will be."""
    return sum(how_many(store, selection, kind) for kind, _ in KINDS.values())


def lines(store: Store, selection: Selection, withheld: Withheld | None) -> Iterator[str]:
    """Each line; learners' own words only if nothing is to be withheld."""
    for name, (_, rows) in KINDS.items():
        for row in rows(store, selection):
            line = {"type": name, **asdict(row)}
            if withheld and name == "answer":
                line["response"] = withheld.without(row.item, row.response)
            yield json.dumps(line, ensure_ascii=False)


def write_lines(
    store: Store, selection: Selection, file: TextIO, withheld: Withheld | None, on_progress: Callable[[int], object]
) -> int:
    """Write all lines; return how many."""
    n = 0
    for line in lines(store, selection, withheld):
        file.write(line + "\n")
        n += 1
        on_progress(1)
    return n
