"""Score a filled-in PHQ-9 or GAD-7, read the change, and decide what comes first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..clinical import questionnaires as forms
from .asking import Asked, Field, Part
from .choice import Option
from .verdict import Fault, Faults, Outcome, Verdict


@dataclass(frozen=True)
class Form:
    """A questionnaire's outside: its name, a link to the official form, topic labels, words for 0 to 3."""

    title: str
    link: str
    topics: list[str]
    answers: list[str]

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class ActionKey:
    action: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Questionnaire(Asked):
    """Rule: the total 0.4, the band 0.2, what comes first 0.4; with an earlier form 0.3, 0.2 and 0.3, and what
    is said of the change 0.2. Whenever item 9 of a PHQ-9 is above zero, a wrong first step scores 0.
    ``reliable`` asks besides whether the change exceeds the error of measurement.
    """

    instrument: str
    items: list[int]
    actions: dict[str, Option]
    key: ActionKey
    form: Form
    earlier: list[int] | None = None
    reliable: bool = False

    __pydantic_config__ = {"extra": "forbid"}

    @property
    def _most(self) -> int:
        return forms.HIGHEST * forms.LENGTHS[self.instrument]

    @property
    def _compared(self) -> dict[str, dict[str, str]]:
        """The questions about the change, and what may be said of it. The rules for a change are the PHQ-9's."""
        changes = {"change": forms.CHANGES} if self.earlier and self.instrument == "phq9" else {}
        return changes | ({"reliable": forms.RELIABLE} if self.earlier and self.reliable else {})

    def fields(self) -> list[Field]:
        bands = {name: name for name in forms.BANDS[self.instrument].values()}
        found = [
            Field("total", "The total today", "number", low=0, high=self._most, unit="points"),
            Field("band", "The band it falls in", "list", bands),
        ]
        asked = {"change": "Compared with the earlier form", "reliable": "Set against the error of measurement"}
        return [
            *found,
            *(Field(id, asked[id], "list", answers) for id, answers in self._compared.items()),
            Field("action", "What comes first?", "radio", {id: one.text for id, one in self.actions.items()}),
        ]

    def picture(self) -> dict:
        columns = [self.earlier, self.items] if self.earlier else [self.items]
        return {
            "form": {
                "title": self.form.title,
                "link": self.form.link,
                "answers": self.form.answers,
                "rows": [
                    {"topic": topic, "given": [column[n] for column in columns]}
                    for n, topic in enumerate(self.form.topics)
                ],
            }
        }

    def outline(self) -> list[str]:
        rows = [
            f"{n}. {topic}: {f'{self.earlier[n - 1]}, now ' if self.earlier else ''}{self.items[n - 1]}"
            for n, topic in enumerate(self.form.topics, 1)
        ]
        return [self.form.title, *rows, *super().outline()]

    def solution(self) -> dict:
        points = forms.total(self.items)
        found = {"total": points, "band": forms.band(self.instrument, points), "action": self.key.action}
        if self.earlier:
            before = forms.total(self.earlier)
            read = {"change": forms.change(before, points), "reliable": forms.reliable(self.instrument, before, points)}
            found |= {id: read[id] for id in self._compared}
        return found

    def parts(self, given: dict) -> list[Part]:
        answer = self.solution()
        off = given.get("total", 0) - answer["total"]
        said = {
            "total": "" if not off else f"Add up again: that is {'more' if off > 0 else 'less'} than the answers give.",
            "reliable": f"The line is drawn at {forms.ERROR[self.instrument]:.1f} points.",
            "action": self.actions[given["action"]].feedback if "action" in given else "",
        }
        weights = {"total": 0.4, "band": 0.2, "action": 0.4}
        if self._compared:
            weights = {"total": 0.3, "band": 0.2, "action": 0.3}
            weights |= dict.fromkeys(self._compared, 0.2 / len(self._compared))
        chances = {one.id: 1 / len(one.options) for one in self.fields() if one.options}
        return [
            Part(id, float(given.get(id) == answer[id]), chances.get(id, 0.0), weight, said.get(id, ""))
            for id, weight in weights.items()
        ]

    def capped(self, given: dict, verdict: Verdict) -> Verdict:
        asked = given.get("action") == self.key.action
        if asked or not forms.thoughts_of_death(self.instrument, self.items):
            return verdict
        return replace(verdict, outcome=Outcome.WRONG, score=0.0, headline="Item 9 is above zero. The sum can wait.")

    def faults(self) -> Faults:
        if self.instrument not in forms.LENGTHS:
            yield Fault(("instrument",), f"'{self.instrument}' is not known", f"use {' or '.join(forms.LENGTHS)}")
            return
        length = forms.LENGTHS[self.instrument]
        for name in ("items", "earlier"):
            answers = getattr(self, name)
            if answers is not None and (len(answers) != length or not all(0 <= a <= forms.HIGHEST for a in answers)):
                yield Fault((name,), f"not {length} answers from 0 to 3", f"write {length} numbers")
        if self.earlier and not self._compared:
            yield Fault(("earlier",), "the rules for a change are the PHQ-9's", "write 'reliable: true' as well")
        if self.reliable and not self.earlier:
            yield Fault(("reliable",), "there is no earlier form to compare with", "give 'earlier', or remove this")
        if self.key.action not in self.actions:
            yield Fault(("key", "action"), f"'{self.key.action}' is not an action", "name one of the actions")
        if len(self.actions) < 3:
            yield Fault(("actions",), "fewer than three actions", "add a plausible one")
