"""Drawings of a client's life as SVG: closeness circles, a line of events, a line of scores.

Each stands beside a table or list that says the same; to a screen reader it is one picture with a name. Colours and
size are set on the elements for JupyterLab, and overruled by the page's own style.
"""

from __future__ import annotations

from html import escape
from math import cos, hypot, pi, sin

from ..clinical.questionnaires import BANDS
from ..course.markup_plain import plain

MIDDLE, RADII, DISC = 180, {1: 66, 2: 112, 3: 158}, 17
RING_NAMES = {1: "closest", 2: "close", 3: "further out"}
GAP = 72
"""Degrees left free at the top, where the rings have their names."""
YEARS_BACK = 104
"""Weeks before the first session that the line of events shows; what is older stands at its beginning."""


def initials(name: str) -> str:
    words = plain(name).split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def circles(client: str, people: list[dict]) -> str:
    """People on the three rings; ``people`` have ``name``, ``status`` and ``ring``."""
    out = [
        f'<svg class="ipt-circles" viewBox="0 0 360 366" width="432" role="img" aria-label="Closeness circles of {escape(plain(client), quote=True)}; '
        'the same is in the list below.">'
    ]
    for radius in reversed(RADII.values()):
        out.append(
            f'<circle class="ipt-ring" cx="{MIDDLE}" cy="{MIDDLE}" r="{radius}" fill="none" stroke="currentColor"/>'
        )
    for ring, radius in RADII.items():
        out.append(_words(MIDDLE, MIDDLE - radius + 4, RING_NAMES[ring], "ipt-ring-name"))
    out.append(f'<circle class="ipt-client" cx="{MIDDLE}" cy="{MIDDLE}" r="24" fill="none" stroke="currentColor"/>')
    out.append(_words(MIDDLE, MIDDLE + 6, initials(client), "ipt-client-initials"))
    taken: list[tuple[float, float]] = []
    for one in sorted(people, key=lambda one: one["ring"]):
        taken.append(_free_place(one["ring"], taken))
        out.append(_person(*taken[-1], one))
    return "".join([*out, "</svg>"])


