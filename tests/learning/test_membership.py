"""A learner joins a cohort with its code, is in one at most, and leaves when they like."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from ipt_course.cli import main
from ipt_course.learning.membership import cohort_of, cohorts, found, join, leave, welcome
from ipt_course.learning.store import StoreError


def test_whoever_knows_the_code_can_join_and_leave(store):
    spring, autumn = found(store, "Spring 2026"), found(store, "Autumn 2026")
    assert join(store, "l", spring.code).name == "Spring 2026"
    join(store, "l", spring.code)
    join(store, "other", spring.code)
    assert cohort_of(store, "l").name == "Spring 2026"
    assert [(one.name, one.learners) for one in cohorts(store)] == [("Spring 2026", 2), ("Autumn 2026", 0)]
    join(store, "l", autumn.code)
    assert cohort_of(store, "l").name == "Autumn 2026"
    leave(store, "l")
    leave(store, "l")
    assert cohort_of(store, "l") is None
    assert [m.cohort for m in store.memberships("l")] == [spring.code, autumn.code, None]


def test_a_code_of_no_cohort_changes_nothing(store):
    assert join(store, "l", "not-a-cohort") is None
    assert store.learners() == []


def test_a_code_tells_the_name_and_cannot_be_guessed(store):
    codes = {found(store, f"Émigré group {n}").code for n in range(20)}
    assert len(codes) == 20
    assert all(re.fullmatch(r"migr-group-\d+-[a-z2-9]{8}", code) for code in codes)


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("  ", None, "needs a name"),
        ("x" * 81, None, "at most 80"),
        ("Fine", "UPPER", "small letters"),
        ("Spring", None, "Choose another"),
        ("Other", "spring-code", "Choose another"),
    ],
)
def test_a_name_or_code_that_cannot_be_used_says_so(store, name, code, words):
    found(store, "Spring", "spring-code")
    with pytest.raises(StoreError, match=words):
        found(store, name, code)


def test_the_address_of_a_page_is_an_invitation_and_the_environment_only_a_suggestion(store):
    spring, autumn = found(store, "Spring"), found(store, "Autumn")
    welcome(store, "l", {"IPT_JOIN": spring.code})
    assert cohort_of(store, "l").name == "Spring"
    welcome(store, "l", {"IPT_JOIN": spring.code, "IPT_PAGE": "1", "HTTP_X_IPT_JOIN": autumn.code})
    assert cohort_of(store, "l").name == "Autumn"
    leave(store, "l")
    welcome(store, "l", {"IPT_JOIN": spring.code})
    assert cohort_of(store, "l") is None, "who has left is not put back"
    welcome(store, "l", {"HTTP_X_IPT_JOIN": spring.code})
    assert cohort_of(store, "l") is None, "only a page hands an address over"


def test_the_record_taken_away_names_the_cohorts(store, tmp_path):
    join(store, "l", found(store, "Spring", "spring-code").code)
    store.takeout("l", tmp_path)
    (membership,) = json.loads((tmp_path / "record.json").read_text())["memberships"]
    assert membership["cohort"] == "spring-code"


def test_an_instructor_makes_a_cohort_and_lists_it(store, monkeypatch):
    monkeypatch.setenv("IPT_STORE", store.place)
    made = CliRunner().invoke(main, ["cohort", "add", "Spring 2026", "--address", "https://ipt.example/course/"])
    assert re.fullmatch(r"https://ipt\.example/course/\?join=spring-2026-\w{8}\n", made.output)
    join(store, "l", made.output.strip().partition("=")[2])
    listed = CliRunner().invoke(main, ["cohort", "list"]).output
    assert re.fullmatch(r" +1  spring-2026-\w{8}  Spring 2026\n", listed)
    again = CliRunner().invoke(main, ["cohort", "add", "Spring 2026"])
    assert again.exit_code == 1 and "Choose another" in again.output
