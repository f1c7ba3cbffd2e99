"""Choice and multiple choice."""

from __future__ import annotations

from dataclasses import dataclass

from .verdict import EMPTY, BadResponse, Fault, Faults, Mark, Note, Verdict, graded


@dataclass(frozen=True)
class Option:
    """One option; ``feedback`` says why it tempts and which cue decides."""

    text: str
    feedback: str
    misconception: str | None = None

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class ChoiceKey:
    correct: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Choice:
    """One right option. Rule: 1 for the right option, else 0."""

    options: dict[str, Option]
    key: ChoiceKey

    front = "pick"
    __pydantic_config__ = {"extra": "forbid"}

    def shown(self) -> dict:
        return {"options": [{"id": id, "html": o.text} for id, o in self.options.items()]}

    def outline(self) -> list[str]:
        return [f"( ) {o.text}" for o in self.options.values()]

    def solution(self) -> str:
        return self.key.correct

    def reasons(self) -> dict[str, str]:
        return _reasons(self.options)

    def grade(self, response: object) -> Verdict:
        if response is None:
            return EMPTY
        if not isinstance(response, str) or response not in self.options:
            raise BadResponse("expected the id of one option")
        right = response == self.key.correct
        note = Note(response, Mark.RIGHT if right else Mark.WRONG, self.options[response].feedback)
        return graded(float(right), "Right.", "", "Not this one.", [note])

    def faults(self) -> Faults:
        yield from _too_few(self.options, 2, "options")
        if self.key.correct not in self.options:
            yield Fault(
                ("key", "correct"),
                f"the key names option '{self.key.correct}', which does not exist",
                f"use one of: {', '.join(self.options)}",
            )


@dataclass(frozen=True)
class MultipleKey:
    correct: list[str]

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Multiple:
    """Several right options.

    Rule: hit rate minus false-alarm rate, floor 0. Choosing everything, or only wrong options,
    scores 0.
    """

    options: dict[str, Option]
    key: MultipleKey

    front = "pick"
    __pydantic_config__ = {"extra": "forbid"}

    def shown(self) -> dict:
        return {"options": [{"id": id, "html": o.text} for id, o in self.options.items()]}

    def outline(self) -> list[str]:
        return [f"[ ] {o.text}" for o in self.options.values()]

    def solution(self) -> list[str]:
        return list(self.key.correct)

    def reasons(self) -> dict[str, str]:
        return _reasons(self.options)

    def grade(self, response: object) -> Verdict:
        if response is None or response == []:
            return EMPTY
        if not isinstance(response, list) or not all(isinstance(r, str) for r in response):
            raise BadResponse("expected a list of option ids")
        chosen, right = set(response), set(self.key.correct)
        if not chosen <= set(self.options):
            raise BadResponse("expected ids of this exercise's options")
        hits, wrong = len(chosen & right), len(self.options) - len(right)
        alarms = len(chosen - right)
        score = hits / len(right) - (alarms / wrong if wrong else 0)
        notes = [
            Note(id, Mark.RIGHT if id in right else Mark.WRONG, option.feedback)
            for id, option in self.options.items()
            if id in chosen
        ]
        missed = len(right) - hits
        tally = f"{hits} of {len(right)} found" + (
            f", {alarms} that {'does' if alarms == 1 else 'do'} not belong" if alarms else ""
        )
        more = f" {missed} still to find." if missed else ""
        return graded(score, "Right, all of them.", f"Partly right: {tally}.{more}", f"Not yet: {tally}.", notes)

    def faults(self) -> Faults:
        yield from _too_few(self.options, 3, "options")
        if not self.key.correct:
            yield Fault(("key", "correct"), "the key names no option", "list at least one right option")
        for id in self.key.correct:
            if id not in self.options:
                yield Fault(
                    ("key", "correct"),
                    f"the key names option '{id}', which does not exist",
                    f"use some of: {', '.join(self.options)}",
                )
        if len(set(self.key.correct)) < len(self.key.correct):
            yield Fault(("key", "correct"), "the key names an option twice", "name each option once")
        if set(self.key.correct) == set(self.options):
            yield Fault(("key", "correct"), "every option is right", "add options that do not belong")


def _reasons(options: dict[str, Option]) -> dict[str, str]:
    """What is said of each option, for whoever has done with the exercise."""
    return {id: option.feedback for id, option in options.items()}


def _too_few(parts, least: int, name: str) -> Faults:
    if len(parts) < least:
        yield Fault((name,), f"only {len(parts)} {name}", f"give at least {least}")
