"""A learner's record as files: a page to read, and tables for programs."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import asdict, fields
from html import escape
from pathlib import Path

from .spreadsheet import cell
from .store import Attempt, StoreError

README = """\
Everything the IPT course keeps about you.

index.html     your answers, to read
attempts.csv   the same as a table
record.json    the same for programs, with the hints you opened, the cards you reviewed, the simulated sessions you
               played move by move, the cohorts you joined, and what was sent to a learning record store

A number stands for you; no name, address or e-mail is kept.
To erase all of it: the page "Your record", or the command  ipt-course forget
"""


def files(store, learner: str) -> dict[str, str]:
    """The takeout by file name."""
    attempts = [asdict(a) for a in store.attempts(learner)]
    events = [asdict(e) for e in store.events(learner)]
    reviews = [asdict(r) for r in store.reviews(learner)]
    memberships = [asdict(m) for m in store.memberships(learner)]
    runs = [asdict(run) for run in store.runs(learner)]
    steps = [asdict(step) for step in store.steps(learner)]
    table = io.StringIO()
    writer = csv.DictWriter(table, [field.name for field in fields(Attempt)])
    writer.writeheader()
    for attempt in attempts:
        writer.writerow({k: cell(v) for k, v in attempt.items()})
    return {
        "README.txt": README,
        "index.html": _page(learner, attempts, runs, steps),
        "attempts.csv": table.getvalue(),
        "record.json": json.dumps(
            {
                "learner": learner,
                "attempts": attempts,
                "events": events,
                "reviews": reviews,
                "memberships": memberships,
                "runs": runs,
                "steps": steps,
                "sent": store.deliveries(learner),
            },
            ensure_ascii=False,
            indent=1,
        ),
    }


def write(store, learner: str, folder: Path) -> list[Path]:
    """Write the files; an earlier file of the same name is not touched."""
    contents = files(store, learner)
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if there := [name for name in contents if (folder / name).exists()]:
            raise StoreError(f"{folder} already holds {', '.join(there)}. Nothing was written: choose an empty folder.")
        for name, text in contents.items():
            path = folder / name
            with path.open("xb") as file:
                file.write(_bytes(text))
            written.append(path)
    except OSError as error:
        raise StoreError(
            f"Your record cannot be written into {folder} ({error.strerror}). Choose another folder, or make room."
        ) from error
    return written


def archive(store, learner: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in files(store, learner).items():
            zipped.writestr(name, _bytes(text))
    return buffer.getvalue()


def _bytes(text: str) -> bytes:
    """UTF-8. Half a character, which a browser can send and UTF-8 cannot hold, is written as JSON writes it."""
    return text.encode("utf-8", "backslashreplace")


def _readable(response: object) -> str:
    return response if isinstance(response, str) else json.dumps(response, ensure_ascii=False)


def _page(learner: str, attempts: list[dict], runs: list[dict], steps: list[dict]) -> str:
    rows = "".join(
        f"<tr><td>{escape(a['at'])}</td><td>{escape(a['item'])}</td><td>{escape(a['outcome'])}</td>"
        f"<td>{'' if a['score'] is None else round(a['score'], 2)}</td><td dir=auto>{escape(_readable(a['response']))}</td></tr>"
        for a in attempts
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>My IPT course record</title>'
        "<style>body{font:16px/1.5 sans-serif;margin:2rem}td,th{text-align:left;padding:.3rem .8rem;vertical-align:top}</style>"
        f"<h1>My IPT course record</h1><p>Learner {escape(learner)}, {len(attempts)} answers.</p>"
        "<table><thead><tr><th>When (UTC)</th><th>Exercise</th><th>Outcome</th><th>Score</th><th>Answer</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>{_sessions(runs, steps)}</html>"
    )


def _sessions(runs: list[dict], steps: list[dict]) -> str:
    """The simulated sessions, each with its moves in order; nothing if there are none."""
    rows = []
    for run in runs:
        mine = [step for step in steps if step["run"] == run["id"]]
        moves = ", ".join(str(step["value"]) for step in mine if step["kind"] == "move")
        score = next((step["value"]["score"] for step in mine if step["kind"] == "ended"), None)
        rows.append(
            f"<tr><td>{escape(run['at'])}</td><td>{escape(run['session'])}</td>"
            f"<td>{'' if score is None else round(score, 2)}</td><td>{escape(moves)}</td></tr>"
        )
    if not rows:
        return ""
    return (
        "<h2>Simulated sessions</h2><table><thead><tr><th>Begun (UTC)</th><th>Session</th><th>Score</th><th>Moves</th></tr>"
        f"</thead><tbody>{''.join(rows)}</tbody></table>"
    )
