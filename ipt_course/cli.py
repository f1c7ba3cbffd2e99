"""``ipt-course``: open the course, check its content, take away or erase what it kept."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import click

from . import __version__
from .address_option import as_address
from .config_file import config_option
from .copy_cli import backup, restore
from .day_option import DAY
from .export_cli import export
from .plain_errors import plain_errors, with_cause
from .script_cli import script
from .starting import has_screen, opening, ready
from .teach_cli import access, teach

SETTINGS = {"auto_envvar_prefix": "IPT", "help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=SETTINGS)
@click.version_option(__version__, prog_name="ipt-course")
def main() -> None:
    """An open course in interpersonal psychotherapy (IPT).

    Every option can also be given as an environment variable, IPT_<COMMAND>_<OPTION>, for example
    IPT_SERVE_PORT=9000; those of 'serve' and 'teach' also in a file, see their --config. What is said on the
    command line goes before the environment, and the environment before the file.
    """


@main.command()
@config_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. 0.0.0.0 opens the course to the network.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on. Without it: 8866, or the next one that is free."
)
@opening
@click.option(
    "--idle-minutes",
    type=click.FloatRange(min=0.1),
    default=30,
    show_default=True,
    help="End a page's kernel after so long without use; its answers are kept.",
)
@click.option(
    "--learners",
    type=click.IntRange(min=1),
    help="At most so many pages open at once. Default: as many as memory allows.",
)
@click.option(
    "--user-header",
    help="Header in which a trusted proxy names the user. Only behind a proxy that strips it from visitors' requests.",
)
@click.option(
    "--retention-months",
    type=click.IntRange(min=0),
    envvar=["IPT_RETENTION_MONTHS", "IPT_SERVE_RETENTION_MONTHS"],
    show_envvar=True,
    help="Erase the record of a learner who has not come back for so many months; looked after at start and daily. "
    "0: never. Default: 18 where the course is open to others (another --host, or a --user-header), else never.",
)
def serve(
    host: str,
    port: int | None,
    open_browser: bool | None,
    idle_minutes: float,
    learners: int | None,
    user_header: str | None,
    retention_months: int | None,
) -> None:
    """Open the course in the browser.

    The pages are the notebooks of the course, served by Voila. Visitors can answer exercises and nothing
    else: no code of theirs runs. Answers are kept in the folder that 'ipt-course doctor' names.
    """
    ready()
    from .course.places import notebooks_dir
    from .serving.app import serve as run

    if open_browser is None:
        open_browser = host in ("127.0.0.1", "localhost") and has_screen()
    run(
        host=host,
        port=port,
        notebooks=notebooks_dir(),
        open_browser=open_browser,
        idle_timeout=int(idle_minutes * 60),
        trust_user_header=user_header,
        learners=learners,
        retention_months=retention_months,
    )


@main.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where your own copy of the notebooks lives. Default: ipt-course in your home folder.",
)
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on. Default: JupyterLab's own choice.")
@opening
@click.argument("jupyter_args", nargs=-1, type=click.UNPROCESSED)
def lab(folder: Path | None, port: int | None, open_browser: bool | None, jupyter_args: tuple[str, ...]) -> None:
    """Open your own copy of the notebooks in JupyterLab.

    Lessons that you have not changed are brought up to date; a lesson with notes of yours is left alone,
    and the newer edition is laid beside it. Arguments after -- go to JupyterLab.
    """
    ready()
    from .course.places import notebooks_dir
    from .course.working_copy import bring_up_to_date

    folder = folder or Path.home() / "ipt-course"
    for line in bring_up_to_date(notebooks_dir(), folder):
        click.echo(line)
    click.echo(f"Your notebooks are in {folder}")
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "lab",
        f"--notebook-dir={folder}",
        "--LabApp.default_url=/lab/tree/index.ipynb",
    ]
    if port is not None:
        command.append(f"--port={port}")
    if not (has_screen() if open_browser is None else open_browser):
        command.append("--no-browser")
    os.environ.pop("IPT_TEACH_SECRET", None)  # whoever uses JupyterLab owns its kernels
    # A kernel named python3 of ours stands before the ordinary one: it is forked, and opens a lesson at once.
    kernels = Path(__file__).parent / "serving" / "share" / "lab"
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(kernels), os.environ.get("JUPYTER_PATH")]))
    os.execv(sys.executable, command + list(jupyter_args))


@main.command()
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print findings and counts as JSON.")
def check(path: Path | None, as_json: bool) -> None:
    """Check all content and notebooks.

    PATH is a folder holding data/ and notebooks/learn/; default: the installed course. Every fault is
    printed as 'file:line: what — fix'. Exit code 1 if there is any.
    """
    from .course.checking import Check
    from .course.places import data_dir, notebooks_dir

    data, notebooks = (path / "data", path / "notebooks" / "learn") if path else (data_dir(), notebooks_dir())
    result = Check(data, notebooks)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "findings": [f.as_dict() for f in result.findings],
                    "counts": result.counts,
                    "sessions": {id: report.coverage for id, report in result.sessions.items()},
                },
                ensure_ascii=False,
                indent=1,
            )
        )
    else:
        for finding in result.findings:
            click.echo(str(finding))
        counts = dict(result.counts)
        kinds = counts.pop("exercises_by_type", {})
        click.echo(", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counts.items()))
        click.echo("exercises by type: " + ", ".join(f"{kind.replace('_', ' ')} {n}" for kind, n in kinds.items()))
        for id, report in result.sessions.items():
            if report.coverage:
                click.echo(_of_session(id, report.coverage))
        click.echo(f"{len(result.findings)} to mend" if result.findings else "nothing to mend")
    sys.exit(bool(result.findings))


def _of_session(id: str, known: dict) -> str:
    """What the proofs cover, in a line."""
    path = "–".join(str(n) for n in dict.fromkeys(known["good_path"]))
    return (
        f"{id}: {known['variants']} clients, {known['turns']} turns ({path} on the good path), {known['states']:,} states, "
        f"{known['edges']:,} moves in them; best {known['best']:.2f}, experts {known['experts']:.2f}, "
        f"random {known['random_mean']:.2f}, worst trick passes {known['trick_rate']:.0%}; learnt by heart "
        f"{known['learnt_mean']:.2f} passing {known['learnt_passes']}, listening {known['listening']:.2f}, "
        f"gap {known['gap']:.2f}; {known['hinges']} turns hinge on the client"
    )


main.add_command(script)
main.add_command(teach)
main.add_command(access)
main.add_command(export)
main.add_command(backup)
main.add_command(restore)

NAMED = 5
"""Learners up to whom a sentence names them."""

_learner = click.option(
    "--learner",
    help="The learner's number, as 'Your record' shows it. Default: the learner of JupyterLab on this computer.",
)


def _store_and_learner(learner: str | None):
    from .learning.store import Store
    from .learning.who import data_dir, who

    store = Store()
    if learner is None:
        learner = who(os.environ, data_dir())
        others = [one for one in store.learners() if one != learner]
        if others and not any(True for _ in store.attempts(learner)):
            raise click.ClickException(
                "Nothing is kept for the learner of JupyterLab on this computer. Learners with records: "
                + (", ".join(others) if len(others) <= NAMED else f"{len(others):,}")
                + ". Say which with --learner; the page 'Your data' shows a learner's number."
            )
    return store, learner


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@_learner
def takeout(folder: Path, learner: str | None) -> None:
    """Write all that is kept about a learner into FOLDER, readable by people and programs."""
    with plain_errors():
        store, learner = _store_and_learner(learner)
        if learner not in store.learners():
            raise click.ClickException(
                f"Nothing is kept about learner {learner}. The page 'Your data' shows a learner's number."
            )
        written = store.takeout(learner, folder)
    for path in written:
        click.echo(path)


@main.command()
@_learner
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(learner: str | None, yes: bool) -> None:
    """Erase all that is kept about a learner, for good."""
    with plain_errors():
        store, learner = _store_and_learner(learner)
        kept, played = sum(1 for _ in store.attempts(learner)), len(store.runs(learner))
        if (kept or played) and not yes:
            what = f"{kept} answers" + (f" and {played} simulated sessions" if played else "")
            click.confirm(f"Erase {what} of learner {learner} for good? There is no way back", abort=True)
        erased = store.forget(learner)
    if any(erased.values()):
        click.echo("Erased: " + ", ".join(f"{n} {name}" for name, n in erased.items()))
        if store.remains:
            click.echo(store.remains)
    else:
        click.echo(f"Nothing is kept about learner {learner}.")


@main.command()
@click.option("--learners", type=click.IntRange(min=1), default=300, show_default=True, help="How many to invent.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed, the same cohort."
)
@click.option(
    "--weeks", type=click.IntRange(min=3), default=12, show_default=True, help="How long the first have been learning."
)
@click.option("--until", type=DAY, help="The day on which the cohort is looked at. Default: today.")
@click.option(
    "--store", "place", help="File or PostgreSQL address to write to. Default: demo.sqlite in the data folder."
)
@click.option(
    "--beside-real-learners", is_flag=True, help="Write even where real learners are; only 'forget' parts them again."
)
def demo(learners: int, seed: int, weeks: int, until, place: str | None, beside_real_learners: bool) -> None:
    """Invent a cohort, so that instructors can try everything.

    Its learners' numbers begin with demo-. They answer by a documented model (ability, difficulty, discrimination,
    guessing, forgetting, leaving, confidence); three things are planted for you to find, and printed at the end.
    """
    from datetime import UTC, timedelta

    from .cohort.demo.writing import write_demo
    from .course.library import library
    from .learning.store import Store
    from .learning.who import data_dir

    with plain_errors():
        store = Store(place or data_dir() / "demo.sqlite")
        end = until.replace(tzinfo=UTC) + timedelta(days=1) if until else None
        with click.progressbar(length=learners, label="Inventing learners", file=sys.stderr) as bar:
            answers, planted = write_demo(
                store, library(), learners, seed, weeks, end, beside_real_learners, on_progress=bar.update
            )
    click.echo(f"{learners:,} learners and {answers:,} answers are in {store.database}")
    wrong, tempting = (library().exercise(id).title for id in (planted.bad_item, planted.misconception_item))
    click.echo("Planted, for you to find on the instructors' pages:")
    click.echo(f"  Questions: “{wrong}” ({planted.bad_item}) is keyed wrongly")
    click.echo(
        f"  Cohort: many believe that '{planted.misconception.replace('-', ' ')}', see “{tempting}” ({planted.misconception_item})"
    )
    click.echo(f"  Cohort: {planted.leaving} is about to leave")


@main.group()
def cohort() -> None:
    """Groups of learners, for instructors.

    A learner who opens the course by a cohort's address is in that cohort until they leave it. They stay a
    number; the cohort only lets an instructor look at one group at a time.
    """


@cohort.command("add")
@click.argument("name")
@click.option("--code", help="The code with which learners join. Default: one that cannot be guessed.")
@click.option(
    "--address",
    default="http://localhost:8866/",
    show_default=True,
    callback=as_address,
    help="Where learners open the course, https://course.example.edu/ for example.",
)
def cohort_add(name: str, code: str | None, address: str) -> None:
    """Make a cohort called NAME and print the address to give to its learners."""
    from .learning.membership import found
    from .learning.store import Store

    with plain_errors():
        made = found(Store(), name, code)
    click.echo(f"{address}?join={made.code}")
    if "//localhost" in address:
        click.echo(
            "This address works on this computer alone. For others put the address at which they open the course "
            "before the '?', as --address does.",
            err=True,
        )


@cohort.command("list")
def cohort_list() -> None:
    """Print every cohort: learners, code, name."""
    from .learning.membership import cohorts
    from .learning.store import Store

    with plain_errors():
        there = cohorts(Store())
    for one in there:
        click.echo(f"{one.learners:>6}  {one.code}  {one.name}")
    if not there:
        click.echo("There is no cohort yet. Make one: ipt-course cohort add NAME", err=True)


@main.command()
def doctor() -> None:
    """Say what is installed, where things are kept, and whether they work."""
    from importlib.metadata import PackageNotFoundError, version

    from .course.library import ContentError, cache_dir, library
    from .course.places import data_dir as content
    from .course.places import notebooks_dir
    from .learning.store import Store, StoreError
    from .learning.who import data_dir
    from .serving.capacity import Capacity
    from .serving.fork.provisioner import template

    well = True
    click.echo(f"ipt-course {__version__}, Python {sys.version.split()[0]} on {sys.platform}")
    for name in ("voila", "jupyterlab", "ipywidgets", "anywidget", "ipykernel", "pandas"):
        try:
            click.echo(f"  {name} {version(name)}")
        except PackageNotFoundError:
            well = False
            click.echo(f"  {name} is missing: install it, or run 'make serve', which does")
    click.echo(f"content    {content()}")
    click.echo(f"notebooks  {notebooks_dir()}")
    click.echo(f"cache      {cache_dir()}")
    click.echo(f"records    {data_dir()} ({shutil.disk_usage(_existing(data_dir())).free // 2**20:,} MB free)")
    try:
        store = Store()
        if store.path is None:
            click.echo(f"  in {store.database}")
        click.echo(f"  {len(store.learners())} learners; the store opens and can be written")
    except StoreError as error:
        well = False
        click.echo(f"  {with_cause(error)}")
    click.echo(f"kernels    {'forked' if template.usable else 'ordinary'}")
    click.echo(f"  {Capacity(forked=template.usable).in_words()}")
    try:
        written = [m for m in library().course["modules"] if m["notebook"]]
        broken = sum(len(library().lesson(m["slug"])["broken"]) for m in written)
        click.echo(
            f"lessons    {len(written)} written, {broken} broken exercises"
            + (" (see 'ipt-course check')" if broken else "")
        )
        crisis = library().course["crisis"]
        when = f"checked {crisis['checked']}" if crisis.get("checked") else "checked by nobody yet: see data/crisis.yml"
        click.echo(f"crisis     {len(crisis.get('lines', []))} lines, {when}")
    except ContentError as error:
        well = False
        click.echo(f"lessons    {error}")
    sys.exit(0 if well else 1)


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


if __name__ == "__main__":
    main()
