"""Pictures of figures as SVG in the page's colours. Each stands beside a table that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from ...cohort.figure import Figure

WIDE, LEFT, RIGHT = 400, 4, 396
ROW = 38
LONGEST = 56


@dataclass(frozen=True)
class Picture:
    """``alt`` says in words what is to be seen; the numbers are in the table below it."""

    svg: str
    alt: str


def bars(rows: list[tuple[str, int | None]], of: int, alt: str) -> Picture:
    """Counts as bars; a hidden one has none."""
    parts = []
    for n, (label, count) in enumerate(rows):
        y = 16 + n * ROW
        parts.append(_label(y, label, "fewer than 5" if count is None else f"{count:,}"))
        parts.append(_track(y))
        if count:
            parts.append(
                f'<rect x="{LEFT}" y="{y + 6}" width="{(RIGHT - LEFT) * count / max(1, of):.1f}" height="8" fill="var(--accent)"/>'
            )
    return _picture(parts, len(rows) * ROW, alt)


def whiskers(rows: list[tuple[str, Figure]], alt: str, marks: tuple[float, ...] = ()) -> Picture:
    """Shares from 0 to 100 % as points with their 95 % intervals."""
    parts = []
    for n, (label, one) in enumerate(rows):
        y = 16 + n * ROW
        parts.append(_label(y, label, f"{one.value:.0%}" if one.shown else one.why))
        parts.append(_track(y))
        parts += [
            f'<line x1="{_x(m)}" x2="{_x(m)}" y1="{y + 5}" y2="{y + 15}" stroke="var(--muted)" stroke-dasharray="2 2"/>'
            for m in marks
        ]
        if one.shown:
            parts.append(_whisker(y + 10, one))
    return _picture(parts, len(rows) * ROW, alt)


def before_and_after(rows: list[tuple[str, Figure, Figure]], alt: str) -> Picture:
    """An open point for before, a full one for after, an arrow between."""
    parts = []
    for n, (label, before, after) in enumerate(rows):
        y = 16 + n * ROW
        said = f"{before.value:.0%} → {after.value:.0%}" if after.shown else after.why
        parts += [_label(y, label, said), _track(y)]
        if before.shown and after.shown:
            parts.append(
                f'<line x1="{_x(before.value)}" x2="{_x(after.value)}" y1="{y + 10}" y2="{y + 10}" stroke="var(--accent)" stroke-width="3"/>'
                f'<circle cx="{_x(before.value)}" cy="{y + 10}" r="5" fill="var(--paper)" stroke="var(--accent)" stroke-width="2"/>'
                f'<circle cx="{_x(after.value)}" cy="{y + 10}" r="5" fill="var(--accent)"/>'
            )
    return _picture(parts, len(rows) * ROW, alt)


def calibration(levels: list[tuple[int, Figure]], alt: str) -> Picture:
    """How sure against how often right; on the line both agree."""
    side, off = 240, 62

    def x(v: float) -> float:
        return off + (v - 0.5) / 0.5 * side

    def y(v: float) -> float:
        return 12 + side - max(0.0, v) * side

    parts = [
        f'<rect x="{off}" y="12" width="{side}" height="{side}" fill="none" stroke="var(--line)"/>',
        f'<line x1="{x(0.5)}" y1="{y(0.5)}" x2="{x(1)}" y2="{y(1)}" stroke="var(--muted)" stroke-dasharray="4 3"/>',
        f'<text x="{x(0.75)}" y="{side + 46}" text-anchor="middle">how sure</text>',
        f'<text x="12" y="{y(0.5)}" text-anchor="middle" transform="rotate(-90 12 {y(0.5)})">right</text>',
    ]
    parts += [f'<text x="{off - 6}" y="{y(v) + 4}" text-anchor="end">{v:.0%}</text>' for v in (0, 0.5, 1)]
    for level, one in levels:
        at = x(level / 100)
        parts.append(f'<text x="{at:.1f}" y="{side + 28}" text-anchor="middle">{level} %</text>')
        if one.shown:
            parts.append(
                f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y(one.low):.1f}" y2="{y(one.high):.1f}" stroke="var(--accent)" stroke-width="2"/>'
                f'<circle cx="{at:.1f}" cy="{y(one.value):.1f}" r="5" fill="var(--accent)"/>'
            )
    return _picture(parts, side + 54, alt)


def _x(share: float) -> float:
    return round(LEFT + min(1.0, max(0.0, share)) * (RIGHT - LEFT), 1)


def _whisker(y: float, one: Figure) -> str:
    return (
        f'<line x1="{_x(one.low)}" x2="{_x(one.high)}" y1="{y}" y2="{y}" stroke="var(--accent)" stroke-width="3"/>'
        f'<circle cx="{_x(one.value)}" cy="{y}" r="5" fill="var(--accent)"/>'
    )


def _track(y: float) -> str:
    return f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y + 10}" y2="{y + 10}" stroke="var(--line)"/>'


def _label(y: float, label: str, said: str) -> str:
    room = LONGEST - len(said)
    short = label if len(label) <= room else label[: room - 1].rstrip() + "…"
    return f'<text x="{LEFT}" y="{y}">{escape(short)}</text><text x="{RIGHT}" y="{y}" text-anchor="end">{escape(said)}</text>'


def _picture(parts: list[str], high: float, alt: str) -> Picture:
    return Picture(
        f'<svg viewBox="0 0 {WIDE} {high + 4:.0f}" role="img" aria-label="{escape(alt, quote=True)}" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="currentColor">{"".join(parts)}</svg>',
        alt,
    )
