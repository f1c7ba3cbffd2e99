"""The course as it is: what is promised is there."""

from __future__ import annotations

import random
import shutil
from collections import Counter

import pytest
import yaml

from ipt_course.clinical.planes import PLANES, complement, place_of
from ipt_course.course.checking import Check
from ipt_course.course.library import library
from ipt_course.course.places import data_dir, notebooks_dir
from ipt_course.course.shelves import read_shelves
from ipt_course.exercises import KINDS

WRITTEN = [m["slug"] for m in library().course["modules"] if m["notebook"]]


def test_nothing_is_to_mend():
    assert Check(data_dir(), notebooks_dir()).findings == []


def test_every_kind_of_exercise_is_in_use():
    used = {library().exercise(id).kind for one in library().written for id in library().exercises(one["slug"])}
    assert used == set(KINDS)


@pytest.mark.parametrize("slug", [slug for slug in WRITTEN if slug != "capstone"])
def test_a_lesson_is_complete(slug):
    lesson = library().lesson(slug)
    kinds = Counter(library().exercise(id).kind for id in library().exercises(slug))
    assert len(library().exercises(slug, use="pretest")) >= 3
    assert kinds.total() >= 10
    assert len(kinds) >= 4
    assert len(lesson["figures"]) >= 2
    assert len(lesson["cards"]) >= 8
    aims = {goal["id"] for goal in library().module(slug)["objectives"]}
    met = {goal for id in library().exercises(slug) for goal in library().exercise(id).objectives}
    assert aims <= met


def test_the_capstone_brings_a_client_nobody_has_met_through_all_three_phases():
    unseen = {id for id, one in library().cases.items() if one["unseen"]}
    sessions = [told for told in library().sessions.values() if told["case"] in unseen]
    assert len(unseen) == 1
    assert {told["phase"] for told in sessions} == {"initial", "middle", "ending"}
    aims = {goal["id"] for goal in library().module("capstone")["objectives"]} - {"capstone.whole"}
    met = {goal for id in library().exercises("capstone") for goal in library().exercise(id).objectives}
    assert aims <= met
    elsewhere = {
        library().exercise(id).case for slug in WRITTEN if slug != "capstone" for id in library().exercises(slug)
    }
    assert not unseen & elsewhere


@pytest.mark.parametrize("path", sorted((data_dir() / "cases").glob("*.yml")), ids=lambda path: path.stem)
def test_the_labels_of_a_case_agree_with_its_places(path):
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    x, y = case["attachment"]["anxiety"] - 4, case["attachment"]["avoidance"] - 4
    assert PLANES["attachment"].region(9 * x, 9 * y) == case["attachment"]["label"]
    x, y = place_of(case, "circumplex")
    codes = {region.name: region.code for region in PLANES["circumplex"].regions}
    assert codes[PLANES["circumplex"].region(x, y)] == case["circumplex"]["octant"]
    assert codes[PLANES["circumplex"].region(*complement(x, y))] == case["circumplex"]["complement_octant"]


def test_a_line_of_scores_is_the_client_s_own():
    """Cases are invented once: an exercise may stop short of a client's course, and may not change it."""
    cases = read_shelves(data_dir()).cases
    read = 0
    for slug in WRITTEN:
        for one in yaml.safe_load((data_dir() / "lessons" / slug / "exercises.yml").read_text(encoding="utf-8")):
            if one["kind"] == "trend" and "case" in one:
                course = cases[one["case"]]["course"]["phq9"]
                assert one["scores"] == course[: len(one["scores"])], one["id"]
                assert one["sessions"] == len(course), one["id"]
                read += 1
    assert read


def test_a_bank_that_can_be_guessed_is_found(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(data_dir(), data)
    for file in (data / "lessons").glob("*/exercises.yml"):
        text = file.read_text(encoding="utf-8")
        exercises = yaml.safe_load(text)
        for one in exercises:
            if one["kind"] == "choice":
                one["options"][one["key"]["correct"]]["text"] += (
                    ", which is said here at rather more length than elsewhere"
                )
        file.write_text(yaml.safe_dump(exercises, sort_keys=False, allow_unicode=True), encoding="utf-8")
    said = [f.what for f in Check(data, notebooks_dir()).findings]
    assert any(what.startswith("always choosing the longest option gets") for what in said)


def test_every_claim_of_the_article_is_taught_in_a_lesson():
    claims = library().claims
    assert len(claims) == 89
    assert [row["id"] for row in claims if not row["taught"]] == []


INTERVIEWS = [id for slug in WRITTEN for id in library().exercises(slug) if library().exercise(id).kind == "interview"]


@pytest.mark.parametrize("id", INTERVIEWS)
def test_an_interview_without_a_plan_comes_to_little(id):
    """Going down the menu until the questions are spent, and asking whatever comes to mind."""
    task = library().exercise(id).task
    shown = task.shown()
    down = [one["id"] for topic in shown["topics"] for one in shown["menu"] if one["topic"] == topic["id"]]
    assert task.grade(down[: task.budget]).score <= 0.5
    draw = random.Random(1)
    scores = []
    for _ in range(200):
        asked = []
        while len(asked) < task.budget:
            known = {person for one in asked for person in task.questions[one].people}
            asked.append(
                draw.choice(
                    [i for i, one in task.questions.items() if i not in asked and (not one.about or one.about in known)]
                )
            )
        scores.append(task.grade(asked).score)
    assert sum(scores) / len(scores) < 0.35


def test_every_client_can_be_interviewed():
    cases = {library().exercise(id).case for id in INTERVIEWS}
    assert cases == set(library().casebook)
