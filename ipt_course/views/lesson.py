"""The static parts of a lesson: its opening, its figures, its references."""

from __future__ import annotations

from html import escape

from ..course.library import library
from ..course.markup_plain import plain
from .shown import Shown, fault_box, or_fault


@or_fault
def lesson(slug: str) -> Shown:
    """Open a lesson: what it is for, how long it takes, what to have read before."""
    module = library().module(slug)
    before = [library().module(s) for s in module["prerequisites"]]
    name = "Capstone" if module["number"] == "C" else f"Lesson {module['number']}"
    about = f"{name} · about {module['minutes']} minutes"
    after = f" Best read after {_titles(before)}." if before else ""
    goals = [goal["text"] for goal in module["objectives"]]
    note = module["content_note"]
    markup = [
        '<section class="ipt-opening" aria-label="About this lesson">',
        f'<p class="ipt-about">{escape(about)}.{escape(after)}</p>',
        f'<p class="ipt-note"><strong>Content note.</strong> {escape(note)}</p>' if note else "",
        '<p class="ipt-goals">When you have worked through it, you can</p><ul>',
        *(f"<li>{escape(goal)}</li>" for goal in goals),
        "</ul></section>",
    ]
    text = [
        about + "." + after,
        *([f"Content note. {note}"] if note else []),
        "You can afterwards:",
        *(f"- {goal}" for goal in goals),
    ]
    return Shown("".join(markup), "\n".join(text))


def _titles(modules: list[dict]) -> str:
    return ", ".join(f"lesson {m['number']} ({m['title']})" for m in modules)


@or_fault
def figure(id: str) -> Shown:
    """Show a drawn figure with its caption; the text alternative says what the picture says."""
    figures = library().lesson(id.partition(".")[0])["figures"]
    if id not in figures:
        return fault_box(f"There is no figure '{id}' in data/lessons/{id.partition('.')[0]}/figures.yml.")
    one = figures[id]
    name = f"figure-{id.replace('.', '-')}"
    markup = (
        f'<figure class="ipt-figure" id="{name}"><div class="ipt-drawing" role="img" aria-label="{escape(one["alt"], quote=True)}">'
        f"{one['svg']}</div><figcaption><strong>{escape(one['title'])}.</strong> {one['caption']}"
        f"<details><summary>The figure in words</summary><p>{escape(one['alt'])}</p></details></figcaption></figure>"
    )
    return Shown(
        markup, f"Figure: {one['title']}. {' '.join(one['caption_text'].split())}\n{' '.join(one['alt'].split())}"
    )


@or_fault
def references(slug: str) -> Shown:
    """List the works a lesson cites; citations in the text link here."""
    entries = library().lesson(slug)["references"]
    items = "".join(f'<li id="ref-{id}">{line}</li>' for id, line in entries.items())
    text = "\n".join(f"- {' '.join(plain(line).split())}" for line in entries.values())
    return Shown(f'<ul class="ipt-references">{items}</ul>', text)


@or_fault
def cards(slug: str) -> Shown:
    """List a lesson's review cards: think of the answer, then open it."""
    rows = library().lesson(slug)["cards"]
    items = "".join(
        f"<li><details><summary>{row['front']}</summary><p>{row['back']}</p></details></li>" for row in rows
    )
    return Shown(
        f'<ul class="ipt-cards">{items}</ul>', "\n".join(f"- {' '.join(plain(row['front']).split())}" for row in rows)
    )
