"""One learner in the room with a simulated client: messages from the page in, the state to show out.

No widgets here. Before a move is made the page knows its words and its place in the list, and nothing else; the
client's hidden state leaves this process with the debrief only. What a learner types stays in their browser.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from .. import __version__
from ..course.library import Library
from ..learning.runs import Played, carried_over, finished, outcome, played, step_id, unfinished
from ..learning.store import Run, Step, StoreError
from ..simulation.script import Script
from ..simulation.session import Changed, Scene, Session
from .desk import Desk
from .looking_back import looking_back, rating_form, verdict

PHASES = {"initial": "Initial phase", "middle": "Middle phase", "ending": "Ending"}
FEEDBACK = ("turn", "end")
LEVELS = ("H", 0, 1, 2, 3)
LONGEST = 3600
"""Seconds that one move can have taken."""
ELSEWHERE = "This session went on in another window. This is how it stands now."
REWRITTEN = "The scene has been edited since you began it on {day}, so that run cannot go on. Its moves are kept in your record."


class Play:
    """``state`` is what the page shows; ``changed`` is called when keeping failed or succeeded later than at once.

    With ``only`` the room has one scene, else the learner chooses among all.
    """

    def __init__(self, library: Library, here: Desk, only: str = "", changed: Callable[[], None] = lambda: None):
        self.library, self.desk, self.only, self._changed = library, here, only, changed
        self.turn, self.notice, self.saved, self.stage = 0, "", "none", "choose"
        self.script: Script | None = None
        self.played: Played | None = None
        self.session: Session | None = None
        self.runs: list[Played] = []
        self._read()
        if only:
            self._open(only)

    def handle(self, message: dict) -> None:
        """Act on one message; one that comes twice, or too late, changes nothing."""
        self.turn += 1
        self.notice = ""
        match message.get("do") if isinstance(message, dict) else None:
            case "open":
                if not self.only and message.get("session") in self.library.sessions:
                    self._open(message["session"])
            case "close":
                if not self.only:
                    self.stage, self.script = "choose", None
            case "lobby":
                if self.script:
                    self.stage = "lobby"
            case "begin":
                if self.stage == "lobby":
                    self._begin(message.get("feedback"))
            case "resume":
                if self.stage in ("lobby", "left"):
                    self._resume()
            case "move":
                self._move(message)
            case "leave":
                if self.stage == "talk":
                    self._add("left", None, _seconds(message.get("seconds")))
                    self.stage = "left"
            case "rate":
                if self.stage == "ended":
                    self._rate(message.get("ratings"))
            case "look":
                self._look(message.get("run"))
            case "replay":
                if self.stage == "debrief":
                    self._replay(message.get("turn"))
            case _:
                self.notice = "That message was not understood. Reload the page if this goes on."

    @property
    def state(self) -> dict:
        shown = getattr(self, f"_{self.stage}")()
        return {"stage": self.stage, "turn": self.turn, "notice": self.notice, "saved": self.saved} | shown

    # ---- what happens

    def _read(self) -> None:
        """The learner's runs as they are kept."""
        try:
            self.runs = played(self.desk.store.runs(self.desk.learner), self.desk.store.steps(self.desk.learner))
        except StoreError as error:
            self.notice = str(error)

    def _open(self, id: str) -> None:
        """The door of a scene; a run that was broken off by a reload goes on at once."""
        self.script, self.stage = self.library.session(id), "lobby"
        run = unfinished(self.runs, id)
        last = next((one for one in reversed(self.runs) if one.run.session == id), None)
        if run and not run.left and run.is_of(self.script):
            self._resume()
        elif last and last.ended and last.rated is None and last.is_of(self.script):
            self._take(last)
            self.stage = "ended"

    def _take(self, run: Played) -> None:
        self.played, self.session = run, run.session(self.script)

    def _begin(self, feedback: object, origin: Played | None = None, turns: int = 0) -> None:
        """A new run: of the whole scene, or for practice from a turn of an earlier one."""
        carried, _earlier = carried_over(self.runs, self.script)
        run = Run(
            id=str(uuid.uuid4()),
            learner=self.desk.learner,
            session=self.script.id,
            content_hash=self.script.content_hash,
            seed=origin.run.seed if origin else secrets.token_hex(8),
            carried=origin.run.carried if origin else carried,
            origin=origin.run.id if origin else None,
            origin_turn=turns if origin else None,
            feedback=feedback if feedback in FEEDBACK else "turn",
            at=_now(),
            app_version=__version__,
        )
        self.saved = self.desk.keeper.keep(run, self._kept)
        self.runs.append(Played(run))
        self._take(self.runs[-1])
        for move in origin.moves[:turns] if origin else ():
            self._add("move", move)
        self._take(self.played)
        self.stage = "talk"

    def _resume(self) -> None:
        run = unfinished(self.runs, self.script.id)
        if run is None:
            return
        try:
            self._take(run)
        except Changed:
            self.notice = REWRITTEN.format(day=run.day)
            return
        self.stage = "talk"
        self._close_if_over()

    def _move(self, message: dict) -> None:
        scene = self.session.scene if self.stage == "talk" and self.session else None
        choice = message.get("choice")
        if scene is None or message.get("number") != scene.number:
            return
        if not isinstance(choice, int) or not 0 <= choice < len(scene.choices):
            self.notice = "That move is not offered here."
            return
        move = scene.choices[choice].id
        ahead = self.session.play(move)
        if self._add("move", move, _seconds(message.get("seconds"))):
            self.session = ahead
            self._close_if_over()

    def _close_if_over(self) -> None:
        if self.session.over and self._add("ended", outcome(self.session)):
            self.stage = "ended"

    def _rate(self, given: object) -> None:
        given = given if isinstance(given, dict) else {}
        ratings = {id: given[id] for id in self._rated() if given.get(id) in LEVELS and given[id] is not True}
        if self._add("rated", ratings):
            self.stage = "debrief"

    def _rated(self) -> list[str]:
        """The competences to rate oneself on: those with a level in this session."""
        return [id for id, one in self.session.result().items.items() if one.level is not None]

    def _look(self, id: object) -> None:
        """Back to a finished run: its debrief, or first the learner's own rating."""
        run = next((one for one in finished(self.runs) if one.run.id == id), None)
        if run is None or self.script is None or run.run.session != self.script.id:
            return
        try:
            self._take(run)
        except Changed:
            self.notice = (
                "The scene has been edited since, so that run cannot be looked at turn by turn. It still counts."
            )
            return
        self.stage = "ended" if run.rated is None else "debrief"

    def _replay(self, turn: object) -> None:
        """A practice run from a turn of the run just looked at."""
        if isinstance(turn, int) and 1 <= turn <= len(self.played.moves):
            self._begin("turn", self.played, turn - 1)

    def _add(self, kind: str, value: object, seconds: int | None = None) -> bool:
        """Keep what happened; false if in another window something else happened at this point."""
        n = len(self.played.steps) + 1
        run = self.played.run
        step = Step(step_id(run.id, n), run.learner, run.id, n, kind, value, seconds, _now())
        self.saved = self.desk.keeper.keep(step, self._kept)
        self._now_played(replace(self.played, steps=(*self.played.steps, step)))
        return self.saved != "saved" or self._agrees(step)

    def _now_played(self, played: Played) -> None:
        self.runs = [played if one.run.id == played.run.id else one for one in self.runs]
        self.played = played

    def _agrees(self, step: Step) -> bool:
        try:
            kept = self.desk.store.step(step.id)
        except StoreError:
            return True
        if kept is None or (kept.kind, kept.value) == (step.kind, step.value):
            return True
        self._read()
        self._take(next(one for one in self.runs if one.run.id == step.run))
        self.notice = ELSEWHERE
        self.stage = "left" if self.played.left else "talk"
        if self.session.over:
            self.stage = "debrief" if self.played.rated is not None else "ended"
        return False

    def _kept(self, saved: str, notice: str) -> None:
        self.saved, self.notice = saved, notice
        if saved == "saved" and self.played and self.played.steps:
            self._agrees(self.played.steps[-1])
        self._changed()

    # ---- what is shown

    def _choose(self) -> dict:
        return {"sessions": [self._entry(id) for id in in_order(self.library)]}

    def _entry(self, id: str) -> dict:
        told = self.library.sessions[id]
        return {
            "id": id,
            "title": told["title"],
            "client": told["client"],
            "initials": initials(told["client"]),
            "phase": PHASES[told["phase"]],
            "note": told["content_note"],
            "done": done(self.runs, id),
        }

    def _lobby(self) -> dict:
        script, told = self.script, self.library.sessions[self.script.id]
        run = unfinished(self.runs, script.id)
        others = [
            id
            for id in in_order(self.library)
            if self.library.sessions[id]["phase"] == script.phase and id != script.id
        ]
        return {
            **self._entry(script.id),
            "setting": script.setting,
            "about": script.about,
            "aims": list(script.aims),
            "reviewer": script.reviewer,
            "turns": told["length"],
            "minutes": script.minutes,
            "before": self._before(),
            "unfinished": {"at": len(run.moves) + 1} if run and run.is_of(script) else None,
            "rewritten": REWRITTEN.format(day=run.day) if run and not run.is_of(script) else "",
            "earlier": [self._earlier(one) for one in reversed(finished(self.runs, script.id))],
            "others": [] if self.only else [self._entry(id) for id in others],
        }

    def _before(self) -> str:
        """From which earlier session this one goes on, in a sentence; empty where there is none."""
        script = self.script
        if not script.carried_from:
            return ""
        title = self.library.sessions.get(script.carried_from, {}).get("title", script.carried_from)
        _flags, earlier = carried_over(self.runs, script)
        if earlier is None:
            return f"It goes on from “{title}”, which you have not played to its end. What happened there is taken as given."
        return f"It goes on from your own “{title}” of {earlier.day}: what you did there, and left open, is still so."

    def _earlier(self, one: Played) -> dict:
        ended = one.ended
        unrated = one.rated is None and one.is_of(self.script)
        came = (
            "rate yourself first"
            if unrated
            else f"{int(100 * ended['score'])} %, {'passed' if ended['passed'] else 'not passed'}"
        )
        return {
            "run": one.run.id,
            "day": str(one.day),
            "came": came,
            "practice": one.practice,
            "same": one.is_of(self.script),
        }

    def _talk(self) -> dict:
        scene = self.session.scene
        return self._conversation() | {
            "number": scene.number,
            "of": self.library.sessions[self.script.id]["length"],
            "minute": scene.minute,
            "minutes": self.script.minutes,
            "seconds": self.played.seconds,
            "choices": [{"say": one.say, "silence": one.silence} for one in scene.choices],
        }

    def _conversation(self) -> dict:
        return {
            "id": self.script.id,
            "run": self.played.run.id,
            "title": self.script.title,
            "client": self.script.client,
            "practice": (self.played.run.origin_turn or 0) + 1 if self.played.practice else None,
            "lines": list(lines(self.session, self.played.run.feedback == "turn")),
        }

    def _left(self) -> dict:
        return {
            "id": self.script.id,
            "title": self.script.title,
            "client": self.script.client.split()[0],
            "at": len(self.played.moves) + 1,
        }

    def _ended(self) -> dict:
        ending = self.session.ending
        return self._conversation() | {
            "ending": {"title": ending.title, "text": ending.text},
            "form": rating_form(self.script, self._rated()),
        }

    def _debrief(self) -> dict:
        return {
            "id": self.script.id,
            "run": self.played.run.id,
            "title": self.script.title,
            "client": self.script.client,
            "html": looking_back(self.session, self.played, self.library),
        }


