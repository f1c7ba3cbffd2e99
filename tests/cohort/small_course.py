"""A small course that only exists for statistics, and answers to it."""

from __future__ import annotations

from ipt_course.cohort.blueprint import Blueprint, Item, Lesson, Option
from ipt_course.learning.store import Attempt, Membership

OPTIONS = {
    "right": Option("The right one", True),
    "tempting": Option("A tempting one", False, "all-loss-is-grief"),
    "idle": Option("Nobody's choice", False),
}


def plan() -> Blueprint:
    """Two lessons: grief has a pre-test and a post-test of two and three practice exercises, ethics one exercise."""
    uses = {"before-1": "pretest", "before-2": "pretest", "one": "practice", "two": "practice", "three": "practice"}
    uses |= {"after-1": "posttest", "after-2": "posttest"}
    items = {f"grief.{name}": item(f"grief.{name}", use) for name, use in uses.items()} | {
        "ethics.one": item("ethics.one")
    }
    lessons = {
        "grief": Lesson(
            "grief", 1, "Grief", tuple(id for id in items if id.startswith("grief")), {"grief.know": "Know"}
        ),
        "ethics": Lesson(
            "ethics", 2, "Ethics", ("ethics.one",), {"ethics.know": "Know", "ethics.untaught": "Nothing yet"}
        ),
    }
    return Blueprint(lessons, items)


def item(id: str, use: str = "practice") -> Item:
    lesson = id.partition(".")[0]
    return Item(id, id, "choice", use, "now", (f"{lesson}.know",), True, "Which?", OPTIONS)


def answer(
    learner: str, item: str, choice: str = "right", *, nth=1, confidence=None, at="2026-03-01", **more
) -> Attempt:
    about = plan().items[item]
    given = {
        "id": f"{learner} {item} {nth}",
        "learner": learner,
        "item": item,
        "content_hash": "now",
        "kind": "choice",
        "use": about.use,
        "try_no": nth,
        "response": choice,
        "outcome": "right" if choice == "right" else "wrong",
        "score": float(choice == "right"),
        "hints": 0,
        "confidence": confidence,
        "seconds": 30,
        "at": f"{at}T10:00:00.000+00:00",
        "app_version": "0",
    }
    return Attempt(**given | more)


def joins(learner: str, cohort: str) -> Membership:
    return Membership(f"{learner} joins", learner, cohort, "2026-03-01T09:00:00.000+00:00")
