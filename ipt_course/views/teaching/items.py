"""The questions' page: does each tell the truth, and what looks wrong with it."""

from __future__ import annotations

from functools import cache

from ...cohort.figure import LEAST, not_asked
from ...cohort.items import FormFigures, ItemFigures, LessonFigures, OptionFigures, lesson_figures
from ...cohort.verdicts import Action
from ..shown import Shown, or_fault
from . import pictures
from .report import Looking, Report
from .section import Close, Part, Section
from .table import Column, Link, Table, words

TEXT = "The questions: difficulty, discrimination, options, time, reliability, confident errors, and what looks wrong."
USES = {"pretest": "before", "practice": "practice", "posttest": "after"}
READ = (
    "Mean score: high is easy. Discrimination, from 60 learners: below 0.2 the question hardly tells the strong from the weak, "
    "below zero its key may be wrong. Reliability: 0 is chance, 0.7 would do to give marks by; four questions seldom reach it."
)
CALM = (Action.GOOD, Action.TOO_EARLY, Action.NOT_GRADED)
"""Verdicts that ask for nothing."""


class ItemsReport:
    """A section for each lesson, reckoned one by one; what needs attention stands first and is gathered last."""

    def __init__(self, looking: Looking):
        self.looking = looking
        self._lesson = cache(self._read)

    def parts(self) -> list[Part]:
        one = self.looking
        lessons = [slug for slug in one.plan.lessons if one.selection.has(f"{slug}.")]
        first = Part("attention", "What needs attention", lambda: self.attention(lessons), last=True)
        return [first, *(Part(slug, one.lesson(slug), lambda slug=slug: self.lesson(slug)) for slug in lessons)]

    def _read(self, slug: str) -> LessonFigures:
        one = self.looking
        return lesson_figures(one.store, one.selection, one.plan, slug)

    def attention(self, lessons: list[str]) -> Section:
        urgent = list(Action)
        found = [
            (flag, item)
            for slug in lessons
            for item in self._lesson(slug).items
            for flag in item.flags
            if item.current and flag.action not in CALM
        ]
        found.sort(key=lambda one: urgent.index(one[0].action))
        table = Table(
            "attention",
            "Questions with something wrong, most urgent first",
            [Column("Exercise"), Column("Lesson"), Column("What to do"), Column("Why")],
            [
                [Link(_title(item), _anchor(item)), self.looking.lesson(_slug(item)), str(flag.action), flag.reason]
                for flag, item in found
            ],
        )
        early = sum(
            flag.action is Action.TOO_EARLY
            for slug in lessons
            for one in self._lesson(slug).items
            for flag in one.flags
        )
        said = f"{len(found)} remarks on {len({item.id for _, item in found})} exercises."
        waiting = f" Of {early} exercises it is too early to say anything." if early else ""
        read = (
            "“Check the key” comes first: the answer that counts as right may be wrong. “Rewrite” and the rest can wait for the next "
            "revision. A few remarks are chance: read the question before you change it. In r, 1 would mean that whoever does well "
            "on the other questions is always right on this one, 0 that there is no connection."
        )
        return Section([said + waiting, read] if found else [said + waiting], tables=[table])

    def lesson(self, slug: str) -> Section:
        figures = self._lesson(slug)
        if not figures.items:
            return Section(["Nobody has answered anything here yet."])
        forms = Table(
            f"forms-{slug}",
            "Each form as a whole: do its questions measure one thing?",
            [
                Column("Form"),
                Column("Exercises", "count"),
                Column("Answered all", "count"),
                Column("Reliability", "number"),
                Column("Coefficient"),
            ],
            [_form(one) for one in figures.forms],
        )
        items = Table(
            f"items-{slug}",
            "First tries without a hint",
            [
                Column("Exercise"),
                Column("When"),
                Column("Learners", "count"),
                Column("Mean score", "share"),
                Column("Discrimination", "number"),
                Column("Seconds, median", "seconds"),
                Column("Certain and wrong", "share"),
                Column("What to do"),
            ],
            [
                [
                    Link(_title(one), _anchor(one)),
                    USES.get(one.use, one.use),
                    one.learners,
                    one.difficulty,
                    one.discrimination,
                    one.seconds,
                    not_asked(one.certain_and_wrong, one.learners),
                    str(one.flags[0].action),
                ]
                for one in figures.items
            ],
        )
        items.shown = len(items.rows)
        shown = [one for one in figures.items if one.current and one.difficulty.shown]
        shown.sort(key=lambda one: one.difficulty.value)
        drawn = (
            [
                pictures.whiskers(
                    [(_title(one), one.difficulty) for one in shown],
                    f"Mean score of {len(shown)} exercises, the hardest first: {_title(shown[0])} {words(shown[0].difficulty)}.",
                )
            ]
            if shown
            else []
        )
        return Section([READ] if shown else [], drawn, [forms, items], [_close(one) for one in figures.items])


def _form(one: FormFigures) -> list:
    return [USES.get(one.use, one.use), one.items, one.learners, one.alpha, "KR-20" if one.kr20 else "alpha"]


def _close(one: ItemFigures) -> Close:
    about = [f"{one.id}, {one.kind.replace('_', ' ')}, {USES.get(one.use, one.use)}."]
    if one.item:
        about.insert(0, one.item.prompt)
    if not one.current:
        about.append("This is an earlier wording; its figures are never mixed with those of the present one.")
    left = f"fewer than {LEAST}" if one.hinted is None else one.hinted
    about.append(f"{left} opened a hint first and are left out.".capitalize())
    if one.later_best.shown:
        about.append(f"Learners who tried again came to {words(one.later_best)} at best.")
    flags = [(str(flag.action), flag.reason) for flag in one.flags]
    return Close(_anchor(one), _title(one), flags, about, tables=[_options(one)] if one.options else [])


def _options(one: ItemFigures) -> Table:
    table = Table(
        f"options-{one.id}",
        f"Who chose what in “{_title(one)}”",
        [Column("Option"), Column("Key"), Column("Chosen", "share"), Column("Their score elsewhere, above the mean", "number"), Column("Remark")],
        [[option.text, "right" if option.right else "", option.share, option.rest, _remark(option)] for option in one.options],
    )  # fmt: skip
    table.shown = len(table.rows)
    return table


def _remark(option: OptionFigures) -> str:
    idea = option.misconception.replace("-", " ") if option.misconception else ""
    idle = "hardly anybody chooses it" if option.working is False and not option.right else ""
    return "; ".join(filter(None, (idea, idle)))


def _title(one: ItemFigures) -> str:
    title = one.item.title if one.item else one.id
    return title if one.current else f"{title} (earlier wording)"


def _anchor(one: ItemFigures) -> str:
    return f"item-{one.id}-{one.content_hash[:8]}"


def _slug(one: ItemFigures) -> str:
    return one.id.partition(".")[0]


@or_fault
def items_page() -> Report | Shown:
    """Show whether the questions tell the truth."""
    return Report("items", TEXT, lambda looking: ItemsReport(looking).parts())
