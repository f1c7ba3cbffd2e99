"""What is counted as rows arrive is what counting all rows afresh gives."""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import attempt, event, review

from ipt_course.learning.store import MIGRATIONS, Membership, Store

NAMED = {
    "learner": "SELECT learner, cohort, begun, seen, days FROM learner",
    "edition": 'SELECT item, content_hash, kind, "use" FROM edition',
    "answer": "SELECT item, content_hash, choice FROM answer JOIN edition ON edition.no = answer.edition",
    "first_try": (
        "SELECT learner.learner, item, content_hash, choice, score, hints, confidence, seconds, day FROM first_try "
        "JOIN learner ON learner.no = first_try.learner JOIN edition ON edition.no = first_try.edition "
        "JOIN answer ON answer.no = first_try.answer AND answer.edition = edition.no"
    ),
    "progress": (
        "SELECT learner.learner, lesson, answered, before, before_points, after, after_points, day FROM progress "
        "JOIN learner ON learner.no = progress.learner"
    ),
}


def summaries(store: Store) -> dict[str, list[tuple]]:
    return {name: sorted(store.rows(sql), key=repr) for name, sql in NAMED.items()}


@st.composite
def histories(draw):
    """Answers, hints and reviews of three learners in the order of time, some answers twice at the same moment."""
    rows = []
    tries: dict = {}
    for n in range(draw(st.integers(1, 25))):
        learner, at = draw(st.sampled_from("abc")), f"2026-01-{1 + n // 3:02d}T0{n % 3}:00:00.000+00:00"
        what = draw(st.sampled_from(["answer"] * 5 + ["hint", "review", "again"]))
        item = f"{draw(st.sampled_from(['grief', 'ethics']))}.{draw(st.sampled_from(['one', 'two', 'three']))}"
        if what == "review":
            rows.append(replace(review(n, learner=learner), at=at))
        elif what == "hint":
            rows.append(event("hint", 1, at=at, item=item, learner=learner))
        else:
            nth = tries[learner, item] = tries.get((learner, item), 0) + (what == "answer")
            kind = draw(st.sampled_from(["choice", "sort"]))
            rows.append(
                attempt(
                    learner=learner,
                    item=item,
                    id=f"{n}",
                    at=at,
                    try_no=max(1, nth),
                    kind=kind,
                    content_hash=kind + draw(st.sampled_from("12")),
                    use={"one": "pretest", "two": "posttest", "three": "practice"}[item.partition(".")[2]],
                    response=draw(st.sampled_from("xy")),
                    score=draw(st.sampled_from([None, 0.0, 0.25, 1.0])),
                    hints=draw(st.sampled_from([0, 0, 1])),
                    confidence=draw(st.sampled_from([None, 60, 95])),
                )
            )
    return rows


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=histories())
def test_counting_as_rows_arrive_equals_counting_all_afresh(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("summaries")
    now = Store(folder / "now.sqlite")
    for row in rows:
        now.add(row)
    old = folder / "old"
    old.mkdir()
    for script in sorted(MIGRATIONS.glob("*.sql"))[:2]:
        shutil.copy(script, old)
    before = Store(folder / "then.sqlite", old)
    for row in rows:
        before.add(row)
    before.close()
    assert summaries(Store(folder / "then.sqlite")) == summaries(now)


def history(seed: int) -> list:
    import random

    draw = random.Random(seed)
    rows = []
    for n in range(60):
        learner, item = draw.choice("abc"), f"{draw.choice(['grief', 'ethics'])}.{draw.choice(['one', 'two', 'three'])}"
        rows.append(
            attempt(
                learner=learner,
                item=item,
                id=f"{seed}-{n}",
                at=f"2026-02-{1 + n // 4:02d}T0{n % 4}:00:00.000+00:00",
                try_no=1 + sum(row.learner == learner and row.item == item for row in rows),
                kind="choice",
                content_hash=draw.choice("12"),
                use={"one": "pretest", "two": "posttest", "three": "practice"}[item.partition(".")[2]],
                response=draw.choice("xy"),
                score=draw.choice([None, 0.0, 0.25, 1.0]),
                hints=draw.choice([0, 0, 1]),
                confidence=draw.choice([None, 60, 95]),
            )
        )
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_both_engines_count_alike_one_by_one_together_and_afresh(store, tmp_path, postgres, seed):
    rows = history(seed)
    for row in rows:
        store.add(row)
    for row in (event("hint", 1, learner="a"), review(learner="d"), Membership("m", "e", None, "2026")):
        store.add(row)
    together = Store(tmp_path / "together.sqlite")
    together.add_all(rows)
    together.add_all([event("hint", 1, learner="a")])
    together.add_all([review(learner="d")])
    together.add_all([Membership("m", "e", None, "2026")])
    assert summaries(store) == summaries(together)
    assert len(summaries(store)["first_try"]) > 10

    old = tmp_path / "old"
    old.mkdir()
    for script in sorted((MIGRATIONS / "postgres").glob("*.sql"))[:2]:
        shutil.copy(script, old)
    if "://" not in store.place:
        then = Store(postgres, old)
        for row in rows:
            then.add(row)
        now = Store(postgres)
        now.add_all([event("hint", 1, learner="a"), event("hint", 1, learner="a")])
        now.add(review(learner="d"))
        now.add(Membership("m", "e", None, "2026"))
        assert summaries(now) == summaries(together)


def test_only_the_first_answer_counts_whatever_the_wording_and_however_often_it_says_so(store):
    store.add(attempt(0, response="x", content_hash="1", score=0.0))
    store.add(attempt(1, try_no=1, response="y", content_hash="1"))
    store.add(attempt(2, try_no=1, response="y", content_hash="2"))
    store.add(attempt(3, try_no=2, response="y", content_hash="3"))
    (row,) = summaries(store)["first_try"]
    assert row[:5] == ("l", "grief.one", "1", json.dumps("x"), 0.0)
    assert store.rows("SELECT answered FROM progress") == [(1,)]


def test_a_late_answer_moves_no_date_back(store):
    store.add(attempt(0, at="2026-03-05T00:00:00"))
    store.add(attempt(1, at="2026-03-04T00:00:00"))
    store.add(attempt(2, at="2026-03-05T09:00:00"))
    store.add(attempt(3, at="2026-03-06T00:00:00"))
    assert store.rows("SELECT begun, seen, days FROM learner") == [("2026-03-04T00:00:00", "2026-03-06T00:00:00", 2)]


def test_what_is_forgotten_is_no_longer_counted(store):
    store.rows("SELECT 1")
    with store.database.transaction() as connection:
        connection.execute("INSERT INTO cohort VALUES ('c', 'Spring', '2026')")
    for learner in ("forgotten-learner", "other"):
        store.add(attempt(learner=learner, response="stays" if learner == "other" else "goes"))
        store.add(Membership(str(uuid.uuid4()), learner, "c", "2026-01-01"))
    assert store.forget("forgotten-learner") == {
        "answers": 1,
        "events": 0,
        "reviews": 0,
        "cohorts": 1,
        "sessions": 0,
        "steps": 0,
    }
    left = summaries(store)
    assert [row[0] for row in left["learner"]] == ["other"]
    assert len(left["first_try"]) == len(left["progress"]) == 1
