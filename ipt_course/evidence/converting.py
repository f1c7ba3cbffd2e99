"""One effect in several languages, each with what it takes for granted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isfinite

from . import effects
from .drawing import number

KINDS = {
    "g": "g, in standard deviations",
    "nnt": "number needed to treat",
    "share": "common language, in per cent",
}
MOST_G = 4.0


@dataclass(frozen=True)
class Line:
    name: str
    value: str
    assumes: str


@dataclass(frozen=True)
class Converted:
    """``problem`` says why there are no lines."""

    lines: tuple[Line, ...] = ()
    problem: str = ""

    def shown(self) -> dict:
        """As plain data, for a page."""
        return asdict(self)


def convert(kind: object, value: object, recover: object) -> Converted:
    """Convert a value of one of :data:`KINDS`; ``recover`` is how many per cent of the control group recover."""
    if not _is_number(value) or not _is_number(recover):
        return Converted(problem="Type a number in both fields.")
    if not 1 <= recover <= 99:
        return Converted(problem="Between 1 and 99 per cent of the control group can recover.")
    try:
        g = {"g": lambda v: v, "nnt": effects.g_from_nnt, "share": lambda v: effects.g_from_common_language(v / 100)}[
            kind if kind in KINDS else "g"
        ](float(value))
    except ValueError:
        wrong = {"nnt": "A number needed to treat is above 1, or below −1 where control was ahead."}
        return Converted(problem=wrong.get(kind, "A share lies between 0 and 100 per cent."))
    if abs(g) > MOST_G:
        return Converted(problem=f"That would be an effect of {number(g, 1)} standard deviations. Is it typed right?")
    return Converted(tuple(_lines(g, float(recover))))


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and isfinite(value)


def _lines(g: float, recover: float):
    given = effects.nnt_given_control(g, recover / 100)
    treated = effects.BELL.cdf(g + effects.BELL.inv_cdf(recover / 100))
    bell = "Scores follow a bell curve with the same spread in both groups."
    yield Line("g", number(g), "A distance between two averages. It says nothing of recovery.")
    yield Line(
        "Common language",
        f"{100 * effects.common_language(g):.0f} in 100",
        f"How often somebody treated is better off than somebody who was not, both drawn at random. {bell}",
    )
    yield Line("Better off than the average control", f"{100 * effects.share_beyond_control(g):.0f}%", bell)
    yield Line(
        "NNT from g alone",
        _people(effects.nnt(g)),
        f"{bell} “Better off” means better than a person drawn from the other group, and how many recover anyway is left out.",
    )
    yield Line(
        f"NNT if {recover:g}% recover with control",
        _people(given),
        f"Recovery is a line drawn through both bell curves: {recover:g}% pass it with control and {100 * treated:.0f}% with IPT.",
    )


def _people(people: float) -> str:
    return "none: no effect" if not isfinite(people) else number(people, 1)
