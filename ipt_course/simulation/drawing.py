"""A script as a drawing: Mermaid text that JupyterLab, GitHub and most editors show as a graph."""

from __future__ import annotations

from .script import BACK, END, Script, Turn


def mermaid(script: Script) -> str:
    """Turns as boxes, moves as arrows; turns that break in have dotted arrows, endings are round."""
    rows = ["flowchart TD"]
    for turn in script.turns:
        rows.append(f'  {_name(turn)}["{turn.id}{_remarks(turn)}"]')
    rows += [f'  ending_{n}(["{_quoted(ending.title)}"])' for n, ending in enumerate(script.endings)]
    for turn in script.turns:
        rows += [f"  {_name(turn)} -->{_label(turn, moves)} {_place(script, to)}" for to, moves in _ways(turn).items()]
        if turn.when.text:
            rows.append(f'  {_name(turn)} -. "otherwise" .-> {_place(script, turn.goto)}')
        if turn.breaks_in is None and turn.limit > 1:
            rows.append(f'  {_name(turn)} -->|"after {turn.limit} times"| {_place(script, turn.then)}')
        if turn.breaks_in:
            rows.append(f'  anywhere(("anywhere")) -. "{turn.breaks_in.text}" .-> {_name(turn)}')
    if any(_place(script, END) in row for row in rows):
        rows.append(f'  {_place(script, END)}{{"how does it end?"}}')
        for n, ending in enumerate(script.endings):
            rows.append(f'  {_place(script, END)} -->|"{ending.when.text or "else"}"| ending_{n}')
    return "\n".join(rows) + "\n"


def _quoted(text: str) -> str:
    return text.replace('"', "#quot;")


def _name(turn: Turn) -> str:
    return turn.id.replace("-", "_") + "_"


def _remarks(turn: Turn) -> str:
    told = []
    if turn.when.text:
        told.append(f"if {turn.when.text}")
    if turn.fixed:
        told.append("one move always best")
    return "".join(f"<br/>{one}" for one in told)


def _ways(turn: Turn) -> dict[int, list[str]]:
    """The moves that lead to each place."""
    ways: dict[int, list[str]] = {}
    for move in turn.moves:
        for to in dict.fromkeys(outcome.goto for outcome in move.outcomes):
            ways.setdefault(to, []).append(move.id)
    return ways


def _label(turn: Turn, moves: list[str]) -> str:
    return "" if len(moves) == len(turn.moves) else f'|"{", ".join(moves)}"|'


def _place(script: Script, to: int) -> str:
    return {END: "end_", BACK: "back_to_where_it_was"}.get(to) or _name(script.turns[to])
