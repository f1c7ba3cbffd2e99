"""The capstone's portfolio: what the learner made of one client, as one page to keep, print or hand in."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape

from ..course.exercise import Exercise
from ..course.library import library
from ..exercises.in_words import in_words
from ..learning.passing import NEAR, Portfolio, as_number
from ..learning.passing import portfolio as portfolio_of
from ..learning.runs import Played, finished, items_of, played
from ..learning.store import StoreError
from .desk import Desk, desk
from .drawings import circles
from .lesson_links import room_link
from .shown import Shown, fault_box, or_fault

CAPSTONE = "capstone"
NAME = "my-ipt-portfolio.html"
TEXT = "Your portfolio: three sessions, the written work, and what was still wanting. It can be saved as one file."
NOTHING = "Nothing is done yet. Whatever you do on this page and in the room with this client appears here."
LIMITS = (
    "This is the record of an exercise with an invented client. Scores are conventions of the course; nobody has shown that "
    "passing here goes with doing it well. It is no certificate and gives no licence to treat. What comes next is a role play "
    "that somebody rates, and supervision."
)
STYLE = (
    "body{font:17px/1.6 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#24211d;background:#fff}"
    "h1,h2,h3,h4,table,dt{font-family:system-ui,sans-serif}h3{margin-top:2rem;border-top:1px solid #ccc;padding-top:1rem}"
    "table{border-collapse:collapse;width:100%;font-size:.9em}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}"
    "dt{font-weight:600;margin-top:.6rem}dd{margin:0 0 .4rem}dd.own{white-space:pre-wrap;border-left:3px solid #bbb;padding-left:.8rem}"
    "svg{max-width:24rem;height:auto;font-family:system-ui,sans-serif}.ipt-ring-name,.ipt-person-name{font-size:12px}"
    "@media print{body{margin:0}h3{break-after:avoid}dl,table{break-inside:avoid}}"
)


@or_fault
def portfolio() -> Shown:
    """Show the learner's portfolio, and offer it as one file."""
    here = desk()
    try:
        runs = _runs(here)
        work = list(_work(here))
    except StoreError as error:
        return fault_box(f"Your record cannot be read just now. {error}")
    if not work and not finished(runs):
        return Shown(f'<p class="ipt-note">{NOTHING}</p>', TEXT)
    inside = _judged(runs) + "".join(work)
    file = base64.b64encode(_file(inside, here.learner).encode("utf-8", "xmlcharrefreplace")).decode()
    save = f'<p><a class="ipt-button" download="{NAME}" href="data:text/html;base64,{file}">Save my portfolio as one file</a></p>'
    return Shown(f'<section class="ipt-portfolio" aria-label="Your portfolio">{save}{inside}</section>', TEXT)


def _file(inside: str, learner: str) -> str:
    day = datetime.now(UTC).date()
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>IPT portfolio</title><style>{STYLE}</style></head>'
        f"<body><h1>Portfolio: one client from first call to goodbye</h1><h2>Learner {escape(learner)}, {day}</h2>{inside}</body></html>"
    )


# ---- the three sessions


def _sessions() -> list[str]:
    """The capstone's sessions in the order of a course of treatment: those with its client."""
    phases = ("initial", "middle", "ending")
    mine = (id for id, told in library().sessions.items() if told["unseen"])
    return sorted(mine, key=lambda id: phases.index(library().sessions[id]["phase"]))


def _runs(here: Desk) -> list[Played]:
    mine = set(_sessions())
    every = played(here.store.runs(here.learner), here.store.steps(here.learner))
    return [one for one in every if one.run.session in mine]


