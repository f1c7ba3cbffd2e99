"""The record as JSON Lines: every row, in the published form, without anybody's words, in little memory."""

from __future__ import annotations

import json
import tracemalloc
from collections import Counter

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from samples import attempt, event, review

from ipt_course.cli import main
from ipt_course.cohort.selection import Selection
from ipt_course.course.library import library
from ipt_course.course.places import data_dir
from ipt_course.exports.lines import lines, write_lines
from ipt_course.exports.words import Withheld
from ipt_course.learning.access import accesses
from ipt_course.learning.store import Attempt, Store

FORM = json.loads((data_dir() / "schemas" / "record.json").read_text(encoding="utf-8"))
VALID = Draft202012Validator(FORM)
MINE = "my sister never rang again"
WRITING = {"formulation", "communication", "say_it"}


def read(store, withheld=None, **chosen) -> list[dict]:
    return [json.loads(line) for line in lines(store, Selection(**chosen), withheld)]


def test_every_row_is_a_line_of_the_published_form(store):
    store.add_all([attempt(n, learner=f"l{n % 3}", score=None if n == 4 else 0.5, confidence=80) for n in range(7)])
    store.add_all([event(kind, 1) for kind in ("hint", "reveal", "again")])
    store.add(review())
    found = read(store)
    assert Counter(line["type"] for line in found) == {"answer": 7, "event": 3, "review": 1}
    for line in found:
        VALID.validate(line)
    kept = [{k: v for k, v in line.items() if k != "type"} for line in found if line["type"] == "answer"]
    assert [Attempt(**one) for one in kept if one["learner"] == "l0"] == list(store.attempts("l0"))


@pytest.mark.parametrize("broken", [{"name": "Ana"}, {"score": 1.5}, {"type": "other"}, {"try_no": 0}])
def test_the_form_refuses_what_it_does_not_name(store, broken):
    store.add(attempt())
    (line,) = read(store)
    VALID.validate(line)
    assert not VALID.is_valid(line | broken)


def test_the_published_form_is_what_the_command_prints():
    Draft202012Validator.check_schema(FORM)
    printed = CliRunner().invoke(main, ["export", "schema"])
    assert json.loads(printed.output) == FORM, "ipt-course export schema > data/schemas/record.json"


def every_exercise():
    for module in library().course["modules"]:
        if module["notebook"]:
            yield from map(library().exercise, library().exercises(module["slug"]))


def test_what_was_chosen_stays_and_what_was_written_goes():
    withheld = Withheld(library())
    written = set()
    for exercise in every_exercise():
        if (solution := exercise.task.solution()) is not None:
            assert withheld.without(exercise.id, solution) == solution, exercise.id
        for slot in exercise.card().get("slots", ()):
            if slot.get("write"):
                written.add(exercise.kind)
                given = withheld.without(exercise.id, {slot["id"]: MINE, "_self": {slot["id"]: 2}})
                assert given == {slot["id"]: {"characters": len(MINE)}, "_self": {slot["id"]: 2}}
        if exercise.kind == "say_it":
            written.add("say_it")
            given = withheld.without(exercise.id, {"text": MINE, "ratings": {"a": True}, "second": MINE})
            assert MINE not in json.dumps(given) and given["ratings"] == {"a": True}
    assert written == WRITING


def test_of_an_exercise_that_is_gone_every_text_is_withheld():
    withheld = Withheld(library())
    assert withheld.without("grief.gone", {"a": ["x", 1]}) == {"a": [{"characters": 1}, 1]}
    assert withheld.without("no-such-lesson.one", "x") == {"characters": 1}


def test_the_command_asks_before_it_tells_words(tmp_path, monkeypatch):
    monkeypatch.setenv("IPT_STORE", str(tmp_path / "record.sqlite"))
    item = next(e.id for e in every_exercise() if e.kind == "say_it")
    Store().add(attempt(item=item, kind="say_it", response={"text": MINE}))
    run = CliRunner()
    quiet = run.invoke(main, ["export", "record", str(tmp_path / "quiet.jsonl")])
    assert quiet.exit_code == 0, quiet.output
    assert MINE not in (tmp_path / "quiet.jsonl").read_text()
    loud = run.invoke(main, ["export", "record", str(tmp_path / "loud.jsonl"), "--with-words"])
    assert loud.exit_code == 0 and MINE in (tmp_path / "loud.jsonl").read_text()
    assert (tmp_path / "quiet.jsonl").stat().st_mode & 0o077 == 0, "for its owner alone"
    again = run.invoke(main, ["export", "record", str(tmp_path / "loud.jsonl")])
    assert again.exit_code == 1 and "there already" in again.output
    assert {p.name for p in tmp_path.glob("*.jsonl")} == {"quiet.jsonl", "loud.jsonl"} and not list(tmp_path.glob(".*"))


def test_whatever_is_taken_away_stands_in_the_log_of_access(tmp_path, monkeypatch):
    monkeypatch.setenv("IPT_STORE", str(tmp_path / "record.sqlite"))
    run = CliRunner()
    taken = [
        ["record", "a", "--with-words", "--since", "2026-01-01", "--until", "2026-02-01"],
        ["gradebook", "b", "--lesson", "grief", "--lesson", "focus"],
        ["statements", "c", "--home", "https://course.example.edu/"],
    ]
    for what, file, *options in taken:
        assert run.invoke(main, ["export", what, str(tmp_path / file), *options]).exit_code == 0
    log = [line.split("\t")[2:] for line in run.invoke(main, ["access"]).output.splitlines()]
    assert log == [
        ["export", "statements", "", "", "", ""],
        ["export", "gradebook", "", "grief, focus", "", ""],
        ["export", "record with words", "", "", "2026-01-01", "2026-02-01"],
    ]
    assert run.invoke(main, ["export", "questions", str(tmp_path / "d")]).exit_code == 0
    assert len(accesses(Store())) == 3, "questions are nobody's"


def test_half_a_character_spoils_no_file(store, tmp_path):
    from ipt_course.exports.newfile import new_file

    store.add(attempt(response="a\ud83d\0b\u202e"))
    with new_file(tmp_path / "out") as out:
        assert write_lines(store, Selection(), out, None, lambda n: None) == 1
    (line,) = (tmp_path / "out").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["response"] == "a\ud83d\0b\u202e"


@pytest.mark.parametrize("wrong", [["--cohort", "nobody"], ["--lesson", "griff"], ["--since", "soon"]])
def test_a_choice_that_does_not_exist_is_named(tmp_path, monkeypatch, wrong):
    monkeypatch.setenv("IPT_STORE", str(tmp_path / "record.sqlite"))
    result = CliRunner().invoke(main, ["export", "record", str(tmp_path / "out"), *wrong])
    assert result.exit_code and wrong[1] in result.output and not (tmp_path / "out").exists()


def test_memory_does_not_grow_with_the_record(store):
    class Nowhere:
        def write(self, text): ...

    def peak(rows: int) -> int:
        here = len(store.learners()) * 500
        store.add_all([attempt(n, learner=f"l{n // 500}") for n in range(here, rows)])
        tracemalloc.start()
        try:
            assert write_lines(store, Selection(), Nowhere(), Withheld(library()), lambda n: None) == rows
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(500)
    few = peak(6_000)
    assert peak(12_000) < few + 300_000
