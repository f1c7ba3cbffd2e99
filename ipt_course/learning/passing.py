"""What simulated sessions show of a learner: competence by competence, session by session, and the pass rule.

The rule is a convention of the course (``competences.yml``). A session is passed by :mod:`ipt_course.simulation.scoring`:
67 per cent, no harm, risk asked about where there was a cue, the problem area in view. One run certifies nothing: a
session is *held* when it was passed with two of the client's ways of being, on two days. A course of treatment is
passed when a session of each phase is, and two of the optional techniques were tried in the middle. Practice runs
count for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..simulation.scoring import ENOUGH, level_of
from .runs import Played, finished, items_of

LATEST = 3
"""Runs of each session, the last ones, from which competences are read."""
OPTIONAL = ("M3", "M4", "M5")
TRIED = 2
"""Optional techniques that have to be tried in the middle phase."""
TIMES = 2
"""Ways of being of a client, and days, on which a session has to be passed to be held."""
PHASES = ("initial", "middle", "ending")
NEAR = 1
"""Levels by which an own rating may lie beside the reference and still agree with it."""


@dataclass(frozen=True)
class Competence:
    """One competence over several runs; ``level`` is "H", 0 to 3, or ``None`` with fewer than two chances."""

    item: str
    earned: int = 0
    available: int = 0
    chances: int = 0
    harms: int = 0

    @property
    def level(self) -> int | str | None:
        if self.harms:
            return "H"
        return level_of(self.earned / self.available) if self.chances >= ENOUGH and self.available else None


@dataclass(frozen=True)
class Standing:
    """One session over all its whole runs. ``passes`` are the client's ways of being with whom, and the days on which."""

    session: str
    scores: tuple[float, ...]
    passes: tuple[tuple[str, date], ...]

    @property
    def best(self) -> float:
        return max(self.scores)

    @property
    def passed(self) -> bool:
        return bool(self.passes)

    @property
    def held(self) -> bool:
        return all(len({one[n] for one in self.passes}) >= TIMES for n in (0, 1))


@dataclass(frozen=True)
class Portfolio:
    """Everything that counts of a learner's simulated sessions."""

    sessions: dict[str, Standing]
    competences: dict[str, Competence]
    tried: frozenset[str]
    """Optional techniques that earned something in a middle session."""
    ratings: tuple[tuple[int, int], ...]
    """Own level and reference level, for every competence rated in whole runs; harm is -1."""
    phases: Mapping[str, str]

    def passed_phase(self, phase: str) -> bool:
        return any(one.passed for id, one in self.sessions.items() if self.phases.get(id) == phase)

    @property
    def wanting(self) -> tuple[str, ...]:
        """What is still wanting for a course of treatment to be passed, in sentences; empty when nothing is."""
        words = {"initial": "an initial session", "middle": "a middle session", "ending": "an ending session"}
        open_ = [f"Pass {words[phase]}." for phase in PHASES if not self.passed_phase(phase)]
        if len(self.tried) < TRIED:
            open_.append(
                "In middle sessions, try at least two of communication analysis, decision analysis and role play."
            )
        return tuple(open_)

    @property
    def passed(self) -> bool:
        return not self.wanting

    @property
    def agreement(self) -> float | None:
        """The share of own ratings within one level of the reference; ``None`` without any."""
        near = [abs(own - reference) <= NEAR for own, reference in self.ratings]
        return sum(near) / len(near) if near else None


def portfolio(runs: Iterable[Played], phases: Mapping[str, str]) -> Portfolio:
    """The portfolio of a learner's runs; ``phases`` says of each session that counts in which phase it is."""
    whole = [one for one in finished(runs) if not one.practice and one.run.session in phases]
    by_session: dict[str, list[Played]] = {}
    for one in whole:
        by_session.setdefault(one.run.session, []).append(one)
    return Portfolio(
        {id: _standing(id, those) for id, those in by_session.items()},
        _competences(one for those in by_session.values() for one in those[-LATEST:]),
        frozenset(
            item
            for one in whole
            if phases[one.run.session] == "middle"
            for item in OPTIONAL
            if items_of(one.ended).get(item) and items_of(one.ended)[item].earned
        ),
        tuple(pair for one in whole for pair in _ratings(one)),
        phases,
    )


def _standing(id: str, runs: list[Played]) -> Standing:
    passes = tuple((one.ended["variant"], one.day_ended) for one in runs if one.ended["passed"])
    return Standing(id, tuple(one.ended["score"] for one in runs), passes)


def _competences(runs: Iterable[Played]) -> dict[str, Competence]:
    found: dict[str, Competence] = {}
    for one in runs:
        for id, item in items_of(one.ended).items():
            so_far = found.get(id, Competence(id))
            found[id] = Competence(
                id,
                so_far.earned + item.earned,
                so_far.available + item.available,
                so_far.chances + item.chances,
                so_far.harms + item.harm,
            )
    return dict(sorted(found.items()))


def _ratings(one: Played) -> Iterable[tuple[int, int]]:
    items = items_of(one.ended)
    for id, own in (one.rated or {}).items():
        if id in items and items[id].level is not None:
            yield as_number(own), as_number(items[id].level)


def as_number(level: int | str) -> int:
    """A level as a number; harm lies one below absent."""
    return -1 if level == "H" else int(level)
