"""What does not fit together in a script as a whole: faults that need no playing to be found."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from .fault import Fault
from .script import AREA, BACK, END, HARM, SAFETY, Script

LEAST_VARIANTS = 4
MOST_CARRIED = 3
"""Flags carried over from an earlier session: every combination of them is checked as variants of its own."""


def faults_of(data: dict, script: Script) -> Iterator[Fault]:
    """Faults of a script as a whole; ``data`` is what it was drafted from."""
    if len(script.variants) < LEAST_VARIANTS:
        yield Fault("L0", ("variants",), f"only {len(script.variants)} variants", f"write at least {LEAST_VARIANTS}")
    by_start: dict[tuple, str] = {}
    for variant in script.variants:
        if (twin := by_start.setdefault(variant.values, variant.id)) != variant.id:
            yield Fault(
                "L0",
                ("variants", variant.id),
                f"'{variant.id}' starts exactly like '{twin}'",
                "let them differ in start",
            )
        if variant.id not in script.expert:
            yield Fault("L12", ("expert",), f"there is no expert path for '{variant.id}'", "write one")
    for id in script.expert:
        if id not in data["variants"]:
            yield Fault("L12", ("expert", id), f"there is no variant '{id}'", "correct its name, or remove it")
    if len(script.carries) > MOST_CARRIED:
        yield Fault(
            "L0",
            ("carries", "flags"),
            f"{len(script.carries)} flags are carried over",
            f"carry at most {MOST_CARRIED}, so that every combination can be checked",
        )
    if script.endings[-1].when.text:
        yield Fault("L2", ("endings", len(script.endings) - 1), "the last ending has a condition", "leave its 'if' out")
    for n, ending in enumerate(script.endings[:-1]):
        if not ending.when.text:
            yield Fault(
                "L2",
                ("endings", n + 1),
                "no session ends here, because the ending before it always holds",
                "give that one an 'if'",
            )
            break
    if not any(ending.kind == "good" for ending in script.endings):
        yield Fault("L6", ("endings",), "no ending is good", "mark one 'kind: good'")
    if all(turn.breaks_in for turn in script.turns):
        yield Fault("L0", ("turns",), "every turn breaks in", "write one with which the session begins")
    most_lines = max(len(turn.lines) for turn in script.turns)
    if prod(highest + 1 for highest in script.highest) * most_lines * (len(script.turns) + 1) ** 2 >= 2**63:
        what = f"{len(script.flags)} flags, with counted turns and once-only lines, are too many to go through"
        yield Fault("L1", ("flags",), what, "do with fewer")
    yield from _risk(data, script)
    yield from _items(data, script)
    yield from _circles(script)


def _risk(data: dict, script: Script) -> Iterator[Fault]:
    if script.risk:
        for role in ("cue", "asked"):
            if data["risk"][role] not in script.flags:
                yield Fault(
                    "L10", ("risk", role), f"'{data['risk'][role]}' is not among the flags", "describe it under 'flags'"
                )
        if SAFETY not in script.required:
            yield Fault(
                "L10", ("required",), f"{SAFETY} is not required although there is a cue of risk", f"add {SAFETY}"
            )


def _items(data: dict, script: Script) -> Iterator[Fault]:
    area = AREA[script.phase]
    if area and area not in script.required:
        yield Fault(
            "L5",
            ("required",),
            f"{area} is not required",
            f"add {area}: a {script.phase} session is not passed without it",
        )
    rated = data.get("rated")
    for item in script.required:
        if rated is not None and item not in rated:
            yield Fault("L0", ("required",), f"'{item}' is not rated in this phase", f"use some of: {', '.join(rated)}")
    repaired = any(turn.breaks_in and script.places[HARM] in turn.breaks_in.reads for turn in script.turns)
    for turn in script.turns:
        for move in turn.moves:
            given = data["turns"][turn.id]["moves"][move.id]
            for n, outcome in enumerate(move.outcomes):
                where = ("turns", turn.id, "moves", move.id)
                where += ("when", n, "shows") if given.get("cases", True) else ("shows",)
                for item in outcome.shows:
                    if rated is not None and item not in rated:
                        yield Fault(
                            "L0",
                            (*where, item),
                            f"'{item}' is not rated in this phase",
                            f"use some of: {', '.join(rated)}",
                        )
                if outcome.harms and not repaired:
                    repaired = True
                    yield Fault(
                        "L0",
                        where,
                        "this move harms, and nothing lets the learner repair it",
                        "write a turn with 'breaks_in: harm' in which a move does 'harm: false'",
                    )


def _circles(script: Script) -> Iterator[Fault]:
    """Every circle of turns needs one that says how often it may come, and a way out when none of them does (L3)."""
    free = {turn.index for turn in script.turns if turn.limit == 1 and turn.breaks_in is None}
    moves = {
        turn.index: {turn.goto, *(o.goto for m in turn.moves for o in m.outcomes)} & free
        for turn in script.turns
        if turn.index in free
    }
    if (at := _circle(moves)) is not None:
        id = script.turns[at].id
        yield Fault(
            "L3",
            ("turns", id),
            f"turn '{id}' can come round again without limit",
            "give it a 'limit', and say under 'then' what comes after that",
        )
    passed = {
        turn.index: {*([turn.goto] if turn.when.text else []), *([turn.then] if turn.limit > 1 else [])} - {END, BACK}
        for turn in script.turns
    }
    if (at := _circle(passed)) is not None:
        id = script.turns[at].id
        yield Fault(
            "L3",
            ("turns", id),
            f"when turn '{id}' does not take place, the turns passed over lead back to it",
            "let 'then', or 'goto' beside 'if', lead to a turn further down",
        )


def _circle(onward: dict[int, set[int]]) -> int | None:
    """A place from which the ways lead back to it, if there is one."""
    for start in onward:
        seen, open_ = set(), list(onward[start])
        while open_:
            at = open_.pop()
            if at == start:
                return start
            if at not in seen:
                seen.add(at)
                open_ += onward.get(at, ())
    return None
