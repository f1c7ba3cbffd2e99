"""The evidence lab: explore the comparisons, convert an effect, show a plot, see what was recomputed.

What draws and computes is imported on first use, so that no other page waits for it.
"""

from __future__ import annotations

from html import escape

from ..course.library import ContentError, library
from ..evidence.choices import CONTROLS, YEARS, Wish, read_wish
from .exercise import Widget, on_page
from .shown import Shown, or_fault


class Explorer(Widget):
    """Messages: ``look`` with a ``wish`` (see :mod:`ipt_course.evidence.choices`)."""

    def __init__(self):
        from ..evidence import exploring

        self._look = exploring.look
        self._turn = 0
        first = self._look(Wish())
        card = {
            "id": "explorer",
            "controls": [
                {"id": id, "label": label, "options": list(options.items())}
                for id, (label, options) in CONTROLS.items()
            ],
            "years": list(YEARS),
        }
        text = "Explore the comparisons of IPT with control conditions in depression.\n" + "\n".join(first.lines)
        super().__init__("explore", card, self._state(first), text)

    def receive(self, message: dict) -> None:
        if message.get("do") == "look":
            self._turn += 1
            self.state = self._state(self._look(read_wish(message.get("wish"))))

    def _state(self, seen) -> dict:
        return {**seen.shown(), "turn": self._turn}


class Converter(Widget):
    """Messages: ``convert`` with ``kind`` (g, nnt or share), ``value`` and ``recover``, in per cent."""

    def __init__(self):
        from ..evidence import converting

        self._converting = converting
        self._turn = 0
        card = {"id": "converter", "kinds": list(converting.KINDS.items())}
        state = self._state(converting.convert("g", 0.6, 30))
        text = "Convert an effect.\n" + "\n".join(f"{line['name']}: {line['value']}" for line in state["lines"])
        super().__init__("convert", card, state, text)

    def receive(self, message: dict) -> None:
        if message.get("do") == "convert":
            self._turn += 1
            given = (message.get(name) for name in ("kind", "value", "recover"))
            self.state = self._state(self._converting.convert(*given))

    def _state(self, converted) -> dict:
        return {**converted.shown(), "turn": self._turn}


@or_fault
def explore() -> Explorer | Shown:
    """Show the explorer: choose comparisons, see them pooled and drawn."""
    return Explorer()


@or_fault
def convert() -> Converter | Shown:
    """Show the converter between g, the number needed to treat and common language."""
    return Converter()


@or_fault
def recomputed() -> Shown:
    """Show what was published beside what this kernel computes from the tables now."""
    from ..evidence.reproducing import checks

    rows = checks()
    body = "".join(
        f'<tr><th scope="row">{escape(one.what)}</th><td>{escape(one.published)}</td><td>{escape(one.found)}</td><td>{escape(one.verdict)}</td></tr>'
        for one in rows
    )
    head = "".join(f'<th scope="col">{word}</th>' for word in ("What", "Published", "Recomputed here", "How near"))
    markup = f'<table tabindex="0" class="ipt-recomputed"><caption class="ipt-sr">Published and recomputed</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    text = [f"{one.what}. Published: {one.published}. Recomputed: {one.found}. {one.verdict}" for one in rows]
    return Shown(markup, "\n".join(text))


@or_fault
def plot(id: str) -> Shown:
    """Show a plot that ``data/lessons/<page>/plots.yml`` describes; one that gives an answer away stays folded up."""
    from ..evidence.exploring import look

    plots = library().lesson(id.partition(".")[0])["plots"]
    if id not in plots:
        raise ContentError(f"There is no plot '{id}' in data/lessons/{id.partition('.')[0]}/plots.yml.")
    one = plots[id]
    seen = [(panel["title"], look(read_wish(panel["wish"]))) for panel in one["panels"]]
    inside = "".join(
        f'<div class="ipt-panel"><p class="ipt-panel-title">{escape(title)}</p>{_drawn(found)}'
        f'<p class="ipt-panel-words">{escape(" ".join(found.lines))}</p>{_as_table(title, found)}</div>'
        for title, found in seen
    )
    caption = f"<strong>{escape(one['title'])}.</strong> {one['caption']}"
    body = f'<figure class="ipt-figure ipt-plot"><div class="ipt-panels">{inside}</div><figcaption>{caption}</figcaption></figure>'
    if one["after"]:
        body = f'<details class="ipt-after-answer"><summary>{escape(one["after"])}</summary>{body}</details>'
    words = [f"Plot: {one['title']}.", *(f"{title}: {' '.join(found.lines)}" for title, found in seen)]
    return Shown(body, "\n".join(words if not one["after"] else words[:1]))


def _drawn(found) -> str:
    """Both widths, of which the page's style shows one; in JupyterLab, which has no such style, the wide one."""
    if not on_page():
        return found.wide
    return f'<div class="ipt-drawn-wide">{found.wide}</div><div class="ipt-drawn-narrow">{found.narrow}</div>'


def _as_table(title: str, found) -> str:
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in found.head)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for name, *cells in found.table
    )
    return (
        f'<details class="ipt-numbers"><summary>The numbers as a table</summary><table tabindex="0" aria-label="{escape(title, quote=True)}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></details>"
    )
