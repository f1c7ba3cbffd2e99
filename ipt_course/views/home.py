"""The course home: every module, what has been done, what is next."""

from __future__ import annotations

import os
from html import escape

from ..course.library import library
from ..learning.membership import asked_to_join, cohort_of
from ..learning.store import StoreError
from ..learning.study import Study
from .desk import desk
from .exercise import on_page
from .review import due_today
from .shown import Shown, fault_box, or_fault


@or_fault
def home() -> Shown:
    """Show the catalogue with the learner's own progress."""
    course = library().course
    here = desk()
    try:
        study, membership = Study(library(), here.store, here.learner), _membership()
    except StoreError as error:
        return fault_box(f"Your record cannot be read just now. {error}")
    return Shown(membership + _markup(course, study), _text(course))


def _membership() -> str:
    """Which cohort the learner is in, and what that means; empty for a learner who is in none."""
    here, code = desk(), asked_to_join(os.environ)
    cohort = cohort_of(here.store, here.learner)
    out = ""
    if code and (cohort is None or cohort.code != code):
        out += (
            f'<p class="ipt-membership" role="status">No cohort has the code <strong>{escape(code)}</strong>. '
            "Ask whoever gave you the address for a new one; you can learn without it.</p>"
        )
    if cohort:
        out += (
            f'<p class="ipt-membership" role="status">You are in the cohort <strong>{escape(cohort.name)}</strong>. Whoever '
            "teaches it sees your work under your number, never under a name. You can leave it below, under Your record.</p>"
        )
    return out


def _progress(study: Study) -> dict[str, tuple[int, int]]:
    """Exercises answered and exercises there are, by lesson."""
    answered = {one.item for one in study.attempts}
    return {slug: (sum(id in answered for id in ids), len(ids)) for slug, ids in study.lessons.items()}


def _next(study: Study, progress: dict) -> dict | None:
    """A lesson already begun, else the first one not begun; one that was tested out is neither."""
    open_ = [
        m
        for m in study.modules
        if progress[m["slug"]][0] < progress[m["slug"]][1] and m["slug"] not in study.tested_out
    ]
    begun = [m for m in open_ if progress[m["slug"]][0]]
    return (begun or open_ or [None])[0]


def _markup(course: dict, study: Study) -> str:
    progress = _progress(study)
    done = sum(n for n, _ in progress.values())
    there = sum(n for _, n in progress.values())
    out = [
        f'<p class="ipt-lead">{escape(course["description"])}</p>',
        '<section class="ipt-next" aria-labelledby="next">',
    ]
    if following := _next(study, progress):
        answered, of = progress[following["slug"]]
        word = "Go on with" if answered else ("Begin with" if not done else "Next")
        out.append(
            f'<h2 id="next">{word}</h2><p class="ipt-next-title"><a href="{href(following)}">{escape(str(following["number"]))} '
            f"{escape(following['title'])}</a></p><p>{escape(following['about'])} About {following['minutes']} minutes."
            + (f" {answered} of {of} exercises answered." if answered else "")
            + "</p>"
        )
    else:
        out.append(
            '<h2 id="next">Everything here is answered</h2><p>Come back to any lesson: your answers are where you left them.</p>'
        )
    if due := due_today():
        out.append(
            f'<p><a href="{href({"notebook": "review"})}">Review {due} card{"" if due == 1 else "s"}</a>, due today.</p>'
        )
    if waiting := len(study.next_set()):
        out.append(
            f'<p><a href="{href({"notebook": "practice"})}">Practise {waiting} exercise{"" if waiting == 1 else "s"}</a> '
            "of another day, lessons mixed.</p>"
        )
    out.append(
        f'<p>{done} of {there} exercises answered so far. <a href="{href({"notebook": "progress"})}">Where you stand</a></p></section>'
    )
    part = None
    for module in course["modules"]:
        if module["part"] != part:
            out.append(("</ol>" if part else "") + f"<h2>{escape(module['part'])}</h2><ol class='ipt-catalogue'>")
            part = module["part"]
        out.append(_entry(module, progress.get(module["slug"]), module["slug"] in study.tested_out))
    out.append("</ol>")
    return "".join([*out, _beside(course)])


def _beside(course: dict) -> str:
    """Pages that are no lessons, with what they are for."""
    entries = [
        f'<li><p class="ipt-entry"><a href="{href(page)}">{escape(page["title"])}</a></p><p class="ipt-about">{escape(page["about"])}</p></li>'
        for page in course["pages"]
        if page["about"]
    ]
    return f'<h2>Beside the lessons</h2><ul class="ipt-beside">{"".join(entries)}</ul>' if entries else ""


def _entry(module: dict, progress: tuple[int, int] | None, tested_out: bool) -> str:
    title = escape(module["title"])
    if progress is None:
        name, state = f"<span>{title}</span>", "not written yet"
    else:
        answered, of = progress
        name = f'<a href="{href(module)}">{title}</a>'
        state = (
            "not begun" if not answered else f"{answered} of {of} answered" if answered < of else f"all {of} answered"
        )
        if tested_out:
            state = "tested out by its pre-test"
        state += f' <progress max="{of}" value="{answered}" aria-hidden="true"></progress>'
    return (
        f'<li{"" if progress else " class=ipt-unwritten"}><span class="ipt-number">{module["number"]}</span>'
        f'<div><p class="ipt-entry">{name} <span class="ipt-state">{state}</span></p>'
        f'<p class="ipt-about">{escape(module["about"])} About {module["minutes"]} minutes.</p></div></li>'
    )


def href(module: dict) -> str:
    """The address of a lesson or page, from a page or from a notebook in JupyterLab."""
    if on_page():
        return f"{os.environ.get('VOILA_BASE_URL', '/')}lesson/{module['notebook']}"
    return f"{module['notebook']}.ipynb"


def _text(course: dict) -> str:
    lines = [course["title"], ""]
    for m in course["modules"]:
        lines.append(
            f"{m['number']:>2}  {m['title']} ({m['minutes']} min)" + ("" if m["notebook"] else " - not written yet")
        )
    return "\n".join(lines)
