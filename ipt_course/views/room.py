"""The room: a simulated client to talk with, and where to find one."""

from __future__ import annotations

from html import escape

from ..course.library import ContentError, library
from ..learning.runs import played
from ..learning.store import StoreError
from .desk import desk
from .exercise import Widget
from .lesson_links import room_link
from .play import PHASES, Play, done, in_order
from .shown import Shown, or_fault

ROOM = "The room: choose one of the simulated clients, and talk with them."
LIST = "The simulated clients, and what you have done with each."


class Room(Widget):
    """The room with one simulated client, or with the choice among all of them."""

    def __init__(self, only: str = ""):
        self._play = Play(library(), desk(), only, self._show)
        super().__init__("room", {"id": "room", "only": only}, self._play.state, _of(only) if only else ROOM)

    def receive(self, message: dict) -> None:
        self._play.handle(message)
        self._show()

    def _show(self) -> None:
        self.state = self._play.state


@or_fault
def practise(id: str = "") -> Room | Shown:
    """Open the room with a simulated client, for example ``practise("tomasz.first-session")``; without an id, all of them."""
    if id and id not in library().sessions:
        library().session(id)  # says what is wrong with it
    if not library().sessions:
        raise ContentError("There is no simulated session in data/sessions yet.")
    return Room(id)


@or_fault
def invite(id: str) -> Shown:
    """Invite the reader of a lesson into the room with one simulated client."""
    if id not in library().sessions:
        library().session(id)  # says what is wrong with it
    told = library().sessions[id]
    markup = (
        f'<aside class="ipt-invite" aria-label="A simulated session"><p><strong>{room_link(id, told["title"])}</strong><br>'
        f"A session with {escape(told['client'])} to play yourself: {PHASES[told['phase']].lower()}, about {told['length']} turns.</p>"
        f'<p class="ipt-about"><strong>Content note.</strong> {escape(told["content_note"])}</p></aside>'
    )
    return Shown(markup, _of(id))


@or_fault
def simulated_clients() -> Shown:
    """List every simulated session, with what the learner has done of it."""
    here = desk()
    try:
        runs = played(here.store.runs(here.learner), here.store.steps(here.learner))
    except StoreError:
        runs = []  # the rest of the page says what is wrong with the record
    items = "".join(
        f'<li><p class="ipt-entry">{room_link(id, told["title"])} <span class="ipt-state">{done(runs, id)}</span></p>'
        f'<p class="ipt-about">{escape(told["client"])}. {PHASES[told["phase"]]}, about {told["length"]} turns. {escape(told["content_note"])}</p></li>'
        for id, told in ((id, library().sessions[id]) for id in in_order(library()))
    )
    return Shown(f'<ul class="ipt-scenes">{items}</ul>', LIST)


def _of(id: str) -> str:
    """A session for the notebook: what is told before, and the mark of its present wording."""
    told = library().sessions[id]
    return (
        f"{told['title']} ({id}): {told['client']}, {PHASES[told['phase']].lower()}, about {told['length']} turns.\n"
        f"{told['content_note']}\n"
        f"{told['turns']} turns and {told['moves']} moves in the script, edition {told['content_hash'][:12]}."
    )
