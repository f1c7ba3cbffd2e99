"""Scripts for the tests: a small one that keeps every rule, and a strategy that draws arbitrary ones."""

from __future__ import annotations

from hypothesis import strategies as st

from ipt_course.course.session_schema import SESSION, plain
from ipt_course.simulation.drafting import build
from ipt_course.simulation.script import HIGHEST, Script

WAYS = ("brims", "freezes", "bristles", "pleases")
"""Four people the client may turn out to be: each wants another answer at every hinge."""

_SAYS = ("It is all too much today.", "There is nothing to tell.", "What is that to you?", "As you think best.")
_ANSWERS = ("slow", "stay", "own", "wish")
_LABELS = ("full", "frozen", "bristling", "pleasing")
_WORDS = (
    "Let us take one thing at a time?",
    "I can wait here.",
    "I feel that I asked too fast.",
    "What do you want now?",
)


def sound() -> dict:
    """A script as its author writes it, small and dull, that keeps every rule."""
    work = {f"step-{n}": _hinge(n, {"A1": 2, "A2": 1}, {"alliance": +1}) for n in range(14)}
    turns = {
        **work,
        **{f"tell-{n}": _hinge(n, {"A1": 2, "A2": 1}, {"disclosure": +1}) for n in range(3)},
        **{f"area-{n}": _hinge(n, {"I6": 3}, {"focus": +1}) for n in range(3)},
        "cue": _hinge(0, {"A6": 2}, marks={"cue": True}),
        "death": _asking(),
        "again": _asking(last=True),
        "bye": _hinge(1, {"A1": 2}),
        "hurt": _repair(),
    }
    turns["step-3"]["moves"]["wish"]["when"].insert(
        0, {"if": "bristling", "shows": {"A2": "H"}, "because": "It shames."}
    )
    return {
        "format": 1,
        "id": "ana.small",
        "title": "A small scene",
        "case": "ana",
        "phase": "initial",
        "fictional": True,
        "minutes": 20,
        "setting": "A clinic, face to face.",
        "reviewer": "Nobody outside has reviewed this scene yet.",
        "content_note": "A death.",
        "about": "You meet Ana.",
        "aims": ["Listen", "Answer"],
        "sources": ["able-2001"],
        "required": ["A1", "A2", "A6", "I6"],
        "risk": {"cue": "cue", "asked": "asked"},
        "flags": {"cue": "she spoke of death", "asked": "you asked"} | {way: f"she {way}" for way in WAYS},
        "variants": {way: {"about": f"She {way}.", "start": {"alliance": 2, way: True}} for way in WAYS},
        "turns": turns,
        "endings": [
            {
                "id": "missed",
                "title": "Missed",
                "kind": "bad",
                "if": "cue and not asked",
                "cap": 0.4,
                "text": "Missed.",
            },
            {"id": "hurt", "title": "Hurt", "kind": "partial", "if": "harm", "cap": 0.5, "text": "Hurt."},
            {
                "id": "good",
                "title": "Good",
                "kind": "good",
                "if": "alliance == 4 and disclosure == 3 and focus == 3",
                "text": "Good.",
            },
            {"id": "stuck", "title": "Stuck", "kind": "partial", "cap": 0.65, "text": "Stuck."},
        ],
        "expert": {way: [*[answer] * 21, "ask", answer] for way, answer in zip(WAYS, _ANSWERS, strict=True)},
    }


def _hinge(n: int, shows: dict, does: dict | None = None, marks: dict | None = None) -> dict:
    """A turn at which each way wants its own answer. What an answer looks like changes from turn to turn."""
    lines = [{"if": way, "as": label, "say": say} for way, label, say in zip(WAYS, _LABELS, _SAYS, strict=True)]
    del lines[-1]["if"]
    moves = {}
    for k, (id, label) in enumerate(zip(_ANSWERS, _LABELS, strict=True)):
        right = {"if": label, "shows": shows, "because": "It meets her."}
        wrong = {"because": "It passes her by.", "does": {"alliance": -1}}
        cases = [right | ({"does": does} if does else {}), wrong]
        kind = ("empathy", "ask", "listen", "clarify")[(n + k) % 4]
        moves[id] = {"kind": kind, "say": _WORDS[(n + k) % 4], "when": cases}
    return {"client": [line | ({"does": marks} if marks else {}) for line in lines], "moves": moves}


def _asking(last: bool = False) -> dict:
    asked = {"shows": {"A6": 3}, "does": {"asked": True}, "because": "In plain words."}
    passed = {"because": "It passes by."} | ({"goto": "end"} if last else {})
    turn = {
        "fixed": "Whoever she is, she is asked about death.",
        "client": [{"say": "I would not mind if it were over."}],
        "moves": {
            "ask": {"kind": "safety", "say": "Do you think of ending it?", "when": [asked]},
            "hint": {"kind": "reassure", "say": "It will be over one day.", "when": [dict(passed)]},
            "pass": {"kind": "steer", "say": "Let us go on to the rest.", "when": [dict(passed)]},
        },
    }
    return {"if": "not asked"} | turn if last else turn


