"""How sure the learner was, against how often they were right: a picture, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterable

from ..cohort.figure import wilson
from ..cohort.tallies import RIGHT
from ..cohort.understanding import CONFIDENCES, murphy
from ..learning.kept import Attempt

ENOUGH = 20
"""Answers with a confidence, from which on something is said."""
NEAR = 0.05
"""Share by which confidence and correctness may differ and still agree."""
SIDE, LEFT, FLOOR = 300, 44, 262


def calibration(attempts: Iterable[Attempt]) -> str:
    """Calibration over the first tries that said how sure they were, as HTML; empty when there is none.

    Half right counts as not right, as in the cohort's figures.
    """
    counts: dict[int, list[int]] = {level: [0, 0] for level in CONFIDENCES}
    for one in attempts:
        if one.try_no == 1 and one.confidence in counts and one.score is not None:
            counts[one.confidence][0] += 1
            counts[one.confidence][1] += one.score >= RIGHT
    n = sum(all_ for all_, _ in counts.values())
    if not n:
        return ""
    head = "<h2>How sure, and how right</h2>"
    if n < ENOUGH:
        return f"{head}<p>You have said of {n} answer{'' if n == 1 else 's'} how sure you were. From {ENOUGH} on this place shows how well that fits.</p>"
    found = {level: (all_, right) for level, (all_, right) in counts.items() if all_}
    brier = murphy({level / 100: pair for level, pair in found.items()})[0]
    rows = "".join(
        f'<tr><th scope="row">{level} %</th><td>{all_}</td><td>{right / all_:.0%}</td></tr>'
        for level, (all_, right) in found.items()
    )
    return (
        f"{head}<p>{_said(found)}</p>{_drawing(found)}"
        '<table tabindex="0" class="ipt-standing"><caption class="ipt-sr">Confidence and correctness</caption><thead><tr><th scope="col">You were</th>'
        f'<th scope="col">Answers</th><th scope="col">Right</th></tr></thead><tbody>{rows}</tbody></table>'
        f'<p class="ipt-about">First tries only. The bars are 95 per cent intervals: with few answers they are long. Brier score {brier:.2f}: 0 is best, 0.25 is what a coin would get.</p>'
    )


def _said(found: dict[int, tuple[int, int]]) -> str:
    n = sum(all_ for all_, _ in found.values())
    sure = sum(level / 100 * all_ for level, (all_, _) in found.items()) / n
    right = sum(right for _, right in found.values()) / n
    if abs(sure - right) <= NEAR:
        words = "On the whole you know what you know."
    elif sure > right:
        words = (
            "You are surer than you are right. That is common, and with safety in play it is worth slowing down for."
        )
    else:
        words = "You are right more often than you think."
    return f"On average you were {sure:.0%} sure, and {right:.0%} of {n} answers were right. {words}"


def _drawing(found: dict[int, tuple[int, int]]) -> str:
    def x(share: float) -> float:
        return LEFT + (share - 0.5) / 0.5 * (SIDE - LEFT - 12)

    def y(share: float) -> float:
        return FLOOR - share * (FLOOR - 14)

    out = [
        f'<svg class="ipt-chart ipt-calibration" viewBox="0 0 {SIDE} 312" role="img" aria-label="Share right against confidence; the same is in the table below.">',
        f'<path class="ipt-axis" d="M{LEFT} 14V{FLOOR}H{SIDE - 8}" fill="none" stroke="currentColor"/>',
        f'<path class="ipt-band" d="M{x(0.5):.0f} {y(0.5):.0f}L{x(1):.0f} {y(1):.0f}" fill="none" stroke="currentColor"/>',
    ]
    out += [_words(LEFT - 6, y(share) + 5, f"{share:.0%}", "end") for share in (0, 0.5, 1)]
    out += [_words(x(level / 100), FLOOR + 20, f"{level} %") for level in CONFIDENCES]
    out.append(_words((LEFT + SIDE) / 2, FLOOR + 44, "how sure you were"))
    for level, (all_, right) in found.items():
        low, high = wilson(right / all_, all_)
        at = x(level / 100)
        out.append(
            f'<path class="ipt-mood" d="M{at:.0f} {y(low):.0f}V{y(high):.0f}" fill="none" stroke="currentColor"/>'
        )
        out.append(f'<circle class="ipt-score" cx="{at:.0f}" cy="{y(right / all_):.0f}" r="6"/>')
    return "".join([*out, "</svg>"])


def _words(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="currentColor">{words}</text>'
