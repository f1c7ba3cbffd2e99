"""The schedule of reviews: honest arithmetic over an append-only list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ipt_course.learning.reviewing import AGAIN, ENOUGH, GOOD, NEW_A_DAY, UNDONE, Deck, Review

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LESSONS = {f"{lesson}{n}": lesson for lesson in ("a", "b", "c") for n in range(6)}


def rated(item: str, rating: int, day: float, id: str = "", recall: float | None = None) -> Review:
    return Review(id or f"{item}-{day}", "l", item, rating, None, recall, (START + timedelta(days=day)).isoformat())


def test_new_cards_come_a_few_a_day_and_lessons_take_turns():
    due = Deck(LESSONS, []).due(START)
    assert len(due) == NEW_A_DAY
    assert [LESSONS[item] for item in due[:2]] == ["a", "b"]
    begun = [rated(item, GOOD, 0) for item in due[:4]]
    assert len(Deck(LESSONS, begun).due(START + timedelta(hours=1))) == NEW_A_DAY - 4
    assert len([i for i in Deck(LESSONS, begun).due(START + timedelta(days=1)) if i not in due[:4]]) == NEW_A_DAY


def test_a_card_known_today_is_not_due_today_and_a_forgotten_one_is():
    for rating, expected in ((GOOD, False), (AGAIN, True)):
        deck = Deck(LESSONS, [rated("a0", rating, 0)])
        assert ("a0" in deck.due(START + timedelta(minutes=5))) is expected
    again_then_known = [rated("a0", AGAIN, 0), rated("a0", GOOD, 0.01)]
    assert "a0" not in Deck(LESSONS, again_then_known).due(START + timedelta(hours=1))


def test_better_known_cards_wait_longer():
    days = Deck(LESSONS, [rated("a0", GOOD, 0)]).days("a0", START + timedelta(days=3))
    assert days[1] == 0
    assert 1 <= days[2] <= days[3] <= days[4]


def test_what_is_taken_back_never_happened():
    kept = [rated("a0", GOOD, 0), rated("b0", GOOD, 0)]
    undone = [*kept, rated("a0", AGAIN, 1, "oops"), Review("u", "l", "a0", UNDONE, "oops", None, START.isoformat())]
    later = START + timedelta(days=2)
    assert Deck(LESSONS, undone).due(later) == Deck(LESSONS, kept).due(later)
    assert Deck(LESSONS, undone).reviews == kept


def test_the_forecast_counts_every_known_card_once_and_what_is_overdue_today():
    deck = Deck(LESSONS, [rated(item, GOOD, 0) for item in list(LESSONS)[:5]])
    assert sum(deck.forecast(START, 60)) == 5
    assert deck.forecast(START + timedelta(days=90))[0] == 5


def test_honesty_needs_enough_reviews():
    few = [rated("a0", GOOD, n, recall=0.9) for n in range(ENOUGH - 1)]
    assert Deck(LESSONS, few).honesty() is None
    enough = [*few, rated("a0", AGAIN, ENOUGH, recall=0.9)]
    predicted, known, n = Deck(LESSONS, enough).honesty()
    assert (round(predicted, 2), known, n) == (0.9, (ENOUGH - 1) / ENOUGH, ENOUGH)


def test_a_card_that_left_the_course_is_left_out():
    deck = Deck({"a0": "a"}, [rated("gone", GOOD, 0)])
    assert deck.due(START + timedelta(days=50)) == ["a0"]
    assert sum(deck.forecast(START, 400)) == 0


@given(st.lists(st.tuples(st.sampled_from(list(LESSONS)), st.integers(1, 4), st.integers(0, 30)), max_size=25))
def test_whatever_is_rated_the_queue_has_no_card_twice_and_recall_is_a_probability(ratings):
    reviews = [rated(item, r, day, f"{n}") for n, (item, r, day) in enumerate(sorted(ratings, key=lambda t: t[2]))]
    deck, now = Deck(LESSONS, reviews), START + timedelta(days=31)
    due = deck.due(now)
    assert len(set(due)) == len(due)
    assert all(0 <= deck.recall(item, now) <= 1 for item in due if deck.recall(item, now) is not None)
