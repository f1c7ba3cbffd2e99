"""Tables and reports: what is shown, sorted, taken away, refused, and written down before."""

from __future__ import annotations

import csv
import io

import pytest

from ipt_course.cohort.figure import Figure
from ipt_course.learning.access import accesses, note
from ipt_course.learning.store import Store, StoreError
from ipt_course.views.teaching import report as reports
from ipt_course.views.teaching.report import BadFilter, NotForLearners, Report, selection
from ipt_course.views.teaching.section import Part, Section
from ipt_course.views.teaching.table import Column, Link, Table, words

SHARE = Figure(0.5, 0.25, 0.75, 40)
EARLY = Figure(None, n=7, why="too early: 7 of 10 learners")


def table(**more) -> Table:
    columns = [Column("Name"), Column("Learners", "count"), Column("Share", "share")]
    rows = [["b", 12, SHARE], ["a", None, EARLY], ["c", 7, Figure(0.9, 0.8, 1.0, 50)]]
    return Table("t", "A table", columns, rows, **more)


def test_a_figure_has_its_interval_and_number_and_a_hidden_one_its_reason():
    cells = table().page()["rows"]
    assert cells[0] == ["b", "12", "50 % (25 to 75), n 40"]
    assert cells[1] == ["a", {"text": "fewer than 5", "grey": True}, {"text": EARLY.why, "grey": True}]


def test_a_share_without_an_interval_is_sorted_and_taken_away_as_a_number():
    one = Table("t", "A table", [Column("Gain", "percent")], [[0.18], [None], [0.05]])
    one.sort(0, False)
    assert one.page()["rows"] == [["5 %"], ["18 %"], [""]]
    assert one.csv().splitlines()[:3] == ["Gain", "0.05", "0.18"]


def test_nothing_is_less_than_nothing():
    assert words(Figure(0.12, -0.001, 0.24, 9), "number") == "0.12 (0.00 to 0.24), n 9"


@pytest.mark.parametrize(
    ("column", "down", "names"),
    [(0, False, "abc"), (1, True, "bca"), (1, False, "cba"), (2, True, "cba"), (2, False, "bca")],
)
def test_sorting_leaves_what_has_no_value_at_the_end(column, down, names):
    one = table()
    one.sort(column, down)
    assert "".join(row[0] for row in one.rows) == names


def test_the_download_has_every_row_and_nothing_that_a_spreadsheet_would_run():
    one = table(shown=1)
    one.rows.append([Link('=HYPERLINK("x")', "y"), 5, EARLY])
    assert len(one.page()["rows"]) == 1 and one.page()["of"] == 4
    rows = list(csv.reader(io.StringIO(one.csv())))
    assert rows[0] == ["Name", "Learners", "Share", "Share: low", "Share: high", "Share: learners", "Share: why not"]
    assert rows[1] == ["b", "12", "0.5", "0.25", "0.75", "40", ""]
    assert rows[2] == ["a", "fewer than 5", "", "", "", "7", EARLY.why]
    assert rows[4][0] == '\'=HYPERLINK("x")'


@pytest.mark.parametrize(
    "asked",
    [{"cohort": "none"}, {"lesson": "none"}, {"since": "1.2.26"}, {"since": "2026-02-02", "until": "2026-02-01"}],
)
def test_a_filter_that_cannot_be_is_refused(asked):
    with pytest.raises(BadFilter):
        selection(asked, ["spring"], ["grief"])


def test_filters_become_a_selection():
    chosen = selection(
        {"cohort": "spring", "lesson": "grief", "since": "2026-01-02", "until": ""}, ["spring"], ["grief"]
    )
    assert chosen.cohort == "spring" and chosen.lessons == ("grief",) and chosen.since.isoformat() == "2026-01-02"


@pytest.fixture
def shown(tmp_path, monkeypatch):
    """A report of one section, and what it has told the page."""
    monkeypatch.setenv("IPT_STORE", str(tmp_path / "record.sqlite"))
    monkeypatch.delenv("IPT_PAGE", raising=False)
    told = []
    monkeypatch.setattr(Report, "send", lambda self, content, buffers=None: told.append(content))
    one = Report("test", "A test", lambda looking: [Part("p", "Part", lambda: Section(tables=[table()]))], filters=())
    return one, told


def test_a_look_is_written_down_before_anything_is_shown(shown, monkeypatch):
    one, told = shown
    one.receive({"do": "show"})
    one.receive({"do": "section", "turn": 1, "id": "p"})
    assert [each["kind"] for each in told] == ["begin", "section"]
    assert [(a.page, a.what) for a in accesses(Store())] == [("test", "look")]
    one.receive({"do": "download", "turn": 1, "table": "t"})
    assert told[-1]["kind"] == "download" and accesses(Store())[0].what == "t"

    def refuse(*_args, **_more):
        raise StoreError("no")

    monkeypatch.setattr(reports, "note", refuse)
    del told[:]
    one.receive({"do": "download", "turn": 1, "table": "t"})
    one.receive({"do": "show"})
    assert [each["kind"] for each in told] == ["notice", "notice"]


@pytest.mark.parametrize(
    "message",
    [
        {"do": "section", "turn": 7, "id": "p"},
        {"do": "section", "turn": 1, "id": "other"},
        {"do": "sort", "turn": 1, "table": "none", "column": 0},
        {"do": "download", "turn": 0, "table": "t"},
        {"do": "eval"},
        {},
    ],
)
def test_what_was_not_offered_is_not_answered(shown, message):
    one, told = shown
    one.receive({"do": "show"})
    one.receive({"do": "section", "turn": 1, "id": "p"})
    del told[:]
    one.receive(message)
    assert told == []


@pytest.mark.parametrize("column", [-1, 3, "0", None, True])
def test_a_column_that_is_not_there_is_refused_in_words(shown, column):
    one, told = shown
    one.receive({"do": "show"})
    one.receive({"do": "section", "turn": 1, "id": "p"})
    one.receive({"do": "sort", "turn": 1, "table": "t", "column": column})
    assert told[-1]["kind"] == "notice"


def test_a_learners_page_shows_no_report(monkeypatch):
    monkeypatch.setenv("IPT_PAGE", "1")
    monkeypatch.delenv("IPT_TEACHING", raising=False)
    with pytest.raises(NotForLearners):
        Report("test", "A test", lambda looking: [])


def test_the_log_is_kept_in_both_places_and_only_grows(store, monkeypatch):
    monkeypatch.setenv("IPT_PAGE", "1")
    monkeypatch.setenv("HTTP_X_IPT_INSTRUCTOR", "anna")
    note(store, "cohort", "look", "spring", "grief", "2026-01-01", "")
    note(store, "items", "look", "", "", "", "")
    found = accesses(store)
    assert [(a.who, a.page, a.cohort, a.lesson, a.since) for a in found] == [
        ("anna", "items", "", "", ""),
        ("anna", "cohort", "spring", "grief", "2026-01-01"),
    ]
    for change in ("UPDATE access SET who = 'x'", "DELETE FROM access"):
        with pytest.raises(Exception, match="never changed"), store.database.transaction() as connection:
            connection.execute(change)
    assert len(accesses(store)) == 2
