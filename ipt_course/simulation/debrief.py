"""What there is to learn from a finished session: how the client stood at each turn, what was offered and missed,
how each competence came out and why, and how an expert went through the same client."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from .engine import Over
from .scoring import ADEQUATE, ENOUGH, ItemResult, Result
from .script import HIGHEST, KINDS, MEANINGS, SAFETY, Line
from .session import ImpossibleMove, Past, Session, resume

NUMBERS = tuple(HIGHEST)
"""The hidden numbers, in the order in which a state holds them."""


@dataclass(frozen=True)
class Moment:
    """One turn looked back upon."""

    past: Past
    line: Line

    @property
    def number(self) -> int:
        return self.past.scene.number

    @property
    def good(self) -> bool:
        return self.past.judged.good

    @property
    def harm(self) -> bool:
        return bool(self.past.judged.harms)

    @property
    def missed(self) -> bool:
        """The client offered something, and another move would have taken it up better."""
        return bool(self.line.opens) and not self.good

    @property
    def kind(self) -> str:
        return KINDS[self.past.judged.chosen.move.kind]


@dataclass(frozen=True)
class Shown:
    """A competence over the session: its result, and the turns at which it was shown, or could have been."""

    item: str
    result: ItemResult
    at_best: tuple[Moment, ...]
    short: tuple[Moment, ...]

    @property
    def lost(self) -> int:
        return self.result.available - self.result.earned


@dataclass(frozen=True)
class Debrief:
    session: Session

    @functools.cached_property
    def result(self) -> Result:
        return self.session.result()

    @functools.cached_property
    def moments(self) -> tuple[Moment, ...]:
        script = self.session.script
        return tuple(Moment(past, script.turns[past.state.turn].lines[past.state.line]) for past in self.session.past)

    @functools.cached_property
    def numbers(self) -> dict[str, tuple[int, ...]]:
        """Each hidden number as it stood when each move was made, and at the end."""
        states = [one.past.state for one in self.moments] + [self.session.now]
        return {name: tuple(state.values[place] for state in states) for place, name in enumerate(NUMBERS)}

    @functools.cached_property
    def items(self) -> tuple[Shown, ...]:
        """The competences of this session, those first that were to be shown in any case."""
        required = self.session.script.required
        found = self.result.items
        order = [*(id for id in required if id in found), *(id for id in found if id not in required)]
        return tuple(self._shown(id, found[id]) for id in order)

    def _shown(self, id: str, result: ItemResult) -> Shown:
        at_best, short = [], []
        for one in self.moments:
            earned, available = one.past.judged.chances().get(id, (0, 0))
            if id in one.past.judged.harms or earned < available:
                short.append(one)
            elif available:
                at_best.append(one)
        return Shown(id, result, tuple(at_best), tuple(short))

    @property
    def missed(self) -> tuple[Moment, ...]:
        return tuple(one for one in self.moments if one.missed)

    @functools.cached_property
    def weakest(self) -> Shown | None:
        """The competence to work on: risk if it was not asked about, then harm, then the lowest share, of equals the
        one that cost most."""
        judged = [one for one in self.items if one.result.chances >= ENOUGH or one.result.harm]
        short = [one for one in judged if one.lost or one.result.harm]

        def need(one: Shown) -> tuple:
            unasked = one.item == SAFETY and one.result.level not in (ADEQUATE, 3)
            return not unasked, not one.result.harm, one.result.share, -one.lost

        return min(short, key=need, default=None)

    @functools.cached_property
    def strongest(self) -> Shown | None:
        judged = [one for one in self.items if one.result.chances >= ENOUGH and not one.result.harm]
        return max(judged, key=lambda one: (one.result.share, one.result.available), default=None)

    @functools.cached_property
    def expert(self) -> Session | None:
        """The same client on the same day, met by an expert; ``None`` if the path is not for this past."""
        one = self.session
        try:
            return resume(one.script, one.seed, one.script.expert[one.variant], one.carried, one.variant)
        except (ImpossibleMove, KeyError):
            return None

    def turning_points(self) -> Iterator[str]:
        """What moved, in sentences: trust, the limit of what could be borne, what was told, what was worked on."""
        for n, one in enumerate(self.moments):
            for name in NUMBERS:
                before, after = self.numbers[name][n : n + 2]
                told = name != "arousal" or (before >= _FLOODED) != (after >= _FLOODED)
                if before != after and told:
                    yield (
                        f"Turn {one.number}, {one.kind}: {name} {'rose' if after > before else 'fell'} from "
                        f"“{MEANINGS[name][before]}” to “{MEANINGS[name][after]}”."
                    )


_FLOODED = 3


def debrief(session: Session) -> Debrief:
    """A finished session looked back upon."""
    if not isinstance(session.now, Over):
        raise ValueError("The session is not over yet, so there is nothing to look back upon.")
    return Debrief(session)
