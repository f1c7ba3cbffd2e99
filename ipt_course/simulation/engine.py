"""How a session goes on: pure functions of a script and a state.

The dynamics, in full. They are teaching fictions and simple enough to be written on a card:

1. Every number stays between 0 and its highest value (``script.HIGHEST``).
2. Nobody tells more than they trust: disclosure does not rise while alliance is 0 or 1.
3. Nobody tells more or takes anything in while flooded: disclosure and focus do not rise while arousal is 3 or 4.
4. Calming does not numb: arousal does not fall below 1, unless it was 0.
5. All else that changes is written in the script: by the outcome of a move, or by a line the client says.

Rules 2 to 4 look at the state in which the move was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .fault import ScriptError
from .script import BACK, END, HIGHEST, LINE, Effect, Ending, Line, Move, Outcome, Script, Turn

ALLIANCE, AROUSAL, DISCLOSURE, FOCUS = range(len(HIGHEST))
GUARDED, CALM, FLOODED = 1, 1, 3
"""The alliance up to which, and the arousal from which, rules 2 and 3 hold; the arousal to which one can be calmed."""

Values = tuple[int, ...]


class State(NamedTuple):
    """Where a session stands, waiting for a move. ``back`` is the turn that an interruption put off."""

    turn: int
    line: int
    back: int | None
    values: Values


class Over(NamedTuple):
    """A session that has ended."""

    ending: int
    values: Values


@dataclass(frozen=True)
class Offer:
    """A move that can be made now, and what it would mean."""

    move: Move
    outcome: Outcome


class ImpossibleMove(ValueError):
    """A move that is not offered where the session stands."""


def begin(script: Script, variant: str, carried: Mapping[str, bool] | None = None) -> State | Over:
    """The state in which a session opens. ``carried`` are flags an earlier session left; the script has defaults."""
    values = list(script.variant(variant).values)
    for flag, default in script.carries.items():
        values[script.places[flag]] = int((carried or {}).get(flag, default))
    now = tuple(values)
    for when, does in script.opening:
        if when(now):
            now = applied(script, does, now)
    return arrive(script, script.first, None, now)


def step(script: Script, state: State, move: str) -> tuple[Offer, State | Over]:
    """What a move means, and where it leads. :class:`ImpossibleMove` if it is not offered in this state."""
    for offer in offers(script, state):
        if offer.move.id == move:
            return offer, after(script, state, offer.outcome)
    here = script.turns[state.turn].id
    known = ", ".join(offer.move.id for offer in offers(script, state))
    raise ImpossibleMove(f"'{move}' cannot be said at turn '{here}'. Moves offered here: {known}.")


def line(script: Script, state: State) -> Line:
    """What the client says in this state."""
    return script.turns[state.turn].lines[state.line]


def offers(script: Script, state: State) -> tuple[Offer, ...]:
    """The moves offered in this state, in the order of the script."""
    values = state.values
    return tuple(
        Offer(move, next(outcome for outcome in move.outcomes if outcome.when.test(values)))
        for move in script.turns[state.turn].moves
        if move.when.test(values)
    )


def after(script: Script, state: State, outcome: Outcome) -> State | Over:
    """Where an outcome leads."""
    values = applied(script, outcome.does, state.values)
    if outcome.goto == BACK:
        return arrive(script, END if state.back is None else state.back, None, values)
    return arrive(script, outcome.goto, None, values)


def applied(script: Script, effect: Effect, values: Values) -> Values:
    """The hidden values after an effect."""
    if not effect.shifts and not effect.sets:
        return values
    now = list(values)
    for place, by in effect.shifts:
        if by > 0 and (
            (place == DISCLOSURE and (values[ALLIANCE] <= GUARDED or values[AROUSAL] >= FLOODED))
            or (place == FOCUS and values[AROUSAL] >= FLOODED)
        ):
            continue
        least = min(CALM, values[AROUSAL]) if place == AROUSAL else 0
        now[place] = min(max(now[place] + by, least), script.highest[place])
    for place, to in effect.sets:
        now[place] = to
    return tuple(now)


def arrive(script: Script, target: int, back: int | None, values: Values) -> State | Over:
    """Come to a turn, or to what breaks in before it, or past turns that do not take place; the client speaks."""
    if back is None and (broke_in := _breaking_in(script, values)) is not None:
        back, target = target, broke_in.index
    for _ in range(len(script.turns) + 1):
        if target == END:
            return Over(_ending(script, values), values)
        turn = script.turns[target]
        if turn.visits is not None and values[turn.visits] >= turn.limit:
            target = turn.then
        elif turn.when.test(values):
            return _speak(script, turn, back, values)
        else:
            target = turn.goto
    raise ScriptError(
        f"{script.id}: the turns that do not take place after '{script.turns[target].id}' run in a circle"
    )


def _breaking_in(script: Script, values: Values) -> Turn | None:
    for turn in script.interrupts:
        if turn.breaks_in and values[turn.visits or 0] < turn.limit and turn.breaks_in.test(values):
            return turn
    return None


def _speak(script: Script, turn: Turn, back: int | None, values: Values) -> State:
    if turn.visits is not None:
        values = _set(values, turn.visits, values[turn.visits] + 1)
    for n, line in enumerate(turn.lines):
        if (line.once is None or not values[line.once]) and line.when.test(values):
            if line.once is not None:
                values = _set(values, line.once, 1)
            values = _set(values, script.places[LINE], n)
            return State(turn.index, n, back, applied(script, line.does, values))
    raise ScriptError(f"{script.id}: turn '{turn.id}' has nothing left to say")


def _set(values: Values, place: int, to: int) -> Values:
    return (*values[:place], to, *values[place + 1 :])


def _ending(script: Script, values: Values) -> int:
    return next(n for n, ending in enumerate(script.endings) if ending.when.test(values))


def ending(script: Script, over: Over) -> Ending:
    return script.endings[over.ending]


def starts(script: Script) -> Iterator[tuple[str, dict[str, bool], State | Over]]:
    """Every way the session can open: each variant with each combination of carried flags."""
    flags = list(script.carries)
    for n in range(2 ** len(flags)):
        carried = {flag: bool(n >> k & 1) for k, flag in enumerate(flags)}
        for variant in script.variants:
            yield variant.id, carried, begin(script, variant.id, carried)
