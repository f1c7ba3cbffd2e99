"""Two maps of how people relate, each a plane from -3 to 3 in both directions.

Attachment: anxiety to the right, avoidance upwards; four regions (Bartholomew and Horowitz 1991; the two
dimensions as in Brennan, Clark and Shaver 1998). The interpersonal circumplex: warmth to the right,
dominance upwards. A position invites its complement: alike in warmth, opposite in dominance (Kiesler 1983).
"""

from __future__ import annotations

from dataclasses import dataclass

EDGE = 3.0


@dataclass(frozen=True)
class Plane:
    """``right`` and so on name the four ends; ``regions`` the quarters, by (right side, upper side)."""

    left: str
    right: str
    bottom: str
    top: str
    regions: dict[tuple[bool, bool], str]

    def region(self, x: float, y: float) -> str:
        return self.regions[x > 0, y > 0]


PLANES = {
    "attachment": Plane(
        "little anxiety",
        "much anxiety",
        "little avoidance",
        "much avoidance",
        {
            (False, False): "secure",
            (True, False): "preoccupied",
            (False, True): "dismissing",
            (True, True): "fearful",
        },
    ),
    "circumplex": Plane(
        "cold",
        "warm",
        "yielding",
        "leading",
        {
            (False, False): "cold and yielding",
            (True, False): "warm and yielding",
            (False, True): "cold and leading",
            (True, True): "warm and leading",
        },
    ),
}


def complement(x: float, y: float) -> tuple[float, float]:
    """The position on the circumplex that a position invites from the other person."""
    return x, -y