def _free_place(ring: int, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """The place on a ring with most room around it. Names are wide, so people stand apart rather below each other."""
    places = [_at(ring, angle) for angle in range(GAP // 2, 361 - GAP // 2, 15)]

    def room(place: tuple[float, float]) -> float:
        return min((hypot(0.7 * (place[0] - x), place[1] - y) for x, y in taken), default=0)

    return max(places, key=room)


def _at(ring: int, angle: float) -> tuple[float, float]:
    """``angle`` runs clockwise from the top, in degrees."""
    turn = angle * pi / 180
    return MIDDLE + RADII[ring] * sin(turn), MIDDLE - RADII[ring] * cos(turn)


def _person(x: float, y: float, person: dict) -> str:
    name, died = plain(person["name"]), person["status"] == "deceased"
    half = (len(name) + (5 if died else 0)) * 3.3
    at = min(358 - half, max(2 + half, x)) - x
    return (
        f'<g class="ipt-person{" ipt-person-died" if died else ""}" transform="translate({x:.0f} {y:.0f})">'
        f'<circle class="ipt-person-disc" r="{DISC}" fill="none" stroke="currentColor"/>'
        + _words(0, 4.5, initials(name), "ipt-person-initials")
        + f'<text class="ipt-person-name" x="{at:.0f}" y="{DISC + 13}" text-anchor="middle">{escape(name)}'
        + ('<tspan class="ipt-died"> died</tspan>' if died else "")
        + "</text></g>"
    )


def events(timeline: list[dict], numbers: list[int], told: bool) -> str:
    """A line of events with the mood; each is a numbered dot. ``told``: whether the part it played may be seen."""
    wide, high, left, right, top, floor = 640, 206, 58, 16, 14, 150
    first = max(-YEARS_BACK, min(-8, timeline[0]["t_weeks"]))

    def x(week: int) -> float:
        return left + (max(week, first) - first) / -first * (wide - left - right)

    def y(mood: float) -> float:
        return floor - mood / 10 * (floor - top)

    every = next(step for step in (1, 2, 4, 8, 13, 26) if -first / step <= 9)
    out = [
        f'<svg class="ipt-chart" viewBox="0 0 {wide} {high}" width="{wide}" role="img" aria-label="Events and mood on a line of weeks; the same is in the list below.">',
        f'<path class="ipt-axis" d="M{left} {floor}H{wide - right}" fill="none" stroke="currentColor"/>',
        _words(4, y(10) + 4, "good", anchor="start"),
        _words(4, y(0) - 4, "low", anchor="start"),
    ]
    weeks = {week: str(week) for week in range(0, -first + 1, every)}
    if timeline[0]["t_weeks"] < first:
        weeks[-first] = f"{-first}+"
    out += [_words(x(-week), floor + 20, word) for week, word in weeks.items()]
    out.append(_words(wide - right, floor + 44, "weeks before the first session", anchor="end"))
    points = " ".join(f"{x(one['t_weeks']):.0f},{y(one['mood_0_10']):.0f}" for one in timeline)
    out.append(f'<polyline class="ipt-mood" points="{points}" fill="none" stroke="currentColor"/>')
    last: dict[int, float] = {}
    for number, one in zip(numbers, timeline, strict=True):
        level = next(n for n in range(99) if n not in last or x(one["t_weeks"]) - last[n] >= 25)
        last[level] = x(one["t_weeks"])
        state = one["relevance"] if told else ""
        out.append(
            f'<g class="ipt-dot" data-state="{state}"><circle cx="{x(one["t_weeks"]):.0f}" cy="{floor - 16 - 25 * (level % 5)}" r="11" fill="none" stroke="currentColor"/>'
            + _words(x(one["t_weeks"]), floor - 11.5 - 25 * (level % 5), str(number))
            + "</g>"
        )
    return "".join([*out, "</svg>"])


def scores(totals: list[int], instrument: str = "phq9") -> str:
    """Totals over the sessions, with the lines at which a band begins."""
    wide, left, names, top, floor = 540, 34, 140, 8, 272
    highest = max(22, *totals) + 1

    def x(session: int) -> float:
        return left + 14 + (session - 1) / max(1, len(totals) - 1) * (wide - names - left - 32)

    def y(points: int) -> float:
        return floor - points / highest * (floor - top)

    out = [
        f'<svg class="ipt-chart ipt-trend" viewBox="0 0 {wide} 330" width="{wide}" role="img" aria-label="Totals of {len(totals)} sessions; the same is in the table below.">'
    ]
    for lowest, name in BANDS[instrument].items():
        kind = "ipt-band" if lowest else "ipt-axis"
        out.append(f'<path class="{kind}" d="M{left} {y(lowest):.0f}H{wide}" fill="none" stroke="currentColor"/>')
        out.append(_words(left - 8, y(lowest) + 5, str(lowest), anchor="end"))
        out.append(_words(wide - 2, y(lowest) - 5, name, "ipt-quarter", "end"))
    every = 1 if len(totals) <= 10 else 2
    out += [_words(x(n), floor + 22, str(n)) for n in range(1, len(totals) + 1, every)]
    out.append(_words((left + wide - names) / 2, floor + 48, "session"))
    line = " ".join(f"{x(n):.0f},{y(points):.0f}" for n, points in enumerate(totals, 1))
    out.append(f'<polyline class="ipt-mood" points="{line}" fill="none" stroke="currentColor"/>')
    out += [
        f'<circle class="ipt-score" cx="{x(n):.0f}" cy="{y(p):.0f}" r="5" fill="currentColor"/>'
        for n, p in enumerate(totals, 1)
    ]
    return "".join([*out, "</svg>"])


def _words(x: float, y: float, words: str, kind: str = "", anchor: str = "middle") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="currentColor">{escape(words)}</text>'
