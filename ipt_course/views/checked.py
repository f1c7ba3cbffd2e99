"""``check("page.exercise", answer)``: an exercise answered with code in JupyterLab, and without code on a page.

The code runs where the learner already owns the kernel. On a page nothing that a visitor types is run: there the cell
shows the exercise itself, with a field for the number.
"""

from __future__ import annotations

from html import escape
from math import isfinite

from ..course.library import ContentError, library
from ..course.markup_plain import plain
from .desk import desk
from .exercise import ExerciseCard, on_page
from .shown import Shown, or_fault
from .sitting import Sitting


@or_fault
def check(id: str, answer: object = ...) -> ExerciseCard | Shown:
    """Check a number that your code has worked out; ``...`` in its place is no answer yet."""
    exercise = library().exercise(id)
    if exercise.kind != "number":
        raise ContentError(f"'{id}' is not answered with a number; show it with exercise(\"{id}\").")
    if on_page():
        return ExerciseCard(exercise, desk())
    if answer is ...:
        return Shown(_asked(exercise), f"{exercise.text}\nPut your answer in place of the three dots.")
    number, problem = as_number(answer)
    if problem:
        return _told(problem)
    at = desk()
    sitting = Sitting(exercise, at.learner, at.record(exercise.id), lambda kept: at.keep(kept, lambda *_: None))
    sitting.handle({"do": "answer", "response": {"value": number}})
    return _verdict(sitting.state, exercise)


def as_number(answer: object) -> tuple[float, str]:
    """The answer as a number, or a sentence that says what it is instead."""
    if isinstance(answer, bool):
        return 0.0, "That is True or False. The question asks for a number: sum() counts how many are True."
    if isinstance(answer, str):
        return 0.0, f"That is the text “{answer[:30]}”. Leave the quotation marks out."
    if answer is None:
        return 0.0, "That is None: the last step gave nothing back. Did you assign its result?"
    shape = getattr(answer, "shape", None)
    if shape is not None and len(shape) == 2:
        return 0.0, (
            f"That is a table of {shape[0]} rows and {shape[1]} columns. One number is asked for: len(…) counts rows, "
            "and a column has mean() and sum()."
        )
    if shape is not None and len(shape) == 1 and shape[0] != 1:
        kind = (
            "True or False for each row; sum() counts the True ones"
            if str(answer.dtype) == "bool"
            else "one value for each row"
        )
        return 0.0, f"That is a column of {shape[0]}: {kind}. One number is asked for."
    if callable(answer):
        return 0.0, "That is a function which was not called. Put brackets after its name."
    if hasattr(answer, "effect") and hasattr(answer, "i2"):
        return 0.0, "That is the whole pooled result. Take one number of it: .effect, .low, .high, .tau or .i2."
    if shape == (1,):
        answer = answer.item()
    try:
        number = float(answer[0] if isinstance(answer, list | tuple) and len(answer) == 1 else answer)
    except (TypeError, ValueError):
        return 0.0, f"That is a {type(answer).__name__}. One number is asked for."
    if not isfinite(number):
        return (
            0.0,
            "That is not a finite number: a column with empty cells, or a division by zero. Look for missing values.",
        )
    return number, ""


def _asked(exercise) -> str:
    return (
        f'<section class="ipt-checked"><h4>{escape(exercise.title)}</h4>{exercise.prompt}'
        "<p>Put your answer in place of the three dots, and run the cell.</p></section>"
    )


def _told(words: str) -> Shown:
    return Shown(f'<section class="ipt-checked" role="status"><p>{escape(words)}</p></section>', words)


def _verdict(state: dict, exercise) -> Shown:
    verdict = state["verdict"]
    if verdict is None:
        return _told(state["notice"])
    why = [note["html"] for note in verdict["notes"] if note["html"]] + [verdict["because"]]
    if verdict["outcome"] != "right":
        why.append(f"A hint: {exercise.hints[-1]}")
    why += [escape(state["notice"])]
    parts = [f"<p>{part}</p>" for part in why if part]
    markup = f'<section class="ipt-checked" role="status"><p><strong>{escape(verdict["headline"])}</strong></p>{"".join(parts)}</section>'
    return Shown(markup, "\n".join([verdict["headline"], *(" ".join(plain(part).split()) for part in why if part)]))