def lines(session: Session, feedback: bool) -> Iterator[dict]:
    """The conversation so far, line by line, with feedback on the learner's moves if they want it now."""
    client = session.script.client
    for past in session.past:
        yield from _of_client(past.scene, client)
        chosen = past.judged.chosen
        mark, word = verdict(past.judged)
        yield {
            "you": True,
            "say": chosen.move.say,
            "feedback": {"mark": mark, "word": word, "because": past.because} if feedback else None,
        }
    if session.scene:
        yield from _of_client(session.scene, client)
    elif session.reply:
        yield _said(client, session.reply)


def _of_client(scene: Scene, client: str) -> Iterator[dict]:
    if scene.reply:
        yield _said(client, scene.reply)
    yield _said(scene.who, scene.say, scene.seen, client)


def _said(who: str, say: str, seen: str = "", client: str = "") -> dict:
    """What somebody says; a stage direction at its beginning is something seen."""
    if not seen and (found := re.match(r"\(([^()]+)\)\s*(.*)", say, re.DOTALL)):
        seen, say = found.groups()
    name = who.split()[0] if who == client or not client else who
    return {"you": False, "who": name, "initials": initials(who), "say": say, "seen": seen}


def initials(name: str) -> str:
    return "".join(word[0] for word in name.partition(",")[0].split()[:2]).upper()


def in_order(library: Library) -> list[str]:
    """The sessions as a course of treatment goes: by phase, and within a phase as they are named.

    Those with the capstone's client are entered from the capstone.
    """
    phases = list(PHASES)
    open_ = (id for id, told in library.sessions.items() if not told["unseen"])
    return sorted(open_, key=lambda id: (phases.index(library.sessions[id]["phase"]), id))


def done(runs: list[Played], id: str) -> str:
    """What a learner has done of a session, in a few words."""
    whole = [one for one in finished(runs, id) if not one.practice]
    open_ = unfinished(runs, id)
    parts = []
    if whole:
        passed = sum(one.ended["passed"] for one in whole)
        times = "once" if len(whole) == 1 else f"{len(whole)} times"
        parts.append(
            f"played {times}, "
            + ("passed once" if passed == 1 else f"passed {passed} times" if passed else "not passed yet")
        )
    if open_ and not open_.practice:
        parts.append(f"open at turn {len(open_.moves) + 1}")
    return "; ".join(parts) or "not played yet"


def _seconds(value: object) -> int | None:
    return min(int(value), LONGEST) if isinstance(value, int | float) and 0 <= value < float("inf") else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
