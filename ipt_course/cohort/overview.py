"""Everything a cohort's page shows, read in a few questions to the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..learning.store import Store
from .blueprint import Blueprint
from .figure import LEAST
from .gains import Gain, gains
from .people import Presence, presence
from .selection import Selection
from .tallies import tallies
from .understanding import Calibration, Misconception, Objective, calibration, misconceptions, objectives


@dataclass(frozen=True)
class Overview:
    presence: Presence
    objectives: list[Objective]
    gains: list[Gain]
    calibration: Calibration
    misconceptions: list[Misconception]


def overview(store: Store, selection: Selection, plan: Blueprint, today: date, least: int = LEAST) -> Overview:
    """The whole page. Where the selection holds fewer than ``least`` learners, every figure in it is masked."""
    here = presence(store, selection, plan, today, least)
    found = tallies(store, selection) if here.people else []
    return Overview(
        presence=here,
        objectives=objectives(found, plan, least),
        gains=gains(store, selection, plan, least),
        calibration=calibration(found, least),
        misconceptions=misconceptions(found, plan, least),
    )
