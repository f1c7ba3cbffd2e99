"""``ipt-course backup`` and ``ipt-course restore``: a copy of all records, and putting it back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .plain_errors import plain_errors


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Copy all records into FILE, while the course goes on.

    FILE is a new SQLite file, whether the records lie in a file or in PostgreSQL; only its owner may read it. It holds
    what was acknowledged when the copy began. It also holds learners who ask to be forgotten later: keep copies no
    longer than you need them, a month for example.

    \b
    ipt-course backup /var/backups/ipt/$(date +%F).sqlite
    """
    from .learning.backup import backup as copy
    from .learning.backup import size
    from .learning.store import Store

    with plain_errors():
        store = Store()
        with click.progressbar(length=size(store), label="Copying", file=sys.stderr) as bar:
            copy(store, file, bar.update)
        learners = len(store.learners())
    click.echo(f"{learners:,} learners are in {file}, {file.stat().st_size:,} bytes")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Give up the records that are there now.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path, replace: bool, yes: bool) -> None:
    """Put back what 'ipt-course backup' copied into FILE.

    Into the place that IPT_STORE or the data folder names, a file or a PostgreSQL database; so this is also the way
    from one to the other. A copy of an older version is brought up to date. Learners who were forgotten here after the
    copy was made are left out. Either all of it is put back or nothing. Stop the course before, so that nobody answers
    into records that are about to be replaced.
    """
    from .learning.backup import restore as put_back
    from .learning.store import Store

    with plain_errors():
        store = Store()
        if replace and not yes and (there := len(store.learners())):
            click.confirm(
                f"Give up the records of {there:,} learners in {store.database}? There is no way back", abort=True
            )
        left_out = put_back(store, file, replace)
        click.echo(f"{len(store.learners()):,} learners are in {store.database}")
    if left_out:
        click.echo(f"{left_out} had been forgotten since the copy was made, and were left out.")
