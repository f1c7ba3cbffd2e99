"""Say it: deliberate practice in one's own words. A self-check; nothing here is graded."""

from __future__ import annotations

from dataclasses import dataclass

from .verdict import EMPTY, BadResponse, Fault, Faults, Outcome, Verdict, a_mapping


@dataclass(frozen=True)
class Stimulus:
    who: str
    text: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Model:
    level: str
    text: str
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Contrast:
    text: str
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class SayIt:
    """Own words first, then criteria to rate them by, then models, then a second version."""

    stimulus: Stimulus
    goal: str
    criteria: dict[str, str]
    models: list[Model]
    contrast: Contrast
    again: str = ""

    front = "say"
    __pydantic_config__ = {"extra": "forbid"}

    def shown(self) -> dict:
        who = self.stimulus.who
        return {"stimulus": {"who": who, "initials": who[:1].upper(), "html": self.stimulus.text}, "goal": self.goal}

    def outline(self) -> list[str]:
        return [f"{self.stimulus.who}: {self.stimulus.text}", f"Goal: {self.goal}"]

    def solution(self) -> None:
        return None

    def grade(self, response: object) -> Verdict:
        """Hand out the next stage; what was typed is never judged."""
        if response is None:
            return EMPTY
        given = a_mapping(response, ("text", "ratings", "second"), "stage")
        for name in ("text", "second"):
            if not isinstance(given.get(name, ""), str):
                raise BadResponse("expected text")
        if not given.get("text", "").strip():
            return EMPTY
        criteria = [{"id": id, "html": text} for id, text in self.criteria.items()]
        if not isinstance(given.get("ratings"), dict):
            return Verdict(
                Outcome.DONE, None, "Now look at your own words.", (), {"step": "criteria", "criteria": criteria}
            )
        reveal = {
            "step": "finished" if given.get("second", "").strip() else "models",
            "criteria": criteria,
            "models": [{"level": m.level, "html": m.text, "why": m.why} for m in self.models],
            "contrast": {"html": self.contrast.text, "why": self.contrast.why},
            "again": self.again,
        }
        headline = "Two versions, side by side." if reveal["step"] == "finished" else "Compare, then say it again."
        return Verdict(Outcome.DONE, None, headline, (), reveal)

    def faults(self) -> Faults:
        if len(self.criteria) < 2:
            yield Fault(("criteria",), "fewer than two criteria", "give 3 or 4 things to look for in one's own words")
        if not self.models:
            yield Fault(("models",), "no model wording", "give an adequate and a skilled one")
