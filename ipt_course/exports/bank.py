"""The course's questions as any learning platform understands them, and a list of what none of them understands.

Three forms carry over: one or several options of a list, pairs, and a number. Everything else of the course (sessions,
circles, transcripts, own words, …) is left out and named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..course.exercise import Exercise
from ..course.library import Library
from ..course.markup_plain import plain

FULL = 100.0
LICENCE = "Interpersonal psychotherapy, an open course. CC BY 4.0, creativecommons.org/licenses/by/4.0/"
CITED = re.compile(r'<a href="#ref-([\w-]+)">(.*?)</a>')

LOST = (
    "How sure a learner is, is not asked.",
    "Sorting and matching: points are not corrected for guessing, and the reason for each card stands in the general "
    "feedback.",
    "Numbers: a miss is not told its direction.",
    "Some questions speak of people and transcripts that a lesson introduces; the lesson is not carried over.",
)
"""What is lost of the questions that do carry over, whatever the platform."""

WHY_NOT = {
    "order": "several orders are right",
    "label": "lines of a transcript take several labels",
    "inventory": "people are placed in closeness circles",
    "interview": "people and facts appear only as they are asked for",
    "area_points": "100 points are spread and set beside a panel",
    "formulation": "built part by part and partly in one's own words",
    "communication": "built part by part and partly in one's own words",
    "decision": "cards are placed in a table with two sides",
    "balance": "cards are placed in a table with two sides",
    "timeline": "events are placed on a line",
    "questionnaire": "a questionnaire is scored and acted upon",
    "trend": "a line of scores is read in several steps",
    "planner": "sessions are planned one by one",
    "plane": "people are placed on a map",
    "rate": "a session is rated with evidence",
    "forecast": "guesses are set beside the results of trials",
    "red_pen": "claims are marked and each answer says how sure it is",
    "say_it": "own words, never graded",
}


@dataclass(frozen=True)
class Choosing:
    """Options as (HTML, feedback as HTML, percent of the points). ``single``: one is right and worth all of them."""

    options: list[tuple[str, str, float]]
    single: bool


@dataclass(frozen=True)
class Pairing:
    """Pairs of (HTML, the plain text it belongs with); ``spare``: texts that belong with nothing."""

    pairs: list[tuple[str, str]]
    spare: list[str]


@dataclass(frozen=True)
class Working:
    """A number, within ``tolerance``; feedback as HTML for whoever finds it."""

    value: float
    tolerance: float
    feedback: str


@dataclass(frozen=True)
class Question:
    """One question. All texts are HTML except ``name``; ``feedback`` is for everyone, after the answer."""

    id: str
    name: str
    prompt: str
    task: Choosing | Pairing | Working
    feedback: str
    hints: list[str]
    tags: list[str]


@dataclass(frozen=True)
class Bank:
    """Questions by the title of their lesson, and what was left out: (id, kind, why)."""

    lessons: dict[str, list[Question]]
    left_out: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def questions(self) -> list[Question]:
        return [one for questions in self.lessons.values() for one in questions]


def bank(library: Library, slugs: Iterable[str] = ()) -> Bank:
    """The questions of the written lessons, or of those chosen."""
    chosen = set(slugs)
    lessons: dict[str, list[Question]] = {}
    left_out = []
    for module in library.course["modules"]:
        if not module["notebook"] or (chosen and module["slug"] not in chosen):
            continue
        references = library.lesson(module["slug"])["references"]
        for id in library.exercises(module["slug"]):
            exercise = library.exercise(id)
            if exercise.kind in WHY_NOT:
                left_out.append((id, exercise.kind, WHY_NOT[exercise.kind]))
            else:
                lessons.setdefault(f"{module['number']} {module['title']}", []).append(question(exercise, references))
    return Bank(lessons, left_out)


def question(exercise: Exercise, references: dict[str, str]) -> Question:
    """One exercise as a question of any platform."""
    task, reasons, extra = _TASKS[exercise.kind](exercise)
    prompt = exercise.prompt + extra
    if exercise.content_note:
        prompt = f"<p><em>{exercise.content_note}</em></p>{prompt}"
    told = [exercise.because, *reasons]
    return Question(
        exercise.id,
        exercise.title,
        uncited(prompt),
        task,
        uncited("".join(told)) + _references(_all_texts(exercise), references),
        [uncited(hint) for hint in exercise.hints],
        [exercise.use, *exercise.objectives, *_misconceptions(exercise)],
    )


def uncited(html: str) -> str:
    """Without links to a list of references that is elsewhere; the words of the citation stay."""
    return CITED.sub(r"\2", html)


def _choice(exercise: Exercise):
    task = exercise.task
    options = [
        (uncited(o.text), uncited(o.feedback), FULL if id == task.key.correct else 0.0)
        for id, o in task.options.items()
    ]
    return Choosing(options, True), [], ""


def _multiple(exercise: Exercise):
    """Hits are worth as much together as false alarms cost together: our rule, in percent."""
    task = exercise.task
    right = set(task.key.correct)
    hit, alarm = FULL / len(right), -FULL / (len(task.options) - len(right))
    options = [(uncited(o.text), uncited(o.feedback), hit if id in right else alarm) for id, o in task.options.items()]
    return Choosing(options, False), [], ""


def _sort(exercise: Exercise):
    task = exercise.task
    placed = {card: (place.bin, place.why) for card, place in task.key.cards.items()}
    return _pairing(task.cards, task.bins, placed)


def _match(exercise: Exercise):
    task = exercise.task
    return _pairing(task.left, task.right, {left: (pair.right, pair.why) for left, pair in task.key.pairs.items()})


def _pairing(cards: dict[str, str], bins: dict[str, str], placed: dict[str, tuple[str, str]]):
    pairs = [(uncited(cards[card]), plain(bins[bin])) for card, (bin, _) in placed.items()]
    spare = [plain(text) for id, text in bins.items() if id not in {bin for bin, _ in placed.values()}]
    reasons = "".join(
        f"<li>{cards[card]}<br><strong>{bins[bin]}</strong>: {why}</li>" for card, (bin, why) in placed.items()
    )
    return Pairing(pairs, spare), [f"<ul>{reasons}</ul>"], ""


def _number(exercise: Exercise):
    key = exercise.task.key
    unit = f"<p>Answer in: {exercise.task.unit}</p>" if exercise.task.unit else ""
    return Working(key.value, key.tolerance, uncited(key.why)), [], unit


_TASKS = {"choice": _choice, "multiple": _multiple, "sort": _sort, "match": _match, "number": _number}


def _all_texts(exercise: Exercise) -> str:
    return f"{exercise.prompt} {exercise.because} {exercise.hints} {exercise.task}"


def _misconceptions(exercise: Exercise) -> list[str]:
    options = getattr(exercise.task, "options", {}).values()
    return sorted({f"misconception {o.misconception}" for o in options if getattr(o, "misconception", None)})


def _references(html: str, references: dict[str, str]) -> str:
    cited = dict.fromkeys(key for key, _ in CITED.findall(html))
    lines = "".join(f"<li>{references[key]}</li>" for key in cited if key in references)
    return f"<p>References</p><ul>{lines}</ul>" if lines else ""
