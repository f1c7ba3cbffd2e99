"""The shape of every content file (pydantic), and plain words for what does not fit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, TypeAdapter, ValidationError

from ..exercises import KINDS

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
ItemId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Envelope(_Model):
    """What every exercise has, whatever its kind."""

    id: ItemId
    kind: Literal[tuple(KINDS)]  # type: ignore[valid-type]
    title: Text
    use: Literal["practice", "pretest", "posttest"] = "practice"
    objectives: list[ItemId] = Field(min_length=1)
    sources: list[str]
    prompt: Text
    hints: list[Text] = Field(min_length=1, max_length=3)
    because: str = ""
    case: Slug | None = None
    confidence: StrictBool = False
    content_note: str = ""


class _Clue(_Model):
    clue: Text


class _Whys(_Model):
    why: dict[str, Text]


class InventoryClues(_Model):
    """An inventory exercise as written; the people and their rings come from the case."""

    people: dict[str, _Clue]
    key: _Whys


class Objective(_Model):
    """``safety``: somebody's safety depends on it, so mastery asks for more (see learning/mastery.py)."""

    id: ItemId
    text: Text
    safety: StrictBool = False


class Module(_Model):
    slug: Slug
    number: int | Literal["C"]
    title: Text
    minutes: int = Field(gt=0)
    part: Text
    about: Text
    objectives: list[Objective] = Field(min_length=1)
    prerequisites: list[Slug] = []
    notebook: str | None = None
    content_note: str = ""


class Page(_Model):
    """A page that is no lesson: review, sources. One with a ``slug`` may hold exercises, in ``data/lessons/<slug>``;
    ``lesson`` is the lesson it belongs to. One with ``about`` is listed on the course's home."""

    notebook: Slug
    title: Text
    about: Text | None = None
    slug: Slug | None = None
    lesson: Slug | None = None


class Course(_Model):
    title: Text
    subtitle: Text
    description: Text
    licence: Text
    training_note: Text
    modules: list[Module] = Field(min_length=1)
    pages: list[Page] = []


class Figure(_Model):
    id: ItemId
    file: Annotated[str, StringConstraints(pattern=r"^[\w-]+\.svg$")]
    title: Text
    alt: Annotated[str, StringConstraints(min_length=40)]
    caption: Text
    sources: list[str] = []


class Panel(_Model):
    """One drawing of a plot; ``wish`` is what :mod:`ipt_course.evidence.choices` understands."""

    title: Text
    wish: dict[str, str | int] = {}


class Plot(_Model):
    """Drawings of the comparisons, one above the other. ``after`` folds them up beneath its words."""

    id: ItemId
    title: Text
    caption: Text
    after: str = ""
    panels: list[Panel] = Field(min_length=1, max_length=3)


class Avoided(_Model):
    """A word not used of people; ``said`` lists the words of a client around it, which are let through."""

    avoid: Text
    say: Text
    why: Text
    said: list[Text] = []


class Wording(_Model):
    sources: list[str]
    words: list[Avoided]


ENVELOPE = TypeAdapter(Envelope)
CLUES = TypeAdapter(InventoryClues)
COURSE = TypeAdapter(Course)
FIGURES = TypeAdapter(list[Figure])
PLOTS = TypeAdapter(list[Plot])
DRILLS = TypeAdapter(dict[str, Annotated[list[ItemId], Field(min_length=1)]])
"""``data/drills.yml``: competences, and exercises that train them."""
WORDING = TypeAdapter(Wording)
TASKS = {kind: TypeAdapter(cls) for kind, cls in KINDS.items()}


def problems(error: ValidationError):
    """Yield (keys, what, fix) for each part of a validation error."""
    for one in error.errors(include_url=False):
        keys = tuple(k for k in one["loc"] if k != "[key]")
        name = f"'{keys[-1]}'" if keys else "this entry"
        yield keys, *_in_words(one, name)


def _in_words(one: dict, name: str) -> tuple[str, str]:
    kind, given, ctx = one["type"], one.get("input"), one.get("ctx", {})
    shown = repr(given) if isinstance(given, str | int | float | bool | None) else f"a {type(given).__name__}"
    match kind:
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return f"{name} is missing", "add it"
        case "extra_forbidden" | "unexpected_keyword_argument":
            return f"{name} is not known here", "remove it or correct its spelling"
        case "literal_error":
            return f"{name} is {shown}", f"use {ctx.get('expected', 'one of the allowed values')}"
        case "string_too_short":
            least = ctx.get("min_length", 1)
            return (
                (f"{name} is empty", "write it")
                if least == 1
                else (f"{name} is too short", f"write at least {least} characters")
            )
        case "too_short":
            return f"{name} has too few entries", f"give at least {ctx.get('min_length', 1)}"
        case "too_long":
            return f"{name} has too many entries", f"give at most {ctx.get('max_length')}"
        case "string_pattern_mismatch":
            return (
                f"{name} is {shown}, which is not a valid name",
                "use lower-case words joined by hyphens (ids: lesson.name)",
            )
        case "string_type":
            return f"{name} is {shown}, not text", "put it in quotes"
        case "bool_type" | "bool_parsing":
            return f"{name} is {shown}, not true or false", "write true or false without quotes"
        case "int_type" | "int_parsing" | "int_from_float":
            return f"{name} is {shown}, not a whole number", "write a whole number without quotes"
        case "list_type":
            return f"{name} is {shown}, not a list", "write it as [a, b] or one '- ' line each"
        case "dict_type" | "model_type" | "dataclass_type" | "model_attributes_type":
            return f"{name} is {shown}, not a block of fields", "write 'field: value' lines, indented below it"
        case "greater_than" | "less_than" | "greater_than_equal" | "less_than_equal":
            return f"{name} is {shown}, out of range", one["msg"].replace("Input should be", "use a number")
        case "value_error":
            what, _, fix = str(ctx["error"]).partition(" — ")
            return f"{name}: {what}", fix or "correct it"
        case _:
            return f"{name}: {one['msg'].lower()}", "correct it"
