"""What a learner can know: which hidden states look the same after the same visible conversation.

A belief holds, for every start that is still possible, the state it would be in now. Moves split a belief by what
can then be seen: the client's answer, the next line, the moves on offer. Feedback is left out on purpose, because
it can be held back to the end of a session. Once only one start is possible there is nothing left to find out:
such a belief is a state of the world, and is not followed here.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    """All beliefs with more than one start that can come about, in an order in which children come before parents.

    ``roots`` are what can be believed at the opening. ``whole`` is false if there were too many: then only moves that
    are best in some state of a belief were followed, and findings hold for sensible play only.
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
    stack: list[tuple[Belief, bool]] = [(root, False) for root in beliefs.roots if len(root) > 1]
    beliefs.came_by.update(dict.fromkeys(root for root, _ in stack))
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
                if len(group) > 1 and group not in beliefs.children:
                    beliefs.came_by.setdefault(group, (belief, move))
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


def unclear(beliefs: Beliefs, tolerance: int = TOLERANCE) -> list[Unclear]:
    """Beliefs in which every move is wrong for somebody, by more than the tolerance; at most one for each turn."""
    world, found, turns = beliefs.world, [], set()
    right: dict[int, set[int]] = {}
    for belief in reversed(beliefs.order):
        turn = world.turn[belief[0][1]]
        if turn in turns:
            continue
        for _, node in belief:
            if node not in right:
                right[node] = best_moves(world, node, tolerance)
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
    ratio, weight = np.ones(len(world.starts)), np.full(len(world.starts), 1 / 100)
    best: Responsive | None = None
    for _ in range(_ROUNDS):
        played, earned, points = _Round(beliefs, ratio, weight).played()
        if best is not None and played.mean <= best.mean + 1e-9:
            break
        best = played
        ratio = np.where(points > 0, earned / np.maximum(points, 1), 0)
        weight = 1 / np.maximum(points, 1)
    assert best is not None
    return best


class _Round:
    """The best policy when each start wants the most points above its ``ratio``, in its ``weight``."""

    def __init__(self, beliefs: Beliefs, ratio: np.ndarray, weight: np.ndarray):
        self.beliefs, self.world = beliefs, beliefs.world
        self.ratio, self.weight = ratio, weight
        self.caps = np.array([self.world.script.endings[final.ending].cap for final in self.world.finals])
        self.alone = np.stack([self._alone(n) for n in range(len(ratio))])
        self.policy = self._policy()

    def _gain(self, start: int, edges: slice | range | int) -> np.ndarray:
        return self.weight[start] * (self.world.earned[edges] - self.ratio[start] * self.world.best[edges])

    def _alone(self, start: int) -> np.ndarray:
        """The value of every node for somebody who knows that this is the start."""
        lost = np.maximum(0.0, self.ratio[start] - self.caps)
        return self.world.backwards(self._gain(start, slice(None))[:, None], -lost[:, None])[:, 0]

    def _policy(self) -> dict[Belief, int]:
        world, value, policy = self.world, {}, {}
        first, move_of, to = world.first.tolist(), world.move.tolist(), world.to.tolist()
        earned, best = world.earned.tolist(), world.best.tolist()
        ratio, weight, alone = self.ratio.tolist(), self.weight.tolist(), self.alone
        for belief in self.beliefs.order:
            top, pick = -np.inf, -1
            children = self.beliefs.children[belief]
            low = first[belief[0][1]]
            for k in range(first[belief[0][1] + 1] - low):
                move = move_of[low + k]
                if move not in children:
                    continue
                total = 0.0
                for child in children[move]:
                    total += value[child] if len(child) > 1 else alone[child[0]]
                for start, node in belief:
                    edge = first[node] + k
                    total += weight[start] * (earned[edge] - ratio[start] * best[edge])
                    if to[edge] >= world.size:
                        total += alone[start, to[edge]]
                if total > top:
                    top, pick = total, move
            value[belief], policy[belief] = top, pick
        return policy

    def played(self) -> tuple[Responsive, np.ndarray, np.ndarray]:
        """The policy played from every start: its scores and moves, points earned, and points to be had."""
        world = self.world
        taken: list[list[int]] = [[] for _ in world.starts]
        open_ = list(self.beliefs.roots)
        while open_:
            belief = open_.pop()
            if len(belief) == 1:
                start, node = belief[0]
                taken[start] += self._followed(start, node)
                continue
            move = self.policy[belief]
            for start, node in belief:
                taken[start].append(next(edge for edge in world.edges(node) if world.move[edge] == move))
            open_ += self.beliefs.children[belief][move]
        earned = np.array([world.earned[edges].sum() for edges in taken], dtype=float)
        points = np.array([world.best[edges].sum() for edges in taken], dtype=float)
        scores = np.array([self._score(edges) for edges in taken])
        return Responsive(scores, tuple(tuple(map(self._name, edges)) for edges in taken)), earned, points

    def _followed(self, start: int, node: int) -> list[int]:
        edges = []
        while node < self.world.size:
            here = self.world.edges(node)
            reached = self._gain(start, here) + self.alone[start, self.world.to[here]]
            edges.append(here[int(np.argmax(reached))])
            node = int(self.world.to[edges[-1]])
        return edges

    def _score(self, edges: Sequence[int]) -> float:
        if not edges:
            return 0.0
        cap = self.caps[self.world.to[edges[-1]] - self.world.size]
        return score(int(self.world.earned[edges].sum()), int(self.world.best[edges].sum()), float(cap))

    def _name(self, edge: int) -> str:
        option = self.world.options[self.world.option[edge]]
        return self.world.script.turns[option.turn].moves[option.move].id
