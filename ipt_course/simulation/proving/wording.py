"""What can be said of the texts of a script by counting words (rule L13)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

from ..fault import Fault
from ..script import Script
from .world import World

MOST_WORDS = 35
"""Words in a therapist's line; more is a speech."""
UNEVEN = 0.20
"""How far the median length of best moves may differ from that of the others."""
HARDEST = 60
"""The readability index LIX that no line may exceed: mean length of sentences plus the percentage of words of more
than six letters (C. H. Björnsson, Läsbarhet, 1968). Above 60 lies the prose of bureaus."""
HARDEST_TALK = 35
"""The same for all the client says: ordinary talk lies between 20 and 35."""
_LEAST_WORDS = 12
"""Words below which an index says nothing of a single line."""

JARGON = [
    "affect",
    "affective",
    "ambivalence",
    "anhedonia",
    "attachment",
    "attachment-style",
    "cognitive",
    "comorbid",
    "comorbidity",
    "countertransference",
    "defence-mechanism",
    "differential",
    "dysfunctional",
    "dysphoria",
    "dysphoric",
    "dysregulated",
    "dysregulation",
    "etiology",
    "ideation",
    "interpersonal",
    "maladaptive",
    "mentalise",
    "pathological",
    "pathology",
    "premorbid",
    "prognosis",
    "psychoeducation",
    "psychomotor",
    "rumination",
    "self-regulation",
    "somatic",
    "symptomatology",
    "syndrome",
    "transference",
    "phq",
    "phq-9",
    "gad-7",
    "dsm",
    "icd",
]
"""Words of the trade that a client in these scenes would not use."""

_WORD = re.compile(r"[\w’'-]+")
_SENTENCE = re.compile(r"[.!?…:;]+")


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def lix(text: str) -> float:
    """The readability index of a text, in points."""
    found = words(text)
    if not found:
        return 0.0
    sentences = max(1, len([part for part in _SENTENCE.split(text) if part.strip()]))
    return len(found) / sentences + 100 * sum(len(word) > 6 for word in found) / len(found)


def wording(script: Script, world: World | None) -> Iterator[Fault]:
    """Lines too long, too hard or in the words of the trade, and moves that length gives away."""
    for turn in script.turns:
        for n, line in enumerate(turn.lines):
            yield from _client(line.say, ("turns", turn.id, "client", n, "say"))
        for move in turn.moves:
            where = ("turns", turn.id, "moves", move.id, "say")
            if (count := len(words(move.say))) > MOST_WORDS:
                yield Fault("L13", where, f"this move has {count} words", f"say it in {MOST_WORDS} at most")
            yield from _hard(move.say, where)
            for outcome in move.outcomes:
                yield from _client(outcome.reply, ("turns", turn.id, "moves", move.id))
    talk = " ".join(line.say for turn in script.turns for line in turn.lines)
    if (index := lix(talk)) > HARDEST_TALK:
        yield Fault(
            "L13",
            ("turns",),
            f"the client's lines are hard to read together (LIX {index:.0f}, at most {HARDEST_TALK})",
            "let the client speak in shorter sentences and words",
        )
    if world is not None:
        yield from _lengths(script, world)


def _client(text: str, where: tuple) -> Iterator[Fault]:
    spoken = {word.lower() for word in words(text)}
    for word in JARGON:
        if word in spoken:
            yield Fault("L13", where, f"the client says '{word}'", "use a word this person would use")
    yield from _hard(text, where)


def _hard(text: str, where: tuple) -> Iterator[Fault]:
    if len(words(text)) >= _LEAST_WORDS and (index := lix(text)) > HARDEST:
        yield Fault(
            "L13",
            where,
            f"this is hard to read (LIX {index:.0f}, at most {HARDEST})",
            "use shorter sentences and words",
        )


def _lengths(script: Script, world: World) -> Iterator[Fault]:
    best = {(one.turn, one.move) for one in world.options if one.judged.good}
    spoken = {(turn.index, n): len(words(m.say)) for turn in script.turns for n, m in enumerate(turn.moves) if m.say}
    right = [count for key, count in spoken.items() if key in best]
    wrong = [count for key, count in spoken.items() if key not in best]
    if not right or not wrong:
        return
    ratio = median(right) / median(wrong)
    if not 1 - UNEVEN <= ratio <= 1 + UNEVEN:
        yield Fault(
            "L13",
            ("turns",),
            f"moves that can be best have {median(right):.0f} words in the middle, the others {median(wrong):.0f}",
            f"bring them within {UNEVEN:.0%} of each other, or length gives the answer away",
        )
