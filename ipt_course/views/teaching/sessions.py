"""The page of simulated clients: how the cohort's sessions went."""

from __future__ import annotations

from ..shown import Shown, or_fault
from .report import Report
from .section import Part, Section

TEXT = "Simulated clients: sessions begun and finished, what was passed, where harm was done, the hardest competences."


@or_fault
def sessions_page() -> Report | Shown:
    """Show how simulated sessions went."""
    nothing = Section(["No run of a simulated session is kept yet."])
    return Report("sessions", TEXT, lambda looking: [Part("runs", "Sessions played", lambda: nothing)], filters=False)
