"""The shape of a case file (pydantic). What must agree inside a case is in :mod:`case_check`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, TypeAdapter

from ..clinical.areas import AREAS
from ..clinical.questionnaires import HIGHEST, LENGTHS
from .schemas import Slug, Text, _Model

Area = Literal[tuple(AREAS)]  # type: ignore[valid-type]
Answer = Annotated[int, Field(ge=0, le=HIGHEST)]
RELEVANCE = ("trigger", "onset", "maintaining", "distractor", "context", "course")


class Client(_Model):
    name: Text
    age: int = Field(gt=0, lt=120)
    pronouns: Text
    gender: Text
    culture: Text
    setting: Text
    occupation: Text
    household: Text


class _Filled(_Model):
    """A filled-in questionnaire: answers in the order of the form."""

    total: int
    severity: Text


class Phq9(_Filled):
    """``item9`` says in words what was answered to the question about death, and what follows from it."""

    items: list[Answer] = Field(min_length=LENGTHS["phq9"], max_length=LENGTHS["phq9"])
    symptoms_counted: int | None = None
    algorithm: Text | None = None
    functional_difficulty: Text | None = None
    item9: Text


class Gad7(_Filled):
    items: list[Answer] = Field(min_length=LENGTHS["gad7"], max_length=LENGTHS["gad7"])


class Format(_Model):
    model: Text
    sessions: int = Field(gt=0)


class Person(_Model):
    """One person of the interpersonal inventory; ``ring`` 1 is the innermost."""

    id: Slug
    name: Text
    relation: Text
    ring: Literal[1, 2, 3]
    status: Literal["alive", "deceased"]
    contact: Text
    quality: Literal["supportive", "mixed", "conflicted", "distant", "lost"]
    quality_note: Text
    client_expects: Text
    other_expects: Text
    wanted: Text
    function: Literal["problem_focus", "support", "potential_support", "distractor", "context"]


class Event(_Model):
    """Something on the timeline; ``t_weeks`` counts from intake, so that the past is negative."""

    t_weeks: int = Field(le=0)
    kind: Literal["life_event", "symptom", "treatment"]
    text: Text
    relevance: Literal[RELEVANCE]  # type: ignore[valid-type]
    mood_0_10: int = Field(ge=0, le=10)


class Considered(_Model):
    """One problem area, weighed."""

    verdict: Literal["primary", "secondary", "reject"]
    why: Text


class Attachment(_Model):
    anxiety: float = Field(ge=1, le=7)
    avoidance: float = Field(ge=1, le=7)
    label: Text | None = None


class Circumplex(_Model):
    communion: float = Field(ge=-1, le=1)
    agency: float = Field(ge=-1, le=1)
    octant: Text | None = None
    complement_octant: Text | None = None


class Risk(_Model):
    level: Text
    actions: list[Text] = Field(min_length=1)


class Line(_Model):
    """``tag``: what happened in this line, said afterwards."""

    speaker: Text
    text: Text
    tag: Text | None = None


class Incident(_Model):
    context: Text
    lines: list[Line] = Field(min_length=2)
    hidden_message: Text


class CourseOfScores(_Model):
    """PHQ-9 totals, one for each session."""

    phq9: list[int] = Field(min_length=1)
    notes: Text


class Said(_Model):
    """What the client answers to one question, and whom and what they name; see ``data/interview.yml``."""

    says: Text
    people: list[Slug] = []
    weeks: list[int] = []
    weight: int | None = Field(default=None, ge=0, le=3)
    why: Text | None = None


class AskedAbout(_Model):
    """Other weights for the two questions about a person, and what to call them in a question."""

    called: Text | None = None
    between: int | None = Field(default=None, ge=0, le=3)
    expects: int | None = Field(default=None, ge=0, le=3)


class Interview(_Model):
    answers: dict[Slug, Said]
    people: dict[Slug, AskedAbout] = {}


class Case(_Model):
    """A fictional client. ``instead`` names another client for whoever would rather not meet this one; an
    ``unseen`` one is met in the capstone only, so the casebook does not list it.
    """

    id: Slug
    number: Text
    title: Text
    fictional: Literal[True]
    unseen: StrictBool = False
    in_brief: Text
    content_note: Text | None = None
    instead: Slug | None = None
    sources: list[str] = Field(min_length=1)
    problem_area: Area
    difficulty: Literal["introductory", "intermediate", "advanced"] = "introductory"
    client: Client
    referral: Text | None = None
    presenting_problem: Text
    opening_words: Text
    phq9: Phq9
    gad7: Gad7 | None = None
    format: Format
    onset_weeks: int = Field(lt=0)
    inventory: list[Person] = Field(min_length=3)
    timeline: list[Event] = Field(min_length=3)
    distractors: list[Text] = []
    areas: dict[Area, Considered]
    dispute_stage: Literal["renegotiation", "impasse", "dissolution"] | None = None
    formulation: Text
    goals: list[Text] = Field(min_length=1)
    attachment: Attachment | None = None
    circumplex: Circumplex | None = None
    risk: Risk
    differential: Text | None = None
    culture_notes: Text | None = None
    incident: Incident | None = None
    course: CourseOfScores | None = None
    interview: Interview | None = None


CASE = TypeAdapter(Case)


class Question(_Model):
    """Something that can be asked of any client."""

    topic: Slug
    ask: Text
    weight: int = Field(ge=0, le=3)
    why: Text
    places: bool = False
    safety: bool = False


class AboutSomeone(_Model):
    """A question about one person of the inventory, and the note it leaves; ``{…}`` are fields of that person."""

    ask: Text
    ask_died: Text
    says: Text
    why: Text


class AboutPeople(_Model):
    """``weights``: by what a person is in the formulation, for whoever the case says nothing else of."""

    between: AboutSomeone
    expects: AboutSomeone
    weights: dict[Literal["problem_focus", "near"], dict[Literal["between", "expects"], int]]


class Bank(_Model):
    sources: list[str]
    topics: dict[Slug, Text]
    questions: dict[Slug, Question]
    people: AboutPeople


BANK = TypeAdapter(Bank)
