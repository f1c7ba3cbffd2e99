"""``ipt-course export``: what leaves the course for other programs."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from .address_option import as_address
from .day_option import DAY
from .plain_errors import plain_errors


@click.group()
def export() -> None:
    """Scores, records and questions for other programs.

    FILE is a new file, or - for standard output; an earlier file of the same name is not touched. Only 'send' sends
    anything. What is written holds numbers in the place of names, and no words of a learner unless you ask for them. Whatever leaves of
    the record is noted in the log of access ('ipt-course access').

    \b
    ipt-course export gradebook grades.csv --for canvas    scores for Canvas or Moodle
    ipt-course export record record.jsonl                  every answer, hint and review
    ipt-course export schema                               the form of that file
    ipt-course export questions bank.xml --as moodle-xml   questions for Moodle, or for others as GIFT
    ipt-course export statements s.jsonl --home URL        xAPI statements as a file
    ipt-course export send LRS --home URL                  xAPI statements to a learning record store
    """


def _chosen(command):
    """The options that say whose work, and which."""
    for option in (
        click.option(
            "--lesson", "lessons", multiple=True, help="Only this lesson (its id, such as grief); may be repeated."
        ),
        click.option("--until", type=DAY, help="Only up to this day, which is included."),
        click.option("--since", type=DAY, help="Only from this day on."),
        click.option("--cohort", help="Only the cohort of this code; 'ipt-course cohort list' prints the codes."),
    ):
        command = option(command)
    return command


_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))


def _taken(
    store, what: str, cohort: str | None, since: datetime | None, until: datetime | None, lessons: tuple[str, ...]
):
    """The part of the record that is taken away, after the log of access has it in writing."""
    from .cohort.selection import Selection
    from .learning.access import note
    from .learning.membership import cohorts

    if cohort and cohort not in (codes := [one.code for one in cohorts(store)]):
        raise click.ClickException(f"There is no cohort '{cohort}'. Cohorts: {', '.join(codes) or 'none yet'}.")
    _known_lessons(lessons)
    if since and until and since > until:
        raise click.UsageError("The first day (--since) is later than the last (--until). Turn them round.")
    days = [day.date().isoformat() if day else "" for day in (since, until)]
    note(store, "export", what, cohort or "", ", ".join(lessons), *days)
    return Selection(cohort, since and since.date(), until and until.date(), lessons)


def _known_lessons(lessons: tuple[str, ...]) -> None:
    from .course.library import library

    known = [module["slug"] for module in library().course["modules"]]
    for lesson in lessons:
        if lesson not in known:
            raise click.ClickException(f"There is no lesson '{lesson}'. Lessons: {', '.join(known)}.")


def _bar(length: int, label: str):
    return click.progressbar(length=length, label=label, file=sys.stderr, update_min_steps=max(1, length // 200))


@export.command()
@_file
@click.option(
    "--for",
    "platform",
    type=click.Choice(["moodle", "canvas", "plain"]),
    default="plain",
    show_default=True,
    help="Whose columns to write.",
)
@click.option(
    "--roster",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A list of learners that the platform exported, to be filled in. Without it learners are numbers.",
)
@click.option(
    "--user-column",
    help="The roster's column with user names as your proxy or hub gives them to the course, or with learners' numbers. "
    "Default: 'SIS Login ID' for Canvas, 'Username' for Moodle.",
)
@_chosen
def gradebook(file: Path, platform: str, roster: Path | None, user_column: str | None, **chosen) -> None:
    """Write scores for a gradebook into FILE, as CSV.

    Each lesson has two columns from 0 to 100. 'done' is the share of its exercises that were answered at all;
    'post-test' is the share of points at the first try without hints, empty until there is one. Scores only, never
    answers. The days chosen say who is listed; the scores are those of today. Text that a spreadsheet would take for
    a formula is disarmed with an apostrophe.

    \b
    Canvas: Grades, Export; then
      ipt-course export gradebook new.csv --for canvas --roster exported.csv
    and Grades, Import with new.csv.
    Moodle: Grades, Export as plain text file, with 'Username' or another column that identifies people; then
      ipt-course export gradebook new.csv --for moodle --roster exported.csv --user-column 'ID number'
    and Grades, Import, CSV file: map that column, and each lesson to a grade item of 100 points.
    """
    from .course.library import library
    from .exports.gradebook import CANVAS, MOODLE, graded_lessons, read_roster, write_gradebook
    from .exports.newfile import new_file
    from .learning.store import Store

    if user_column and not roster:
        raise click.UsageError(
            "--user-column names a column of a --roster. Say which file the list is in: --roster FILE."
        )
    with plain_errors():
        store = Store()
        selection = _taken(store, "gradebook", **chosen)
        column = user_column or ("SIS Login ID" if platform == "canvas" else "Username")
        listed = read_roster(roster, column, CANVAS if platform == "canvas" else MOODLE) if roster else None
        with new_file(file) as out:
            n, others = write_gradebook(
                store, selection, graded_lessons(library(), selection.lessons), out, platform, listed
            )
    click.echo(
        f"{n:,} learners with a record" + (f" of {len(listed.rows):,} in the roster" if listed else ""), err=True
    )
    if others:
        click.echo(
            f"{others:,} learners with a record are not in the roster, and so not in the file. A learner is found there "
            "by the user name that your proxy or hub gives to the course, or by the number on the learner's own page.",
            err=True,
        )


@export.command()
@_file
@click.option(
    "--with-words", is_flag=True, help="Also what learners wrote in their own words. Only with their consent."
)
@_chosen
def record(file: Path, with_words: bool, **chosen) -> None:
    """Write every answer, hint and review into FILE, as JSON Lines.

    One JSON object a line; its form is printed by 'ipt-course export schema'. Ids of what was chosen are there, and
    numbers; a text of a learner's own is replaced by its length. A million lines need no more memory than ten.
    Simulated sessions and memberships of cohorts have no line; they are in 'ipt-course takeout' and in a backup.
    """
    from .course.library import library
    from .exports.lines import amount, write_lines
    from .exports.newfile import new_file
    from .exports.words import Withheld
    from .learning.store import Store

    with plain_errors():
        store = Store()
        selection = _taken(store, "record with words" if with_words else "record", **chosen)
        withheld = None if with_words else Withheld(library())
        with new_file(file) as out, _bar(amount(store, selection), "Writing") as bar:
            n = write_lines(store, selection, out, withheld, bar.update)
    click.echo(f"{n:,} lines", err=True)


@export.command()
def schema() -> None:
    """Print the JSON Schema of a line of 'export record'.

    It is kept in data/schemas/record.json.
    """
    import json

    from .exports.lines import json_schema

    click.echo(json.dumps(json_schema(), indent=1, ensure_ascii=False))


@export.command()
@_file
@click.option(
    "--as",
    "form",
    type=click.Choice(["moodle-xml", "gift"]),
    default="moodle-xml",
    show_default=True,
    help="Moodle's own form, or GIFT, which other platforms read too.",
)
@click.option("--lesson", "lessons", multiple=True, help="Only this lesson (its id, such as grief); may be repeated.")
def questions(file: Path, form: str, lessons: tuple[str, ...]) -> None:
    """Write the course's questions into FILE, with their answers, for another platform.

    Choice, multiple choice, sorting and matching, and numbers carry over with feedback, points, tags, ids and full
    references; in Moodle's form hints do too. The head of the file, and this command, say what does not.

    In Moodle: Question bank, Import, the format of that name. Lessons become categories below IPT.
    """
    from collections import Counter

    from .course.library import library
    from .exports.bank import LOST, bank
    from .exports.gift import NO_HINTS, write_gift
    from .exports.moodle_xml import write_moodle_xml
    from .exports.newfile import new_file

    _known_lessons(lessons)
    with plain_errors():
        made = bank(library(), lessons)
        lost = [*LOST, NO_HINTS] if form == "gift" else [*LOST]
        notes = [f"Left out: {id} ({kind.replace('_', ' ')}): {why}" for id, kind, why in made.left_out]
        with new_file(file) as out:
            (write_gift if form == "gift" else write_moodle_xml)(made, out, [*lost, *notes])
    kinds = Counter(kind.replace("_", " ") for _, kind, _ in made.left_out)
    click.echo(f"{len(made.questions)} questions of {len(made.lessons)} lessons", err=True)
    if kinds:
        named = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common())
        click.echo(f"{kinds.total()} exercises have no form there and are left out: {named}.", err=True)
    for line in lost:
        click.echo(line, err=True)


_home = click.option(
    "--home",
    required=True,
    callback=as_address,
    help="The address at which learners open the course, https://course.example.edu/ for example. It stands in every "
    "statement: choose it once.",
)


@export.command()
@_file
@_home
@_chosen
def statements(file: Path, home: str, **chosen) -> None:
    """Write what learners did into FILE as xAPI statements (1.0.3), one a line.

    'answered' for each answer, with the ids of what was chosen and the score; 'completed' for each lesson without an
    open exercise. The learner is an account with a number for a name. Neither words of a learner nor right answers
    are in a statement. Hints, reviews and simulated sessions make none.
    """
    import json

    from .cohort.streaming import attempts, how_many
    from .course.library import library
    from .exports.newfile import new_file
    from .exports.statements import Statements
    from .learning.store import Store

    with plain_errors():
        store = Store()
        selection = _taken(store, "statements", **chosen)
        n = 0
        with new_file(file) as out, _bar(how_many(store, selection), "Writing") as bar:
            for one in Statements(library(), home).of(attempts(store, selection)):
                out.write(json.dumps(one, ensure_ascii=False) + "\n")
                n += 1
                bar.update("parent" in one["context"]["contextActivities"])
    click.echo(f"{n:,} statements", err=True)


@export.command()
@click.argument("lrs")
@_home
@click.option(
    "--every", type=click.FloatRange(min=1), metavar="MINUTES", help="Stay, and send again every so many minutes."
)
@_chosen
def send(lrs: str, home: str, every: float | None, **chosen) -> None:
    """Send what learners did to the learning record store at the address LRS, as xAPI statements.

    LRS is the endpoint that its makers give, without /statements. Its user and password come from the environment
    variables IPT_LRS_USER and IPT_LRS_PASSWORD. What is to be sent is written down in the record first: what does not
    arrive is sent the next time, after a restart too, and nothing counts twice. The learners' page 'Your data' says
    that their answers are sent, and to which host; tell them before.
    """
    import os
    import time

    from .course.library import library
    from .exports.outbox import Outbox, RecordStore, Refused, Unreachable
    from .exports.statements import Statements
    from .learning.store import Store

    with plain_errors():
        store = Store()
        selection = _taken(store, "send", **chosen)
        there = RecordStore(lrs, os.environ.get("IPT_LRS_USER", ""), os.environ.get("IPT_LRS_PASSWORD", ""))
        outbox = Outbox(store, there, Statements(library(), home))
        while True:
            trouble = ""
            with _bar(outbox.fill(selection), "Sending") as bar:
                before = outbox.waiting()
                try:
                    outbox.send(bar.update)
                except Unreachable as error:
                    trouble = f"The record store cannot be reached or is busy ({error})."
                except Refused as error:
                    trouble = f"The record store does not let the course in or has no such address ({error})."
            waiting = outbox.waiting()
            click.echo(
                f"{before - waiting:,} answers arrived" + (f", {waiting:,} answers wait" if waiting else ""), err=True
            )
            if every is None:
                break
            if trouble:
                click.echo(trouble, err=True)
            time.sleep(60 * every)
    if trouble:
        raise click.ClickException(f"{trouble} What waits is sent the next time, when it is due.")
