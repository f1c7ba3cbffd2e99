"""What a learner can know: which hidden states look the same after the same visible conversation.

A belief holds, for every start that is still possible, the state it would be in now. Moves split a belief by what
can then be seen: the client's answer, the next line, the moves on offer. Feedback is left out on purpose, because
it can be held back to the end of a session.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..scoring import score
from .world import World

Belief = tuple[tuple[int, int], ...]
"""Pairs (start, node), sorted by start."""

MOST_BELIEFS = 150_000
TOLERANCE = 1
"""Points by which a move may fall short of the best and still count as right (rule L11)."""


@dataclass(frozen=True)
class Unclear:
    """A belief in which no move is right for all. ``moves`` lead there; ``wants`` gives the best moves of each start."""

    belief: Belief
    moves: tuple[str, ...]
    wants: dict[str, tuple[str, ...]]


@dataclass
class Beliefs:
    """All beliefs that can come about, in an order in which children come before parents.

    ``whole`` is false if there were too many: then only moves that are best in some state of a belief were
    followed, and findings hold for sensible play only.
    """

    world: World
    whole: bool
    order: list[Belief] = field(default_factory=list)
    children: dict[Belief, dict[int, list[Belief]]] = field(default_factory=dict)
    came_by: dict[Belief, tuple[Belief, int] | None] = field(default_factory=dict)
    roots: list[Belief] = field(default_factory=list)


def look_around(world: World, most: int = MOST_BELIEFS) -> Beliefs:
    """Follow all beliefs, or, if they are too many, those of sensible play."""
    return _follow(world, most, sensible=False) or _follow(world, None, sensible=True)  # type: ignore[return-value]


def _follow(world: World, most: int | None, sensible: bool) -> Beliefs | None:
    beliefs = Beliefs(world, whole=not sensible)
    seen = _Seen(world)
    first: dict[tuple, list[tuple[int, int]]] = {}
    for n, start in enumerate(world.starts):
        first.setdefault((tuple(start.carried.items()), seen.node(start.node)), []).append((n, start.node))
    beliefs.roots = [tuple(group) for group in first.values() if group[0][1] < world.size]
    stack: list[tuple[Belief, bool]] = [(root, False) for root in beliefs.roots]
    beliefs.came_by.update(dict.fromkeys(beliefs.roots))
    while stack:
        belief, done = stack.pop()
        if done:
            beliefs.order.append(belief)
            continue
        if belief in beliefs.children:
            continue
        stack.append((belief, True))
        after = beliefs.children[belief] = _children(world, seen, belief, sensible)
        if most is not None and len(beliefs.children) > most:
            return None
        for move, groups in after.items():
            for group in groups:
                if group not in beliefs.came_by:
                    beliefs.came_by[group] = belief, move
                if group not in beliefs.children:
                    stack.append((group, False))
    return beliefs


class _Seen:
    """What can be seen of a node: its turn, its line and the moves on offer, as one number."""

    def __init__(self, world: World):
        self.world = world
        self.known: dict[tuple, int] = {}
        self.numbers: list[int] = []
        self.replies: dict[str, int] = {}
        first, move = world.first.tolist(), world.move.tolist()
        for n, (turn, line) in enumerate(zip(world.turn.tolist(), world.line.tolist(), strict=True)):
            said = world.script.turns[turn].lines[line]
            look = turn, said.who, said.say, said.seen, tuple(move[first[n] : first[n + 1]])
            self.numbers.append(self.known.setdefault(look, len(self.known)))
        self.reply = [self.replies.setdefault(o.judged.chosen.outcome.reply, len(self.replies)) for o in world.options]
        self.first, self.move = first, move
        self.to, self.option = world.to.tolist(), world.option.tolist()

    def node(self, node: int) -> int:
        return self.numbers[node] if node < self.world.size else -1


def _children(world: World, seen: _Seen, belief: Belief, sensible: bool) -> dict[int, list[Belief]]:
    size = world.size
    after: dict[int, list[Belief]] = {}
    wanted = {move for _, node in belief for move in best_moves(world, node)} if sensible else None
    firsts = [(start, seen.first[node]) for start, node in belief]
    low = firsts[0][1]
    for k in range(seen.first[belief[0][1] + 1] - low):
        move = seen.move[low + k]
        if wanted is not None and move not in wanted:
            continue
        groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for start, begin in firsts:
            to = seen.to[begin + k]
            if to < size:
                look = seen.reply[seen.option[begin + k]], seen.numbers[to]
                groups.setdefault(look, []).append((start, to))
        after[move] = [tuple(group) for group in groups.values()]
    return after


def best_moves(world: World, node: int, tolerance: int = 0) -> set[int]:
    """Moves that earn all, or all but ``tolerance``, of the points to be had in a state."""
    return {int(world.move[edge]) for edge in world.edges(node) if world.earned[edge] >= world.best[edge] - tolerance}


def unclear(beliefs: Beliefs) -> list[Unclear]:
    """Beliefs in which every move is wrong for somebody, by more than the tolerance; at most one for each turn."""
    world, found, turns = beliefs.world, [], set()
    right: dict[int, set[int]] = {}
    for belief in reversed(beliefs.order):
        turn = world.turn[belief[0][1]]
        if len(belief) == 1 or turn in turns:
            continue
        for _, node in belief:
            if node not in right:
                right[node] = best_moves(world, node, TOLERANCE)
        if not set.intersection(*(right[node] for _, node in belief)):
            turns.add(turn)
            moves = world.script.turns[turn].moves
            wants = {
                _name(world, start): tuple(moves[m].id for m in sorted(best_moves(world, node)))
                for start, node in belief
            }
            found.append(Unclear(belief, _way(beliefs, belief), wants))
    return found


def _name(world: World, start: int) -> str:
    variant, carried, _ = world.starts[start]
    left = ", ".join(f"{flag} {'yes' if value else 'no'}" for flag, value in carried.items())
    return f"{variant} ({left})" if left else variant


def _way(beliefs: Beliefs, belief: Belief) -> tuple[str, ...]:
    moves = []
    came = beliefs.came_by[belief]
    while came:
        belief, move = came
        moves.append(beliefs.world.script.turns[beliefs.world.turn[belief[0][1]]].moves[move].id)
        came = beliefs.came_by[belief]
    return tuple(reversed(moves))


@dataclass(frozen=True)
class Responsive:
    """The best play found that goes by what can be seen: its score and its moves from each start."""

    scores: np.ndarray
    moves: tuple[tuple[str, ...], ...]
    minimum: bool = True

    @property
    def mean(self) -> float:
        return float(self.scores.mean())


_ROUNDS = 8


def responsive(beliefs: Beliefs) -> Responsive:
    """A policy on beliefs with a high mean score over the starts: a lower bound on the best responsive play.

    For fixed ratios the best policy is found exactly, backwards; the ratios are then taken from that policy, as in
    Dinkelbach's method, until the mean no longer rises.
    """
    world = beliefs.world
    n = len(world.starts)
    ratio, weight = np.ones(n), np.full(n, 1 / 100)
    best: Responsive | None = None
    for _ in range(_ROUNDS):
        policy = _solve(beliefs, ratio.tolist(), weight.tolist())
        played, earned, points = _play(beliefs, policy)
        if best is not None and played.mean <= best.mean + 1e-9:
            break
        best = played
        ratio = np.where(points > 0, earned / np.maximum(points, 1), 0)
        weight = 1 / np.maximum(points, 1)
    assert best is not None
    return best


def _solve(beliefs: Beliefs, ratio: list[float], weight: list[float]) -> dict[Belief, int]:
    world = beliefs.world
    size, move_of = world.size, world.move.tolist()
    earned, best, to, first = world.earned.tolist(), world.best.tolist(), world.to.tolist(), world.first.tolist()
    caps = [world.script.endings[final.ending].cap for final in world.finals]
    value: dict[Belief, float] = {}
    policy: dict[Belief, int] = {}
    for belief in beliefs.order:
        top, pick = -np.inf, -1
        children = beliefs.children[belief]
        low = first[belief[0][1]]
        for k in range(first[belief[0][1] + 1] - low):
            move = move_of[low + k]
            if move not in children:
                continue
            total = sum(value[child] for child in children[move])
            for start, node in belief:
                edge = first[node] + k
                total += weight[start] * (earned[edge] - ratio[start] * best[edge])
                if to[edge] >= size:
                    total -= max(0.0, ratio[start] - caps[to[edge] - size])
            if total > top:
                top, pick = total, move
        value[belief], policy[belief] = top, pick
    return policy


def _play(beliefs: Beliefs, policy: dict[Belief, int]) -> tuple[Responsive, np.ndarray, np.ndarray]:
    world = beliefs.world
    n = len(world.starts)
    earned, points, scores = np.zeros(n), np.zeros(n), np.zeros(n)
    moves: list[list[str]] = [[] for _ in range(n)]
    open_ = list(beliefs.roots)
    for start in world.starts:
        if start.node >= world.size:
            continue
    while open_:
        belief = open_.pop()
        move = policy[belief]
        for start, node in belief:
            edge = next(e for e in world.edges(node) if world.move[e] == move)
            earned[start] += world.earned[edge]
            points[start] += world.best[edge]
            moves[start].append(world.script.turns[world.turn[node]].moves[move].id)
            if world.to[edge] >= world.size:
                cap = world.script.endings[world.finals[world.to[edge] - world.size].ending].cap
                scores[start] = score(int(earned[start]), int(points[start]), cap)
        open_ += beliefs.children[belief][move]
    return Responsive(scores, tuple(tuple(one) for one in moves)), earned, points
