"""Build an interpersonal formulation slot by slot."""

from __future__ import annotations

from dataclasses import dataclass

from .verdict import EMPTY, BadResponse, Fault, Faults, Mark, Note, Verdict, a_mapping, graded


@dataclass(frozen=True)
class Wording:
    """A wording to choose for a slot: 0 missing or harmful, 1 partly, 2 clear."""

    text: str
    points: int
    feedback: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Slot:
    """One part of the formulation: chosen from ``options``, or written and set beside ``model``."""

    id: str
    label: str
    options: dict[str, Wording] | None = None
    write: bool = False
    model: str = ""

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Formulation:
    """Rule: points of the chosen wordings over the most they could earn (2 a slot).

    Written slots are rated by the learner beside a model and never enter the score.
    """

    slots: list[Slot]

    front = "form"
    __pydantic_config__ = {"extra": "forbid"}

    @property
    def chosen(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.options]

    def shown(self) -> dict:
        slots = []
        for slot in self.slots:
            if slot.options:
                slots.append(
                    {
                        "id": slot.id,
                        "label": slot.label,
                        "options": [{"id": id, "html": w.text} for id, w in slot.options.items()],
                    }
                )
            else:
                slots.append({"id": slot.id, "label": slot.label, "write": True})
        return {"slots": slots}

    def outline(self) -> list[str]:
        out = []
        for slot in self.slots:
            out.append(f"{slot.label}:" + ("" if slot.options else " (in your own words)"))
            out += [f"  ( ) {w.text}" for w in (slot.options or {}).values()]
        return out

    def solution(self) -> dict[str, str]:
        best = {slot.id: max(slot.options, key=lambda id: slot.options[id].points) for slot in self.chosen}
        return best | {slot.id: slot.model for slot in self.slots if slot.write}

    def grade(self, response: object) -> Verdict:
        if response is None:
            return EMPTY
        given = dict(a_mapping(response, [s.id for s in self.slots] + ["_self"], "part"))
        given.pop("_self", None)
        if not any(isinstance(v, str) and v.strip() for v in given.values()):
            return EMPTY
        earned, notes = 0, []
        for slot in self.slots:
            value = given.get(slot.id)
            if not slot.options:
                if value is not None and not isinstance(value, str):
                    raise BadResponse("expected text")
                continue
            if not value:
                notes.append(Note(slot.id, Mark.MISSED, ""))
                continue
            if value not in slot.options:
                raise BadResponse("expected one of this part's wordings")
            wording = slot.options[value]
            earned += wording.points
            notes.append(Note(slot.id, (Mark.WRONG, Mark.NEAR, Mark.RIGHT)[wording.points], wording.feedback))
        most = 2 * len(self.chosen)
        models = {slot.id: slot.model for slot in self.slots if slot.write and (given.get(slot.id) or "").strip()}
        tally = f"{earned} of {most} rubric points for the parts you chose."
        return graded(
            earned / most,
            f"Clear throughout. {tally}",
            f"Partly there. {tally}",
            f"Not yet. {tally}",
            notes,
            {"models": models} if models else None,
        )

    def faults(self) -> Faults:
        ids = [slot.id for slot in self.slots]
        if len(set(ids)) < len(ids):
            yield Fault(("slots",), "two slots share an id", "give every slot its own id")
        if not self.chosen:
            yield Fault(("slots",), "no slot has options", "give at least one slot wordings to choose from")
        for slot in self.slots:
            if bool(slot.options) == slot.write:
                yield Fault(
                    ("slots", slot.id),
                    f"slot '{slot.id}' must either have options or be written",
                    "give options, or write: true and a model",
                )
            elif slot.write and not slot.model:
                yield Fault(("slots", slot.id), f"written slot '{slot.id}' has no model", "add the model wording")
            elif slot.options and {w.points for w in slot.options.values()} - {0, 1, 2}:
                yield Fault(
                    ("slots", slot.id),
                    f"slot '{slot.id}' gives points outside 0, 1, 2",
                    "use 0 missing, 1 partly, 2 clear",
                )
            elif slot.options and max(w.points for w in slot.options.values()) != 2:
                yield Fault(("slots", slot.id), f"no wording of slot '{slot.id}' earns 2 points", "add a clear wording")
