"""Records that nobody comes back to are erased after the months that were set, whole, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from samples import attempt, event, review

from ipt_course.learning.kept import Membership
from ipt_course.learning.membership import found
from ipt_course.learning.retention import expired, let_go, months_before
from ipt_course.serving.letting_go import months_kept

NOW = datetime(2026, 8, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("months", "then"), [(0, "2026-08-31"), (1, "2026-07-31"), (2, "2026-06-30"), (6, "2026-02-28"), (18, "2025-02-28"), (30, "2024-02-29")]
)  # fmt: skip
def test_months_are_those_of_the_calendar(months, then):
    assert months_before(NOW, months).isoformat() == f"{then}T12:00:00+00:00"


def test_only_who_has_not_been_seen_for_so_long_is_let_go(store):
    old, new = "2025-02-01T00:00:00.000+00:00", "2025-03-01T00:00:00.000+00:00"
    spring = found(store, "Spring")
    store.add(attempt(learner="long ago", at=old))
    store.add(Membership("m1", "long ago", spring.code, old))
    store.add(attempt(learner="back again", at=old))
    store.add(event("hint", 1, learner="back again", at=new))
    store.add(attempt(learner="recent", at=new))
    store.add(Membership("m2", "only joined", spring.code, old))
    store.add(Membership("m3", "just joined", spring.code, new))
    store.add(review(learner="reviewer"))
    assert expired(store, 18, NOW) == ["long ago", "only joined"]
    assert let_go(store, 18, NOW) == 2
    assert store.learners() == ["back again", "just joined", "recent", "reviewer"]
    assert not list(store.attempts("long ago")) and not store.memberships("long ago")
    assert let_go(store, 18, NOW) == 0
    assert len(store.rows("SELECT mark FROM forgotten")) == 2
    let_go(store, 18, datetime(2099, 1, 1, tzinfo=UTC))
    assert store.learners() == [] and not store.rows("SELECT mark FROM forgotten"), "marks age as records do"


@pytest.mark.parametrize(
    ("given", "host", "header", "months"),
    [
        (None, "127.0.0.1", None, 0),
        (None, "0.0.0.0", None, 18),
        (None, "127.0.0.1", "X-Forwarded-User", 18),
        (0, "0.0.0.0", None, 0),
        (6, "127.0.0.1", None, 6),
    ],
)
def test_eighteen_months_hold_where_others_are_served(given, host, header, months):
    assert months_kept(given, host, header) == months
