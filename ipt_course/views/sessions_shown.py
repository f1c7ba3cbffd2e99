"""What a learner has shown in simulated sessions, for the page that says where they stand."""

from __future__ import annotations

from html import escape

from ..course.library import Library
from ..learning.passing import LATEST, Portfolio, portfolio
from ..learning.runs import Played
from .lesson_links import room_link

WORDS = {"H": "harm was done", 0: "absent", 1: "in part", 2: "adequate", 3: "skilled"}


def portfolio_of(runs: list[Played], library: Library) -> Portfolio:
    """The portfolio over every session there is."""
    return portfolio(runs, {id: told["phase"] for id, told in library.sessions.items()})


def shown_in_sessions(runs: list[Played], library: Library) -> str:
    """Sessions and competences as HTML; empty for a learner who has finished none."""
    found = portfolio_of(runs, library)
    if not found.sessions:
        return ""
    return f"<h2>In the room</h2>{_sessions(found, library)}{_competences(found, library)}{_judging(found)}"


def _sessions(found: Portfolio, library: Library) -> str:
    rows = "".join(
        f'<tr><th scope="row">{room_link(id, library.sessions[id]["title"])}</th><td>{len(one.scores)}</td>'
        f"<td>{int(100 * one.best)} %</td><td>{'held' if one.held else 'passed' if one.passed else 'not yet'}</td></tr>"
        for id, one in found.sessions.items()
    )
    return (
        '<table tabindex="0" class="ipt-standing"><caption class="ipt-sr">Simulated sessions</caption><thead><tr><th scope="col">Session</th>'
        f'<th scope="col">Played</th><th scope="col">Best</th><th scope="col">Passed</th></tr></thead><tbody>{rows}</tbody></table>'
        "<p class='ipt-about'>A session is <em>held</em> when you have passed it with two of the people your client can be, on two days.</p>"
    )


def _competences(found: Portfolio, library: Library) -> str:
    rows = "".join(
        f'<tr><th scope="row">{id} {escape(library.rubric.get(id, id))}</th><td>{_level(one.level)}</td><td>{one.chances}</td></tr>'
        for id, one in found.competences.items()
    )
    return (
        f"<details><summary>What you have shown, competence by competence</summary><p class='ipt-about'>From your last {LATEST} sessions with each client. "
        "Fewer than two chances say nothing.</p>"
        '<table tabindex="0" class="ipt-standing"><caption class="ipt-sr">Competences shown</caption><thead><tr><th scope="col">Competence</th>'
        f'<th scope="col">Level</th><th scope="col">Chances</th></tr></thead><tbody>{rows}</tbody></table></details>'
    )


def _level(level: int | str | None) -> str:
    return "not shown" if level is None else WORDS[level] if level == "H" else f"{level}, {WORDS[level]}"


def _judging(found: Portfolio) -> str:
    if found.agreement is None:
        return ""
    return (
        "<p class='ipt-about'>Of your own ratings, "
        f"{round(found.agreement * len(found.ratings))} of {len(found.ratings)} lay within one level of the reference.</p>"
    )
