"""The questions for other platforms, read back by parsers that are not ours, and set beside the course's own grading."""

from __future__ import annotations

import html
import itertools
import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from moodle_xml_parser.parser import parse_file
from pygiftparser import parser as gift_parser

from ipt_course.cli import main
from ipt_course.course.library import library
from ipt_course.course.markup_plain import plain
from ipt_course.exercises import Outcome
from ipt_course.exports.gift import escaped

MOODLE_GRADES = {
    100,
    90,
    83.33333,
    80,
    75,
    70,
    66.66667,
    60,
    50,
    40,
    33.33333,
    30,
    25,
    20,
    16.66667,
    14.28571,
    12.5,
    11.11111,
    10,
    5,
    0,
}
"""The shares of points that Moodle accepts for an option, in percent, and their negatives."""


def exercises():
    for module in library().course["modules"]:
        if module["notebook"]:
            yield from map(library().exercise, library().exercises(module["slug"]))


CARRIED = {e.id: e for e in exercises() if e.kind in ("choice", "multiple", "sort", "match", "number")}
LEFT_OUT = {e.id: e for e in exercises() if e.id not in CARRIED}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Both files, and what the command said about each."""
    folder = tmp_path_factory.mktemp("bank")
    said = {}
    for form in ("moodle-xml", "gift"):
        result = CliRunner().invoke(main, ["export", "questions", str(folder / form), "--as", form])
        assert result.exit_code == 0, result.output
        said[form] = result.output
    return folder, said


@pytest.fixture(scope="module")
def quiz(written):
    return ElementTree.parse(written[0] / "moodle-xml").getroot()


@pytest.fixture(scope="module")
def gift(written):
    with (written[0] / "gift").open(encoding="utf-8") as file:
        return gift_parser.parseFile(file)


def by_id(quiz) -> dict:
    return {q.findtext("idnumber"): q for q in quiz if q.get("type") != "category"}


def words(text: str) -> str:
    return " ".join(plain(text).split())


def test_everything_is_carried_over_or_named(written, quiz, gift):
    assert set(by_id(quiz)) == set(CARRIED) and len(gift) == len(CARRIED)
    folder, said = written
    for form, told in said.items():
        text = (folder / form).read_text(encoding="utf-8")
        assert f"{len(CARRIED)} questions" in told and f"{len(LEFT_OUT)} exercises have no form there" in told
        for id, exercise in LEFT_OUT.items():
            assert f"Left out: {id} ({exercise.kind.replace('_', ' ')}): " in text
        for line in ("not corrected for guessing", "How sure", "not told its direction"):
            assert line in told and line in text
    assert "no hints" in said["gift"] and "hints" not in said["moodle-xml"]


def test_an_independent_reader_of_moodle_xml_finds_every_option_with_its_feedback(written):
    found = {(q.name, words(q.text_pre_parse)): q for q in parse_file(str(written[0] / "moodle-xml"))["multichoice"]}
    chosen = [e for e in CARRIED.values() if e.kind in ("choice", "multiple")]
    assert len(found) == len(chosen)
    for exercise in chosen:
        note = exercise.content_note
        question = found[exercise.title, words(html.unescape(f"{note}{exercise.prompt}"))]
        assert question.single == (exercise.kind == "choice") and question.shuffle_answers
        options = exercise.task.options.values()
        assert [words(o.answer) for o in question.options] == [words(html.unescape(o.text)) for o in options]
        assert [words(o.feedback) for o in question.options] == [words(html.unescape(o.feedback)) for o in options]
        assert words(html.unescape(exercise.because)) in words(question.general_feedback)


@pytest.mark.parametrize("id", [id for id, e in CARRIED.items() if e.kind in ("choice", "multiple")])
def test_moodle_gives_the_points_that_the_course_gives(quiz, id):
    exercise = CARRIED[id]
    shares = [float(a.get("fraction")) for a in by_id(quiz)[id].findall("answer")]
    assert {abs(share) for share in shares} <= MOODLE_GRADES
    ids = list(exercise.task.options)
    if exercise.kind == "choice":
        assert [share / 100 for share in shares] == [exercise.task.grade(option).score for option in ids]
        return
    for n in range(1, len(ids) + 1):
        for chosen in itertools.combinations(range(len(ids)), n):
            moodles = min(1.0, max(0.0, sum(shares[c] for c in chosen) / 100))
            assert moodles == pytest.approx(exercise.task.grade([ids[c] for c in chosen]).score, abs=1e-4)


@pytest.mark.parametrize("id", [id for id, e in CARRIED.items() if e.kind in ("sort", "match")])
def test_pairs_are_those_that_the_course_calls_right(quiz, id):
    exercise = CARRIED[id]
    element = by_id(quiz)[id]
    pairs = {
        words(s.findtext("text")): s.findtext("answer/text")
        for s in element.findall("subquestion")
        if s.findtext("text")
    }
    task = exercise.task
    cards, bins = (task.cards, task.bins) if exercise.kind == "sort" else (task.left, task.right)
    answer = {}
    for card, text in cards.items():
        answer[card] = next(bin for bin, name in bins.items() if plain(name) == pairs[words(text)])
    assert task.grade(answer).outcome is Outcome.RIGHT
    offered = {s.findtext("answer/text") for s in element.findall("subquestion")}
    assert offered == {plain(name) for name in bins.values()}, "also the bins in which nothing belongs"
    assert len(pairs) >= 2 and len(element.findall("subquestion")) >= 3, "what Moodle's form asks for"
    told = words(element.findtext("generalfeedback/text"))
    reasons = task.key.cards.values() if exercise.kind == "sort" else task.key.pairs.values()
    assert all(words(place.why) in told for place in reasons)


@pytest.mark.parametrize("id", [id for id, e in CARRIED.items() if e.kind == "number"])
def test_numbers_have_their_tolerance_and_unit(quiz, id):
    exercise = CARRIED[id]
    element = by_id(quiz)[id]
    assert float(element.findtext("answer/text")) == exercise.task.key.value
    assert float(element.findtext("answer/tolerance")) == exercise.task.key.tolerance
    assert f"Answer in: {exercise.task.unit}" in element.findtext("questiontext/text")


def test_hints_tags_and_sources_come_along(quiz):
    for id, element in by_id(quiz).items():
        exercise = CARRIED[id]
        assert [words(h.findtext("text")) for h in element.findall("hint")] == [words(h) for h in exercise.hints]
        tags = [t.findtext("text") for t in element.findall("tags/tag")]
        assert tags[0] == exercise.use and set(exercise.objectives) <= set(tags)
        whole = "".join(element.itertext())
        assert "#ref-" not in whole, "a link to a list that is elsewhere"
        for key in re.findall(r'#ref-([\w-]+)"', exercise.because):
            assert words(library().lesson(exercise.lesson)["references"][key]) in words(
                element.findtext("generalfeedback/text")
            )


def test_lessons_are_categories_and_say_the_licence(quiz):
    names = [c.findtext("category/text") for c in quiz if c.get("type") == "category"]
    assert len(names) == len({e.lesson for e in CARRIED.values()}) and all(
        n.startswith("$course$/top/IPT/") for n in names
    )
    assert all("CC BY 4.0" in c.findtext("info/text") for c in quiz if c.get("type") == "category")


def test_an_independent_reader_of_gift_finds_every_question_and_its_right_answers(gift):
    kinds = Counter(type(question.answers).__name__ for question in gift)
    ours = Counter(e.kind for e in CARRIED.values())
    assert kinds == {
        "SelectSet": ours["choice"],
        "MultipleChoicesSet": ours["multiple"],
        "MatchingSet": ours["sort"] + ours["match"],
        "NumericAnswerSet": ours["number"],
    }
    for question, exercise in zip(gift, CARRIED.values(), strict=True):
        assert question.valid, exercise.id
        assert gift_text(question.title) == exercise.title
        assert words(exercise.prompt) in words(gift_text(question.text))
        answers = question.answers.answers
        if exercise.kind == "choice":
            assert [words(gift_text(a.answer)) for a in answers] == [
                words(o.text) for o in exercise.task.options.values()
            ]
            assert [a.fraction for a in answers] == [
                100 * (i == exercise.task.key.correct) for i in exercise.task.options
            ]
            assert [words(gift_text(a.feedback)) for a in answers] == [
                words(o.feedback) for o in exercise.task.options.values()
            ]
        elif exercise.kind in ("sort", "match"):
            given = {words(gift_text(a.question)): gift_text(a.answer) for a in answers if a.question.strip()}
            cards = exercise.task.cards if exercise.kind == "sort" else exercise.task.left
            assert set(given) == {words(text) for text in cards.values()}


def gift_text(text: str) -> str:
    return re.sub(r"\\([\\~=#{}:])", r"\1", text)


def test_gift_escapes_what_it_would_read_as_its_own():
    assert escaped("a\n\n{b} = ~c #d: \\e -> f") == "a \\{b\\} \\= \\~c \\#d\\: \\\\e → f"


def test_one_lesson_can_be_had_alone_and_an_unknown_one_is_named(tmp_path):
    run = CliRunner()
    assert run.invoke(main, ["export", "questions", str(tmp_path / "one"), "--lesson", "grief"]).exit_code == 0
    assert {id.partition(".")[0] for id in by_id(ElementTree.parse(tmp_path / "one").getroot())} == {"grief"}
    wrong = run.invoke(main, ["export", "questions", str(tmp_path / "two"), "--lesson", "griff"])
    assert wrong.exit_code == 1 and "no lesson 'griff'" in wrong.output
