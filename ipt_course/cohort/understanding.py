"""What a cohort has understood: objectives, confidence against correctness, ideas that many hold for certain.

Each function takes the tallies of :func:`~ipt_course.cohort.tallies.tallies`, so that one pass over the answers
serves them all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .blueprint import Blueprint
from .figure import LEAST, Figure, figure, wilson
from .tallies import Tally

ENOUGH = 10
"""Learners from whom on a share may be shown."""
CERTAIN = 95
CONFIDENCES = (60, 80, 95)


@dataclass(frozen=True)
class Objective:
    """What first tries say of an objective: the mean score of its practice and post-test exercises.

    This is a cohort's share, not a learner's mastery. Whether one learner has mastered an objective is the rule of
    ``learning/mastery.py``; counting those who have belongs beside ``share`` here.
    """

    id: str
    lesson: str
    text: str
    exercises: int
    answers: int | None
    share: Figure


def objectives(found: Iterable[Tally], plan: Blueprint, least: int = LEAST) -> list[Objective]:
    """Every objective in the order of the course.

    The interval counts learners instead of answers, as if each learner's answers all agreed: too wide rather than
    too narrow. Of exercises in several wordings all count; pre-tests do not, for nothing had been taught yet.
    """
    by_item: dict[str, list[Tally]] = defaultdict(list)
    for one in found:
        if one.edition.use != "pretest":
            by_item[one.edition.item].append(one)
    rows = []
    for lesson in plan.lessons.values():
        for id, text in lesson.objectives.items():
            items = [i for i in lesson.items if id in plan.items[i].objectives and i in by_item]
            answers = sum(one.n for i in items for one in by_item[i])
            points = sum(one.points for i in items for one in by_item[i])
            n = _learners(by_item[i] for i in items)
            share = figure(n, ENOUGH, lambda p=points, a=answers, n=n: (p / a, *wilson(p / a, n)), least)
            rows.append(Objective(id, lesson.slug, text, len(items), None if 0 < n < least else answers, share))
    return rows


@dataclass(frozen=True)
class Confidence:
    """One level of confidence: how many answers were given with it, and the share of them that was right."""

    level: int
    answers: int | None
    right: Figure


@dataclass(frozen=True)
class Calibration:
    """Confidence against correctness.

    ``brier`` is the mean of (confidence - right)², 0 at best; it is ``miscalibration`` - ``resolution`` +
    ``uncertainty`` (Murphy 1973), which is exact here because confidence takes few values. ``excess`` is mean
    confidence minus share right: above 0, overconfident.
    """

    levels: list[Confidence]
    brier: Figure
    miscalibration: float | None = None
    resolution: float | None = None
    uncertainty: float | None = None
    excess: float | None = None


def calibration(found: Iterable[Tally], least: int = LEAST) -> Calibration:
    """How sure learners were at their first tries, and how often they were right. Half right counts as not right."""
    by_level: dict[int, list[Tally]] = {level: [] for level in CONFIDENCES}
    for one in found:
        if one.confidence in by_level:
            by_level[one.confidence].append(one)
    levels = []
    for level, some in by_level.items():
        n, answers, right = _learners(_by_item(some)), sum(t.n for t in some), sum(t.right for t in some)
        share = figure(n, ENOUGH, lambda r=right, a=answers, n=n: (r / a, *wilson(r / a, n)), least)
        levels.append(Confidence(level, None if 0 < n < least else answers, share))
    every = [one for some in by_level.values() for one in some]
    n, answers = _learners(_by_item(every)), sum(one.n for one in every)
    if n < max(ENOUGH, least):
        return Calibration(levels, figure(n, ENOUGH, lambda: (0, 0, 0), least))
    counts = {level: (sum(t.n for t in some), sum(t.right for t in some)) for level, some in by_level.items() if some}
    parts = murphy({level / 100: count for level, count in counts.items()})
    squares = sum(r * (1 - level / 100) ** 4 + (a - r) * (level / 100) ** 4 for level, (a, r) in counts.items())
    spread = max(0.0, squares / answers - parts[0] ** 2)
    half = 1.96 * (spread / n) ** 0.5
    mean_confidence = sum(level / 100 * a for level, (a, _) in counts.items()) / answers
    return Calibration(
        levels,
        Figure(parts[0], max(0.0, parts[0] - half), parts[0] + half, n),
        *parts[1:],
        excess=mean_confidence - sum(r for _, r in counts.values()) / answers,
    )


def murphy(counts: dict[float, tuple[int, int]]) -> tuple[float, float, float, float]:
    """Brier score and its parts (miscalibration, resolution, uncertainty) from forecast → (how often, how often right).

    Murphy, A. H. (1973). A new vector partition of the probability score. Journal of Applied Meteorology, 12, 595-600.
    """
    n = sum(a for a, _ in counts.values())
    base = sum(r for _, r in counts.values()) / n
    miscalibration = sum(a * (level - r / a) ** 2 for level, (a, r) in counts.items()) / n
    resolution = sum(a * (r / a - base) ** 2 for a, r in counts.values()) / n
    uncertainty = base * (1 - base)
    return miscalibration - resolution + uncertainty, miscalibration, resolution, uncertainty


@dataclass(frozen=True)
class Misconception:
    """A tempting idea, and how many hold it.

    ``certain`` is the share of first answers that chose it at 95 % sure, among all that said how sure they were;
    ``chosen`` the share that chose it however sure. Of several exercises the answers are put together.
    """

    id: str
    exercises: tuple[str, ...]
    answers: int | None
    certain: Figure
    chosen: Figure


def misconceptions(found: Iterable[Tally], plan: Blueprint, least: int = LEAST) -> list[Misconception]:
    """Every misconception that an option names, those held most firmly first: what to teach tomorrow.

    Only answers to the present wording of an exercise count: an option may have meant something else before.
    """
    tempting: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for item in plan.items.values():
        for option, about in item.options.items():
            if about.misconception:
                tempting[about.misconception].setdefault(item.id, set()).add(option)
    now: dict[str, list[Tally]] = defaultdict(list)
    for one in found:
        item = plan.items.get(one.edition.item)
        if item and item.content_hash == one.edition.content_hash:
            now[item.id].append(one)
    rows = []
    for id, options in tempting.items():
        there = {item: chosen for item, chosen in options.items() if item in now}
        some = [(one, _held(one.choice, there[item])) for item in there for one in now[item]]
        sure = [(one, held) for one, held in some if one.confidence is not None]
        chosen = _share(some, lambda one, held: held, least)
        certain = _share(sure, lambda one, held: held and one.confidence == CERTAIN, least)
        answers = sum(one.n for one, _ in some)
        rows.append(Misconception(id, tuple(there), None if 0 < answers < least else answers, certain, chosen))
    rows.sort(key=lambda row: (-(row.certain.value or 0), -(row.chosen.value or 0), row.id))
    return rows


def _share(some, counts, least) -> Figure:
    answers = sum(one.n for one, _ in some)
    held = sum(one.n for one, held in some if counts(one, held))
    by_item: dict[str, int] = defaultdict(int)
    for one, _ in some:
        by_item[one.edition.item] += one.n
    n = max(by_item.values(), default=0)
    return figure(n, ENOUGH, lambda: (held / answers, *wilson(held / answers, n)), least)


def _held(choice: object, options: set[str]) -> bool:
    return choice in options if isinstance(choice, str) else bool(options & set(choice or ()))


def _by_item(some: Iterable[Tally]) -> Iterable[list[Tally]]:
    grouped: dict[str, list[Tally]] = defaultdict(list)
    for one in some:
        grouped[one.edition.item].append(one)
    return grouped.values()


def _learners(by_item: Iterable[list[Tally]]) -> int:
    """How many learners stand behind answers to several exercises: at least as many as answered one of them."""
    return max((sum(one.n for one in some) for some in by_item), default=0)
