"""Many runs at once: each lane follows a policy from a start to an ending, and its points are added up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..scoring import ADEQUATE, PASS
from ..script import AREA, SAFETY
from .world import World


@dataclass(frozen=True)
class Runs:
    """Finished runs, one entry for each lane. ``score`` is capped; ``passed`` follows the pass rule."""

    earned: np.ndarray
    best: np.ndarray
    score: np.ndarray
    passed: np.ndarray


class Lanes:
    """Follows policies through a world.

    ``slots`` tells for each node and move of its turn the edge, or -1 where the move is not offered.
    ``spots`` numbers the turns by visit: what somebody who has learnt a script by heart can tell apart.
    """

    def __init__(self, world: World):
        self.world = world
        script = world.script
        self.widest = max(len(turn.moves) for turn in script.turns)
        nodes = np.repeat(np.arange(world.size), np.diff(world.first))
        self.slots = np.full((world.size + len(world.finals), self.widest), -1, dtype=np.int64)
        self.slots[nodes, world.move] = np.arange(len(world.to))
        visits = np.ones(world.size, dtype=np.int64)
        for turn in script.turns:
            if turn.visits is not None:
                here = world.turn == turn.index
                visits[here] = world.values[turn.visits, here]
        keys, numbers = np.unique(np.stack([world.turn, visits]), axis=1, return_inverse=True)
        self.keys = [(script.turns[turn], int(visit)) for turn, visit in keys.T]
        self.spots = np.concatenate([numbers.ravel(), np.zeros(len(world.finals), dtype=np.int64)])
        self.starts = np.array([start.node for start in world.starts])
        self.caps = np.array([script.endings[final.ending].cap for final in world.finals])
        area = AREA[script.phase]
        self._safety, self._area = (_pairs(world, item) for item in (SAFETY, area))
        self._area_counts = bool(area and area in script.required)
        self._cue = np.array([final.cue for final in world.finals])
        self._harm = world.each(lambda one: bool(one.judged.harms))

    def run(self, starts: np.ndarray, choose: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Runs:
        """Follow ``choose(lanes, nodes) → edges`` from the start nodes until every lane has ended."""
        world = self.world
        node = starts.copy()
        sums = np.zeros((7, len(node)), dtype=np.int64)
        measured = (world.earned, world.best, *self._safety, *self._area, self._harm)
        lanes = np.flatnonzero(node < world.size)
        while len(lanes):
            edge = choose(lanes, node[lanes])
            for total, measure in zip(sums, measured, strict=True):
                total[lanes] += measure[edge]
            node[lanes] = world.to[edge]
            lanes = lanes[node[lanes] < world.size]
        return self._judged(node - world.size, sums)

    def _judged(self, final: np.ndarray, sums: np.ndarray) -> Runs:
        earned, best, safe, safe_of, area, area_of, harms = sums
        score = np.minimum(self.caps[final], np.divide(earned, best, out=np.zeros(len(best)), where=best > 0))
        passed = (score >= PASS) & (harms == 0)
        passed &= ~self._cue[final] | ((safe_of > 0) & (3 * safe >= ADEQUATE * safe_of))
        if self._area_counts:
            passed &= (area_of > 0) & (3 * area >= ADEQUATE * area_of)
        return Runs(earned, best, score, passed)


def _pairs(world: World, item: str | None) -> tuple[np.ndarray, np.ndarray]:
    """Points earned and to be had for one competence, for every edge."""
    chances = [one.judged.chances().get(item or "", (0, 0)) for one in world.options]
    earned, available = np.array(chances, dtype=np.int64).reshape(-1, 2).T
    return earned[world.option], available[world.option]
