"""The shape of a session script, ``data/sessions/<case>.<name>.yml``, and its JSON Schema for editors."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
    model_validator,
)

from ..simulation.script import FORMAT, KINDS
from .schemas import ItemId, Slug, Text

Condition = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Competence = Annotated[str, StringConstraints(pattern=r"^[AIMT][1-9]$")]
Level = Literal[0, 1, 2, 3, "H"]


def _step_or_truth(given):
    if not isinstance(given, bool | int):
        raise ValueError(
            f"{given!r} is neither a number nor true or false — write a step such as +1, or true, or false"
        )
    return given


_Value = Annotated[
    Any, PlainValidator(_step_or_truth), WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "integer"}]})
]
Does = dict[Slug, _Value]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class LineModel(_Model):
    """What the client says in one state. The first line whose 'if' holds is said; the last has none."""

    label: Slug | None = Field(None, alias="as", description="A name for this line, which the moves here may use.")
    when: Condition | None = Field(None, alias="if", description="Said only when this holds, e.g. 'flooded'.")
    say: Text = Field(description="The client's words.")
    who: str = Field("", description="Who says it, if it is not the client: 'Elena, his mother', 'Interpreter'.")
    seen: str = Field("", description="What can be seen or heard besides: shown to the learner in brackets.")
    cue: str = Field("", description="What a careful reader can notice here: told in the debrief only.")
    opens: str = Field("", description="What this line offers the therapist: told if it was missed.")
    does: Does = Field({}, description="What saying it does to the client, e.g. {arousal: +1, cue-given: true}.")
    once: StrictBool = Field(False, description="Said only once, where the turn can come again.")


class CaseModel(_Model):
    """What a move means in one state. The first case whose 'if' holds counts; the last has none."""

    when: Condition | None = Field(None, alias="if")
    shows: dict[Competence, Level] = Field({}, description="Competences shown, 0 to 3, or H for harm.")
    does: Does = Field({}, description="Steps such as {alliance: +1}, and flags such as {asked: true}.")
    because: Text = Field(description="Feedback: what this did and why, in one to three sentences.")
    reply: str = Field("", description="How the client answers this move, before the next turn's line.")
    goto: Slug | None = Field(None, description="The next turn, 'end', or 'back'; without it, the turn that follows.")


class MoveModel(_Model):
    """Something the therapist may say: either one meaning, or several under 'when'."""

    kind: Literal[tuple(KINDS)]  # type: ignore[valid-type]
    say: str = Field("", description="The therapist's words; empty for silence.")
    offered: Condition | None = Field(None, alias="if", description="Offered only when this holds.")
    goto: Slug | None = None
    when: list[CaseModel] = Field([], description="Cases in order; the last has no 'if'.")
    shows: dict[Competence, Level] = {}
    does: Does = {}
    because: str = ""
    reply: str = ""

    @model_validator(mode="before")
    @classmethod
    def _one_or_several(cls, given):
        if isinstance(given, dict):
            inline = [name for name in ("shows", "does", "because", "reply") if name in given]
            if "when" in given and inline:
                raise ValueError(f"'{inline[0]}' stands beside 'when' — move it into the cases")
            if not given.get("when") and "because" not in given:
                raise ValueError("'because' is missing — say what this move did and why")
        return given


class TurnModel(_Model):
    """One turn: the client speaks, then the therapist chooses."""

    when: Condition | None = Field(None, alias="if", description="The turn is skipped unless this holds.")
    breaks_in: Condition | None = Field(None, description="The client starts this turn as soon as this holds.")
    client: list[LineModel] = Field(min_length=1)
    moves: dict[Slug, MoveModel] = Field(min_length=1)
    goto: Slug | None = Field(None, description="The next turn; without it, the one that follows in the file.")
    limit: int = Field(1, ge=1, le=6, description="How often the turn can come.")
    then: Slug | None = Field(None, description="Where to go when the limit is reached.")
    fixed: str = Field("", description="Why one move is best here whatever the client's state.")
    lost: StrictBool = Field(False, description="True if only bad endings may be left from here.")
    minute: int | None = Field(None, ge=0, le=90, description="The time on the wall, in minutes.")


class VariantModel(_Model):
    """Who the client turns out to be today."""

    about: Text = Field(description="In a sentence, told after the session.")
    start: Does = Field(description="Numbers and flags at the start, e.g. {alliance: 1, arousal: 2, bristles: true}.")


class EndingModel(_Model):
    """How the session ends; the first whose 'if' holds, the last has none."""

    id: Slug
    title: Text
    kind: Literal["good", "partial", "bad"]
    when: Condition | None = Field(None, alias="if")
    cap: float = Field(1.0, ge=0, le=1, description="The most that a session with this ending can score.")
    text: Text = Field(description="What happens, in two to four sentences.")


class RiskModel(_Model):
    """Either the two flags, or why there is no cue of risk."""

    cue: Slug | None = Field(None, description="The flag set when a cue of risk occurs.")
    asked: Slug | None = Field(None, description="The flag set when it is asked about in plain words.")
    none: str = Field("", description="Why there is no cue of risk in this session.")

    @model_validator(mode="after")
    def _either(self):
        if bool(self.none) == bool(self.cue or self.asked) or bool(self.cue) != bool(self.asked):
            raise ValueError("the cue of risk is left open — give 'cue' and 'asked', or else 'none' with the reason")
        return self


class CarriesModel(_Model):
    origin: ItemId = Field(alias="from", description="The earlier session with the same client.")
    flags: dict[Slug, StrictBool] = Field(description="Flags it may have left, each with a default.")


class OpeningModel(_Model):
    """What differs at the start when a condition holds, for example because of a flag carried over."""

    when: Condition | None = Field(None, alias="if")
    does: Does


class SessionModel(_Model):
    """A simulated session. See README.md in this folder."""

    format: Literal[FORMAT]  # type: ignore[valid-type]
    id: ItemId
    title: Text
    case: Slug
    phase: Literal["initial", "middle", "ending"]
    fictional: Literal[True]
    minutes: int = Field(gt=0, le=90)
    setting: Text = Field(description="Place, country, format and people in the room.")
    reviewer: Text = Field(description="Who has reviewed the scene; say so plainly if nobody has.")
    content_note: Text
    about: Text = Field(description="What the learner is told before the session.")
    aims: list[Text] = Field(min_length=2, max_length=6)
    sources: list[str] = Field(min_length=1)
    required: list[Competence] = Field(min_length=4, description="Competences with two chances in every session.")
    risk: RiskModel
    flags: dict[Slug, Text] = Field({}, description="Each flag with what it means when true.")
    readings: dict[Slug, Condition] = Field({}, description="Names for conditions.")
    carries: CarriesModel | None = None
    opening: list[OpeningModel] = []
    variants: dict[Slug, VariantModel] = Field(min_length=1)
    turns: dict[Slug, TurnModel] = Field(min_length=1)
    endings: list[EndingModel] = Field(min_length=1)
    expert: dict[Slug, list[Slug]] = Field(description="For each variant the moves an expert makes.")


SESSION = TypeAdapter(SessionModel)


def json_schema() -> dict:
    """The JSON Schema that editors use to help authors."""
    schema = SESSION.json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "IPT course: session script"}


def plain(session: SessionModel) -> dict:
    """Plain data as the simulation reads it: every move with its cases, nothing else filled in."""
    data = session.model_dump(by_alias=True, exclude_defaults=True)
    for turn in data["turns"].values():
        for move in turn["moves"].values():
            move["cases"] = bool(move.get("when"))
            if not move["cases"]:
                move["when"] = [{k: move.pop(k) for k in ("shows", "does", "because", "reply") if k in move}]
    return data
