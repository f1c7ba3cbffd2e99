"""Forest and funnel plots as SVG text. Pure: rows in, a string out.

Colours are the page's (``--ink``, ``--accent``, ``--muted``) and otherwise the text's own, so that a plot can be read
in the dark and in print; what differs, differs in shape as well. Each plot comes in two widths, for a screen and for
a phone. What a plot says in numbers is said in words and in a table by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, sqrt

INK, ACCENT, MUTED, PAPER = (
    f"var(--{name}, {otherwise})"
    for name, otherwise in (
        ("ink", "currentColor"),
        ("accent", "currentColor"),
        ("muted", "currentColor"),
        ("paper", "none"),
    )
)
FARTHEST = (-2.0, 3.6)
"""Effects beyond are drawn as an arrow at the edge."""


@dataclass(frozen=True)
class Row:
    """One line of a forest plot. ``kind``: trial (a square), pool (a diamond), predicted (a dashed bar), head (words).

    ``weight`` is a trial's share of the pool; 0 where it has none.
    """

    name: str
    effect: float = 0.0
    low: float = 0.0
    high: float = 0.0
    weight: float = 0.0
    kind: str = "trial"

    def numbers(self) -> str:
        if self.kind == "head":
            return ""
        if self.kind == "predicted":
            return f"{number(self.low)} to {number(self.high)}"
        return f"{number(self.effect)} ({number(self.low)} to {number(self.high)})"


def number(value: float, places: int = 2) -> str:
    """``−0.42``: a real minus sign, and no minus before a zero."""
    text = f"{value:.{places}f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


@dataclass(frozen=True)
class _Page:
    """Where things stand on a drawing of one width."""

    width: int
    left: float
    right: float
    row: int
    stacked: bool
    """Whether a row's words stand above its line."""


WIDE = _Page(720, 218, 560, 22, False)
NARROW = _Page(360, 12, 348, 42, True)


def forest(
    rows: Sequence[Row], said: str, page: _Page = WIDE, left: str = "control ahead", right: str = "IPT ahead"
) -> str:
    """A forest plot; ``said`` is its text alternative. The dotted line stands at the last pooled effect."""
    low, high = _reach(rows)
    x = _scale(low, high, page)
    top, height = 34, page.row * len(rows)
    floor_ = top + height
    parts = [_line(x(0), top - 6, x(0), floor_, MUTED)]
    pools = [row for row in rows if row.kind == "pool"]
    heaviest = max((row.weight for row in rows), default=0) or 1
    if pools:
        parts.append(_line(x(pools[-1].effect), top - 6, x(pools[-1].effect), floor_, ACCENT, "2 4"))
    for n, row in enumerate(rows):
        parts.append(_row(row, top + page.row * n, x, page, (low, high), row.weight / heaviest))
    parts.append(_axis(low, high, x, floor_, page))
    parts.append(_text(max(x(0) - 8, page.left + 100), 18, f"← {left}", "end", MUTED, 13))
    parts.append(_text(max(x(0) - 8, page.left + 100) + 16, 18, f"{right} →", "start", MUTED, 13))
    return _svg(page.width, floor_ + 30, said, parts)


def funnel(points: Sequence[tuple[str, float, float]], centre: float, said: str, page: _Page = WIDE) -> str:
    """A funnel plot of (name, effect, standard error); inside the dashed lines 95 of 100 would lie by chance alone."""
    most = max(0.2, *(error for _, _, error in points)) * 1.08
    reach = 1.96 * most
    low = _down(min(centre - reach, *(effect for _, effect, _ in points)))
    high = -_down(-max(centre + reach, *(effect for _, effect, _ in points)))
    frame = _Page(page.width, 52, page.width - 14, page.row, page.stacked)
    x = _scale(low, high, frame)
    top, floor_ = 26, 326 if page.stacked else 366
    y = lambda error: top + (error / most) * (floor_ - top)  # noqa: E731
    parts = [_line(x(centre), top, x(centre), floor_, ACCENT, "2 4"), _line(x(0), top, x(0), floor_, MUTED)]
    parts += [_line(x(centre), top, x(centre + side * reach), floor_, INK, "6 4") for side in (-1, 1)]
    step = 0.1 if most < 0.55 else 0.2
    for n in range(int(most / step) + 1):
        parts.append(_text(frame.left - 8, y(n * step) + 4, f"{n * step:.1f}", "end", MUTED, 13))
    for name, effect, error in points:
        parts.append(
            f'<g><title>{escape(name)}: {number(effect)}, standard error {number(error)}</title><circle cx="{x(effect):.1f}" cy="{y(error):.1f}" r="5" fill="{PAPER}" '
            f'stroke="{ACCENT}" stroke-width="2"/></g>'
        )
    parts += [
        _axis(low, high, x, floor_, frame),
        _text(4, 14, "standard error: large trials above, small ones below", "start", MUTED, 13),
        _text(frame.right, floor_ + 46, "effect of IPT (g)", "end", MUTED, 13),
    ]
    return _svg(page.width, floor_ + 54, said, parts)


