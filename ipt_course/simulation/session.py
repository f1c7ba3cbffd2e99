"""One run of a script: a seed and the moves made so far. Everything else follows from these, every time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from .engine import ImpossibleMove as ImpossibleMove
from .engine import Over, State, after, begin, line, offers
from .scoring import Judged, Result, judge, result
from .script import Ending, Line, Script


class Changed(ValueError):
    """A record that belongs to another script, or to another edition of this one."""


@dataclass(frozen=True)
class Choice:
    """A move as it is offered: its words, or silence."""

    id: str
    say: str
    silence: bool


@dataclass(frozen=True)
class Scene:
    """What a learner may know before the next move: what was said and seen, and the moves in the order shown.

    ``reply`` is the client's answer to the last move; then ``who`` says ``say``. ``number`` counts from 1. ``minute``
    is the time on the wall, if the script gives one.
    """

    number: int
    turn: str
    reply: str
    who: str
    say: str
    seen: str
    minute: int | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Past:
    """A turn that lies behind: the state in which the move was made, the scene, and how the move was judged."""

    state: State
    scene: Scene
    judged: Judged

    @property
    def because(self) -> str:
        """Feedback on the move."""
        return self.judged.chosen.outcome.because


@dataclass(frozen=True)
class Session:
    """A run as it stands. Immutable: :meth:`play` gives the next one."""

    script: Script
    seed: str
    carried: Mapping[str, bool]
    now: State | Over
    past: tuple[Past, ...] = ()
    reply: str = ""
    variant: str = field(default="", repr=False)

    @property
    def moves(self) -> tuple[str, ...]:
        return tuple(one.judged.chosen.move.id for one in self.past)

    @property
    def over(self) -> bool:
        return isinstance(self.now, Over)

    @property
    def ending(self) -> Ending | None:
        return self.script.endings[self.now.ending] if isinstance(self.now, Over) else None

    @property
    def line(self) -> Line | None:
        return line(self.script, self.now) if isinstance(self.now, State) else None

    @property
    def scene(self) -> Scene | None:
        """What is on the stage now; ``None`` once the session is over."""
        if not isinstance(self.now, State):
            return None
        said, turn = line(self.script, self.now), self.script.turns[self.now.turn]
        offered = {offer.move.id: offer.move for offer in offers(self.script, self.now)}
        choices = (offered[id] for id in order(self.seed, self.script, self.now, offered))
        return Scene(
            number=len(self.past) + 1,
            turn=turn.id,
            reply=self.reply,
            who=said.who or self.script.client,
            say=said.say,
            seen=said.seen,
            minute=turn.minute,
            choices=tuple(Choice(move.id, move.say, move.kind == "silence") for move in choices),
        )

    def play(self, move: str) -> Session:
        """The session after one more move; :class:`ImpossibleMove` if it cannot be made now."""
        scene = self.scene
        if scene is None or not isinstance(self.now, State):
            raise ImpossibleMove(f"'{move}' comes too late: the session is over.")
        offered = offers(self.script, self.now)
        if move not in {offer.move.id for offer in offered}:
            known = ", ".join(offer.move.id for offer in offered)
            raise ImpossibleMove(
                f"'{move}' cannot be said at turn {scene.number} ({scene.turn}). Offered there: {known}."
            )
        judged = judge(offered, move)
        outcome = judged.chosen.outcome
        return replace(
            self,
            now=after(self.script, self.now, outcome),
            past=(*self.past, Past(self.now, scene, judged)),
            reply=outcome.reply,
        )

    def rewound(self, turns: int) -> Session:
        """The session as it stood after so many moves."""
        return resume(self.script, self.seed, self.moves[:turns], self.carried, self.variant)

    def result(self) -> Result:
        """The result of a finished session."""
        ending = self.ending
        if ending is None:
            raise ValueError("The session is not over yet, so it has no result.")
        risk = self.script.risk
        return result(self.script, [one.judged for one in self.past], ending, bool(risk and self.flag(risk.cue)))

    def flag(self, name: str) -> bool:
        """Whether a flag holds now."""
        return bool(self.now.values[self.script.places[name]])

    def left(self) -> dict[str, bool]:
        """The flags this session leaves, for a later session with the same client."""
        return {flag: self.flag(flag) for flag in self.script.flags}

    def record(self) -> dict:
        """All that need be kept: plain data from which :func:`reopen` makes the same session."""
        return {
            "script": self.script.id,
            "content_hash": self.script.content_hash,
            "seed": self.seed,
            "carried": dict(self.carried),
            "moves": list(self.moves),
        }


def open_session(script: Script, seed: str, carried: Mapping[str, bool] | None = None, variant: str = "") -> Session:
    """A new session. The seed decides who the client is today, unless ``variant`` names it (for authors and proofs)."""
    today = variant or variant_of(script, seed)
    carried = {flag: bool((carried or {}).get(flag, default)) for flag, default in script.carries.items()}
    return Session(script, seed, carried, begin(script, today, carried), variant=today)


def resume(
    script: Script, seed: str, moves: Iterable[str], carried: Mapping[str, bool] | None = None, variant: str = ""
) -> Session:
    """The session after these moves, exactly as it was."""
    session = open_session(script, seed, carried, variant)
    for move in moves:
        session = session.play(move)
    return session


def reopen(script: Script, record: Mapping) -> Session:
    """The session that a record describes; :class:`Changed` if it is not a record of this very script."""
    if record["script"] != script.id:
        raise Changed(f"This is a record of '{record['script']}', not of '{script.id}'.")
    if record["content_hash"] != script.content_hash:
        raise Changed(
            "This session was recorded with another edition of the scene, so it cannot be replayed with this one."
        )
    return resume(script, record["seed"], record["moves"], record["carried"])


def variant_of(script: Script, seed: str) -> str:
    """Who the client is today."""
    return script.variants[_number(seed, script.id, "variant") % len(script.variants)].id


def order(seed: str, script: Script, state: State, moves: Iterable[str]) -> list[str]:
    """The moves in the order shown: drawn from seed, script, turn and visit, and from nothing else."""
    turn = script.turns[state.turn]
    visit = state.values[turn.visits] if turn.visits is not None else 1
    return sorted(moves, key=lambda move: _number(seed, script.id, turn.id, str(visit), move))


def _number(*parts: str) -> int:
    return int.from_bytes(sha256("/".join(parts).encode()).digest()[:8])
