"""A session as data: who the client may turn out to be today, what they say, what you may say, and what it means.

Everything is frozen. :func:`draft` builds a script from plain checked data and lists what does not fit together;
:func:`build` builds one that is known to be sound.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .conditions import Condition

FORMAT = 1
"""The version of the format that this edition reads."""

HIGHEST = {"alliance": 4, "arousal": 4, "disclosure": 3, "focus": 3}
"""The four hidden numbers; each goes from 0 to this. Teaching fictions: nobody has an alliance of 3."""

MEANINGS = {
    "alliance": ("broken", "guarded", "willing", "trusting", "strong"),
    "arousal": ("flat", "calm", "moved", "flooded", "overwhelmed"),
    "disclosure": ("nothing told", "the outline told", "the painful part near", "the hidden thing told"),
    "focus": ("symptoms and advice", "people mentioned", "people and mood together", "the agreed problem"),
}
"""What each number stands for, from 0 up."""

READINGS = {
    "broken": "alliance == 0",
    "guarded": "alliance <= 1",
    "trusting": "alliance >= 3",
    "flat": "arousal == 0",
    "settled": "1 <= arousal <= 2",
    "flooded": "arousal >= 3",
}
"""Conditions with a name, in every script."""

HARM = "harm"
"""The flag that an outcome at the level of harm sets; an outcome that repairs sets it back."""

LINE = "line"
"""The place that holds which line was said last, so that moves can go by what the client has just shown."""

KINDS = {
    "listen": "listening",
    "silence": "silence",
    "ask": "a question",
    "empathy": "naming the feeling",
    "affect": "bringing the feeling closer",
    "ground": "slowing down",
    "link": "linking mood and events",
    "explain": "explaining",
    "sick-role": "the sick role",
    "structure": "structure",
    "steer": "steering back",
    "measure": "using a measure",
    "safety": "safety",
    "clarify": "clarification",
    "analysis": "communication analysis",
    "options": "weighing options",
    "rehearse": "role play",
    "review": "following up",
    "support": "mobilising support",
    "relationship": "naming what happens here",
    "advise": "advice",
    "reassure": "reassurance",
    "interpret": "interpretation",
    "ending": "ending work",
}
"""Kinds of moves, and what a debrief calls them."""

END, BACK = -1, -2
"""Where a move may lead besides a turn: out of the session, or back from a turn that broke in."""

AREA = {"initial": "I6", "middle": "M7", "ending": None}
"""The competence that shows the problem area, for each phase."""

SAFETY = "A6"
"""The competence of asking about risk."""


@dataclass(frozen=True)
class Effect:
    """What happens to the hidden values: ``shifts`` are (place, by), ``sets`` are (place, to)."""

    shifts: tuple[tuple[int, int], ...] = ()
    sets: tuple[tuple[int, int], ...] = ()


NOTHING = Effect()


@dataclass(frozen=True)
class Line:
    """What the client says and what can be seen. ``who`` is set if somebody else says it. ``label`` is the name under which the moves of the turn speak of
    it; ``cue`` says afterwards what a careful reader could notice; ``opens`` what the line offered; ``does`` what
    saying it does to the client. ``once`` is its place among the values if it is said only once."""

    label: str
    when: Condition
    who: str
    say: str
    seen: str
    cue: str
    opens: str
    does: Effect
    once: int | None


@dataclass(frozen=True)
class Outcome:
    """What a move means in one state. ``shows`` maps competences to 0–3, or to "H" for harm."""

    when: Condition
    shows: dict[str, int | str]
    does: Effect
    because: str
    reply: str
    goto: int

    @property
    def harms(self) -> tuple[str, ...]:
        return tuple(item for item, level in self.shows.items() if level == "H")

    @property
    def total(self) -> int:
        """Points earned: the sum over the competences; nothing if one of them is harm."""
        return 0 if self.harms else sum(level for level in self.shows.values() if isinstance(level, int))


@dataclass(frozen=True)
class Move:
    """Something you may say. Its first outcome whose condition holds is what it means."""

    id: str
    kind: str
    say: str
    when: Condition
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Turn:
    """One turn of the conversation: the client speaks (first line whose condition holds), then you.

    ``when``: it is skipped unless this holds. ``breaks_in``: the client starts it as soon as this holds. ``limit``:
    how often it can come; after that, ``then``. ``visits`` is its place among the values if visits are counted.
    ``fixed`` says why one move is best whatever the client's state; ``lost`` that no good ending need remain.
    """

    id: str
    index: int
    lines: tuple[Line, ...]
    moves: tuple[Move, ...]
    when: Condition
    breaks_in: Condition | None
    goto: int
    limit: int
    then: int
    visits: int | None
    fixed: str
    lost: bool
    minute: int | None


@dataclass(frozen=True)
class Variant:
    """Who the client turns out to be today; ``values`` are the hidden values at the start."""

    id: str
    about: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Ending:
    """How it ends: the first whose condition holds. ``kind``: good, partial or bad. ``cap`` bounds the score."""

    id: str
    title: str
    kind: str
    when: Condition
    cap: float
    text: str


@dataclass(frozen=True)
class Risk:
    """The flags that say that a cue of risk occurred, and that it was asked about in plain words."""

    cue: str
    asked: str


@dataclass(frozen=True)
class Script:
    """One session. ``places`` maps numbers, flags and counters to their place among the hidden values;
    ``highest`` bounds each place. ``rubric`` and ``drills`` come from outside: the wording of the competences,
    and exercises that train them."""

    id: str
    title: str
    client: str
    phase: str
    about: str
    aims: tuple[str, ...]
    setting: str
    reviewer: str
    content_note: str
    minutes: int
    content_hash: str
    required: tuple[str, ...]
    risk: Risk | None
    flags: dict[str, str]
    carried_from: str
    carries: dict[str, bool]
    opening: tuple[tuple[Condition, Effect], ...]
    variants: tuple[Variant, ...]
    turns: tuple[Turn, ...]
    endings: tuple[Ending, ...]
    expert: dict[str, tuple[str, ...]]
    places: dict[str, int]
    highest: tuple[int, ...]
    rubric: dict[str, dict] = field(default_factory=dict)
    drills: dict[str, list] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def turn(self, id: str) -> Turn:
        return next(turn for turn in self.turns if turn.id == id)

    def variant(self, id: str) -> Variant:
        return next(variant for variant in self.variants if variant.id == id)

    @property
    def first(self) -> int:
        """The turn with which the session begins."""
        return next(turn.index for turn in self.turns if turn.breaks_in is None)

    @property
    def interrupts(self) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.turns if turn.breaks_in is not None)
