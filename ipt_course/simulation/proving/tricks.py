"""Ways to pick a move without listening, and how often each passes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

import numpy as np

from ..engine import line
from ..script import KINDS, Move, Script
from ..session import order, variant_of
from .lanes import Lanes

SEEDS = 200
MOST = 0.10
"""The share of seeds over which a trick may pass."""
_COMMON = 0.25
"""A kind of move found in at least this share of the turns is a trick of its own."""

Pick = Callable[[list[Move], str, str], int]
"""From the moves in the order shown, what the client has just said, and the seed: the place of the move picked."""


@dataclass(frozen=True)
class Trick:
    """A trick over all seeds: how often it passes, its mean score, and the share of points it gets at each turn."""

    name: str
    rate: float
    mean: float
    turns: dict[str, float]


def _first(says: Callable[[Move], bool]) -> Pick:
    return lambda moves, heard, seed: next((n for n, move in enumerate(moves) if says(move)), 0)


def _of_kind(kind: str) -> Pick:
    return _first(lambda move: move.kind == kind)


_FEELING = re.compile(r"\bfe(?:el|elt|eling|elings|els)\b", re.I)
_CONTENT = re.compile(r"[^\W\d_]{4,}")
"""Words of four letters or more: nearly all that carry content are among them."""


@cache
def _content(text: str) -> frozenset[str]:
    return frozenset(_CONTENT.findall(text.lower()))


def _echo(moves: list[Move], heard: str, seed: str) -> int:
    """The move that shares most words with what was heard; of several, the first shown."""
    return max(range(len(moves)), key=lambda n: len(_content(moves[n].say) & _content(heard)))


def _any_move(moves: list[Move], heard: str, seed: str) -> int:
    return int.from_bytes(sha256("/".join([seed, *(m.id for m in moves)]).encode()).digest()[:4]) % len(moves)


def picks(script: Script) -> dict[str, Pick]:
    """All tricks by name."""
    found: dict[str, Pick] = {
        "the first move shown": lambda moves, heard, seed: 0,
        "the last move shown": lambda moves, heard, seed: len(moves) - 1,
        "the longest move": lambda moves, heard, seed: max(range(len(moves)), key=lambda n: len(moves[n].say)),
        "the shortest move": lambda moves, heard, seed: min(range(len(moves)), key=lambda n: len(moves[n].say)),
        "a move with a question mark": _first(lambda move: "?" in move.say),
        "a move that speaks of feeling": _first(lambda move: bool(_FEELING.search(move.say))),
        "the move that echoes the client most": _echo,
        "any move, at random": _any_move,
    }
    kinds = Counter(kind for turn in script.turns for kind in {move.kind for move in turn.moves})
    for kind, turns in sorted(kinds.items()):
        if turns >= _COMMON * len(script.turns):
            found[f"always {KINDS[kind]}"] = _of_kind(kind)
    return found


def tricks(lanes: Lanes, seeds: int = SEEDS) -> list[Trick]:
    """Every trick played over many seeds, as a learner would meet them."""
    world, script = lanes.world, lanes.world.script
    named = picks(script)
    pick_of = [pick for pick in named.values() for _ in range(seeds)]
    seed_of = [str(n) for _ in named for n in range(seeds)]
    starts = _starts(lanes, seeds)
    orders: dict[tuple, list[Move]] = {}
    reply = [""] * len(seed_of)
    taken: list[list[tuple[int, int, int]]] = [[] for _ in named]

    def choose(lane: np.ndarray, node: np.ndarray) -> np.ndarray:
        edges = []
        for number, at in zip(lane.tolist(), node.tolist(), strict=True):
            seed, state = seed_of[number], world.state(at)
            here = {world.move[edge]: edge for edge in world.edges(at)}
            key = seed, lanes.spots[at], *here
            if key not in orders:
                moves = {script.turns[state.turn].moves[m].id: script.turns[state.turn].moves[m] for m in here}
                orders[key] = [moves[id] for id in order(seed, script, state, moves)]
            shown = orders[key]
            move = shown[pick_of[number](shown, f"{reply[number]} {line(script, state).say}", seed)]
            edge = here[script.turns[state.turn].moves.index(move)]
            reply[number] = move.outcomes[world.options[world.option[edge]].case].reply
            taken[number // seeds].append((state.turn, int(world.earned[edge]), int(world.best[edge])))
            edges.append(edge)
        return np.array(edges)

    runs = lanes.run(np.tile(starts, len(named)), choose)
    rows = slice(0, 0)
    found = []
    for n, name in enumerate(named):
        rows = slice(n * seeds, (n + 1) * seeds)
        found.append(
            Trick(name, float(runs.passed[rows].mean()), float(runs.score[rows].mean()), _shares(script, taken[n]))
        )
    return found


def _starts(lanes: Lanes, seeds: int) -> np.ndarray:
    """The start of each seed: its variant, and one of the combinations of carried flags in turn."""
    script = lanes.world.script
    by_variant = {v.id: [s.node for s in lanes.world.starts if s.variant == v.id] for v in script.variants}
    nodes = [by_variant[variant_of(script, str(n))] for n in range(seeds)]
    return np.array([several[n % len(several)] for n, several in enumerate(nodes)])


def _shares(script: Script, taken: list[tuple[int, int, int]]) -> dict[str, float]:
    earned, best = Counter(), Counter()
    for turn, points, most in taken:
        earned[turn] += points
        best[turn] += most
    return {script.turns[turn].id: earned[turn] / most for turn, most in sorted(best.items()) if most}
