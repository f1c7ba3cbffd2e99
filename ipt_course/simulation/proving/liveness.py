"""Which hidden values still matter: those that something ahead may read. States that differ in others are one state."""

from __future__ import annotations

from collections.abc import Iterator

from ..engine import ALLIANCE, AROUSAL, DISCLOSURE, FOCUS
from ..script import Effect, Script, Turn


def live_places(script: Script) -> list[frozenset[int]]:
    """For each turn the places that anything from there on may read."""
    always = {place for ending in script.endings for place in ending.when.reads}
    for turn in script.interrupts:
        always |= turn.breaks_in.reads if turn.breaks_in else set()
        always |= {turn.visits} if turn.visits is not None else set()
    if script.risk:
        always |= {script.places[script.risk.cue], script.places[script.risk.asked]}
    live = [set(_read_in(turn)) | always for turn in script.turns]
    interrupts = {turn.index for turn in script.interrupts}
    onward = [{target for target in _targets(turn) if target >= 0} | interrupts for turn in script.turns]
    changed = True
    while changed:
        changed = False
        for turn in script.turns:
            here = live[turn.index]
            grown = here.union(*(live[target] for target in onward[turn.index]))
            grown |= _read_by_rules(turn, grown)
            if grown != here:
                live[turn.index], changed = grown, True
    return [frozenset(places) for places in live]


def _targets(turn: Turn) -> Iterator[int]:
    yield turn.goto
    yield turn.then
    for move in turn.moves:
        for outcome in move.outcomes:
            yield outcome.goto


def _read_in(turn: Turn) -> Iterator[int]:
    yield from turn.when.reads
    if turn.visits is not None:
        yield turn.visits
    for line in turn.lines:
        yield from line.when.reads
        if line.once is not None:
            yield line.once
    for move in turn.moves:
        yield from move.when.reads
        for outcome in move.outcomes:
            yield from outcome.when.reads


def _effects(turn: Turn) -> Iterator[Effect]:
    for line in turn.lines:
        yield line.does
    for move in turn.moves:
        for outcome in move.outcomes:
            yield outcome.does


def _read_by_rules(turn: Turn, live: set[int]) -> set[int]:
    """Alliance and arousal decide whether disclosure and focus may rise."""
    found: set[int] = set()
    for effect in _effects(turn):
        for place, by in effect.shifts:
            if by > 0 and place in live:
                found |= {DISCLOSURE: {ALLIANCE, AROUSAL}, FOCUS: {AROUSAL}}.get(place, set())
    return found
