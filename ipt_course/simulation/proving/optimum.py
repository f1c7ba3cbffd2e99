"""The best and the worst score with which each ending can be reached from each start, exactly.

A score is points earned over points to be had, so the best one is a fractional programme. Dinkelbach's method
solves it: guess a ratio, find the path with the most points above that ratio, take its ratio as the next guess,
stop when nothing is above. (W. Dinkelbach, On nonlinear fractional programming, Management Science 1967;13:492-498.)
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .world import Final, World

_SETTLED = 1e-9
_ROUNDS = 60


def extremes(world: World, ends: Callable[[Final], bool], best: bool = True) -> np.ndarray:
    """For each start the best (or worst) uncapped score with which it can end so; NaN if it cannot."""
    wanted = np.array([ends(final) for final in world.finals], dtype=bool)
    nodes, inverse = np.unique([start.node for start in world.starts], return_inverse=True)
    never = -np.inf if best else np.inf
    at_the_end = np.where(wanted, 0.0, never)[:, None].repeat(len(nodes), axis=1)
    ratio = np.full(len(nodes), 0.0 if best else 1.0)
    columns = np.arange(len(nodes))
    for _ in range(_ROUNDS):
        gain = world.earned[:, None] - world.best[:, None] * ratio
        values = world.backwards(gain, at_the_end, best)
        above = values[nodes, columns]
        possible = np.isfinite(above)
        if not possible.any() or np.all(np.abs(above[possible]) < _SETTLED):
            break
        earned, points = _followed(world, values, gain, nodes, best)
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = np.where(possible & (points > 0), earned / points, ratio)
    return np.where(np.isfinite(values[nodes, columns]), ratio, np.nan)[inverse]


def _followed(world: World, values: np.ndarray, gain: np.ndarray, nodes: np.ndarray, best: bool):
    """Points earned and to be had along the path that ``values`` prefers, for each start."""
    earned, points = np.zeros(len(nodes)), np.zeros(len(nodes))
    for column, start in enumerate(nodes):
        node = start
        while node < world.size and np.isfinite(values[node, column]):
            edges = np.arange(world.first[node], world.first[node + 1])
            reached = gain[edges, column] + values[world.to[edges], column]
            edge = edges[np.argmax(reached) if best else np.argmin(reached)]
            earned[column] += world.earned[edge]
            points[column] += world.best[edge]
            node = world.to[edge]
    return earned, points


def reachable_ends(world: World, wanted: np.ndarray) -> np.ndarray:
    """For every node whether one of the wanted finals can still be reached."""
    nothing = np.zeros((len(world.to), 1))
    return world.backwards(nothing, wanted.astype(float)[:, None])[:, 0] > 0


def fewest(world: World, counts: np.ndarray, at_the_end: np.ndarray) -> np.ndarray:
    """For each start and each column of ``counts`` (one row for each edge) the least sum over any path, plus what
    its final adds."""
    values = world.backwards(counts.astype(float), at_the_end[:, None].repeat(counts.shape[1], axis=1), best=False)
    return values[[start.node for start in world.starts]]


def lengths(world: World, ends: Callable[[Final], bool], longest: bool) -> np.ndarray:
    """For each start the shortest (or longest) number of turns with which it can end so; infinite if it cannot."""
    never = -np.inf if longest else np.inf
    at_the_end = np.where([ends(final) for final in world.finals], 0.0, never)[:, None]
    values = world.backwards(np.ones((len(world.to), 1)), at_the_end, longest)
    return values[[start.node for start in world.starts], 0]
