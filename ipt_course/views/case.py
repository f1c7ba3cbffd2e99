"""A client's file, and the casebook that lists them all.

Whatever would answer an exercise stays closed until the learner has tried that exercise, and says which it is.
"""

from __future__ import annotations

import os
from html import escape

from ..clinical.areas import AREAS
from ..course.library import library
from ..course.markup_plain import plain
from ..learning.store import StoreError
from . import drawings
from .desk import desk
from .exercise import Widget, exercise, on_page
from .home import href
from .shown import Shown, fault_box, or_fault

OPENED_BY = {
    "people": ("interview",),
    "rings": ("inventory",),
    "timeline": ("interview",),
    "parts": ("timeline",),
    "scores": ("questionnaire", "trend"),
    "areas": ("area_points", "formulation"),
    "formulation": ("area_points", "formulation"),
    "beneath": ("communication",),
}
"""Which kinds of exercise ask for a part of the file."""
VERDICTS = {"primary": "Chosen", "secondary": "Kept in mind", "reject": "Not chosen"}


@or_fault
def case(id: str) -> Shown:
    """Open a client's file, for example ``case("tomasz")``."""
    given = library().case(id)
    return Shown(ClientFile(given, _untried(given)).markup(), _text(given))


@or_fault
def interview(id: str) -> Widget | Shown:
    """Interview a client, for example ``interview("tomasz")``; the same exercise as in the client's lesson."""
    found = [one["id"] for one in library().case(id)["asked"] if one["kind"] == "interview"]
    if not found:
        return fault_box(f"There is no interview with '{id}' yet.")
    return exercise(found[0])


@or_fault
def casebook() -> Shown:
    """List the clients; on a page, the one that its address names (``?case=``) is opened instead."""
    cases = library().casebook
    chosen = os.environ.get("HTTP_X_IPT_CASE", "") if on_page() else ""
    text = "\n".join(_line(id, one) for id, one in cases.items())
    if chosen not in cases:
        return Shown(_list(cases), text)
    return Shown(f'<p><a href="{_address("")}">All {len(cases)} clients</a></p>' + case(chosen).markup, text)


def _untried(given: dict) -> dict[str, list[dict]]:
    """By part of the file, the exercises about it that this learner has not tried."""
    asked = [one for one in given["asked"] if any(one["kind"] in kinds for kinds in OPENED_BY.values())]
    try:
        records = desk().store.latest(desk().learner, [one["id"] for one in asked])
    except StoreError:
        records = {}
    return by_part([one for one in asked if not (one["id"] in records and records[one["id"]].tries)])


def by_part(waiting: list[dict]) -> dict[str, list[dict]]:
    """Exercises by the parts of a file that they keep closed."""
    return {part: [one for one in waiting if one["kind"] in kinds] for part, kinds in OPENED_BY.items()}


def _address(id: str) -> str:
    """Of the casebook, with that client's file open."""
    return href({"notebook": "cases"}) + (f"?case={id}" if id and on_page() else "")


def _list(cases: dict) -> str:
    return '<ul class="ipt-casebook">' + "".join(_entry(id, one) for id, one in cases.items()) + "</ul>"


def _entry(id: str, one: dict) -> str:
    name = one["client"]["name"]
    link = f'<a href="{_address(id)}">{name}</a>' if on_page() else f'{name} <code>case("{id}")</code>'
    note = f'<p class="ipt-about">Content note: {one["content_note"]}</p>' if one["content_note"] else ""
    return (
        f'<li><span class="ipt-chip" aria-hidden="true">{drawings.initials(name)}</span><div>'
        f"<p><strong>{link}</strong>, {one['client']['age']}. {one['in_brief']}</p>{note}</div></li>"
    )


def _line(id: str, one: dict) -> str:
    return f"{id}: {plain(one['client']['name'])}, {one['client']['age']}. {plain(one['in_brief'])}"


def _text(given: dict) -> str:
    """What may be said of a client to whoever has answered nothing yet."""
    client = given["client"]
    lines = [
        f"{client['name']}, {client['age']}, {client['pronouns']}. {given['title']}",
        given["in_brief"],
        *([f"Content note. {given['content_note']}"] if given["content_note"] else []),
        f"{client['occupation']}; {client['household']}; {client['setting']}",
        *([f"Referral: {given['referral']}"] if given["referral"] else []),
        given["presenting_problem"],
        f"“{given['opening_words']}”",
    ]
    return "\n".join(plain(line) for line in lines)


