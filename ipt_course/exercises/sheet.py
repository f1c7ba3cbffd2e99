"""Sheets of cells: the decision analysis table and the balance sheet of a role transition."""

from __future__ import annotations

from dataclasses import dataclass

from .choice import Option
from .mixing import mixed
from .placing import marked
from .verdict import EMPTY, BadResponse, Fault, Faults, Mark, Note, Verdict, a_mapping, graded

THEN = "_then"
"""Names the closing question in a response."""
SIDES = {"for": "For", "against": "Against"}
ROLES = {"old": "The old role", "new": "The new role"}
WORTHS = {"good": "good", "bad": "hard"}


@dataclass(frozen=True)
class Then:
    """What to do next, asked below the sheet."""

    prompt: str
    options: dict[str, Option]
    correct: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Weighed:
    row: str
    side: str
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class DecisionKey:
    cards: dict[str, Weighed]

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Cell:
    cell: str
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class BalanceKey:
    cards: dict[str, Cell]

    __pydantic_config__ = {"extra": "forbid"}


class Sheet:
    """Rule: share of cards in their cell, rescaled so that guessing scores 0; a closing question counts a quarter.

    A kind gives ``cards``, ``then``, ``rows``, ``columns``, ``cell`` (how a cell is named) and ``places()`` (cell
    and reason by card).
    """

    front = "place"

    def bins(self) -> dict[str, str]:
        return {
            f"{row}/{column}": self.cell.format(row=name, column=word)
            for row, name in self.rows.items()
            for column, word in self.columns.items()
        }

    def shown(self) -> dict:
        return {
            "cards": [{"id": id, "html": self.cards[id]} for id in mixed(self.cards)],
            "bins": [{"id": id, "html": name} for id, name in self.bins().items()],
            "once": False,
            "table": {
                "rows": [{"id": id, "html": name} for id, name in self.rows.items()],
                "columns": [{"id": id, "html": name} for id, name in self.columns.items()],
            },
            "then": self.then
            and {
                "html": self.then.prompt,
                "options": [{"id": id, "html": option.text} for id, option in self.then.options.items()],
            },
        }

    def outline(self) -> list[str]:
        lines = [f"Cells: {'; '.join(self.bins().values())}", *(f"- {self.cards[id]}" for id in mixed(self.cards))]
        if self.then:
            lines += [self.then.prompt, *(f"( ) {option.text}" for option in self.then.options.values())]
        return lines

    def solution(self) -> dict[str, str]:
        cells = {card: cell for card, (cell, _) in self.places().items()}
        return cells | ({THEN: self.then.correct} if self.then else {})

    def grade(self, response: object) -> Verdict:
        if response is None:
            return EMPTY
        given = {c: b for c, b in a_mapping(response, [*self.cards, THEN], "card").items() if b}
        if not given:
            return EMPTY
        closing = given.pop(THEN, None)
        right, notes, score = marked(given, self.cards, self.bins(), self.places())
        tally = f"{right} of {len(self.cards)} in place."
        if self.then:
            if closing is not None and closing not in self.then.options:
                raise BadResponse("expected one of the options for the closing question")
            hit = closing == self.then.correct
            mark = Mark.MISSED if closing is None else Mark.RIGHT if hit else Mark.WRONG
            notes.append(Note(THEN, mark, self.then.options[closing].feedback if closing else ""))
            score = 0.75 * score + 0.25 * hit
        return graded(score, f"Right. {tally}", f"Partly right. {tally}", f"Not yet. {tally}", notes)

    def faults(self) -> Faults:
        places = self.places()
        for card in self.cards:
            if card not in places:
                yield Fault(("key", "cards"), f"card '{card}' has no cell", f"add '{card}' to the key")
        for card, (cell, _) in places.items():
            if card not in self.cards:
                yield Fault(
                    ("key", "cards", card),
                    f"the key names card '{card}', which does not exist",
                    "remove it or add the card",
                )
            if cell not in self.bins():
                yield Fault(
                    ("key", "cards", card),
                    f"card '{card}' belongs to cell '{cell}', which does not exist",
                    f"use one of: {', '.join(self.bins())}",
                )
        if self.then and self.then.correct not in self.then.options:
            yield Fault(("then", "correct"), f"'{self.then.correct}' is not an option", "name one of the options")


@dataclass(frozen=True)
class Decision(Sheet):
    """Courses of action, and for each what speaks for and against it in the client's words."""

    question: str
    rows: dict[str, str]
    cards: dict[str, str]
    key: DecisionKey
    then: Then | None = None

    columns = SIDES
    cell = "{column}: {row}"
    __pydantic_config__ = {"extra": "forbid"}

    def shown(self) -> dict:
        return {"question": self.question, **super().shown()}

    def outline(self) -> list[str]:
        return [self.question, *super().outline()]

    def places(self) -> dict[str, tuple[str, str]]:
        return {card: (f"{one.row}/{one.side}", one.why) for card, one in self.key.cards.items()}


@dataclass(frozen=True)
class Balance(Sheet):
    """What was good and hard in the old role, and what is good and hard in the new one."""

    cards: dict[str, str]
    key: BalanceKey
    then: Then | None = None

    rows = ROLES
    columns = WORTHS
    cell = "{row}, {column}"
    __pydantic_config__ = {"extra": "forbid"}

    def places(self) -> dict[str, tuple[str, str]]:
        return {card: (one.cell.replace("-", "/"), one.why) for card, one in self.key.cards.items()}
