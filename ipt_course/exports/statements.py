"""What learners did as xAPI statements (Experience API 1.0.3): answered, and completed when a lesson has no open exercise.

The learner is an account with a number for a name. Ids of options are in a statement, words of a learner never; nor
is the key, so that a record store which learners can read gives nothing away. The same answer always makes the same
statement under the same id, so that sending it twice changes nothing.

Specification: https://github.com/adlnet/xAPI-Spec (1.0.3, parts 2 and 3).
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable, Iterator

from ..course.library import ContentError, Library
from ..course.markup_plain import plain
from ..learning.kept import Attempt
from .words import Withheld

VERSION = "1.0.3"
VERBS = {"answered": "answered", "completed": "completed"}
VERB = "http://adlnet.gov/expapi/verbs/"
INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction"
QUESTION = "http://adlnet.gov/expapi/activities/question"
LESSON = "http://adlnet.gov/expapi/activities/lesson"
COURSE = "http://adlnet.gov/expapi/activities/course"


class Statements:
    """Makes statements for the course that is open at ``home``, an address that ends in a solidus."""

    def __init__(self, library: Library, home: str):
        self._library = library
        self._home = home
        self._withheld = Withheld(library)
        self._modules = {m["slug"]: m for m in library.course["modules"]}

    def answered(self, attempt: Attempt) -> dict:
        """One answer to an exercise."""
        lesson = attempt.item.partition(".")[0]
        result: dict = {}
        if attempt.score is not None:
            result |= {"score": {"scaled": round(attempt.score, 4)}, "success": attempt.outcome == "right"}
        if attempt.seconds is not None:
            result["duration"] = f"PT{attempt.seconds}S"
        definition, response = self._exercise(attempt)
        if response is not None:
            result["response"] = response
        facts = {
            "try": attempt.try_no,
            "use": attempt.use,
            "hints": attempt.hints,
            "content-hash": attempt.content_hash,
        }
        if attempt.confidence is not None:
            facts["confidence"] = attempt.confidence
        result["extensions"] = {f"{self._home}xapi/{name}": value for name, value in facts.items()}
        return self._statement(
            _id(attempt.id),
            attempt.learner,
            "answered",
            {"objectType": "Activity", "id": f"{self._home}exercise/{attempt.item}", "definition": definition},
            attempt.at,
            result,
            [self._lesson(lesson)],
        )

    def completed(self, learner: str, lesson: str, at: str) -> dict:
        """A lesson of which every exercise has been answered at least once, for the first time at ``at``."""
        return self._statement(
            str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self._home}completed/{learner}/{lesson}/{at}")),
            learner,
            "completed",
            self._lesson(lesson),
            at,
            {"completion": True},
            [],
        )

    def when_completed(self, lesson: str, first: dict[str, str]) -> str | None:
        """When the last open exercise of a lesson was answered, given when each was first; ``None`` if one is open."""
        try:
            there = self._library.exercises(lesson) if self._modules.get(lesson, {}).get("notebook") else []
        except ContentError:
            return None
        return max(first[id] for id in there) if there and all(id in first for id in there) else None

    def of(self, attempts: Iterable[Attempt]) -> Iterator[dict]:
        """Statements of answers that come learner by learner and exercise by exercise."""
        for (learner, lesson), here in itertools.groupby(attempts, lambda a: (a.learner, a.item.partition(".")[0])):
            first: dict[str, str] = {}
            for attempt in here:
                first.setdefault(attempt.item, attempt.at)
                yield self.answered(attempt)
            if at := self.when_completed(lesson, first):
                yield self.completed(learner, lesson, at)

    def _statement(self, id: str, learner: str, verb: str, thing: dict, at: str, result: dict, parents: list) -> dict:
        activities: dict = {"grouping": [{"objectType": "Activity", "id": self._home, "definition": {"type": COURSE}}]}
        if parents:
            activities["parent"] = parents
        return {
            "id": id,
            "version": VERSION,
            "actor": {"objectType": "Agent", "account": {"homePage": self._home, "name": learner}},
            "verb": {"id": VERB + verb, "display": {"en": VERBS[verb]}},
            "object": thing,
            "result": result,
            "context": {"contextActivities": activities, "platform": "IPT course", "language": "en"},
            "timestamp": at,
        }

    def _lesson(self, slug: str) -> dict:
        module = self._modules.get(slug, {"title": slug})
        return {
            "objectType": "Activity",
            "id": f"{self._home}lesson/{module.get('notebook') or slug}",
            "definition": {"type": LESSON, "name": {"en": module["title"]}},
        }

    def _exercise(self, attempt: Attempt) -> tuple[dict, str | None]:
        """What is said of the exercise, and the answer in the specification's own notation where it has one."""
        try:
            exercise = self._library.exercise(attempt.item)
        except ContentError:
            return {"type": QUESTION, "name": {"en": attempt.item}}, None
        said = {"type": QUESTION, "name": {"en": exercise.title}, "description": {"en": _line(exercise.prompt)}}
        if exercise.content_hash != attempt.content_hash:
            return said, None  # another wording: its options may have been others
        given, task = self._withheld.without(attempt.item, attempt.response), exercise.task
        match exercise.kind:
            case "choice" | "multiple":
                chosen = [given] if isinstance(given, str) else given
                if not isinstance(chosen, list) or not all(isinstance(one, str) for one in chosen):
                    return said, None
                options = {id: option.text for id, option in task.options.items()}
                return said | _interaction("choice", choices=options), "[,]".join(chosen)
            case "sort" | "match" if isinstance(given, dict):
                source, target = (task.cards, task.bins) if exercise.kind == "sort" else (task.left, task.right)
                pairs = [f"{card}[.]{bin}" for card, bin in given.items() if isinstance(bin, str) and bin]
                return said | _interaction("matching", source=source, target=target), "[,]".join(pairs)
            case "number" if isinstance(given, dict) and isinstance(given.get("value"), int | float):
                return said | _interaction("numeric"), f"{given['value']:g}"
        return said, None


def _interaction(kind: str, **components: dict[str, str]) -> dict:
    lists = {
        name: [{"id": id, "description": {"en": _line(text)}} for id, text in texts.items()]
        for name, texts in components.items()
    }
    return {"type": INTERACTION, "interactionType": kind, **lists}


def _line(html: str) -> str:
    return " ".join(plain(html).split())


def _id(kept: str) -> str:
    """The answer's own id where it is a UUID, else one made from it."""
    try:
        return str(uuid.UUID(kept))
    except ValueError:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, kept))
