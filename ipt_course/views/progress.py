"""Where the learner stands: each lesson before and after, each objective, and what to do next."""

from __future__ import annotations

from html import escape

from ..course.library import library
from ..learning.mastery import NOTHING, Level
from ..learning.runs import played
from ..learning.store import StoreError
from ..learning.study import Study
from .calibration import calibration
from .desk import desk
from .home import href
from .sessions_shown import shown_in_sessions
from .shown import Shown, fault_box, or_fault

TEXT = "Where you stand: every lesson before and after, and how solid each of its objectives is."
_DONE = (Level.SOLID, Level.REFRESH)


@or_fault
def progress() -> Shown:
    """Show the learner's standing in the whole course."""
    here = desk()
    try:
        study = Study(library(), here.store, here.learner)
        runs = played(here.store.runs(here.learner), here.store.steps(here.learner))
    except StoreError as error:
        return fault_box(f"Your record cannot be read just now. {error}")
    in_sessions = shown_in_sessions(runs, library())
    if not study.attempts:
        nothing = '<p class="ipt-note">Nothing is answered yet, so there is nothing to show.</p>'
        return Shown(in_sessions or nothing, TEXT)
    rows = [_row(study, module) for module in study.modules]
    goals = [goal["id"] for module in study.modules for goal in module["objectives"]]
    solid = sum(study.standings[goal].level in _DONE for goal in goals)
    markup = (
        f"<p>{solid} of {len(goals)} objectives are solid.{_next(study)}</p>"
        '<table tabindex="0" class="ipt-standing"><caption class="ipt-sr">Standing by lesson</caption><thead><tr>'
        '<th scope="col">Lesson</th><th scope="col">Before</th><th scope="col">After</th>'
        f'<th scope="col">Solid</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
        + "".join(_objectives(study, module) for module in study.modules if _begun(study, module))
    )
    return Shown(markup + calibration(study.attempts) + in_sessions, TEXT)


def _begun(study: Study, module: dict) -> bool:
    return any(one.item in study.lessons[module["slug"]] for one in study.answers)


def _row(study: Study, module: dict) -> str:
    slug = module["slug"]
    levels = [study.standings[goal["id"]].level for goal in module["objectives"]]
    out = " <em>tested out</em>" if slug in study.tested_out else ""
    return (
        f'<tr><th scope="row"><a href="{href(module)}">{escape(str(module["number"]))} {escape(module["title"])}</a>{out}</th>'
        f"<td>{_share(study, slug, 'pretest')}</td><td>{_share(study, slug, 'posttest')}</td>"
        f"<td>{sum(level in _DONE for level in levels)} of {len(levels)}</td></tr>"
    )


def _share(study: Study, slug: str, use: str) -> str:
    """First answers: how many were right of those given, and whether any is still to come."""
    there = study.of_use(slug, use)
    scores = study.first_scores(there)
    so_far = "<br>so far" if len(scores) < len(there) else ""
    return f"{sum(score >= 1 for score in scores)} of {len(scores)}{so_far}" if scores else "–"


def _objectives(study: Study, module: dict) -> str:
    items = []
    for goal in module["objectives"]:
        one = study.standings.get(goal["id"], NOTHING)
        last = f", last answered well on {one.last_good}" if one.last_good else ""
        more = " Someone’s safety depends on it, so it asks for more." if goal["safety"] else ""
        items.append(
            f'<li data-level="{one.level.name.lower()}"><strong>{one.level}</strong>{last}. {escape(goal["text"])}{more}</li>'
        )
    return f"<details><summary>{escape(module['title'])}, objective by objective</summary><ul class='ipt-levels'>{''.join(items)}</ul></details>"


def _next(study: Study) -> str:
    waiting = len(study.next_set())
    if waiting:
        link = f'<a href="{href({"notebook": "practice"})}">{waiting} exercise{"" if waiting == 1 else "s"} to practise</a>'
        return f" Today there {'is' if waiting == 1 else 'are'} {link}; what holds on another day counts as solid."
    return " Exercises come back on the page Practice from tomorrow; what holds on another day counts as solid."
