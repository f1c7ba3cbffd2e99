"""What comes back for practice, and in which order."""

from __future__ import annotations

from datetime import date, timedelta

from ipt_course.learning.mastery import Level, Standing
from ipt_course.learning.practising import SET, Candidate, next_set

TODAY = date(2026, 3, 10)


def candidate(item, goal="g", lesson="a", ago=1) -> Candidate:
    return Candidate(item, lesson, (goal,), TODAY - timedelta(days=ago))


def standing(level, known=0.5) -> Standing:
    return Standing(level, known, 3, TODAY)


def test_what_was_answered_today_waits():
    assert next_set([candidate("x", ago=0), candidate("y")], {}, TODAY) == ["y"]


def test_the_least_solid_comes_first_then_what_lies_longest_back():
    levels = {"weak": standing(Level.BEGUN, 0.2), "better": standing(Level.BEGUN, 0.8), "firm": standing(Level.SOLID)}
    given = [candidate("1", "firm"), candidate("2", "better"), candidate("3", "weak"), candidate("4", "weak", ago=9)]
    assert next_set(given, levels, TODAY) == ["4", "3", "2", "1"]


def test_lessons_take_turns_and_a_set_is_no_larger_than_a_set():
    given = [candidate(f"{lesson}{n}", lesson=lesson) for lesson in "ab" for n in range(9)]
    chosen = next_set(given, {}, TODAY)
    assert len(chosen) == SET
    assert [item[0] for item in chosen] == list("abababab")
