"""Guess the results of trials before seeing them, with an interval; then see how often it held them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .asking import Asked, Field, Part
from .verdict import EMPTY, Fault, Faults, Mark, Note, Verdict

REACHES = {"tenth": 0.1, "quarter": 0.25, "half": 0.5, "one": 1.0}
"""How far a guess may be off, in g."""
UNSAID = "half"
"""Stands where no reach was chosen."""
HELD = 0.8
"""The share of results that the intervals are meant to hold."""
LOWEST, HIGHEST = -1.5, 3.0


@dataclass(frozen=True)
class Trial:
    """``effect`` and its 95% interval come from ``data/evidence/trials.csv``, by the ``row`` that a file names."""

    text: str
    name: str
    effect: float
    low: float
    high: float

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Forecast(Asked):
    """Rule: the interval score of forecasting: width, plus ten times the distance by which a result was missed (which
    is what makes an interval for four in five the best choice). An interval of the narrowest reach that holds the result counts whole;
    one that costs as much as the widest counts nothing.
    """

    trials: dict[str, Trial]

    __pydantic_config__ = {"extra": "forbid"}

    def fields(self) -> list[Field]:
        found = []
        for id, trial in self.trials.items():
            found.append(Field(id, trial.text, "number", low=LOWEST, high=HIGHEST, step=0.05, unit="g"))
            reaches = {name: f"± {reach:g}" for name, reach in REACHES.items()}
            found.append(Field(_reach(id), "Give or take (0.5 if you choose nothing)", "list", reaches, about=id))
        return found

    def picture(self) -> dict:
        return {
            "forecast": {"ids": list(self.trials), "reaches": REACHES, "unsaid": UNSAID, "span": [LOWEST, HIGHEST]},
            "marks": {"right": "Held", "near": "Held, by a reach that holds nearly all", "wrong": "Missed"},
        }

    def solution(self) -> dict:
        guesses = {id: round(trial.effect, 2) for id, trial in self.trials.items()}
        return guesses | {_reach(id): next(iter(REACHES)) for id in self.trials}

    def parts(self, given: dict) -> list[Part]:
        return [Part(id, self._credit(id, given)) for id in self.trials]

    def grade(self, response: object) -> Verdict:
        verdict = super().grade(response)
        given = response if isinstance(response, dict) else {}
        guessed = [id for id in self.trials if given.get(id) not in (None, "")]
        if verdict == EMPTY or not guessed:
            return EMPTY
        notes = [self._note(id, given) if id in guessed else Note(id, Mark.MISSED, "") for id in self.trials]
        held = sum(note.mark in (Mark.RIGHT, Mark.NEAR) for note in notes)
        shown = {id: {"effect": one.effect, "low": one.low, "high": one.high} for id, one in self.trials.items()}
        return replace(
            verdict,
            headline=f"Your intervals held {held} of {len(guessed)} results; they were meant to hold {_about(len(guessed))}.",
            notes=tuple(notes),
            reveal={"trials": {id: shown[id] for id in guessed}},
        )

    def _interval(self, id: str, given: dict) -> tuple[float, float]:
        reach = REACHES[given.get(_reach(id)) or UNSAID]
        return given[id] - reach, given[id] + reach

    def _credit(self, id: str, given: dict) -> float:
        if given.get(id) is None:
            return 0.0
        low, high = self._interval(id, given)
        effect = self.trials[id].effect
        missed = max(0.0, low - effect - 1e-9, effect - high - 1e-9)
        cost = high - low + 2 / (1 - HELD) * missed
        least, most = 2 * min(REACHES.values()), 2 * max(REACHES.values())
        return max(0.0, min(1.0, 1 - (cost - least) / (most - least)))

    def _note(self, id: str, given: dict) -> Note:
        low, high = self._interval(id, given)
        trial = self.trials[id]
        holds = low - 1e-9 <= trial.effect <= high + 1e-9
        mark = Mark.WRONG if not holds else Mark.NEAR if self._credit(id, given) <= 1e-9 else Mark.RIGHT
        return Note(
            id,
            mark,
            f"{trial.name} found {_number(trial.effect)} ({_number(trial.low)} to {_number(trial.high)}). "
            f"Your interval was {_number(low)} to {_number(high)}.",
        )

    def faults(self) -> Faults:
        if not 3 <= len(self.trials) <= 12:
            yield Fault(("trials",), f"{len(self.trials)} trials", "give three to twelve")
        for id, trial in self.trials.items():
            if not LOWEST <= trial.effect <= HIGHEST:
                yield Fault(
                    ("trials", id), f"an effect of {trial.effect:g} cannot be guessed here", "choose another trial"
                )


def _reach(id: str) -> str:
    return f"{id}-reach"


def _about(guesses: int) -> str:
    """``6 or 7`` of eight."""
    meant = HELD * guesses
    return f"{meant:g}" if meant == int(meant) else f"{int(meant)} or {int(meant) + 1}"


def _number(value: float) -> str:
    text = f"{value:.2f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")
