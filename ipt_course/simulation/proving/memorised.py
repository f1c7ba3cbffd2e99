"""The best script that can be learnt by heart: one fixed move for each turn, whatever the client says.

Found by hill climbing from many starting points, so what it finds is a lower bound: some script does this well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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
    found = _climb(lanes, _beginnings(lanes, restarts), np.array([0.0, 1.0]).repeat(-(-restarts // 2))[:restarts])
    best = max(found, key=lambda one: one.mean)
    surest = max(found, key=lambda one: (one.runs.passed.sum(), one.mean))
    return best, surest


def _beginnings(lanes: Lanes, restarts: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    widths = np.array([len(turn.moves) for turn, _ in lanes.keys])
    return (rng.random((restarts, len(widths))) * widths).astype(np.int64)


def _climb(lanes: Lanes, policies: np.ndarray, weight: np.ndarray) -> list[Learnt]:
    """Change one move at a time, always the change that helps most, until none does; ``weight`` values a pass."""
    spots = [(n, slot) for n, (turn, _) in enumerate(lanes.keys) for slot in range(len(turn.moves))]
    at, to = np.array(spots).T
    worth = _worth(lanes, policies, weight)
    climbing = np.arange(len(policies))
    while len(climbing):
        tried = policies[climbing].repeat(len(spots), axis=0)
        tried[np.arange(len(tried)), np.tile(at, len(climbing))] = np.tile(to, len(climbing))
        found = _worth(lanes, tried, weight[climbing].repeat(len(spots))).reshape(len(climbing), -1)
        pick = found.argmax(axis=1)
        better = found[np.arange(len(climbing)), pick] > worth[climbing] + 1e-12
        moved = climbing[better]
        policies[moved, at[pick[better]]] = to[pick[better]]
        worth[moved] = found[better, pick[better]]
        climbing = moved
    return [_learnt(lanes, policy) for policy in np.unique(policies, axis=0)]


def _worth(lanes: Lanes, policies: np.ndarray, weight: np.ndarray) -> np.ndarray:
    runs = follow(lanes, policies)
    shape = len(policies), len(lanes.starts)
    return runs.score.reshape(shape).mean(axis=1) + weight * runs.passed.reshape(shape).mean(axis=1)


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
