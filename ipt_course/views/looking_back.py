"""The debrief as a page: own rating beside the reference, how the client stood, what was missed, what to practise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from ..course.library import ContentError, Library
from ..learning.passing import NEAR, as_number
from ..learning.runs import Played
from ..simulation.debrief import Debrief, Moment, Shown, debrief
from ..simulation.scoring import PASS, Judged
from ..simulation.script import Script
from ..simulation.session import Session
from .curve import drawing, table
from .lesson_links import exercise_link

DRILLS = 3
REASONS = 2
"""Turns named as the reason for a level."""
MISSED = 6
"""Missed openings shown."""
WORDS = {"H": "H", 0: "0", 1: "1", 2: "2", 3: "3", None: "not shown"}
LIMITS = (
    "Choosing is easier than saying. The numbers behind {name} are teaching fictions, and passing shows how you decided in "
    "this scene, not what you can do with a person. The next step is a role play that somebody rates with you."
)


def verdict(judged: Judged) -> tuple[str, str]:
    """How well a move met the client: a mark and a word."""
    if judged.harms:
        return "wrong", "This did harm"
    if judged.good:
        return "right", "Well met"
    return ("near", "In part") if judged.earned else ("missed", "Not now")


def rating_form(script: Script, items: list[str]) -> list[dict]:
    """The competences to rate oneself on, each with what its levels look like."""
    return [
        {
            "item": id,
            "title": script.rubric[id]["title"],
            "levels": [
                {"value": "H" if level == "H" else int(level), "text": _level_text(script, id, level)}
                for level in ("3", "2", "1", "0", "H")
            ],
        }
        for id in items
    ]


def _level_text(script: Script, id: str, level: str) -> str:
    return script.rubric[id]["levels"].get(level, "Absent.")


def looking_back(session: Session, played: Played, library: Library) -> str:
    """The whole debrief as HTML. Everything in it is escaped; it holds nothing the learner typed."""
    found = debrief(session)
    name = session.script.client.split()[0]
    parts = [
        _heading(found, played, name),
        _take_along(found, library),
        _ratings(found, played.rated or {}),
        _standing(found, name),
        _missed(found, name),
        _turns(found, name, played),
        _expert(found, name),
        _sources(library, session.script.id),
    ]
    return "".join(parts)


def _part(id: str, title: str, *inside: str) -> str:
    return f'<section class="ipt-part" data-part="{id}"><h4 tabindex="-1">{title}</h4>{"".join(inside)}</section>'


def _p(text: str, name: str = "") -> str:
    return f"<p{f' class={name}' if name else ''}>{escape(text)}</p>"


def _heading(found: Debrief, played: Played, name: str) -> str:
    session, result = found.session, found.result
    ending, who = session.ending, session.script.variant(session.variant)
    share = f" That is {int(100 * result.score)} %."
    if result.passed:
        came = f"{share} Passed."
    else:
        came = f"{share if result.score >= PASS else ''} Not passed. {' '.join(result.hindered)}"
    practice = (
        _p(
            f"A practice run, from turn {played.run.origin_turn + 1} of an earlier one. It counts for nothing but the practice.",
            "ipt-muted",
        )
        if played.practice
        else ""
    )
    return _part(
        "ending",
        f"How it ended: {escape(ending.title)}",
        _p(ending.text),
        f"<p><strong>{escape(name)} today.</strong> {escape(who.about)}</p>",
        f"<p><strong>{result.earned} of {result.best} points.</strong>{escape(_named(session.script, came))}</p>",
        practice,
        _p(LIMITS.format(name=name), "ipt-muted"),
        _p(
            f"Pass mark {PASS:.0%}; a convention of this course. This {name} has the number {session.seed}: the same number is the same person.",
            "ipt-muted",
        ),
    )


def _named(script: Script, text: str) -> str:
    """A text in which competences stand with their titles."""
    return re.sub(
        r"\b[AIMT]\d\b",
        lambda id: f"“{script.rubric[id[0]]['title']}” ({id[0]})" if id[0] in script.rubric else id[0],
        text,
    )


def _take_along(found: Debrief, library: Library) -> str:
    best, weak = found.strongest, found.weakest
    said = []
    if best and best.result.level in (2, 3):
        where = f" Turn {best.at_best[0].number} is one to remember." if best.at_best else ""
        said.append(f"<p><strong>To keep.</strong> {_title(found, best)}.{where}</p>")
    if weak:
        said.append(f"<p><strong>To work on.</strong> {_title(found, weak)}. {escape(_next_level(found, weak))}</p>")
        if links := list(_drills(found.session.script, weak.item, library)):
            said.append(f"<p>Three short exercises for it:</p><ul>{''.join(links[:DRILLS])}</ul>")
    elif not said:
        return ""
    return _part("along", "To take along", *said)


def _title(found: Debrief, one: Shown) -> str:
    return f"{escape(found.session.script.rubric[one.item]['title'])} ({one.item})"


def _next_level(found: Debrief, one: Shown) -> str:
    """What the next level worth aiming at looks like: nobody is to practise half of it."""
    aim, word = (3, "Skilled") if one.result.level == 2 else (2, "Adequate")
    looks = found.session.script.rubric[one.item]["levels"][str(aim)]
    return f"{word} looks like this: {looks[0].lower()}{looks[1:]}"


def _drills(script: Script, item: str, library: Library) -> Iterator[str]:
    for id in script.drills.get(item, ()):
        try:
            yield f"<li>{exercise_link(library, id)}</li>"
        except ContentError:
            continue  # an exercise that cannot be shown is no drill


def _ratings(found: Debrief, own: dict) -> str:
    rows, near, both = [], 0, 0
    for one in found.items:
        level, mine = one.result.level, own.get(one.item)
        apart = _apart(mine, level)
        if apart is not None:
            both += 1
            near += abs(apart) <= NEAR
        difference = (
            "" if apart is None else "the same" if apart == 0 else f"{abs(apart)} {'higher' if apart > 0 else 'lower'}"
        )
        rows.append(
            f'<tr><th scope="row"><span class="ipt-item">{one.item}</span> {escape(found.session.script.rubric[one.item]["title"])}</th>'
            f"<td data-head=You>{WORDS[mine] if mine is not None else '–'}</td><td data-head=Reference>{WORDS[level]}</td>"
            f"<td data-head='You rated'>{difference}</td><td>{_because(found, one)}</td></tr>"
        )
    said = (
        f"You were within one level of the reference on {near} of {both}. Agreement on four in five is a good aim."
        if both
        else "You left out your own rating. Next time try it first: knowing how well one did is a skill of its own."
    )
    return _part(
        "ratings",
        "Your rating, the reference, the difference",
        _p(said),
        _p(
            "H is harm, 0 absent, 1 in part, 2 adequate, 3 skilled and fitted to this client. With fewer than two chances a competence counts as not shown.",
            "ipt-muted",
        ),
        '<div class="ipt-wide" tabindex="0" role="group" aria-label="Ratings by competence"><table class="ipt-rated"><thead><tr><th scope="col">Competence</th><th scope="col">You</th>'
        '<th scope="col">Reference</th><th scope="col">You rated</th><th scope="col">Why</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>",
    )


def _apart(mine: int | str | None, level: int | str | None) -> int | None:
    """How many levels the own rating lies above the reference."""
    return None if mine is None or level is None else as_number(mine) - as_number(level)


def _because(found: Debrief, one: Shown) -> str:
    """The level in words, and the turns that made it so."""
    result = one.result
    level = result.level
    chances = (
        f"{result.chances} chance{'' if result.chances == 1 else 's'}, {result.earned} of {result.available} points."
    )
    if level is None:
        return escape(chances)
    words = found.session.script.rubric[one.item]["levels"].get(str(level), "Absent.")
    turns = _turn_list("Short at", one.short) or _turn_list("Shown at", one.at_best)
    return f"{escape(words)} <span class=ipt-muted>{escape(chances)} {turns}</span>"


def _turn_list(head: str, moments: tuple[Moment, ...]) -> str:
    if not moments:
        return ""
    numbers = ", ".join(str(one.number) for one in moments[:REASONS])
    more = " and more" if len(moments) > REASONS else ""
    return f"{head} turn{'' if len(moments) == 1 else 's'} {numbers}{more}."


def _standing(found: Debrief, name: str) -> str:
    moved = list(found.turning_points())
    listed = "".join(f"<li>{escape(one)}</li>" for one in moved)
    return _part(
        "standing",
        f"How {escape(name)} stood",
        drawing(found),
        '<p class="ipt-muted">Dots on the first line are your moves: full where you met what was there, open where another move would have done '
        "more. The shaded band is where one can feel and think at once. A dashed line is a move that did harm.</p>",
        f"<details><summary>What moved, and after which move</summary><ul>{listed}</ul></details>" if listed else "",
        f"<details><summary>The same as a table</summary>{table(found)}</details>",
    )


def _missed(found: Debrief, name: str) -> str:
    missed = found.missed
    if not missed:
        return _part("missed", "What was offered", _p(f"{name} offered nothing that you passed by."))
    items = "".join(
        f"<li><blockquote>{_stage(one.past.scene.seen)}{escape(one.past.scene.say)}</blockquote>"
        f"<p><strong>Turn {one.number}.</strong> {escape(one.line.opens)}</p>"
        f"<p>You: {_said(one.past.judged.chosen.move.say)}<br>It was open to: {_said(one.past.judged.model.move.say)}</p></li>"
        for one in missed[:MISSED]
    )
    more = _p(f"And {len(missed) - MISSED} more, in the list of turns.", "ipt-muted") if len(missed) > MISSED else ""
    return _part("missed", "What was offered, and passed by", f"<ol class=ipt-openings>{items}</ol>", more)


def _turns(found: Debrief, name: str, played: Played) -> str:
    rows = "".join(_turn(one, name) for one in found.moments)
    return _part(
        "turns",
        "Turn by turn",
        _p(
            "What could be noticed, what you did, and what would have been better. You can go back into the session at any turn; that is practice and is marked so."
        ),
        f"<details><summary>All {len(found.moments)} turns</summary><ol class=ipt-turns>{rows}</ol></details>",
    )


def _turn(one: Moment, name: str) -> str:
    scene, judged = one.past.scene, one.past.judged
    mark, word = verdict(judged)
    better = ""
    if not one.good:
        better = f"<p><strong>Better here:</strong> {_said(judged.model.move.say)} {escape(judged.model.outcome.because)}</p>"
    cue = f"<p class=ipt-muted>To be noticed: {escape(one.line.cue)}</p>" if one.line.cue else ""
    reply = f"<p>{escape(name)}: {escape(scene.reply)}</p>" if scene.reply else ""
    return (
        f'<li data-mark="{mark}">{reply}<p>{escape(scene.who.split()[0].strip(","))}: {_stage(scene.seen)}{escape(scene.say)}</p>{cue}'
        f'<p data-words="{one.number}" hidden></p>'
        f"<p>You: {_said(judged.chosen.move.say)}</p>"
        f'<p><span class="ipt-mark" data-mark="{mark}">{word}.</span> {escape(one.past.because)}</p>{better}'
        f'<p class="ipt-screen"><button type="button" class="ipt-button ipt-small" data-replay="{one.number}">Practise from turn {one.number}</button></p></li>'
    )


def _expert(found: Debrief, name: str) -> str:
    other = found.expert
    if other is None or not other.over:
        return ""
    mine = {one.past.scene.turn: one.past.judged.chosen.move.id for one in found.moments}
    same, rows = 0, []
    for past in other.past:
        move = past.judged.chosen.move
        alike = mine.get(past.scene.turn) == move.id
        same += alike
        rows.append(
            f"<li><p>{escape(past.scene.who.split()[0].strip(','))}: {_stage(past.scene.seen)}{escape(past.scene.say)}</p>"
            f"<p>An expert: {_said(move.say)}{' <strong>You said the same.</strong>' if alike else ''}</p>"
            f"<p class=ipt-muted>{escape(past.because)}</p></li>"
        )
    return _part(
        "expert",
        f"An expert with this {escape(name)}",
        _p(
            f"The same client on the same day, and one good way through: {int(100 * other.result().score)} % of the points, “{other.ending.title}”. "
            f"At {same} of its {len(other.past)} turns you said the same. There are other good ways."
        ),
        f"<details><summary>Read it</summary><ol class=ipt-turns>{''.join(rows)}</ol></details>",
    )


def _sources(library: Library, id: str) -> str:
    lines = "".join(f"<li>{line}</li>" for line in library.session_references(id).values())
    return _part("sources", "What the scene rests on", f'<ul class="ipt-references">{lines}</ul>') if lines else ""


def _stage(seen: str) -> str:
    return f"<em>({escape(seen)})</em> " if seen else ""


def _said(say: str) -> str:
    return f"“{escape(say)}”" if say else "<em>(You say nothing, and wait.)</em>"
