"""``ipt-course script``: for those who write simulated sessions."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group()
def script() -> None:
    """Check, read and draw a simulated session.

    SESSION is an id such as tomasz.first-session, or the path of a file. The guide for authors, with a recipe,
    an example and every rule, is data/sessions/README.md.

    \b
    ipt-course script check tomasz.first-session      while you write
    ipt-course script report tomasz.first-session     when a rule complains
    ipt-course script play tomasz.first-session --expert --others > play.txt
                                                      for a clinician to read
    """


_session = click.argument("session")


def _file(session: str):
    """The session's file, read; a plain sentence if there is none."""
    from .course.places import data_dir
    from .course.session_file import SessionFile
    from .course.shelves import read_shelves

    folder = data_dir() / "sessions"
    path = Path(session) if session.endswith((".yml", ".yaml")) else folder / f"{session}.yml"
    if not path.exists():
        known = ", ".join(sorted(one.stem for one in folder.glob("*.yml")))
        raise click.ClickException(f"There is no session '{session}'. Sessions: {known or 'none yet'}.")
    return SessionFile(path, read_shelves(data_dir()))


def _sound(session: str):
    file = _file(session)
    if file.script is None:
        for finding in file.findings:
            click.echo(str(finding))
        raise click.ClickException("Mend these first; then the script can be played and proven.")
    return file


@script.command()
@_session
def check(session: str) -> None:
    """Check one script by every rule.

    Every fault is printed as 'file:line: what [rule] — fix'. Exit code 1 if there is any. Takes a few seconds: all
    that can happen in the scene is gone through.
    """
    from .simulation.proving.rules import prove

    file = _file(session)
    found = list(file.findings)
    if file.script:
        found += [file.finding(fault) for fault in prove(file.script).faults]
    for finding in sorted(set(found)):
        click.echo(str(finding))
    click.echo(f"{len(found)} to mend" if found else "nothing to mend")
    sys.exit(bool(found))


@script.command()
@_session
def report(session: str) -> None:
    """Say how a script fares, and where it is weak.

    Best and worst scores by ending and client, expert paths, tricks, the best moves learnt by heart and the turns by
    which they win, the turns that hinge on the client, and the moves that are never best.
    """
    from .simulation.proving.analysis import Analysis
    from .simulation.proving.exploring import DeadEnd, TooManyStates
    from .simulation.proving.reporting import report as text

    try:
        click.echo(text(Analysis(_sound(session).script)), nl=False)
    except (DeadEnd, TooManyStates):
        raise click.ClickException(f"See 'ipt-course script check {session}' first.") from None


@script.command()
@_session
@click.option("--variant", help="Who the client is today. Default: the first, or the one that SEED draws.")
@click.option("--seed", help="A seed, as a learner would have it.")
@click.option(
    "--carried", help="The flags an earlier session left, separated by spaces or commas. Default: the script's."
)
@click.option("--moves", help="The moves to make, separated by spaces or commas.")
@click.option("--expert", is_flag=True, help="Make the moves of the expert path.")
@click.option("--others", is_flag=True, help="Print what the other moves would have meant as well.")
def play(
    session: str,
    variant: str | None,
    seed: str | None,
    carried: str | None,
    moves: str | None,
    expert: bool,
    others: bool,
) -> None:
    """Print a session as a play, for clinical review.

    With cues, points, feedback and the hidden state.

    \b
    ipt-course script play tomasz.first-session --expert --variant gruff
    ipt-course script play tomasz.first-session --variant gruff --moves "doubt terms know"
    ipt-course script play tomasz.the-last-week --expert --variant cross --carried "planned kasia-in"
    """
    from .simulation.reading import as_play
    from .simulation.session import ImpossibleMove, open_session, variant_of

    script = _sound(session).script
    known = [one.id for one in script.variants]
    variant = variant or (variant_of(script, seed) if seed is not None else known[0])
    if variant not in known:
        raise click.ClickException(f"There is no variant '{variant}'. Variants: {', '.join(known)}.")
    run = open_session(script, seed or "play", _left(script.carries, carried), variant)
    fault = None
    try:
        for move in script.expert[variant] if expert else (moves or "").replace(",", " ").split():
            run = run.play(move)
    except ImpossibleMove as error:
        fault = str(error)
    click.echo(as_play(run, others), nl=False)
    if fault:
        raise click.ClickException(fault)


def _left(carries: dict[str, bool], given: str | None) -> dict[str, bool]:
    """The flags named hold, and the others do not; the script's own defaults if nothing was given."""
    if given is None:
        return carries
    named = given.replace(",", " ").split()
    if unknown := [flag for flag in named if flag not in carries]:
        raise click.ClickException(
            f"Nothing called '{unknown[0]}' is carried over. Flags: {', '.join(carries) or 'none'}."
        )
    return {flag: flag in named for flag in carries}


@script.command()
@_session
def graph(session: str) -> None:
    """Draw a script as a Mermaid graph.

    Paste it into a Markdown cell of JupyterLab, between ```mermaid and ```.
    """
    from .simulation.drawing import mermaid

    click.echo(mermaid(_sound(session).script), nl=False)


@script.command()
def schema() -> None:
    """Print the JSON Schema of the format.

    It is kept in data/sessions/schema.json, where editors find it.
    """
    import json

    from .course.session_schema import json_schema

    click.echo(json.dumps(json_schema(), indent=1, ensure_ascii=False))
