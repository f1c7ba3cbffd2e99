"""The page of simulated clients: how the cohort's sessions went, and some of them as a play."""

from __future__ import annotations

from functools import cached_property

from ...cohort.figure import LEAST
from ...cohort.sessions import Replay, SessionFigures, replayable, sessions
from ...simulation.session import Changed, ImpossibleMove, reopen
from ..shown import Shown, or_fault
from . import pictures
from .report import Looking, Report
from .section import Close, Part, Section
from .table import Column, Table

TEXT = "Simulated clients: sessions begun and finished, what was passed, where harm was done, the hardest competences."
PLACES = ("lowest", "middle", "highest")
HARD = 10
"""Competences that the picture shows."""


class SessionsReport:
    def __init__(self, looking: Looking):
        self.looking = looking

    @cached_property
    def seen(self) -> list[SessionFigures]:
        return sessions(self.looking.store, self.looking.selection)

    @cached_property
    def competences(self) -> dict[str, str]:
        """Title by id, as far as a session that can be played names it."""
        found: dict[str, str] = {}
        for id in self.looking.library.sessions:
            found |= {item: one["title"] for item, one in self.looking.library.session(id).rubric.items()}
        return found

    def parts(self) -> list[Part]:
        return [
            Part("runs", "Sessions played", self.runs),
            Part("competences", "Competences, the hardest first", self.hardest),
            Part("replays", "Sessions as a play", self.replays),
        ]

    def runs(self) -> Section:
        if not self.seen:
            return Section(["No run of a simulated session is kept yet."])
        table = Table(
            "runs",
            "First whole runs, by session",
            [
                Column("Session"),
                Column("Learners begun", "count"),
                Column("Finished", "count"),
                Column("Passed", "share"),
                Column("Mean score", "share"),
                Column("With a harmful move", "share"),
                Column("Harmful moves", "count"),
                Column("Practice from the middle", "count"),
            ],
            [
                [self._title(s.session), s.begun, s.finished, s.passed, s.score, s.harmed, s.harms, s.practice]
                for s in self.seen
            ],
        )
        table.shown = len(table.rows)
        shown = [(self._title(one.session), one.passed) for one in self.seen]
        drawn = [pictures.whiskers(shown, "Share of first whole runs that were passed, by session.")]
        return Section(["The picture shows the share that passed."], drawn, [table])

    def hardest(self) -> Section:
        rows = [(one.session, each) for one in self.seen for each in one.competences]
        if not rows:
            return Section(["Nothing yet."])
        rows.sort(key=lambda row: (not row[1].share.shown, row[1].share.value or 0.0))
        table = Table(
            "competences",
            "Share of the points to be had, and learners who did harm, by competence and session",
            [
                Column("Competence"),
                Column("Session"),
                Column("Points earned of those to be had", "share"),
                Column("Learners who did harm there", "count"),
            ],
            [[self._named(one.item), self._title(session), one.share, one.harms] for session, one in rows],
        )
        hard = [
            (f"{self._short(session)}: {self._named(one.item)}", one.share) for session, one in rows if one.share.shown
        ][:HARD]
        drawn = [pictures.whiskers(hard, f"The {len(hard)} hardest: {hard[0][0]} first.")] if hard else []
        return Section(
            ["What many had a chance to show, and let pass, may be worth practising together."], drawn, [table]
        )

    def replays(self) -> Section:
        close = []
        for one in self.seen:
            for place, replay in zip(
                PLACES, replayable(self.looking.store, self.looking.selection, one.session), strict=False
            ):
                close.append(self._play(one.session, place, replay))
        if not close:
            return Section([f"A session can be read as a play once {LEAST} learners have finished it."])
        return Section(
            [
                "Of each session that at least five learners have finished, the first whole run with the lowest, the middle and "
                "the highest score. Whose it was is not said."
            ],
            close=close,
        )

    def _play(self, session: str, place: str, replay: Replay) -> Close:
        title = f"{self._title(session)}: {place} score, {replay.score:.0%}".replace("%", " %")
        passed = "passed" if replay.passed else "not passed"
        words = [f"{passed.capitalize()}; {replay.harms} harmful move{'' if replay.harms == 1 else 's'}."]
        id = f"play-{session}-{place}"
        try:
            lines = _lines(self.looking.library.session(session), replay)
        except (Changed, ImpossibleMove):
            return Close(id, title, words=[*words, "Its script has been edited since, so it cannot be replayed."])
        return Close(id, title, words=words, lines=lines)

    def _title(self, session: str) -> str:
        known = self.looking.library.sessions.get(session)
        return f"{known['title']} ({known['client']})" if known else session

    def _short(self, session: str) -> str:
        known = self.looking.library.sessions.get(session)
        return known["title"] if known else session

    def _named(self, item: str) -> str:
        return f"{item} {self.competences[item]}" if item in self.competences else item


def _lines(script, replay: Replay) -> list[tuple[str, str]]:
    """Who said what, with a word on what each move was worth."""
    record = {
        "script": script.id,
        "content_hash": replay.content_hash,
        "seed": replay.seed,
        "moves": replay.moves,
        "carried": replay.carried,
    }
    session = reopen(script, record)
    lines: list[tuple[str, str]] = []
    for past in session.past:
        seen = f" [{past.scene.seen}]" if past.scene.seen else ""
        if past.scene.reply and past.scene.who == script.client:
            lines.append((script.client, f"{past.scene.reply} {past.scene.say}{seen}"))
        else:
            lines += [(script.client, past.scene.reply)] if past.scene.reply else []
            lines.append((past.scene.who, past.scene.say + seen))
        worth = "did harm" if past.judged.harms else f"{past.judged.earned} of {past.judged.best} points"
        lines.append((f"Therapist ({worth})", past.judged.chosen.move.say or "(silence)"))
    if session.reply:
        lines.append((script.client, session.reply))
    if session.ending:
        lines.append(("How it ended", session.ending.title))
    return lines


@or_fault
def sessions_page() -> Report | Shown:
    """Show how simulated sessions went."""
    return Report("sessions", TEXT, lambda looking: SessionsReport(looking).parts(), ("cohort", "since", "until"))
