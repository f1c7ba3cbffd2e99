"""The cohort's page: who is where, what they have understood, what they gained, how well they know what they know."""

from __future__ import annotations

from functools import cached_property

from ...cohort.figure import LEAST, not_asked
from ...cohort.gains import CAVEAT
from ...cohort.mastery import mastery
from ...cohort.overview import Overview, overview
from ...cohort.people import State
from ...learning.mastery import Level
from ..shown import Shown, or_fault
from . import pictures
from .report import Looking, Report
from .section import Part, Section
from .table import Column, Table, words

TEXT = "The cohort: who is where, who has gone quiet, mastery, learning gain, calibration, ideas held for certain."
MANY = 400
"""Learners up to whom mastery is reckoned on the page: it follows every answer of each."""
PICTURED = 15
"""Rows a picture has at most; the table has all."""


class CohortReport:
    """The sections of one look at a cohort. All but mastery come from one reading of the record."""

    def __init__(self, looking: Looking):
        self.looking = looking

    @cached_property
    def seen(self) -> Overview:
        one = self.looking
        return overview(one.store, one.selection, one.plan, one.today)

    def parts(self) -> list[Part]:
        return [
            Part("where", "Who is where", self.where),
            Part("people", "Who has gone quiet", self.people),
            Part("gain", "Learning gain, before to after", self.gain),
            Part("objectives", "Objectives at the first try", self.objectives),
            Part("mastery", "Mastery by objective", self.mastery),
            Part("calibration", "How sure, and how often right", self.calibration),
            Part("misconceptions", "Ideas held for certain", self.misconceptions),
        ]

    def where(self) -> Section:
        here = self.seen.presence
        if here.why:
            return Section([_nothing(here.learners)])
        states = Table(
            "states",
            "Learners by state",
            [Column("State"), Column("Learners", "count")],
            [[str(state), n] for state, n in here.states.items()],
        )
        lessons = Table(
            "lessons",
            "Learners by lesson",
            [Column("Lesson"), Column("Begun", "count"), Column("All answered", "count")],
            [[self.looking.lesson(one.lesson), one.begun, one.finished] for one in here.lessons],
        )
        lessons.shown = len(lessons.rows)
        counts = [(str(state), n) for state, n in here.states.items()]
        return Section(
            [
                f"{here.learners:,} learners. Quiet is who has been silent three times as long as usual for them, at least a "
                "week; away is who has been silent for eight weeks."
            ],
            [pictures.bars(counts, here.learners or 1, "Learners by state: " + _spoken(counts))],
            [states, lessons],
        )

    def people(self) -> Section:
        here = self.seen.presence
        if here.why:
            return Section([_nothing(here.learners)])
        quiet = here.states[State.QUIET]
        table = Table(
            "people",
            "Learners by number, who has gone quiet first",
            [
                Column("Learner"),
                Column("State"),
                Column("Last day"),
                Column("Days silent", "count"),
                Column("Days of work", "count"),
                Column("Lessons begun", "count"),
                Column("Lessons finished", "count"),
                Column("Exercises answered", "count"),
            ],
            [
                [
                    one.learner,
                    str(one.state),
                    one.seen or "",
                    one.silent if one.silent is not None else "",
                    one.days,
                    one.lessons_begun,
                    one.lessons_finished,
                    one.answered,
                ]
                for one in here.people
            ],
        )
        said = f"Fewer than {LEAST}" if quiet is None else f"{quiet:,}"
        return Section(
            [
                f"{said} of {here.learners:,} have gone quiet. A number stands for a learner; only your own list of who has "
                "which number, if the learners gave it to you, can tell who it is. What a single learner answered is not shown."
            ],
            tables=[table],
        )

    def gain(self) -> Section:
        if self.seen.presence.why:
            return Section([_nothing(self.seen.presence.learners)])
        gains = self.seen.gains
        rows = [(self.looking.lesson(one.lesson), one.before, one.after) for one in gains]
        table = Table(
            "gain",
            "Pre-test and post-test of the same learners",
            [
                Column("Lesson"),
                Column("Before", "share"),
                Column("After", "share"),
                Column("Gain", "share"),
                Column("Gain in standard deviations (d)", "number"),
                Column("After, for a start of one half", "share"),
                Column("Share of what was left to gain", "percent"),
            ],
            [
                [
                    self.looking.lesson(one.lesson),
                    one.before,
                    one.after,
                    one.gain,
                    one.d,
                    one.adjusted,
                    one.normalised,
                ]
                for one in gains
            ],
        )
        shown = [one for one in rows if one[2].shown]
        drawn = (
            [pictures.before_and_after(rows, f"Before and after by lesson; {len(shown)} of {len(rows)} can be shown.")]
            if shown
            else []
        )
        table.shown = len(table.rows)
        legend = (
            [
                "In the picture an open point is before, a full one after. A gain whose interval (in brackets) reaches zero may "
                "be chance. In standard deviations, 0.2 is commonly called small, 0.5 medium and 0.8 large; compare lessons by it."
            ]
            if shown
            else []
        )
        return Section([CAVEAT, *legend], drawn, [table])

    def objectives(self) -> Section:
        if self.seen.presence.why:
            return Section([_nothing(self.seen.presence.learners)])
        found = [one for one in self.seen.objectives if self.looking.selection.has(f"{one.lesson}.")]
        table = Table(
            "objectives",
            "Mean score of first tries at the exercises of an objective, pre-tests left out",
            [
                Column("Objective"),
                Column("Lesson"),
                Column("Exercises", "count"),
                Column("Answers", "count"),
                Column("Score", "share"),
            ],
            [[one.text, self.looking.lesson(one.lesson), one.exercises, one.answers, one.share] for one in found],
        )
        lowest = sorted((one for one in found if one.share.shown), key=lambda one: one.share.value)[:PICTURED]
        drawn = (
            [
                pictures.whiskers(
                    [(one.text, one.share) for one in lowest],
                    f"The {len(lowest)} objectives with the lowest scores, lowest first: {lowest[0].text} {words(lowest[0].share)}.",
                )
            ]
            if lowest
            else []
        )
        return Section(["The lowest first: what may need more of your time."] if lowest else [], drawn, [table])

    def mastery(self) -> Section:
        learners = self.seen.presence.learners
        if learners is None or learners > MANY:
            few = learners is None
            return Section(
                [
                    _nothing(None)
                    if few
                    else f"Mastery follows every answer of each learner, and is reckoned for up to {MANY} of them. Choose a "
                    "cohort, or days on which fewer were at work."
                ]
            )
        one = self.looking
        found, why = mastery(one.store, one.selection, one.library, one.today)
        if why:
            return Section([_nothing(learners)])
        levels = list(Level)
        table = Table(
            "mastery",
            "Learners at each level, by the rule each of them sees on their own page",
            [Column("Objective"), Column("Lesson"), *(Column(str(level), "count") for level in levels)],
            [[m.text, one.lesson(m.lesson), *(m.levels[level] for level in levels)] for m in found],
        )
        solid = [(m.text, m.levels[Level.SOLID]) for m in found if m.levels[Level.SOLID] != 0]
        drawn = (
            [pictures.bars(solid[:PICTURED], learners, f"How many have an objective solid, the first {PICTURED}.")]
            if solid
            else []
        )
        return Section(
            [
                "Solid means: very likely known, and answered well on two different days. Known once lacks the second day; to be "
                "refreshed was solid, and has had no good answer for two months; begun is everything before. An objective with few "
                "exercises stays begun for long, however well they go: that is a reason to give it more, not to worry."
            ],
            drawn,
            [table],
        )

    def calibration(self) -> Section:
        if self.seen.presence.why:
            return Section([_nothing(self.seen.presence.learners)])
        one = self.seen.calibration
        table = Table(
            "calibration",
            "Answers by how sure learners said they were",
            [Column("How sure"), Column("Answers", "count"), Column("Right", "share")],
            [[f"{level.level} %", level.answers, level.right] for level in one.levels],
        )
        if not one.brier.shown:
            return Section([f"Not shown: {one.brier.why}."], tables=[table])
        points = round(100 * abs(one.excess))
        lean = "surer than they are right" if one.excess > 0 else "less sure than they are right"
        said = (
            f"On the whole learners are {lean}, by {points} points of 100."
            if points
            else "On the whole learners are as sure as they are right."
        )
        read = (
            "On the dotted line both agree; a point below it is too sure. Those who are too sure act on what is wrong: have them "
            "say what would speak against their answer before you tell them."
        )
        score = (
            f"As one number, the Brier score: {words(one.brier, 'number')}. 0 is perfect, 0.25 is what “always 50 %” earns. It "
            f"is miscalibration {one.miscalibration:.3f} (how far sureness and being right lie apart; less is better), less "
            f"resolution {one.resolution:.3f} (how well sureness tells right answers from wrong; more is better), plus uncertainty "
            f"{one.uncertainty:.3f} (how mixed right and wrong were, which is the questions' doing)."
        )
        levels = [(level.level, level.right) for level in one.levels]
        alt = "How often right at each level of sureness: " + "; ".join(
            f"{level} % sure, {words(right) if right.shown else right.why}" for level, right in levels
        )
        return Section([said, read, score], [pictures.calibration(levels, alt)], [table])

    def misconceptions(self) -> Section:
        if self.seen.presence.why:
            return Section([_nothing(self.seen.presence.learners)])
        found = [one for one in self.seen.misconceptions if one.answers != 0]
        titles = {id: item.title for id, item in self.looking.plan.items.items()}
        table = Table(
            "misconceptions",
            "Tempting ideas, those held most firmly first",
            [
                Column("Idea"),
                Column("Chosen at 95 % sure", "share"),
                Column("Chosen at all", "share"),
                Column("Answers", "count"),
                Column("Exercises"),
            ],
            [
                [
                    _idea(one.id),
                    not_asked(one.certain, one.answers),
                    one.chosen,
                    one.answers,
                    "; ".join(titles.get(id, id) for id in one.exercises),
                ]
                for one in found
            ],
        )
        first = [one for one in found if one.certain.shown][:10]
        drawn = (
            [
                pictures.whiskers(
                    [(_idea(one.id), one.certain) for one in first],
                    f"Share who chose an idea at 95 % sure, the first {len(first)}.",
                )
            ]
            if first
            else []
        )
        return Section(
            [
                "What to teach again tomorrow stands at the top. Each exercise is on the page Questions, with who chose what."
            ],
            drawn,
            [table],
        )


def _idea(id: str) -> str:
    return id.replace("-", " ")


def _nothing(learners: int | None) -> str:
    return "Nobody is here yet." if learners == 0 else f"Fewer than {LEAST} learners: nothing is shown of so few."


def _spoken(counts: list[tuple[str, int | None]]) -> str:
    return ", ".join(f"{label} {'fewer than 5' if n is None else n}" for label, n in counts) + "."


@or_fault
def cohort_page() -> Report | Shown:
    """Show where a cohort stands."""
    return Report("cohort", TEXT, lambda looking: CohortReport(looking).parts())