def _repair() -> dict:
    moves = {
        "sorry": {"kind": "relationship", "say": "That was hard to hear.", "shows": {"A1": 2}, "does": {"harm": False}},
        "on": {"kind": "steer", "say": "Let us go on."},
        "meant": {"kind": "explain", "say": "I meant it well."},
    }
    moves = {id: move | {"because": "So."} for id, move in moves.items()}
    return {
        "breaks_in": "harm",
        "fixed": "Whoever is hurt is owed a repair.",
        "client": [{"say": "That hurt."}],
        "moves": moves,
    }


def played(data: dict) -> Script:
    """The script of an author's data, ready to be played; a :class:`ScriptError` if it is not sound."""
    return build(plain(SESSION.validate_python(data)))


_flags = st.sampled_from(["red", "blue", "kept"])
_numbers = st.sampled_from(list(HIGHEST))


@st.composite
def _condition(draw, names: tuple[str, ...] = ()) -> str:
    one = st.one_of(
        _flags,
        _flags.map("not {}".format),
        _numbers.flatmap(lambda name: st.integers(1, HIGHEST[name]).map(lambda n: f"{name} >= {n}")),
        st.sampled_from(["guarded", "flooded", "settled", "harm", *names]),
    )
    parts = draw(st.lists(one, min_size=1, max_size=2))
    return draw(st.sampled_from([" and ", " or "])).join(parts)


@st.composite
def _does(draw) -> dict:
    shifts = draw(st.dictionaries(_numbers, st.sampled_from([-2, -1, 1, 2]), max_size=2))
    sets = st.sampled_from([{}, {"red": True}, {"blue": True}, {"kept": True}, {"kept": False}])
    return shifts | draw(sets)


@st.composite
def _turn(draw, n: int, count: int) -> dict:
    onward = [f"t{k}" for k in range(n + 1, count)] + ["end"]
    limit = draw(st.sampled_from([1, 1, 2, 3]))
    back = [f"t{n}"] if limit > 1 else []
    turn: dict = {"goto": draw(st.sampled_from(onward)), "limit": limit, "then": draw(st.sampled_from(onward))}
    if draw(st.integers(0, 3)) == 0:
        turn["if"] = draw(_condition())
    again = ("again",) if limit > 1 else ()
    lines = draw(st.lists(_condition(again), max_size=2))
    turn["client"] = [
        {"say": f"line {k} of {n}.", "if": text, "as": f"said-{k}", "does": draw(_does())}
        for k, text in enumerate(lines)
    ] + [{"say": f"last of {n}.", "as": "said-last"}]
    if lines and limit > 1 and draw(st.booleans()):
        turn["client"][0]["once"] = True
    turn["moves"] = {f"m{k}": draw(_move(onward + back, ("said-last", *again))) for k in range(3)}
    if draw(st.booleans()):
        turn["moves"]["m3"] = draw(_move(onward, ())) | {"if": draw(_condition(again))}
    return turn


@st.composite
def _move(draw, targets: list[str], names: tuple[str, ...]) -> dict:
    levels = st.one_of(st.integers(0, 3), st.just("H")) if draw(st.integers(0, 5)) == 0 else st.integers(0, 3)
    cases = []
    for text in [*draw(st.lists(_condition(names), max_size=1)), None]:
        shows = draw(st.dictionaries(st.sampled_from(["A1", "A6", "M7"]), levels, max_size=2))
        case = {"shows": shows, "does": draw(_does()), "because": "So."} | ({"if": text} if text else {})
        if draw(st.integers(0, 2)) == 0:
            case["goto"] = draw(st.sampled_from(targets))
        cases.append(case)
    return {"kind": "ask", "say": "And then?", "when": cases}


@st.composite
def scripts(draw) -> Script:
    """Arbitrary scripts whose structure is sound: loops, interruptions, harm, skipped turns and carried flags."""
    data = sound()
    count = draw(st.integers(1, 5))
    turns = {f"t{n}": draw(_turn(n, count)) for n in range(count)}
    for n in range(draw(st.integers(0, 2))):
        breaking = draw(_turn(count, count)) | {"breaks_in": draw(_condition())}
        turns[f"b{n}"] = {k: v for k, v in breaking.items() if k not in ("if", "goto", "then")}
        for move in turns[f"b{n}"]["moves"].values():
            for case in move["when"]:
                case.pop("goto", None)
    turns["hurt"] = _repair()
    start = st.tuples(*(st.integers(0, top) for top in HIGHEST.values()))
    starts = draw(st.lists(start, min_size=4, max_size=5, unique=True))
    data |= {
        "phase": "middle",
        "required": ["A1", "A2", "A6", "M7"],
        "flags": {"red": "red", "blue": "blue"},
        "risk": {"cue": "red", "asked": "blue"},
        "carries": {"from": "ana.earlier", "flags": {"kept": draw(st.booleans())}},
        "opening": [{"if": draw(_condition()), "does": draw(_does())}],
        "turns": turns,
        "variants": {
            f"v{n}": {"about": "So.", "start": dict(zip(HIGHEST, one, strict=True))} for n, one in enumerate(starts)
        },
        "expert": {f"v{n}": [] for n in range(len(starts))},
        "endings": [
            {"id": "one", "title": "One", "kind": "bad", "if": draw(_condition()), "cap": 0.4, "text": "So."},
            {"id": "two", "title": "Two", "kind": "good", "text": "So."},
        ],
    }
    return played(data)
