"""Label the lines of a transcript."""

from __future__ import annotations

from dataclasses import dataclass, field

from .verdict import EMPTY, BadResponse, Fault, Faults, Mark, Note, Verdict, a_mapping, graded


@dataclass(frozen=True)
class Line:
    id: str
    who: str
    text: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class LineKey:
    tags: list[str]
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class LabelKey:
    lines: dict[str, LineKey]

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Label:
    """Rule: F1 of each tag that the key uses, averaged over those tags.

    F1 is the harmonic mean of precision and recall over the lines. Missing a line that carries a
    ``critical`` tag (a risk cue, say) caps the score at one half.
    """

    tags: dict[str, str]
    lines: list[Line]
    key: LabelKey
    critical: list[str] = field(default_factory=list)

    front = "label"
    __pydantic_config__ = {"extra": "forbid"}

    def shown(self) -> dict:
        return {
            "tags": [{"id": id, "html": text} for id, text in self.tags.items()],
            "lines": [{"id": line.id, "who": line.who, "html": line.text} for line in self.lines],
        }

    def outline(self) -> list[str]:
        return [f"Tags: {'; '.join(self.tags.values())}", *(f"{line.who}: {line.text}" for line in self.lines)]

    def solution(self) -> dict[str, list[str]]:
        return {line: list(key.tags) for line, key in self.key.lines.items()}

    def grade(self, response: object) -> Verdict:
        if response is None:
            return EMPTY
        ids = [line.id for line in self.lines]
        given = {line: set(tags) for line, tags in a_mapping(response, ids, "line").items() if tags}
        if not given:
            return EMPTY
        if not all(tags <= set(self.tags) for tags in given.values()):
            raise BadResponse("expected tags of this exercise")
        wanted = {line: set(key.tags) for line, key in self.key.lines.items()}
        score = self._mean_f1(given, wanted)
        missed_critical = any(
            tag in wanted.get(line, ()) and tag not in given.get(line, ()) for line in ids for tag in self.critical
        )
        if missed_critical:
            score = min(score, 0.5)
        notes = []
        for line in ids:
            want, have = wanted.get(line, set()), given.get(line, set())
            if not want and not have:
                continue
            mark = Mark.RIGHT if want == have else Mark.NEAR if want & have else Mark.WRONG if have else Mark.MISSED
            key = self.key.lines.get(line)
            notes.append(Note(line, mark, key.why if key else "Nothing to mark in this line."))
        exact = sum(wanted.get(line, set()) == given.get(line, set()) for line in ids)
        tally = f"{exact} of {len(ids)} lines as in the reference."
        if missed_critical:
            tally += " A line that must not be missed was missed."
        return graded(score, f"Right. {tally}", f"Partly right. {tally}", f"Not yet. {tally}", notes)

    def _mean_f1(self, given: dict, wanted: dict) -> float:
        used = sorted({tag for tags in wanted.values() for tag in tags})
        scores = []
        for tag in used:
            want = {line for line, tags in wanted.items() if tag in tags}
            have = {line for line, tags in given.items() if tag in tags}
            scores.append(2 * len(want & have) / (len(want) + len(have)))
        strays = {tag for tags in given.values() for tag in tags} - set(used)
        return sum(scores) / (len(scores) + len(strays))

    def faults(self) -> Faults:
        ids = [line.id for line in self.lines]
        if len(set(ids)) < len(ids):
            yield Fault(("lines",), "two lines share an id", "give every line its own id")
        if len(self.tags) < 2:
            yield Fault(("tags",), "fewer than two tags", "give at least 2")
        if not any(key.tags for key in self.key.lines.values()):
            yield Fault(("key", "lines"), "the key labels no line", "label at least one line")
        for line, key in self.key.lines.items():
            if line not in ids:
                yield Fault(
                    ("key", "lines", line),
                    f"the key labels line '{line}', which does not exist",
                    f"use one of: {', '.join(ids)}",
                )
            for tag in key.tags:
                if tag not in self.tags:
                    yield Fault(
                        ("key", "lines", line),
                        f"the key uses tag '{tag}', which does not exist",
                        f"use one of: {', '.join(self.tags)}",
                    )
        for tag in self.critical:
            if tag not in self.tags:
                yield Fault(
                    ("critical",), f"critical tag '{tag}' does not exist", f"use one of: {', '.join(self.tags)}"
                )
