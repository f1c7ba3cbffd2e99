"""``ipt-course teach``: the instructors' pages."""

from __future__ import annotations

import os
from pathlib import Path

import click

from .config_file import config_option
from .day_option import DAY
from .plain_errors import plain_errors
from .starting import has_screen, opening, ready


@click.command()
@config_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. Put a proxy with TLS in front before you open it to a network.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on. Without it: 8966, or the next one that is free."
)
@opening
@click.option(
    "--idle-minutes",
    type=click.FloatRange(min=0.1),
    default=30,
    show_default=True,
    help="End a page's kernel after so long without use.",
)
@click.option(
    "--secret",
    "secrets",
    multiple=True,
    envvar="IPT_TEACH_SECRET",
    metavar="[NAME:]SECRET",
    help="Secret of at least 16 characters that opens the pages, and whose it is. May be given several times, and is "
    "better kept in the environment (IPT_TEACH_SECRET, several with spaces between) or in the file than on the command "
    "line, where others on this machine can see it. Default: a new one, printed at the start.",
)
@click.option(
    "--store", help="File or PostgreSQL address of the learners' record. Default: IPT_STORE, else the data folder's."
)
@click.option("--demo", is_flag=True, help="Show the invented cohort that 'ipt-course demo' has written.")
@click.option(
    "--user-header",
    help="Header in which a trusted proxy names the instructor, for the log of access. Only behind a proxy that "
    "strips it from visitors' requests. The secret is asked for all the same.",
)
def teach(
    host: str,
    port: int | None,
    open_browser: bool | None,
    idle_minutes: float,
    secrets: tuple[str, ...],
    store: str | None,
    demo: bool,
    user_header: str | None,
) -> None:
    """Open the instructors' pages in the browser.

    They show where a cohort stands, which questions mislead, how simulated clients fared and what the course
    covers. They are a server of their own behind a secret; nothing of them is reached from the learners' pages.
    Learners are numbers in them, nothing is shown of fewer than five, and every look is written into the record
    ('ipt-course access' prints it).
    """
    from .learning.store import Store
    from .learning.who import data_dir

    if demo and store:
        raise click.UsageError("Say --demo or --store, not both.")
    if demo:
        store = str(data_dir() / "demo.sqlite")
        if not (data_dir() / "demo.sqlite").exists():
            raise click.ClickException("There is no demo yet. Make one: ipt-course demo")
    elif store:
        _is_there(store)
    if store:
        os.environ["IPT_STORE"] = store
    with plain_errors():
        here = Store()
        here.learners()  # a record that cannot be opened is said now, not on the first page
    ready()
    from .course.places import teaching_dir
    from .serving.keys import BadSecret
    from .serving.teaching import teach as run

    if open_browser is None:
        open_browser = host in ("127.0.0.1", "localhost") and has_screen()
    try:
        run(
            host=host,
            port=port,
            notebooks=teaching_dir(),
            open_browser=open_browser,
            idle_timeout=int(idle_minutes * 60),
            trust_user_header=user_header,
            given=secrets,
            record=str(here.database),
        )
    except BadSecret as error:
        raise click.ClickException(str(error)) from None


def _is_there(store: str) -> None:
    """A record that is named has to exist: a slip of the pen would open a new and empty one."""
    if "://" not in store and not Path(store).is_file():
        raise click.ClickException(f"There is no record {store}. 'ipt-course doctor' says where records are kept.")


@click.command()
@click.option("--store", help="File or PostgreSQL address of the record. Default: IPT_STORE, else the data folder's.")
@click.option("--since", type=DAY, help="Only from this day (UTC) on.")
def access(store: str | None, since) -> None:
    """Print who has looked at the instructors' pages, the latest first.

    Columns, with tabs between: time (UTC), who, page, what ('look', or the table that was taken away), and the
    filters: cohort, lesson, first day, last day.
    """
    from .learning.access import accesses
    from .learning.store import Store

    if store:
        _is_there(store)
    with plain_errors():
        for one in accesses(Store(store)):
            if since is None or one.at >= since.strftime("%Y-%m-%d"):
                click.echo(
                    "\t".join((one.at, one.who, one.page, one.what, one.cohort, one.lesson, one.since, one.until))
                )
