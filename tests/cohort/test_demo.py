"""The demo is what its model says, is marked as one, and what is planted in it is found."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from ipt_course.cli import main
from ipt_course.cohort.blueprint import blueprint
from ipt_course.cohort.demo.model import Model
from ipt_course.cohort.demo.shelf import shelves
from ipt_course.cohort.demo.writing import write_demo
from ipt_course.cohort.items import lesson_figures
from ipt_course.cohort.overview import overview
from ipt_course.cohort.people import State, presence
from ipt_course.cohort.selection import Selection
from ipt_course.cohort.verdicts import Action
from ipt_course.course.library import library
from ipt_course.learning.store import Attempt, Event, Store, StoreError

UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def plan():
    return blueprint(library())


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("demo") / "demo.sqlite")
    _, planted = write_demo(store, library(), learners=300, seed=7, weeks=12, until=UNTIL)
    return store, planted


def test_the_wrong_key_is_found(written, plan):
    store, planted = written
    lesson = planted.bad_item.partition(".")[0]
    found = {one.id: one for one in lesson_figures(store, Selection(), plan, lesson).items}
    assert found[planted.bad_item].flags[0].action is Action.CHECK_KEY
    others = [one for one in found.values() if one.id != planted.bad_item]
    assert not any(flag.action is Action.CHECK_KEY for one in others for flag in one.flags)
    assert sum(one.discrimination.shown and one.discrimination.low > 0 for one in others) > 8


def test_the_misconception_is_the_first_that_is_named(written, plan):
    store, planted = written
    first, second, *_ = overview(store, Selection(), plan, TODAY).misconceptions
    assert first.id == planted.misconception
    assert first.certain.low > second.certain.value


def test_the_learner_about_to_leave_is_among_the_quiet(written, plan):
    store, planted = written
    here = presence(store, Selection(), plan, TODAY)
    (leaving,) = [one for one in here.people if one.learner == planted.leaving]
    assert leaving.state is State.QUIET and leaving.silent >= 11
    assert here.people.index(leaving) < 5, "the quiet come first, the latest of them before others"


def test_learners_gain_and_are_overconfident_as_the_model_says(written, plan):
    store, _ = written
    page = overview(store, Selection(), plan, TODAY)
    shown = [one for one in page.gains if one.gain.shown]
    assert shown and all(one.gain.value > 0 for one in shown)
    assert page.calibration.excess > 0
    assert page.calibration.levels[0].right.value < page.calibration.levels[-1].right.value


def test_a_cohort_of_three_is_masked_and_the_others_are_not(written, plan):
    store, _ = written
    assert presence(store, Selection(cohort="demo-three"), plan, TODAY).why == "fewer than 5 learners"
    spring, autumn = (
        presence(store, Selection(cohort=f"demo-{c}"), plan, TODAY).learners for c in ("spring", "autumn")
    )
    assert spring + autumn == 297 and autumn > 80


def test_every_answer_is_one_the_course_accepts_and_grades_alike(written):
    store, _ = written
    for learner in ("demo-7-000000", "demo-7-000004", "demo-7-000005"):
        kept = list(store.attempts(learner))
        assert len(kept) > 5
        for one in kept:
            exercise = library().exercise(one.item)
            verdict = exercise.task.grade(one.response)
            assert (verdict.score, str(verdict.outcome)) == (one.score, one.outcome), one.item
            assert one.content_hash == exercise.content_hash and one.at < UNTIL.isoformat()


def test_the_same_seed_writes_the_same_and_writing_it_again_adds_nothing(store):
    first = write_demo(store, library(), learners=6, seed=3, weeks=6, until=UNTIL)
    kept = {learner: list(store.attempts(learner)) for learner in store.learners()}
    assert len(kept) == 6 and first[0] == sum(map(len, kept.values()))
    write_demo(store, library(), learners=6, seed=3, weeks=6, until=UNTIL)
    assert {learner: list(store.attempts(learner)) for learner in store.learners()} == kept
    write_demo(store, library(), learners=8, seed=3, weeks=6, until=UNTIL)
    assert {name: list(store.attempts(name)) for name in kept} == kept, "more learners change nothing about the first"
    write_demo(store, library(), learners=6, seed=4, weeks=6, until=UNTIL)
    assert len(store.learners()) == 14


@pytest.mark.parametrize(
    "real",
    [
        Attempt("1", "0123456789abcdef01234567", "grief.x", "h", "choice", "practice", 1, "a", "right", 1.0, 0, None, 3,
                "2026-01-01T00:00:00.000+00:00", "0"),
        Event("1", "0123456789abcdef01234567", "grief.x", "h", "hint", 1, "2026-01-01T00:00:00.000+00:00"),
    ],
)  # fmt: skip
def test_a_record_of_real_learners_is_refused_unless_told(store, real):
    store.add(real)
    with pytest.raises(StoreError, match="1 learner that no demo has made"):
        write_demo(store, library(), learners=2, seed=1, weeks=4)
    assert store.learners() == ["0123456789abcdef01234567"]
    write_demo(store, library(), learners=2, seed=1, weeks=4, beside_real_learners=True)
    assert len(store.learners()) == 3


def test_by_default_it_lies_beside_the_record_and_never_in_it(tmp_path, monkeypatch):
    monkeypatch.setenv("IPT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("IPT_STORE", raising=False)
    said = CliRunner().invoke(main, ["demo", "--learners", "8", "--seed", "2", "--until", "2026-05-31"])
    assert said.exit_code == 0, said.output
    assert "8 learners and" in said.output and "demo-2-000000 is about to leave" in said.output
    assert (tmp_path / "demo.sqlite").exists() and not (tmp_path / "record.sqlite").exists()
    assert all(name.startswith("demo-2-") for name in Store(tmp_path / "demo.sqlite").learners())


def test_memory_does_not_grow_with_the_cohort(plan):
    model = Model(plan, shelves(library(), plan, 1), 1, 12, UNTIL)

    def peak(learners: int) -> int:
        tracemalloc.start()
        for _one in model.learners(learners):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(5)
    assert peak(120) < 1.5 * peak(30)
