"""The best script that can be learnt by heart: one fixed move for each turn, whatever the client says.

Found by hill climbing from many starting points, so what it finds is a lower bound: some script does this well. It
climbs from what does best with each client in turn, from what is best for most of them, and from random scripts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..scoring import PASS
from .lanes import Lanes, Runs

RESTARTS = 30


@dataclass(frozen=True)
class Learnt:
    """A fixed move for each turn and visit, and how it fares from each start."""

    moves: dict[tuple[str, int], str]
    runs: Runs
    policy: np.ndarray

    @property
    def mean(self) -> float:
        return float(self.runs.score.mean())


def by_heart(lanes: Lanes, restarts: int = RESTARTS) -> tuple[Learnt, Learnt]:
    """The script with the best mean score, and the one that passes from most starts (mean score deciding ties)."""
    begun = np.concatenate([_suiting(lanes), _random(lanes, restarts)])
    found = _climb(lanes, begun.copy(), for_passes=False) + _climb(lanes, begun, for_passes=True)
    best = max(found, key=lambda one: one.mean)
    surest = max(found, key=lambda one: (one.runs.passed.sum(), one.mean))
    return best, surest


def _suiting(lanes: Lanes) -> np.ndarray:
    """For each start the moves that earn most there turn by turn, and the moves that do so for most starts."""
    world = lanes.world
    good = np.flatnonzero(world.earned == world.best)
    edge = good[np.searchsorted(good, world.first[:-1])]
    visited = np.zeros((len(lanes.starts), len(lanes.keys), lanes.widest), dtype=np.int64)
    for n, node in enumerate(lanes.starts):
        while node < world.size:
            visited[n, lanes.spots[node], world.move[edge[node]]] = 1
            node = world.to[edge[node]]
    most = visited.sum(axis=0).argmax(axis=1)
    each = np.where(visited.any(axis=2), visited.argmax(axis=2), most)
    return np.concatenate([each, most[None, :]])


def _random(lanes: Lanes, restarts: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    widths = np.array([len(turn.moves) for turn, _ in lanes.keys])
    return (rng.random((restarts, len(widths))) * widths).astype(np.int64)


def _climb(lanes: Lanes, policies: np.ndarray, for_passes: bool) -> list[Learnt]:
    """Go through the turns again and again, each time to the move that helps most there, until none helps."""
    worth = _worth(lanes, policies, for_passes)
    climbing = np.arange(len(policies))
    while len(climbing):
        before = worth[climbing].copy()
        for spot, (turn, _) in enumerate(lanes.keys):
            slots = np.arange(len(turn.moves))
            tried = policies[climbing].repeat(len(slots), axis=0)
            tried[:, spot] = np.tile(slots, len(climbing))
            found = _worth(lanes, tried, for_passes).reshape(len(climbing), -1)
            pick = found.argmax(axis=1)
            top = found[np.arange(len(climbing)), pick]
            better = top > worth[climbing] + 1e-12
            policies[climbing[better], spot] = slots[pick[better]]
            worth[climbing[better]] = top[better]
        climbing = climbing[worth[climbing] > before]
    return [_learnt(lanes, policy) for policy in np.unique(policies, axis=0)]


def _worth(lanes: Lanes, policies: np.ndarray, for_passes: bool) -> np.ndarray:
    """The mean score over the starts; or how many are passed, and how near the others come to it."""
    runs = follow(lanes, policies)
    shape = len(policies), len(lanes.starts)
    if for_passes:
        return (runs.passed + np.minimum(runs.score, PASS)).reshape(shape).mean(axis=1)
    return runs.score.reshape(shape).mean(axis=1)


def follow(lanes: Lanes, policies: np.ndarray) -> Runs:
    """Every policy from every start. A move that is not offered is replaced by the first that is."""
    starts = np.tile(lanes.starts, len(policies))
    policy = np.arange(len(policies)).repeat(len(lanes.starts))

    def choose(lane: np.ndarray, node: np.ndarray) -> np.ndarray:
        edge = lanes.slots[node, policies[policy[lane], lanes.spots[node]]]
        return np.where(edge < 0, lanes.world.first[node], edge)

    return lanes.run(starts, choose)


def _learnt(lanes: Lanes, policy: np.ndarray) -> Learnt:
    moves = {
        (turn.id, visit): turn.moves[min(slot, len(turn.moves) - 1)].id
        for (turn, visit), slot in zip(lanes.keys, policy, strict=True)
    }
    return Learnt(moves, follow(lanes, policy[None, :]), policy)