class ClientFile:
    """``untried``: by part of the file, the exercises that keep it closed."""

    def __init__(self, given: dict, untried: dict[str, list[dict]]):
        self.given = given
        self.untried = untried

    def open(self, part: str) -> bool:
        return not self.untried[part]

    def closed(self, part: str, what: str) -> str:
        links = [
            f'<a href="{href(one)}">{escape(one["title"])}</a> (lesson {one["number"]})' for one in self.untried[part]
        ]
        named = " and ".join([", ".join(links[:-1]), links[-1]] if links[1:] else links)
        return f'<p class="ipt-note">{what} opens when you have tried {named}.</p>'

    def markup(self) -> str:
        parts = [
            self._coming(),
            self._section("The people", self._people()),
            self._section("What happened when", self._timeline()),
            self._section("Questionnaires", self._forms()),
            self._section("One exchange", self._incident()),
            self._section("What we chose, and why", self._chosen()),
            self._section("What must not be missed", self._careful()),
            self._section("This file rests on", self._sources()),
        ]
        return f'<article class="ipt-file">{"".join(parts)}</article>'

    def _section(self, title: str, inside: str) -> str:
        return f"<section><h3>{title}</h3>{inside}</section>" if inside else ""

    def _coming(self) -> str:
        given, client = self.given, self.given["client"]
        out = [f'<h2>{client["name"]}</h2><p class="ipt-lead">{given["in_brief"]}</p>']
        if given["content_note"]:
            instead = given["instead"]
            name = library().cases.get(instead, {}).get("client", {}).get("name", instead)
            link = f'<a href="{_address(instead)}">{name}</a>' if on_page() else name
            out.append(
                f'<p class="ipt-note"><strong>Content note.</strong> {given["content_note"]} '
                f"If that is too near today, meet {link} instead.</p>"
            )
        told = {
            "Age": f"{client['age']}, {client['pronouns']}",
            "Work": client["occupation"],
            "Home": client["household"],
            "Background": client["culture"],
            "Seen at": client["setting"],
            "Referred": given["referral"],
        }
        rows = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in told.items() if text)
        out.append(f'<dl class="ipt-facts">{rows}</dl><p>{given["presenting_problem"]}</p>')
        out.append(f"<blockquote><p>“{given['opening_words']}”</p></blockquote>")
        return "".join(out)

    def _people(self) -> str:
        if not self.open("people"):
            return self.closed("people", "Who is in this life")
        people, rings = self.given["inventory"], self.open("rings")
        if not rings:
            return self.closed("rings", "Who stands on which ring") + _people(people, rings)
        drawn = drawings.circles(self.given["client"]["name"], people)
        return f'<div class="ipt-drawn">{drawn}</div>' + _people(sorted(people, key=lambda one: one["ring"]), rings)

    def _timeline(self) -> str:
        if not self.open("timeline"):
            return self.closed("timeline", "The timeline")
        timeline, told = self.given["timeline"], self.open("parts")
        numbers = list(range(1, len(timeline) + 1))
        items = "".join(
            f"<li>{_when(one['t_weeks'])}: {one['text']} Mood {one['mood_0_10']} of 10."
            + (f" <em>{_PARTS[one['relevance']]}</em>" if told and one["relevance"] in _PARTS else "")
            + "</li>"
            for one in timeline
        )
        drawn = f'<div class="ipt-drawn">{drawings.events(timeline, numbers, told)}</div><ol>{items}</ol>'
        return drawn + ("" if told else self.closed("parts", "Which part each event played"))

    def _forms(self) -> str:
        if not self.open("scores"):
            return self.closed("scores", "What was filled in")
        out = []
        for name, form in self.given["forms"].items():
            filled = self.given.get(name)
            if not filled:
                continue
            rows = [
                [topic, f"{n}: {form['answers'][n]}"] for topic, n in zip(form["topics"], filled["items"], strict=True)
            ]
            caption = f"{form['title']} at intake, by topic: {filled['total']} points, {filled['severity']}"
            out.append(f"<details><summary>{caption}</summary>{_table(caption, ['Topic', 'Answer'], rows)}</details>")
        out.append(f"<p><strong>The question about death.</strong> {self.given['phq9']['item9']}</p>")
        if course := self.given["course"]:
            totals = course["phq9"]
            rows = [[str(n), str(points)] for n, points in enumerate(totals, 1)]
            out.append(
                f'<div class="ipt-drawn">{drawings.scores(totals)}</div><p>{course["notes"]}</p><details><summary>The line as a table'
                f"</summary>{_table('PHQ-9 by session', ['Session', 'Total'], rows)}</details>"
            )
        return "".join(out)

    def _incident(self) -> str:
        incident = self.given["incident"]
        if not incident:
            return ""
        beneath = self.open("beneath")
        lines = "".join(
            f"<dt>{one['speaker']}</dt><dd>{one['text']}"
            + (f' <em class="ipt-beneath">{one["tag"]}</em>' if beneath and one["tag"] else "")
            + "</dd>"
            for one in incident["lines"]
        )
        hidden = (
            f"<p><strong>What was not said.</strong> “{incident['hidden_message']}”</p>"
            if beneath
            else self.closed("beneath", "What lay beneath the words")
        )
        return f'<p class="ipt-about">{incident["context"]}</p><dl class="ipt-exchange">{lines}</dl>{hidden}'

    def _chosen(self) -> str:
        given, out = self.given, []
        if self.open("areas"):
            considered = sorted(given["areas"].items(), key=lambda item: list(VERDICTS).index(item[1]["verdict"]))
            items = "".join(
                f"<dt>{AREAS[area]}: {VERDICTS[one['verdict']].lower()}</dt><dd>{one['why']}</dd>"
                for area, one in considered
            )
            out.append(f'<dl class="ipt-areas">{items}</dl>')
            if given["distractors"]:
                out.append(f"<p>What leads astray here:</p><ul>{_items(given['distractors'])}</ul>")
        else:
            out.append(self.closed("areas", "The choice of area"))
        if self.open("formulation"):
            out.append(f"<p>Said to the client:</p><blockquote><p>{given['formulation']}</p></blockquote>")
            out.append(f"<p>Agreed for {given['format']['sessions']} sessions:</p><ul>{_items(given['goals'])}</ul>")
        else:
            out.append(self.closed("formulation", "The formulation"))
        return "".join(out)

    def _careful(self) -> str:
        given = self.given
        if not self.open("scores"):
            return self.closed("scores", "The assessment of risk")
        more = [f"<p>{given[name]}</p>" for name in ("differential", "culture_notes") if given[name]]
        return f"<p>Risk: {given['risk']['level']}.</p><ul>{_items(given['risk']['actions'])}</ul>{''.join(more)}"

    def _sources(self) -> str:
        items = "".join(f'<li id="ref-{id}">{line}</li>' for id, line in self.given["references"].items())
        return f'<ul class="ipt-references">{items}</ul><p class="ipt-about">Every person here was invented for teaching.</p>'


