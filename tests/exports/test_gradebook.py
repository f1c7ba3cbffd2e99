"""Scores for Moodle and Canvas: the right ones, beside the right people, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner
from samples import attempt

from ipt_course.cli import main
from ipt_course.cohort.selection import Selection
from ipt_course.course.library import library
from ipt_course.exports.gradebook import Graded, read_roster, scores, write_gradebook
from ipt_course.learning.membership import found, join
from ipt_course.learning.store import Store
from ipt_course.learning.trouble import StoreError
from ipt_course.learning.who import pseudonym

ANA, BEN = pseudonym("ana"), pseudonym("ben")
LESSONS = [Graded("grief", "IPT 10 Grief", 4, 2), Graded("ethics", "IPT 5 Ethics", 1, 0)]
CANVAS_ROSTER = """\
Student,ID,SIS User ID,SIS Login ID,Section,Final Score
    Points Possible,,,,,(read only)
"=HYPERLINK(""http://x"")",11,u1,ana,S1,3
"Berg, Ben",12,u2,ben,S1,
"Nobody, Yet",13,u3,cleo,S1,
"""


@pytest.fixture
def worked(store):
    """Ana has answered three of four, one of the two post-test questions right and the other with a hint; Ben one."""
    store.add(attempt(learner=ANA, item="grief.one", score=0.0))
    store.add(attempt(learner=ANA, item="grief.after-1", use="posttest", score=1.0))
    store.add(attempt(learner=ANA, item="grief.after-2", use="posttest", score=1.0, hints=1))
    store.add(attempt(1, learner=ANA, item="grief.one", score=1.0))
    store.add(attempt(learner=BEN, item="ethics.one", response="=cmd|' /C calc'!A0"))
    return store


def table(store, platform="plain", roster=None, **chosen) -> tuple[list[list[str]], tuple[int, int]]:
    out = io.StringIO()
    told = write_gradebook(store, Selection(**chosen), LESSONS, out, platform, roster)
    return list(csv.reader(io.StringIO(out.getvalue()))), told


def test_done_counts_trying_and_the_posttest_counts_first_tries_without_hints(worked):
    assert dict(scores(worked, Selection(), LESSONS)) == {ANA: [75.0, 50.0, ""], BEN: ["", "", 100.0]}


def test_without_a_roster_learners_are_numbers(worked):
    rows, told = table(worked)
    assert rows[0] == ["learner", "IPT 10 Grief: done", "IPT 10 Grief: post-test", "IPT 5 Ethics: done"]
    assert sorted(rows[1:]) == sorted([[ANA, "75.0", "50.0", ""], [BEN, "", "", "100.0"]]) and told == (2, 0)
    assert "calc" not in str(rows), "scores only, never answers"


def test_a_canvas_roster_is_filled_in_and_disarmed(worked, tmp_path):
    (tmp_path / "canvas.csv").write_text(CANVAS_ROSTER)
    roster = read_roster(
        tmp_path / "canvas.csv", "SIS Login ID", ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    )
    rows, told = table(worked, "canvas", roster)
    assert rows[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert rows[1][0].strip() == "Points Possible" and rows[1][5:] == ["100"] * 3
    assert rows[2] == ['\'=HYPERLINK("http://x")', "11", "u1", "ana", "S1", "75.0", "50.0", ""]
    assert rows[3] == ["Berg, Ben", "12", "u2", "ben", "S1", "", "", "100.0"]
    assert rows[4] == ["Nobody, Yet", "13", "u3", "cleo", "S1", "", "", ""], "no work is empty, not zero"
    assert told == (2, 0) and len({len(row) for row in rows}) == 1


def test_a_roster_may_hold_numbers_and_says_who_is_missing(worked, tmp_path):
    (tmp_path / "moodle.csv").write_text(f"\ufeffFirst name,ID number,Grade\nAna,{ANA},1\n")
    roster = read_roster(tmp_path / "moodle.csv", "ID number", ["First name"])
    rows, told = table(worked, "moodle", roster)
    assert rows[1:] == [["Ana", ANA, "75.0", "50.0", ""]] and told == (1, 1)


@pytest.mark.parametrize("between", ";\t")
def test_a_roster_of_a_spreadsheet_that_parts_cells_otherwise_is_read(worked, tmp_path, between):
    (tmp_path / "list.csv").write_text(f'First name;ID number\n"Ana, Maria";{ANA}\n'.replace(";", between))
    rows, told = table(worked, "moodle", read_roster(tmp_path / "list.csv", "ID number", ["First name"]))
    assert rows[1:] == [["Ana, Maria", ANA, "75.0", "50.0", ""]] and told == (1, 1)


def test_days_that_cannot_be_are_explained(tmp_path, monkeypatch):
    monkeypatch.setenv("IPT_STORE", str(tmp_path / "record.sqlite"))
    for days, words in (
        (["--since", "1.3.2026"], "A day is written like 2026-03-31."),
        (["--since", "2026-03-31", "--until", "2026-03-01"], "Turn them round."),
    ):
        told = CliRunner().invoke(main, ["export", "gradebook", str(tmp_path / "new.csv"), *days])
        assert told.exit_code == 2 and words in told.output and not (tmp_path / "new.csv").exists()


def test_a_roster_without_that_column_is_explained(tmp_path):
    (tmp_path / "list.csv").write_text("Name,Mail\nx,y\n")
    with pytest.raises(StoreError, match=r"no column 'Username'\. Its columns: Name, Mail\."):
        read_roster(tmp_path / "list.csv", "Username", [])
    (tmp_path / "list.csv").write_bytes(b"\xff\xfe\0")
    with pytest.raises(StoreError, match="cannot be read"):
        read_roster(tmp_path / "list.csv", "Username", [])


def test_only_the_cohort_asked_for_is_listed(worked):
    cohort = found(worked, "Spring")
    join(worked, BEN, cohort.code)
    rows, _ = table(worked, cohort=cohort.code)
    assert [row[0] for row in rows[1:]] == [BEN]


@pytest.mark.parametrize("platform", ["plain", "moodle", "canvas"])
def test_the_command_writes_the_whole_course(tmp_path, monkeypatch, platform):
    monkeypatch.setenv("IPT_STORE", str(tmp_path / "record.sqlite"))
    lesson = next(m for m in library().course["modules"] if m["slug"] == "grief")
    for n, item in enumerate(library().exercises("grief")):
        Store().add(attempt(item=item, learner=ANA, use=library().exercise(item).use, id=str(n)))
    result = CliRunner().invoke(main, ["export", "gradebook", str(tmp_path / "g.csv"), "--for", platform])
    assert result.exit_code == 0, result.output
    header, *rows = csv.reader((tmp_path / "g.csv").open(encoding="utf-8", newline=""))
    cells = dict(zip(header, rows[-1], strict=True))
    assert cells[f"IPT {lesson['number']} {lesson['title']}: done"] == "100.0"
    assert cells[f"IPT {lesson['number']} {lesson['title']}: post-test"] == "100.0"
    assert [v for k, v in cells.items() if k.startswith("IPT 5 ")] == ["", ""]
    assert header.count("") == 0 and len(header) == len(set(header))
