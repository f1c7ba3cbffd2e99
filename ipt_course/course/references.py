"""References: CSL data, short labels for citations, and a bibliography set by citeproc."""

from __future__ import annotations

import html
import re
import warnings
from pathlib import Path

from .finding import Finding
from .yaml_file import YamlFile


class References:
    """``entries`` maps reference id to its CSL data; ``findings`` says what is wrong with the file."""

    def __init__(self, path: Path):
        self.file = YamlFile(path)
        self.findings: list[Finding] = list(self.file.faults)
        self.entries: dict[str, dict] = {}
        for n, entry in enumerate(self.file.data if isinstance(self.file.data, list) else []):
            self._read(n, entry)

    def _read(self, n: int, entry) -> None:
        find = lambda keys, what, fix: self.findings.append(self.file.finding((n, *keys), what, fix))  # noqa: E731
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            find((), "this reference has no id", "begin it with '- id: author-year'")
            return
        id = entry["id"]
        if not re.fullmatch(r"[a-z0-9-]+", id):
            find(("id",), f"reference id '{id}' is not lower-case words joined by hyphens", "use author-year")
        if id in self.entries:
            find(("id",), f"reference '{id}' is given twice", "keep one")
        for field in ("type", "title"):
            if not isinstance(entry.get(field), str) or not entry[field].strip():
                find((), f"reference '{id}' has no {field}", "add it")
        if not (entry.get("author") or entry.get("editor") or entry.get("publisher")):
            find((), f"reference '{id}' names neither author nor publisher", "add one of them")
        if not _year(entry) and entry.get("type") != "webpage":
            find((), f"reference '{id}' has no year", "add 'issued: {date-parts: [[YYYY]]}'")
        self.entries[id] = entry

    def label(self, id: str) -> str:
        """How a citation reads in the text: "Shear 2005", "Weissman et al. 2018"."""
        entry = self.entries.get(id, {})
        names = [n.get("family") or n.get("literal", "") for n in entry.get("author") or entry.get("editor") or []]
        who = names[0] if names else entry.get("publisher", id)
        if len(names) == 2:
            who = f"{names[0]} & {names[1]}"
        elif len(names) > 2:
            who = f"{names[0]} et al."
        return f"{who} {_year(entry)}".strip()

    def labels(self) -> dict[str, str]:
        """Every label; works of one author and year are told apart by letters."""
        alike: dict[str, list[str]] = {}
        for id in self.entries:
            alike.setdefault(self.label(id), []).append(id)
        return {
            id: label + (_letter(label, n) if len(ids) > 1 else "")
            for label, ids in alike.items()
            for n, id in enumerate(sorted(ids))
        }

    def bibliography(self, ids: list[str]) -> dict[str, str]:
        """Full references as HTML by id, in the order of their labels."""
        ids = sorted({i for i in ids if i in self.entries}, key=lambda i: (self.label(i).lower(), i))
        if not ids:
            return {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
            from citeproc.source.json import CiteProcJSON

            source = CiteProcJSON([_csl(self.entries[i]) for i in ids])
            style = CitationStylesStyle("harvard-cite-them-right", validate=False)
            bibliography = CitationStylesBibliography(style, source, formatter.html)
            for i in ids:
                bibliography.register(Citation([CitationItem(i)]))
            lines = {key: str(text) for key, text in zip(bibliography.keys, bibliography.bibliography(), strict=True)}
        return {i: lines[i] + self._link(i) for i in ids}

    def _link(self, id: str) -> str:
        entry = self.entries[id]
        url = f"https://doi.org/{entry['DOI']}" if entry.get("DOI") else entry.get("URL")
        if not url:
            return ""
        url = html.escape(str(url), quote=True)
        return f' <a href="{url}" rel="noreferrer">{url.removeprefix("https://")}</a>'


def _letter(label: str, n: int) -> str:
    """What tells works of one label apart: 2019b; of works without a year, "no date b"."""
    letter = chr(ord("a") + n)
    return letter if label[-1].isdigit() else f", no date {letter}"


def _year(entry: dict) -> str:
    parts = (entry.get("issued") or {}).get("date-parts") if isinstance(entry.get("issued"), dict) else None
    return str(parts[0][0]) if parts and parts[0] else ""


def _csl(entry: dict) -> dict:
    kept = {k: v for k, v in entry.items() if k not in ("custom", "note", "DOI", "URL")}
    return {k: str(v) if isinstance(v, int | float) else v for k, v in kept.items()}