_PARTS = {
    "trigger": "Trigger.",
    "onset": "The onset.",
    "maintaining": "Keeps it going.",
    "distractor": "Not part of it.",
}


def _when(week: int) -> str:
    weeks = -week
    if weeks > drawings.YEARS_BACK:
        return f"{round(weeks / 52)} years before"
    return f"{weeks} week{'' if weeks == 1 else 's'} before"


def _items(texts: list[str]) -> str:
    return "".join(f"<li>{text}</li>" for text in texts)


def _people(people: list[dict], rings: bool) -> str:
    items = []
    for one in people:
        died = " (died)" if one["status"] == "deceased" else ""
        ring = f" Ring: {drawings.RING_NAMES[one['ring']]}." if rings else ""
        items.append(
            f"<dt>{one['name']}<span>, {one['relation']}{died}</span></dt><dd><p>Contact: {one['contact']}.{ring} "
            f"{one['quality_note']}</p><p>Expected: {one['client_expects']} Expected in return: {one['other_expects']} "
            f"Wanted: {one['wanted']}</p></dd>"
        )
    return f'<dl class="ipt-areas ipt-persons">{"".join(items)}</dl>'


def _table(caption: str, head: list[str], rows: list[list[str]]) -> str:
    top = "".join(f'<th scope="col">{word}</th>' for word in head)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td>{cell}</td>" for cell in row[1:]) + "</tr>" for row in rows
    )
    return (
        f'<div class="ipt-scroll" tabindex="0" role="group" aria-label="{escape(plain(caption), quote=True)}"><table>'
        f"<caption>{caption}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )
