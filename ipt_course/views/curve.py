"""How the client stood, turn by turn: four step lines as an SVG drawing, and the same as a table."""

from __future__ import annotations

from html import escape

from ..simulation.debrief import NUMBERS, Debrief
from ..simulation.script import HIGHEST, MEANINGS

NAMES = {"alliance": "Alliance", "arousal": "Arousal", "disclosure": "Disclosure", "focus": "Focus"}
LEFT, RIGHT, TOP, STEP, GAP = 4, 4, 34, 13, 48
"""The margins, the first line, the height of one level, the space between two panels with a name in it, in pixels."""
WIDTH = 640
BEARABLE = (1, 2)
"""The range of arousal in which one can feel and think, shaded."""


def drawing(found: Debrief) -> str:
    """The lines. What they say stands in :func:`table`, and in the sentences beside it."""
    turns = len(found.moments)
    wide = (WIDTH - LEFT - RIGHT) / turns
    parts, top = [], TOP
    for name in NUMBERS:
        parts.append(_panel(name, found, top, wide))
        top += HIGHEST[name] * STEP + GAP
    marks = "".join(
        f'<line class="ipt-harm" x1="{LEFT + (one.number - 0.5) * wide:.1f}" x2="{LEFT + (one.number - 0.5) * wide:.1f}" y1="{TOP}" y2="{top - GAP}"/>'
        for one in found.moments
        if one.harm
    )
    every = 1 if turns <= 12 else 5
    ticks = "".join(
        f'<text x="{LEFT + (n - 0.5) * wide:.1f}" y="{top - GAP + 26}" text-anchor="middle">{n}</text>'
        for n in range(1, turns + 1)
        if n == 1 or n % every == 0
    )
    summary = "; ".join(
        f"{NAMES[name].lower()} from {MEANINGS[name][rows[0]]} to {MEANINGS[name][rows[-1]]}"
        for name, rows in found.numbers.items()
    )
    label = f"Four lines over {turns} turns: {summary}. The table below holds every turn."
    return (
        f'<svg class="ipt-curve" viewBox="0 0 {WIDTH} {top - GAP + 32}" role="img" aria-label="{escape(label, quote=True)}">'
        f"{''.join(parts)}{marks}{ticks}</svg>"
    )


def _panel(name: str, found: Debrief, top: float, wide: float) -> str:
    highest, values = HIGHEST[name], found.numbers[name]
    foot = top + highest * STEP
    at = lambda value: foot - value * STEP  # noqa: E731
    path = [f"M{LEFT},{at(values[0])}"]
    for n, value in enumerate(values[1:], 1):
        path.append(f"H{LEFT + n * wide:.1f}V{at(value)}")
    band = ""
    if name == "arousal":
        low, high = BEARABLE
        band = f'<rect class="ipt-bearable" x="{LEFT}" y="{at(high) - STEP / 2}" width="{WIDTH - LEFT - RIGHT}" height="{(high - low + 1) * STEP}"/>'
    rules = "".join(
        f'<line class="ipt-rule" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at(value)}" y2="{at(value)}"/>'
        for value in (0, highest)
    )
    dots = "".join(
        f'<circle class="{"ipt-well" if one.good else "ipt-short"}" cx="{LEFT + (one.number - 0.5) * wide:.1f}" cy="{at(values[one.number - 1])}" r="3"/>'
        for one in found.moments
        if name == NUMBERS[0]
    )
    return (
        f'{band}{rules}<text x="{LEFT}" y="{at(highest) - 12}" class="ipt-name">{NAMES[name]}: {MEANINGS[name][0]} … {MEANINGS[name][-1]}</text>'
        f'<path d="{"".join(path)}"/>{dots}'
    )


def table(found: Debrief) -> str:
    """The same in words, a row for each turn."""
    heads = "".join(f'<th scope="col">{NAMES[name]}</th>' for name in NUMBERS)
    rows = []
    for n in range(len(found.moments) + 1):
        said = f"{found.moments[n].number}. {escape(found.moments[n].kind)}" if n < len(found.moments) else "At the end"
        cells = "".join(f"<td>{MEANINGS[name][found.numbers[name][n]]}</td>" for name in NUMBERS)
        rows.append(f'<tr><th scope="row">{said}</th>{cells}</tr>')
    return (
        '<div class="ipt-wide" tabindex="0" role="group" aria-label="State at each turn"><table><thead><tr><th scope="col">Turn, and your move</th>'
        f"{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
