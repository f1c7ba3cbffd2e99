"""All that can happen in a script, as a graph: states, and the moves that lead from one to the next.

It has no circles, and its nodes are numbered level by level from the end, so that best and worst scores are found
backwards in one pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..engine import State
from ..scoring import Judged
from ..script import Script


class Start(NamedTuple):
    """One way to open: who the client is today, with what carried over, and the node where it begins."""

    variant: str
    carried: dict[str, bool]
    node: int


class Final(NamedTuple):
    """A way to end: the ending, and whether a cue of risk occurred and was asked about."""

    ending: int
    cue: bool
    asked: bool


class Option(NamedTuple):
    """A move in a kind of situation: its turn, its index there, the index of its outcome, and how it is judged.

    States of a turn that its conditions cannot tell apart are one ``situation``.
    """

    situation: int
    turn: int
    move: int
    case: int
    judged: Judged


@dataclass
class World:
    """Nodes ``0 … size - 1`` are states, those after them finals. Edges of node ``s`` are ``first[s] : first[s + 1]``.

    Every edge has a target ``to`` and an ``option``, which says what was said there and what it was worth. Nodes
    ``levels[k] : levels[k + 1]`` have ``k + 1`` moves on their longest way out. ``values`` has a column for each
    state (hidden values that no longer matter are 0); ``turn``, ``line`` and ``back`` an entry (``back`` is -1 where
    nothing was put off).
    """

    script: Script
    starts: list[Start]
    finals: list[Final]
    options: list[Option]
    values: np.ndarray
    turn: np.ndarray
    line: np.ndarray
    back: np.ndarray
    first: np.ndarray
    to: np.ndarray
    option: np.ndarray
    levels: np.ndarray

    def __post_init__(self) -> None:
        self.earned = self.each(lambda one: one.judged.earned)
        self.best = self.each(lambda one: one.judged.best)
        self.move = self.each(lambda one: one.move)

    @property
    def size(self) -> int:
        return len(self.turn)

    def state(self, node: int) -> State:
        back = int(self.back[node])
        values = tuple(int(value) for value in self.values[:, node])
        return State(int(self.turn[node]), int(self.line[node]), None if back < 0 else back, values)

    def each(self, measure: Callable[[Option], int]) -> np.ndarray:
        """A whole number for every edge, measured once for each option."""
        return np.array([measure(one) for one in self.options], dtype=np.int64)[self.option]

    def edges(self, node: int) -> range:
        return range(self.first[node], self.first[node + 1])

    def backwards(self, gain: np.ndarray, at_the_end: np.ndarray, best: bool = True) -> np.ndarray:
        """Value of every node when each edge brings ``gain`` and each final ``at_the_end`` (columns: separate worlds)."""
        values = np.empty((self.size + len(self.finals), gain.shape[1]))
        values[self.size :] = at_the_end
        choose = np.maximum if best else np.minimum
        for low, high in zip(self.levels[:-1], self.levels[1:], strict=True):
            edges = slice(self.first[low], self.first[high])
            reached = gain[edges] + values[self.to[edges]]
            values[low:high] = choose.reduceat(reached, self.first[low:high] - self.first[low], axis=0)
        return values
