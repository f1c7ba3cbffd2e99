"""What must agree inside a case: totals with answers, weeks with each other, verdicts with the problem area."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import atan2, degrees

from ..clinical import questionnaires as forms
from ..clinical.areas import AREAS
from ..clinical.planes import PLANES, SCALE_MIDDLE, complement
from .case_schema import Case, Gad7, Phq9

Found = tuple[tuple, str, str]
"""Where in the file, what, and the fix."""

SYNDROMES = {"major": "major depressive syndrome", "other": "other depressive syndrome", "none": "none"}
NEAR_ONSET = 8
"""Weeks before onset in which an event would be a possible trigger, and so no distractor."""
_DIED = re.compile(r"\bdied (\d+) weeks ago")
_STYLES = {
    (False, False): "secure",
    (True, False): "preoccupied",
    (False, True): "dismissing",
    (True, True): "fearful",
}


def faults(case: Case, others: set[str]) -> Iterator[Found]:
    """Everything in a well-formed case that contradicts something else. ``others``: ids of the other cases."""
    yield from _told_beforehand(case, others)
    yield from _form("phq9", case.phq9)
    if case.gad7:
        yield from _form("gad7", case.gad7)
    yield from _syndrome(case.phq9)
    yield from _safety(case)
    yield from _people(case)
    yield from _weeks(case)
    yield from _areas(case)
    yield from _course(case)
    yield from _style(case)


def _told_beforehand(case: Case, others: set[str]) -> Iterator[Found]:
    asks_care = case.phq9.items[8] > 0 or any(one.status == "deceased" for one in case.inventory)
    if asks_care and not case.content_note:
        yield (), "somebody died, or item 9 is above 0, and there is no 'content_note'", "say what will come up"
    if case.content_note and not case.instead:
        yield ("content_note",), "a content note without 'instead'", "name the case to take in place of this one"
    if case.instead and case.instead not in others:
        known = ", ".join(sorted(others)) or "none yet"
        yield ("instead",), f"case '{case.instead}' is no other case", f"use one of: {known}"


def _form(name: str, form: Phq9 | Gad7) -> Iterator[Found]:
    summed = forms.total(form.items)
    if form.total != summed:
        yield (name, "total"), f"the total is {form.total}, the answers add up to {summed}", f"write {summed}"
        return
    band = forms.band(name, summed)
    if form.severity != band:
        yield (name, "severity"), f"{summed} points are '{band}', not '{form.severity}'", f"write {band}"


def _syndrome(phq9: Phq9) -> Iterator[Found]:
    counted, syndrome = forms.symptoms(phq9.items), SYNDROMES[forms.algorithm(phq9.items)]
    if phq9.symptoms_counted not in (None, counted):
        what = f"{counted} symptoms count in the algorithm, not {phq9.symptoms_counted}"
        yield ("phq9", "symptoms_counted"), what, f"write {counted}"
    if phq9.algorithm not in (None, syndrome):
        yield ("phq9", "algorithm"), f"by its algorithm this is '{syndrome}'", f"write {syndrome}"


def _safety(case: Case) -> Iterator[Found]:
    above = case.phq9.items[8] > 0
    denied = case.phq9.item9.lower().startswith("not at all")
    if above and denied:
        yield ("phq9", "item9"), "item 9 is above 0 and 'item9' begins 'Not at all'", "say what was answered"
    if not above and not denied:
        yield ("phq9", "item9"), "item 9 is 0 and 'item9' does not begin 'Not at all'", "begin it so"
    level = case.risk.level.lower()
    if above and (level.startswith("not raised") or not ("raised" in level or "high" in level)):
        yield ("risk", "level"), f"item 9 is above 0 and the risk is '{case.risk.level}'", "write raised, or high"
    if not any("item 9" in action for action in case.risk.actions):
        what = "no action repeats item 9"
        yield ("risk", "actions"), what, "add 'Repeat item 9 each session', whatever was answered"


def _people(case: Case) -> Iterator[Found]:
    for field in ("id", "name"):
        counts = Counter(getattr(one, field) for one in case.inventory)
        for value in (value for value, n in counts.items() if n > 1):
            yield ("inventory",), f"two people have {field} '{value}'", f"give each person a {field} of their own"
    weeks = {event.t_weeks for event in case.timeline}
    for n, one in enumerate(case.inventory):
        if (one.status == "deceased") != (one.quality == "lost"):
            what = f"{one.name} is {one.status} and the quality is '{one.quality}'"
            yield ("inventory", n, "quality"), what, "write lost for those who died, and for nobody else"
        died = _DIED.search(one.contact)
        if died and -int(died[1]) not in weeks:
            what = f"{one.name} {died[0]}, and the timeline has no week -{died[1]}"
            yield ("inventory", n, "contact"), what, "add the death to the timeline, or correct one of the two"
    focus = [n for n, one in enumerate(case.inventory) if one.function == "problem_focus"]
    if case.problem_area in ("grief", "role_dispute") and len(focus) != 1:
        what = f"{len(focus)} people are the problem_focus of a {AREAS[case.problem_area].lower()}"
        yield ("inventory",), what, "grief and a role dispute are about exactly one person"
    for n in focus:
        if case.problem_area == "grief" and case.inventory[n].status != "deceased":
            yield ("inventory", n, "status"), "the focus of the grief is alive", "in IPT grief means that somebody died"


def _weeks(case: Case) -> Iterator[Found]:
    weeks = [event.t_weeks for event in case.timeline]
    for n, (before, after) in enumerate(pairwise(weeks), 1):
        if after < before:
            yield ("timeline", n, "t_weeks"), f"week {after} comes after week {before}", "put events in order of time"
    onsets = [event for event in case.timeline if event.relevance == "onset"]
    if [event.t_weeks for event in onsets] != [case.onset_weeks]:
        found = ", ".join(str(event.t_weeks) for event in onsets) or "none"
        what = f"the onset is at week {case.onset_weeks}; on the timeline: {found}"
        yield ("onset_weeks",), what, "mark exactly one event of that week as the onset"
    for n, event in enumerate(case.timeline):
        if event.relevance == "trigger" and event.t_weeks > case.onset_weeks:
            yield ("timeline", n, "relevance"), "a trigger after the onset", "what comes later cannot have begun it"
        if event.relevance == "distractor" and case.onset_weeks - NEAR_ONSET <= event.t_weeks <= case.onset_weeks:
            what = f"a distractor within {NEAR_ONSET} weeks before the onset"
            yield ("timeline", n, "relevance"), what, "move it further away, or call it a trigger"


def _areas(case: Case) -> Iterator[Found]:
    for area in AREAS.keys() - case.areas.keys():
        yield ("areas",), f"'{area}' is not weighed", "give a verdict and a reason for each of the four areas"
    primary = [area for area, one in case.areas.items() if one.verdict == "primary"]
    if primary != [case.problem_area]:
        found = ", ".join(primary) or "none"
        what = f"the problem area is {case.problem_area}; primary under 'areas': {found}"
        yield ("problem_area",), what, "make exactly this one primary"
    triggered = any(event.relevance == "trigger" for event in case.timeline)
    if triggered == (case.problem_area == "interpersonal_deficits"):
        what = "interpersonal deficits with a trigger" if triggered else f"{case.problem_area} without a trigger"
        yield ("timeline",), what, "the deficits area is for a client without a trigger, the other three have one"
    if (case.dispute_stage is not None) != (case.problem_area == "role_dispute"):
        what = f"dispute_stage is {case.dispute_stage}, the problem area {case.problem_area}"
        yield ("dispute_stage",), what, "a role dispute has a stage, nothing else has"


def _course(case: Case) -> Iterator[Found]:
    if case.course is None:
        return
    scores, highest = case.course.phq9, forms.HIGHEST * forms.LENGTHS["phq9"]
    if scores[0] != case.phq9.total:
        what = f"the course begins at {scores[0]}, the intake PHQ-9 is {case.phq9.total}"
        yield ("course", "phq9"), what, "let the course begin with the intake total"
    if len(scores) != case.format.sessions:
        what = f"{len(scores)} totals for {case.format.sessions} sessions"
        yield ("course", "phq9"), what, "write one for each session"
    if not all(0 <= points <= highest for points in scores):
        yield ("course", "phq9"), f"a total is outside 0 to {highest}", "write PHQ-9 totals"


def _style(case: Case) -> Iterator[Found]:
    at = case.attachment
    if at and at.label:
        style = _STYLES[at.anxiety > SCALE_MIDDLE, at.avoidance > SCALE_MIDDLE]
        if at.label != style:
            yield ("attachment", "label"), f"these coordinates are '{style}', not '{at.label}'", f"write {style}"
    on = case.circumplex
    if on and on.octant:
        octant, invited = _octant(on.communion, on.agency), _octant(*complement(on.communion, on.agency))
        if on.octant != octant:
            yield ("circumplex", "octant"), f"these coordinates lie in {octant}, not {on.octant}", f"write {octant}"
        elif on.complement_octant not in (None, invited):
            what = f"{octant} invites {invited}, not {on.complement_octant}"
            yield ("circumplex", "complement_octant"), what, f"write {invited}"


def _octant(communion: float, agency: float) -> str:
    angle = degrees(atan2(agency, communion))
    return min(PLANES["circumplex"].regions, key=lambda region: region.off(angle)).code
