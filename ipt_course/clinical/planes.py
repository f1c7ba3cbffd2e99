"""Two maps of how people relate, each a plane from -3 to 3 in both directions.

Attachment: anxiety to the right, avoidance upwards; four regions (Bartholomew and Horowitz 1991; the two
dimensions as in Brennan, Clark and Shaver 1998). The interpersonal circumplex: warmth to the right,
dominance upwards, eight octants with their customary letters. A position invites its complement: alike in
warmth, opposite in dominance (Kiesler 1983).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees, hypot

EDGE = 3.0
MIDDLE = 1.0
"""Nearer to the middle than this, no region is named."""
SCALE_MIDDLE = 4
"""Of the scales from 1 to 7 on which cases keep attachment."""


@dataclass(frozen=True)
class Region:
    """``angle``: its direction in degrees, anticlockwise from the right. ``code``: its letters, if it has any."""

    angle: int
    name: str
    code: str = ""

    def off(self, angle: float) -> float:
        return abs((angle - self.angle + 180) % 360 - 180)


@dataclass(frozen=True)
class Plane:
    """``left`` and so on name the four ends, ``across`` and ``up`` what the two numbers measure."""

    across: str
    left: str
    right: str
    up: str
    bottom: str
    top: str
    regions: tuple[Region, ...]
    pulls: bool = False
    """Whether a position invites another."""

    def region(self, x: float, y: float) -> str:
        """The region whose direction is nearest; near the middle, and half-way between two, it says so."""
        if hypot(x, y) < MIDDLE:
            return "near the middle"
        angle = degrees(atan2(y, x))
        least = min(region.off(angle) for region in self.regions)
        near = [region.name for region in self.regions if region.off(angle) < least + 1e-6]
        return near[0] if len(near) == 1 else f"between {' and '.join(near)}"


PLANES = {
    "attachment": Plane(
        *("anxiety", "little anxiety", "much anxiety"),
        *("avoidance", "little avoidance", "much avoidance"),
        (Region(225, "secure"), Region(315, "preoccupied"), Region(135, "dismissing"), Region(45, "fearful")),
    ),
    "circumplex": Plane(
        *("warmth", "cold", "warm"),
        *("lead", "yielding", "leading"),
        (
            Region(90, "leading", "PA"),
            Region(135, "cold and leading", "BC"),
            Region(180, "cold", "DE"),
            Region(225, "cold and yielding", "FG"),
            Region(270, "yielding", "HI"),
            Region(315, "warm and yielding", "JK"),
            Region(0, "warm", "LM"),
            Region(45, "warm and leading", "NO"),
        ),
        pulls=True,
    ),
}


def complement(x: float, y: float) -> tuple[float, float]:
    """The position on the circumplex that a position invites from the other person."""
    return x, -y


def place_of(case: dict, plane: str) -> list[float]:
    """Where a case's teaching coordinates lie on a plane, to the half. ``KeyError`` if it has none there.

    Cases keep attachment on scales from 1 to 7, and communion and agency from -1 to 1.
    """
    given = case[plane]
    if plane == "attachment":
        at = [given[side] - SCALE_MIDDLE for side in ("anxiety", "avoidance")]
    else:
        at = [given[side] * EDGE for side in ("communion", "agency")]
    return [round(2 * value) / 2 for value in at]
