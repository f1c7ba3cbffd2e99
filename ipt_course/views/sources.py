"""What the course rests on: the article's claims, the glossary, every work cited. Each is a list to search."""

from __future__ import annotations

from html import escape

from ..course.claims import VERDICTS, anchor
from ..course.library import library
from .exercise import Widget
from .home import href
from .shown import Shown, or_fault


class Shelf(Widget):
    """A list that is searched and filtered in the browser. It holds nothing that anybody has to find out first.

    ``entries``: ``{id, html, facets: {name: value}}``; ``facets``: what can be chosen from, by name.
    """

    def __init__(self, what: tuple[str, str], entries: list[dict], facets: dict[str, dict[str, str]], text: str):
        one, many = what
        lists = [{"name": name, "options": list(options.items())} for name, options in facets.items()]
        super().__init__("shelf", {"one": one, "many": many, "facets": lists, "entries": entries}, {}, text)


@or_fault
def claims() -> Widget | Shown:
    """Every claim of the article: what it says, what the literature says, where the course teaches it."""
    rows = library().claims
    topics = {topic: topic.capitalize() for topic in sorted({row["topic"] for row in rows})}
    entries = [
        {"id": row["id"], "html": _claim(row), "facets": {"Verdict": row["verdict"], "Topic": row["topic"]}}
        for row in rows
    ]
    text = f"The {len(rows)} claims of the article, to filter by verdict and topic."
    return Shelf(("claim", "claims"), entries, {"Verdict": VERDICTS, "Topic": topics}, text)


def _claim(row: dict) -> str:
    says = row["correction"] or "As the article says."
    unread = " <em>From general knowledge; nobody has looked it up yet.</em>" if row["checked"] == "recalled" else ""
    return (
        f'<p class="ipt-claim"><span class="ipt-verdict" data-verdict="{row["verdict"]}">{VERDICTS[row["verdict"]]}</span> '
        f"“{escape(row['claim'])}”</p><p>{escape(says)}{_cited(row['sources'])}{unread}</p>"
        f'<p class="ipt-muted">Taught in {_places(row["taught"])}.</p>'
    )


def _places(taught: list[dict]) -> str:
    links = (
        f'<a href="{href(one)}#{escape(anchor(one["heading"]), quote=True)}">lesson {one["number"]}, {escape(one["heading"])}</a>'
        for one in taught
    )
    return " and in ".join(links)


def _cited(sources: list[dict]) -> str:
    if not sources:
        return ""
    page = href({"notebook": "references"})
    links = (f'<a href="{page}#ref-{one["id"]}">{escape(one["label"])}</a>' for one in sources)
    return f" ({'; '.join(links)})"


@or_fault
def claim_counts() -> Shown:
    """How many claims of each topic got which verdict."""
    import pandas as pd

    frame = pd.DataFrame(library().claims)[["topic", "verdict"]]
    frame["topic"] = frame["topic"].str.capitalize()
    frame["verdict"] = pd.Categorical(frame["verdict"].map(VERDICTS), VERDICTS.values())
    table = pd.crosstab(frame["topic"], frame["verdict"], margins=True, margins_name="All", dropna=False)
    table = table.rename_axis(index="Topic", columns=None)
    heads = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in table.columns)
    rows = "".join(_row(str(topic), row) for topic, row in zip(table.index, table.to_numpy(), strict=True))
    markup = (
        '<table tabindex="0"><caption class="ipt-sr">Verdicts by topic</caption><thead><tr><th scope="col">Topic</th>'
        f"{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return Shown(markup, table.to_string())


def _row(topic: str, counts: list[int]) -> str:
    cells = "".join(f"<td>{n or '–'}</td>" for n in counts)
    return f'<tr><th scope="row">{escape(topic)}</th>{cells}</tr>'


@or_fault
def glossary() -> Widget | Shown:
    """Every term of the course."""
    entries = [
        {
            "id": f"term-{row['id']}",
            "html": f"<p><dfn>{escape(row['term'])}</dfn>: {row['definition']}{_cited(row['sources'])}</p>",
            "facets": {},
        }
        for row in library().glossary
    ]
    return Shelf(("term", "terms"), entries, {}, f"The glossary: {len(entries)} terms.")


@or_fault
def bibliography() -> Widget | Shown:
    """Every work the course cites."""
    numbers = {str(m["number"]): f"{m['number']} {m['title']}" for m in library().course["modules"] if m["notebook"]}
    entries = [
        {"id": f"ref-{id}", "html": f"<p>{work['html']}</p>", "facets": {"Lesson": [str(n) for n in work["lessons"]]}}
        for id, work in library().bibliography.items()
    ]
    return Shelf(("work", "works"), entries, {"Lesson": numbers}, f"The references: {len(entries)} works.")