def _reach(rows: Sequence[Row]) -> tuple[float, float]:
    shown = [row for row in rows if row.kind != "head"]
    low = min([-0.2, *(row.low for row in shown)])
    high = max([0.6, *(row.high for row in shown)])
    return max(FARTHEST[0], _down(low)), min(FARTHEST[1], -_down(-high))


def _down(value: float) -> float:
    """To the next fifth below."""
    return floor(value * 5 - 1e-9) / 5


def _scale(low: float, high: float, page: _Page):
    width = page.right - page.left
    return lambda value: page.left + (value - low) / (high - low) * width


def _row(row: Row, top: float, x, page: _Page, reach: tuple[float, float], size: float) -> str:
    words = top + (15 if page.stacked else page.row / 2 + 4)
    line = top + (page.row - 14 if page.stacked else page.row / 2)
    bold = row.kind in ("pool", "head")
    parts = [
        _text(page.left if page.stacked else 2, words, row.name, "start", INK, 14, bold),
        _text(page.right if page.stacked else page.width - 2, words, row.numbers(), "end", INK, 14, bold),
    ]
    if row.kind == "head":
        return "".join(parts)
    low, high = max(row.low, reach[0]), min(row.high, reach[1])
    if row.kind == "pool":
        corners = [(row.low, 0), (row.effect, -7), (row.high, 0), (row.effect, 7)]
        at = " ".join(f"{x(min(max(value, reach[0]), reach[1])):.1f},{line + up:.1f}" for value, up in corners)
        parts.append(f'<polygon points="{at}" fill="{INK}"/>')
    else:
        dashed = "5 3" if row.kind == "predicted" else ""
        parts.append(_line(x(low), line, x(high), line, INK, dashed, 1.5))
        if row.kind == "predicted":
            parts += [_line(x(end), line - 5, x(end), line + 5, INK) for end in (low, high)]
        parts += [
            _arrow(x(end), line, side) for end, side, cut in ((low, -1, row.low), (high, 1, row.high)) if end != cut
        ]
    if row.kind == "trial" and reach[0] <= row.effect <= reach[1]:
        side = 4.5 + 12 * sqrt(size) if row.weight else 8.0
        parts.append(
            f'<rect x="{x(row.effect) - side / 2:.1f}" y="{line - side / 2:.1f}" width="{side:.1f}" height="{side:.1f}" fill="{ACCENT}"/>'
        )
    return f"<g><title>{escape(row.name)}: {row.numbers()}</title>{''.join(parts)}</g>"


def _axis(low: float, high: float, x, floor_: float, page: _Page) -> str:
    step = 0.5 if high - low <= (2.6 if page.stacked else 4) else 1.0
    first = -floor(-low / step)
    parts = [_line(x(low), floor_, x(high), floor_, MUTED)]
    for n in range(first, floor(high / step + 1e-9) + 1):
        at = n * step
        parts += [
            _line(x(at), floor_, x(at), floor_ + 5, MUTED),
            _text(x(at), floor_ + 20, number(at, 1), "middle", MUTED, 13),
        ]
    return "".join(parts)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dashes: str = "", width: float = 1) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'


def _arrow(x: float, y: float, side: int) -> str:
    return f'<path d="M{x:.1f} {y:.1f}l{-side * 7} -4v8z" fill="{INK}"/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str, size: int, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}"{weight}>{escape(words)}</text>'


def _svg(width: float, height: float, said: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(said, quote=True)}" '
        f'font-family="system-ui, sans-serif" style="display:block;width:100%;max-width:{width:g}px;height:auto">{"".join(parts)}</svg>'
    )
