"""Adding up the PHQ-9 and the GAD-7, and reading a change.

Sources: Kroenke, Spitzer and Williams 2001 (PHQ-9: bands, diagnostic algorithm); Spitzer and others 2006
(GAD-7: bands); Löwe and others 2004 (five points as the smallest change that matters for one person);
McMillan and others 2010 (response and remission); Jacobson and Truax 1991, Bischoff and others 2020 (reliable
change). The wording of the forms is not here; see ``data/questionnaires.yml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

HIGHEST = 3
"""What one answer may count: 0 to 3."""
LENGTHS = {"phq9": 9, "gad7": 7}
BANDS = {
    "phq9": {0: "minimal", 5: "mild", 10: "moderate", 15: "moderately severe", 20: "severe"},
    "gad7": {0: "minimal", 5: "mild", 10: "moderate", 15: "severe"},
}
"""The lowest total of each band."""
MATTERS = 5
"""Points on the PHQ-9 that matter for one person (Löwe 2004)."""
REMISSION = 5
"""A PHQ-9 total below this is remission."""
MORE_THAN_HALF = 2
"""An answer from which a symptom counts in the algorithm; item 9 counts from 1."""

CHANGES = {
    "worse": "worse, by five points or more",
    "little": "less than five points either way",
    "better": "better by five points or more, not yet half",
    "response": "response: at least half of it gone",
    "remission": "remission: response, and below five",
}


SURE = 1.96
"""Standard errors beyond which error alone is an unlikely explanation (95 per cent)."""


def reliable_points(spread: float, reliability: float) -> float:
    """By how many points two scores of one person must differ before error is an unlikely explanation.

    Jacobson and Truax 1991: 1.96 standard errors of a difference. ``spread`` is a standard deviation in
    points, ``reliability`` a coefficient from 0 to 1.
    """
    return SURE * spread * sqrt(2 * (1 - reliability))


ERROR = {"phq9": reliable_points(spread=6.1, reliability=0.89), "gad7": 6.0}
"""Points of change that error may explain. PHQ-9: 5.6, from the spread among patients with major depression and
Cronbach's alpha (Kroenke 2001). GAD-7: as published by Bischoff 2020. Other inputs give other numbers."""

RELIABLE = {
    "worse": "a rise that error does not explain",
    "within": "no more than error can explain",
    "better": "a fall that error does not explain",
}


def total(items: Sequence[int]) -> int:
    """The sum score, in points."""
    return sum(items)


def band(instrument: str, points: int) -> str:
    """The severity band in which a total falls."""
    return next(name for lowest, name in reversed(BANDS[instrument].items()) if points >= lowest)


def symptoms(items: Sequence[int]) -> int:
    """How many of the nine symptoms of the PHQ-9 count in its algorithm."""
    return sum(answer >= MORE_THAN_HALF for answer in items[:8]) + (items[8] >= 1)


def algorithm(items: Sequence[int]) -> str:
    """``major``, ``other`` or ``none``: the PHQ-9's depressive syndromes. At least one is interest or mood.

    Major: five symptoms or more. Other: two to four.
    """
    if not any(answer >= MORE_THAN_HALF for answer in items[:2]):
        return "none"
    counted = symptoms(items)
    return "major" if counted >= 5 else "other" if counted >= 2 else "none"


def change(before: int, now: int) -> str:
    """A key of :data:`CHANGES`: how a PHQ-9 total compares with an earlier one of the same person."""
    fallen = before - now
    if fallen <= -MATTERS:
        return "worse"
    if fallen < MATTERS:
        return "little"
    if 2 * now > before:
        return "better"
    return "remission" if now < REMISSION else "response"


def reliable(instrument: str, before: int, now: int) -> str:
    """A key of :data:`RELIABLE`: two totals of the same person, set against the error of measurement."""
    if abs(before - now) < ERROR[instrument]:
        return "within"
    return "better" if now < before else "worse"


def first_that_matters(totals: Sequence[int]) -> int:
    """The first session, counted from 1, at :data:`MATTERS` points or more below the first; 0 if there is none."""
    return next((n for n, points in enumerate(totals, 1) if totals[0] - points >= MATTERS), 0)


def thoughts_of_death(instrument: str, items: Sequence[int]) -> bool:
    """Whether item 9 of a PHQ-9 is above zero, which opens the full enquiry."""
    return instrument == "phq9" and items[8] > 0
