"""A learner opens the course by a cohort's address, sees what that means, and can leave."""

from __future__ import annotations

import pytest

from ipt_course.learning.membership import cohorts, found
from ipt_course.learning.store import Store


@pytest.fixture(scope="module")
def spring(server):
    store = Store(server.folder / "record.sqlite")
    return found(store, "Spring & Co <2026>")


def test_joining_by_address_is_said_and_can_be_undone_by_keyboard(visit, server, spring):
    learner = visit()
    page = learner.open(f"?join={spring.code}")
    assert "You are in the cohort Spring & Co <2026>." in page.locator(".ipt-membership").inner_text()
    store = Store(server.folder / "record.sqlite")
    before = cohorts(store)[0].learners
    assert before >= 1
    page = learner.open()
    assert "never under a name" in page.locator(".ipt-membership").inner_text(), "it lasts"
    record = page.locator(".ipt-record")
    assert "Spring & Co <2026>" in record.inner_text()
    record.get_by_role("button", name="Leave the cohort").press("Enter")
    record.get_by_text("You have left the cohort.").wait_for()
    assert record.get_by_role("button", name="Leave the cohort").is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Download my record", "focus is not lost"
    assert cohorts(store)[0].learners == before - 1
    assert learner.open().locator(".ipt-membership").count() == 0
    assert not learner.faults


def test_a_code_of_no_cohort_says_so_and_the_course_opens(visit):
    learner = visit()
    page = learner.open("?join=no-such-cohort")
    assert "No cohort has the code no-such-cohort." in page.locator(".ipt-membership").inner_text()
    assert learner.open().locator(".ipt-membership").count() == 0


@pytest.mark.parametrize("code", ["<script>alert(1)</script>", "x" * 500, "../../etc", "%00"])
def test_what_cannot_be_a_code_is_not_taken_for_one(visit, code):
    learner = visit()
    assert learner.open(f"?join={code}").locator(".ipt-membership").count() == 0
    assert not learner.faults
