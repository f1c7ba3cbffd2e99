"""The inventory interview: people and facts appear only if they are asked for, and questions are few."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..clinical import interview as rule
from .verdict import EMPTY, BadResponse, Fault, Faults, Mark, Note, Verdict, graded


@dataclass(frozen=True)
class Question:
    """Something to ask and what comes back. ``about`` is the person it is about, who must have been named before.

    ``people`` and ``weeks`` (as in ``events``) are named in the reply; ``places`` says where those named stand. A question of no
    ``weight`` is not needed; ``why`` says what it is for, or why it is better left.
    """

    ask: str
    topic: str
    says: str
    weight: int
    why: str
    about: str = ""
    people: list[str] = field(default_factory=list)
    weeks: list[str] = field(default_factory=list)
    places: bool = False
    safety: bool = False

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Someone:
    """A person of the client's life; ``ring`` 1 is the innermost."""

    name: str
    relation: str
    status: str
    ring: int

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Interview:
    """Rule: the weight of the needed questions that were asked, less what a blind choice would cover
    (:mod:`ipt_course.clinical.interview`); one half at most if safety was not asked about.

    The answer is the list of questions in the order in which they were asked. ``events`` are by week, counted from
    the first session, so that the past is negative.
    """

    client: str
    budget: int
    topics: dict[str, str]
    questions: dict[str, Question]
    people: dict[str, Someone]
    events: dict[str, str]

    front = "interview"
    __pydantic_config__ = {"extra": "forbid"}

    def shown(self) -> dict:
        general = {id: one for id, one in self.questions.items() if not one.about}
        return {
            "client": self.client,
            "budget": self.budget,
            "topics": [{"id": id, "html": name} for id, name in self.topics.items()],
            "menu": [_entry(id, one) for id, one in general.items()],
        }

    def outline(self) -> list[str]:
        general = [one for one in self.questions.values() if not one.about]
        return [f"{self.budget} questions to ask", *(f"- {one.ask}" for one in general)]

    def replies(self, asked: list[str]) -> dict:
        """What is known after these questions, and what can be asked besides."""
        known = self._known(asked)
        placed = any(self.questions[id].places for id in asked)
        return {
            "turns": [
                {"id": id, "ask": one.ask, "says": one.says, "noted": bool(one.about)} for id, one in self._of(asked)
            ],
            "people": [self._person(id, asked, placed) for id in known],
            "events": [{"week": int(week), "text": self.events[week]} for week in self._weeks(asked)],
            "menu": [_entry(id, one) for id, one in self.questions.items() if one.about in known],
            "left": self.budget - len(asked),
        }

    def _of(self, asked: list[str]) -> list[tuple[str, Question]]:
        return [(id, self.questions[id]) for id in asked]

    def _known(self, asked: list[str]) -> list[str]:
        """The people named so far, in the order of the inventory."""
        named = {person for _, one in self._of(asked) for person in one.people}
        return [id for id in self.people if id in named]

    def _weeks(self, asked: list[str]) -> list[str]:
        told = {week for _, one in self._of(asked) for week in one.weeks}
        return [week for week in self.events if week in told]

    def _person(self, id: str, asked: list[str], placed: bool) -> dict:
        one = self.people[id]
        notes = [q.says for _, q in self._of(asked) if q.about == id]
        shown = {"id": id, "name": one.name, "relation": one.relation, "status": one.status, "notes": notes}
        return shown | ({"ring": one.ring} if placed else {})

    def needed(self) -> dict[str, int]:
        return {id: one.weight for id, one in self.questions.items() if one.weight}

    def solution(self) -> list[str]:
        """Every needed question, those that name people before those about them."""
        needed = self.needed()
        openers = []
        named = {person for id in needed for person in self.questions[id].people}
        for id in needed:
            person = self.questions[id].about
            if person and person not in named:
                opener = next((q for q, one in self.questions.items() if person in one.people), None)
                openers += [opener] if opener else []
                named |= set(self.questions[opener].people) if opener else set()
        first = [id for id in self.questions if not self.questions[id].about and (id in needed or id in openers)]
        return [*first, *(id for id in needed if self.questions[id].about)]

    def checked(self, response: object) -> list[str]:
        """The questions of a response, or :class:`BadResponse` if they could not have been asked in this order."""
        if not isinstance(response, list) or not all(isinstance(id, str) for id in response):
            raise BadResponse("expected a list of questions")
        known: set[str] = set()
        for id in response:
            one = self.questions.get(id)
            if one is None or (one.about and one.about not in known):
                raise BadResponse("a question that could not be asked yet")
            known |= set(one.people)
        if len(set(response)) < len(response) or len(response) > self.budget:
            raise BadResponse("a question twice, or too many")
        return response

    def grade(self, response: object) -> Verdict:
        if response is None or response == []:
            return EMPTY
        asked = self.checked(response)
        needed = self.needed()
        safe = all(id in asked for id, one in self.questions.items() if one.safety)
        points = rule.score(needed, asked, self.budget, len(self.questions), safe)
        covered = f"{sum(id in asked for id in needed)} of {len(needed)} questions this interview needs."
        unsafe = "" if safe else " Safety was not asked about, so it counts for half at most."
        notes = [*self._missed(asked), *self._idle(asked)]
        asks = {id: self.questions[id].ask for id in self.solution()}
        return graded(
            points,
            f"Everything this interview needs was asked. {covered}",
            f"Partly covered: {covered}{unsafe}",
            f"Not yet: {covered}{unsafe}",
            notes,
            {"asks": asks},
        )

    def _missed(self, asked: list[str]) -> list[Note]:
        """What was not asked, the weightiest first."""
        left = sorted((id for id in self.needed() if id not in asked), key=lambda id: -self.questions[id].weight)
        return [Note(id, Mark.MISSED, f"<em>{self.questions[id].ask}</em> {self.questions[id].why}") for id in left]

    def _idle(self, asked: list[str]) -> list[Note]:
        return [Note(id, Mark.INFO, f"<em>{one.ask}</em> {one.why}") for id, one in self._of(asked) if not one.weight]

    def faults(self) -> Faults:
        if not any(one.safety and one.weight for one in self.questions.values()):
            yield Fault(("case",), "this interview has no question about safety", "give one in data/interview.yml")
        needs = len(self.solution())
        if not needs <= self.budget:
            yield Fault(("budget",), f"{needs} questions are needed and {self.budget} allowed", f"allow {needs + 2}")
        if self.budget >= len(self.questions):
            yield Fault(("budget",), "everything can be asked", "allow fewer questions, so that one has to choose")


def _entry(id: str, one: Question) -> dict:
    return {"id": id, "topic": one.topic, "html": one.ask, "about": one.about}
