"""Rules L2 to L6: everything can happen, nothing is a dead end, and scores mean what they say."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..fault import Fault
from ..scoring import ENOUGH, PASS
from ..script import Script
from ..session import Session
from .analysis import Analysis
from .optimum import fewest, lengths, reachable_ends

LEAST_BEST = 0.95
"""What perfect play must be able to score, for every variant (L6)."""
LEAST_GOOD = 0.35
"""The least score with which a good ending may be reached (L6)."""
GOOD_PATH = (20, 40)
"""Client turns on an expert path (L3)."""
MOST_TURNS = 60
"""Client turns on the longest path (L3)."""
LEAST_MOVES = 3


def reached(analysis: Analysis) -> Iterator[Fault]:
    """L2: everything written can happen."""
    script, world = analysis.script, analysis.world
    lines = set(zip(world.turn.tolist(), world.line.tolist(), strict=True))
    turns = {turn for turn, _ in lines}
    cases = {(one.turn, one.move, one.case) for one in world.options}
    moves = {(turn, move) for turn, move, _ in cases}
    for turn in script.turns:
        where = ("turns", turn.id)
        if turn.index not in turns:
            yield Fault("L2", where, f"turn '{turn.id}' never comes", "lead to it, or remove it")
            continue
        for n, _ in enumerate(turn.lines):
            if (turn.index, n) not in lines:
                yield Fault("L2", (*where, "client", n), "this line is never said", _NEVER)
        for n, move in enumerate(turn.moves):
            if (turn.index, n) not in moves:
                yield Fault("L2", (*where, "moves", move.id), f"move '{move.id}' is never offered", _NEVER)
                continue
            for k, _ in enumerate(move.outcomes):
                if (turn.index, n, k) not in cases:
                    yield Fault("L2", (*where, "moves", move.id, "when", k), "this case never holds", _NEVER)
    ends = {final.ending for final in world.finals}
    for n, ending in enumerate(script.endings):
        if n not in ends:
            yield Fault("L2", ("endings", n), f"no session ends with '{ending.id}'", _NEVER)


_NEVER = "change its condition or what leads there, or remove it"


def choices(analysis: Analysis) -> Iterator[Fault]:
    """L3: at least three moves everywhere, and sessions neither too short nor too long."""
    script, world = analysis.script, analysis.world
    offered = np.diff(world.first)
    for index in np.unique(world.turn[offered < LEAST_MOVES]):
        node = int(np.flatnonzero((world.turn == index) & (offered < LEAST_MOVES))[0])
        turn = script.turns[index]
        yield Fault(
            "L3",
            ("turns", turn.id, "moves"),
            f"only {offered[node]} moves are offered at '{turn.id}' {in_state(script, world.state(node).values)}",
            f"offer at least {LEAST_MOVES} in every state",
        )
    longest = lengths(world, lambda final: True, longest=True).max()
    if longest > MOST_TURNS:
        yield Fault(
            "L3", ("turns",), f"a session can take {longest:.0f} turns", f"let none take more than {MOST_TURNS}"
        )
    for variant, session in analysis.experts.items():
        if isinstance(session, Session) and not GOOD_PATH[0] <= len(session.past) <= GOOD_PATH[1]:
            yield Fault(
                "L3",
                ("expert", variant),
                f"the good path of '{variant}' takes {len(session.past)} turns",
                f"let it take {GOOD_PATH[0]} to {GOOD_PATH[1]}",
            )


def hope(analysis: Analysis) -> Iterator[Fault]:
    """L4: from everywhere an ending that is not bad is still within reach, or the turn says that all is lost."""
    script, world = analysis.script, analysis.world
    fair = np.array([script.endings[final.ending].kind != "bad" for final in world.finals])
    lost = ~reachable_ends(world, fair)[: world.size]
    for index in np.unique(world.turn[lost]):
        turn = script.turns[index]
        if not turn.lost:
            node = int(np.flatnonzero(lost & (world.turn == index))[0])
            yield Fault(
                "L4",
                ("turns", turn.id),
                f"at '{turn.id}' only bad endings are left {in_state(script, world.state(node).values)}",
                "leave a way to repair, or write 'lost: true' if this is the end of it",
            )


def chances(analysis: Analysis) -> Iterator[Fault]:
    """L5: every session that does not end badly gives two chances for each required competence, and every turn some."""
    script, world = analysis.script, analysis.world
    nothing = np.unique(world.turn[world.best[world.first[:-1]] == 0])
    for index in nothing:
        node = int(np.flatnonzero((world.turn == index) & (world.best[world.first[:-1]] == 0))[0])
        turn = script.turns[index]
        yield Fault(
            "L5",
            ("turns", turn.id),
            f"every move earns nothing at '{turn.id}' {in_state(script, world.state(node).values)}",
            "let the best of them show something",
        )
    given = [world.each(lambda one, item=item: item in one.judged.chances()) for item in script.required]
    bad = np.array([script.endings[final.ending].kind == "bad" for final in world.finals])
    least = fewest(world, np.stack(given, axis=1), np.where(bad, np.inf, 0.0)) if given else np.zeros((0, 0))
    for column, item in enumerate(script.required):
        if (few := least[:, column].min()) < ENOUGH:
            start = world.starts[int(least[:, column].argmin())].variant
            yield Fault(
                "L5",
                ("required", column),
                f"a session with '{start}' can go by with {few:.0f} chances for {item}",
                f"show {item} in the best move of at least {ENOUGH} turns that always come",
            )


def spans(analysis: Analysis) -> Iterator[Fault]:
    """L6: perfect play is rewarded, a bad ending fails, and a good ending is not had for little."""
    script, world = analysis.script, analysis.world
    for start, top in zip(world.starts, analysis.tops, strict=True):
        if top < LEAST_BEST:
            yield Fault(
                "L6",
                ("variants", start.variant),
                f"with '{start.variant}' no play scores above {top:.2f}",
                "let the good ending be within reach of one who does everything right",
            )
    for n, ending in enumerate(script.endings):
        if ending.kind == "bad" and ending.cap >= PASS:
            yield Fault("L6", ("endings", n), f"the bad ending '{ending.id}' can be passed with", _CAP)
        if ending.kind == "good":
            low = analysis.scores(n, best=False)
            if (least := float(np.nanmin(low, initial=1))) < LEAST_GOOD:
                start = world.starts[int(np.nanargmin(low))].variant
                yield Fault(
                    "L6",
                    ("endings", n),
                    f"the good ending '{ending.id}' can be reached with a score of {least:.3f} ('{start}')",
                    f"ask more of the state in its 'if', so that nobody gets there below {LEAST_GOOD:.2f}",
                )


_CAP = f"give it a 'cap' below {PASS}"


def in_state(script: Script, values) -> str:
    numbers = [f"{name} {values[place]}" for name, place in list(script.places.items())[:4]]
    flags = [flag for flag in (*script.flags, *script.carries) if values[script.places[flag]]]
    return "when " + ", ".join([*numbers, *flags])
