"""Points: harm counts nothing, nobody pays twice, and the pass rule is the one that is printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import played, sound

from ipt_course.course.places import data_dir
from ipt_course.course.yaml_file import YamlFile
from ipt_course.simulation.conditions import ALWAYS
from ipt_course.simulation.engine import Offer
from ipt_course.simulation.scoring import PASS, ItemResult, item_results, judge, level_of, result, score
from ipt_course.simulation.script import NOTHING, Move, Outcome
from ipt_course.simulation.session import resume

SMALL = played(sound())
ENDINGS = {ending.id: ending for ending in SMALL.endings}

_levels = st.one_of(st.integers(0, 3), st.just("H"))
_shown = st.dictionaries(st.sampled_from(["A1", "A2", "A6", "I6"]), _levels, max_size=3)
_turns = st.lists(_shown, min_size=3, max_size=4)


def offered(shown: list[dict]) -> list[Offer]:
    outcomes = [Outcome(ALWAYS, shows, NOTHING, "So.", "", 0) for shows in shown]
    return [Offer(Move(f"m{n}", "ask", "?", ALWAYS, (one,)), one) for n, one in enumerate(outcomes)]


def judged(*turns: list[dict]):
    """Each turn's first move, judged among all of them."""
    return [judge(offered(turn), "m0") for turn in turns]


@given(_turns)
def test_a_turn_is_worth_its_best_move_and_harm_is_worth_nothing(shown):
    all_of_them = [judge(offered(shown), f"m{n}") for n in range(len(shown))]
    assert len({one.best for one in all_of_them}) == 1 and all(0 <= one.earned <= one.best for one in all_of_them)
    assert any(one.good for one in all_of_them)
    for one, shows in zip(all_of_them, shown, strict=True):
        assert one.earned == (0 if "H" in shows.values() else sum(shows.values()))
        assert one.model.outcome.total == one.best


@given(st.lists(_turns, min_size=1, max_size=5))
def test_competences_add_up_and_stay_in_bounds(turns):
    made = judged(*turns)
    items = item_results(made)
    assert sum(one.earned for one in items.values()) == sum(one.earned for one in made)
    for item in items.values():
        assert 0 <= item.earned <= item.available and 0 <= item.share <= 1
        assert item.level in ("H", None, 0, 1, 2, 3) and (item.level == "H") == item.harm


@pytest.mark.parametrize(
    ("share", "level"), [(0, 0), (0.32, 0), (1 / 3, 1), (0.66, 1), (2 / 3, 2), (0.89, 2), (0.9, 3), (1, 3)]
)
def test_a_share_of_the_points_is_a_level(share, level):
    assert level_of(share) == level


def test_under_two_chances_a_competence_counts_as_not_shown():
    assert ItemResult("A1", 3, 3, 1, harm=False).level is None
    assert ItemResult("A1", 6, 6, 2, harm=False).level == 3
    assert ItemResult("A1", 0, 0, 1, harm=True).level == "H"


def test_nobody_pays_for_what_was_not_to_be_had():
    """A competence counts where the best move shows it, or the move made; not where only some other move does."""
    best_shows_two = [{"A1": 1}, {"A1": 2, "A2": 3}, {"I6": 3}]
    (one,) = judged(best_shows_two)
    assert one.chances() == {"A1": (1, 2), "A2": (0, 3)}


def test_the_ending_caps_the_score():
    assert score(9, 10, 1.0) == 0.9 and score(9, 10, 0.4) == 0.4 and score(0, 0, 1.0) == 0


GOOD = [{"A1": 3}, {"A1": 0}, {}]
SAFE, UNSAFE = [{"A6": 2}, {"A6": 3}, {}], [{"A6": 1}, {"A6": 3}, {}]
AREA, NO_AREA = [{"I6": 3}, {}, {}], [{"I6": 1}, {"I6": 3}, {}]


def ended(*turns, ending="good", cue=True):
    return result(SMALL, judged(*turns), ENDINGS[ending], cue)


def test_what_a_pass_takes():
    assert ended(GOOD, SAFE, AREA).passed
    assert ended(GOOD, SAFE, AREA).hindered == ()
    low = ended([{}, {"A1": 3}, {}], [{}, {"A2": 3}, {}], SAFE, AREA)
    assert not low.passed and "of the points, and 67% are needed." in low.hindered[0]
    just = ended(*[GOOD] * 65, *[[{}, {"A1": 3}, {}]] * 33, SAFE, AREA)
    assert 0.665 < just.score < PASS and just.hindered == ("66% of the points, and 67% are needed.",)
    harmed = ended(GOOD, GOOD, GOOD, SAFE, AREA, [{"A2": "H"}, {"A2": 1}, {}])
    assert harmed.score > PASS and not harmed.passed and harmed.hindered == ("A move did harm.",)
    unsafe = ended(GOOD, GOOD, UNSAFE, AREA)
    assert not unsafe.passed and unsafe.hindered == ("There was a cue of risk, and A6 did not reach level 2.",)
    assert ended(GOOD, GOOD, UNSAFE, AREA, cue=False).passed
    assert not ended(GOOD, AREA).passed, "a cue, and no chance was taken to ask"
    adrift = ended(GOOD, GOOD, SAFE, NO_AREA)
    assert not adrift.passed and adrift.hindered == ("I6 did not reach level 2.",)
    capped = ended(GOOD, SAFE, AREA, ending="stuck")
    assert not capped.passed
    assert capped.hindered == ("Because of how it ended (Stuck) it counts as 65% at most, and 67% are needed.",)


def test_the_pass_rule_is_the_one_of_the_rubric():
    """``competences.yml`` tells it in words; the numbers in them are those the code uses."""
    told = YamlFile(data_dir() / "competences.yml").data["passing"]
    assert f"{PASS:.0%}".rstrip("%") in told["mean"] and "A6 at 2" in told["risk"]
    assert "I6 (initial) or M7 (middle) at 2" in told["area"] and "harm" in told["harm"]


def test_a_perfect_session_scores_one():
    done = resume(SMALL, "s", SMALL.expert["freezes"], variant="freezes").result()
    assert done.score == done.raw == 1 and done.passed and {item.level for item in done.items.values()} == {3}
