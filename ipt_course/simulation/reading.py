"""A session as a play, for a clinician to read and correct."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from .engine import Offer, State, offers
from .script import HIGHEST, KINDS, MEANINGS
from .session import Past, Session

WIDTH = 100


def as_play(session: Session, others: bool = False) -> str:
    """The conversation line by line, with cues, points, reasons and hidden state; ``others`` adds what the
    moves not made would have meant."""
    variant = session.script.variant(session.variant)
    rows = [session.script.title.upper(), fill(f"{variant.id}: {variant.about}", WIDTH), *_before(session), ""]
    for past in session.past:
        rows += [*_turn(session, past, others), ""]
    if session.scene:
        rows += [f"The session is not over; it stands at '{session.scene.turn}'."]
    elif session.ending:
        rows += _said(session.script.client, session.reply) if session.reply else []
        result = session.result()
        rows += [
            "",
            f"{session.ending.title} ({session.ending.id}, {session.ending.kind})",
            fill(session.ending.text, WIDTH),
        ]
        rows += [
            f"score {result.score:.2f} ({result.earned} of {result.best} points), {'passed' if result.passed else 'not passed'}"
        ]
        rows += list(result.hindered)
    return "\n".join(rows).rstrip() + "\n"


def _before(session: Session) -> Iterator[str]:
    if session.carried:
        left = ", ".join(f"{flag} {'yes' if value else 'no'}" for flag, value in session.carried.items())
        yield f"from {session.script.carried_from}: {left}"


def _turn(session: Session, past: Past, others: bool) -> Iterator[str]:
    scene, line = past.scene, session.script.turns[past.state.turn].lines[past.state.line]
    yield f"{scene.number}. {scene.turn}"
    yield _note(hidden(past.state))
    if scene.reply and line.who:
        yield from _said(session.script.client, scene.reply)
    before = "" if line.who else scene.reply
    yield from _said(scene.who, " ".join(filter(None, [before, f"({scene.seen})" if scene.seen else "", scene.say])))
    if line.cue:
        yield _note(f"cue: {line.cue}")
    chosen = past.judged.chosen
    yield from _said("you", chosen.move.say or _SILENCE)
    yield _note(f"{_meaning(chosen)}; {past.judged.earned} of {past.judged.best}. {chosen.outcome.because}")
    for offer in offers(session.script, past.state) if others else ():
        if offer.move is not chosen.move:
            reply = f" — {session.script.client.split()[0]}: {offer.outcome.reply}" if offer.outcome.reply else ""
            yield _note(f"or: {offer.move.say or _SILENCE} {_meaning(offer)}. {offer.outcome.because}{reply}")


_SILENCE = "(Say nothing, and wait.)"


def _meaning(offer: Offer) -> str:
    shows = ", ".join(f"{item} {level}" for item, level in offer.outcome.shows.items()) or "nothing"
    return f"[{offer.move.id}, {KINDS[offer.move.kind]}: {shows}]"


def hidden(state: State) -> str:
    """The four numbers in words."""
    numbers = zip(HIGHEST, state.values, strict=False)
    return ", ".join(f"{name} {value} {MEANINGS[name][value]}" for name, value in numbers)


def _said(who: str, text: str) -> list[str]:
    name = who.split()[0].strip(",").upper() if who else "CLIENT"
    return [fill(text, WIDTH, initial_indent=f"{name:<9} ", subsequent_indent=" " * 10)]


def _note(text: str) -> str:
    return fill(text, WIDTH, initial_indent=" " * 14, subsequent_indent=" " * 14)