def _judged(runs: list[Played]) -> str:
    sessions = _sessions()
    found = portfolio_of(runs, {id: library().sessions[id]["phase"] for id in sessions})
    rows = "".join(_session_row(found, id) for id in sessions)
    return (
        f"<h3>Three sessions</h3>{_ruling(found)}"
        '<table tabindex="0"><caption class="ipt-sr">Sessions</caption><thead><tr><th scope="col">Session</th><th scope="col">Phase</th>'
        f'<th scope="col">Played</th><th scope="col">Best</th><th scope="col">Passed</th></tr></thead><tbody>{rows}</tbody></table>'
        + "".join(_ratings(id, runs) for id in sessions)
        + f"<p><em>{LIMITS}</em></p>"
    )


def _ruling(found: Portfolio) -> str:
    if found.passed:
        agreement = (
            f" Your own ratings lay within one level of the reference in {found.agreement:.0%} of {len(found.ratings)}; four in five is a good aim."
            if found.agreement is not None
            else ""
        )
        return f"<p><strong>All three are passed.</strong>{agreement}</p>"
    wanting = "".join(f"<li>{escape(one)}</li>" for one in found.wanting)
    return f"<p>Still wanting:</p><ul>{wanting}</ul>"


def _session_row(found: Portfolio, id: str) -> str:
    told, one = library().sessions[id], found.sessions.get(id)
    played, best = (len(one.scores), f"{int(100 * one.best)} %") if one else (0, "–")
    passed = "yes" if one and one.passed else "not yet"
    return (
        f'<tr><th scope="row">{room_link(id, told["title"])}</th><td>{escape(told["phase"])}</td>'
        f"<td>{played}</td><td>{best}</td><td>{passed}</td></tr>"
    )


def _ratings(id: str, runs: list[Played]) -> str:
    """Own rating, reference and difference in the last whole run of a session."""
    whole = [one for one in finished(runs, id) if not one.practice]
    if not whole:
        return ""
    own = whole[-1].rated or {}
    rows = "".join(
        f'<tr><th scope="row">{item} {escape(library().rubric.get(item, item))}</th><td>{_level(own.get(item))}</td>'
        f"<td>{_level(one.level)}</td><td>{_apart(own.get(item), one.level)}</td></tr>"
        for item, one in items_of(whole[-1].ended).items()
    )
    return (
        f"<h4>{escape(library().sessions[id]['title'])}: your rating and the reference</h4>"
        f'<table tabindex="0"><thead><tr><th scope="col">Competence</th><th scope="col">You</th><th scope="col">Reference</th>'
        f'<th scope="col">Difference</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _level(level: int | str | None) -> str:
    return "not shown" if level is None else escape(str(level))


def _apart(own: int | str | None, reference: int | str | None) -> str:
    if own is None or reference is None:
        return ""
    apart = as_number(own) - as_number(reference)
    return f"{apart:+d}{'' if abs(apart) <= NEAR else ', look again'}" if apart else "0"


# ---- the written work


def _work(here: Desk) -> Iterator[str]:
    for id in library().exercises(CAPSTONE):
        record = here.record(id)
        if record and record.response is not None:
            yield _answer(library().exercise(id), record.response, record.outcome)


def _answer(exercise: Exercise, response: object, outcome: str | None) -> str:
    drawn = _drawn(exercise, response) if exercise.kind == "inventory" else ""
    parts = "".join(
        f"{f'<dt>{one.asked}</dt>' if one.asked else ''}<dd{' class=own dir=auto' if one.own else ''}>"
        f"{escape(one.answer) if one.own else one.answer}</dd>"
        for one in in_words(exercise.task, response)
    )
    came = f" ({escape(outcome)})" if outcome in ("right", "partly", "wrong") else ""
    return f"<h3>{escape(exercise.title)}{came}</h3>{drawn}<dl>{parts}</dl>"


def _drawn(exercise: Exercise, response: object) -> str:
    placed = [
        {"name": person.name, "status": person.status, "ring": response[id]["ring"]}
        for id, person in exercise.task.people.items()
        if isinstance(response, dict) and isinstance(response.get(id), dict) and response[id].get("ring") in (1, 2, 3)
    ]
    return circles(exercise.task.client, placed) if placed else ""
