"""Every number that the lab's texts call a pool of these tables is what the tables give."""

from __future__ import annotations

import json

import pytest

from ipt_course.course.places import data_dir, notebooks_dir
from ipt_course.evidence import effects
from ipt_course.evidence.drawing import number
from ipt_course.evidence.pooling import differ, pool
from ipt_course.evidence.tables import comparisons
from ipt_course.exercises.forecast import Forecast

ALL = comparisons()
RECON, ADULTS = ALL[ALL.recon2016], ALL[ALL.adults]
TEXTS = {
    "exercises": (data_dir() / "lessons" / "evidence-lab" / "exercises.yml").read_text(encoding="utf-8"),
    "page": "\n".join(
        "".join(cell["source"])
        for cell in json.loads((notebooks_dir() / "evidence-lab.ipynb").read_text(encoding="utf-8"))["cells"]
    ),
    "lesson": "\n".join(
        "".join(cell["source"])
        for cell in json.loads((notebooks_dir() / "16-evidence.ipynb").read_text(encoding="utf-8"))["cells"]
    ),
    "lesson's exercises": (data_dir() / "lessons" / "evidence" / "exercises.yml").read_text(encoding="utf-8"),
    "lesson's cards": (data_dir() / "lessons" / "evidence" / "cards.csv").read_text(encoding="utf-8"),
    "lesson's figures": (data_dir() / "lessons" / "evidence" / "figures.yml").read_text(encoding="utf-8"),
    "sources": (data_dir() / "evidence" / "SOURCES.md").read_text(encoding="utf-8"),
}


def of(rows):
    return pool(list(rows.g), list(rows.se))


def g(rows) -> str:
    return number(of(rows).effect)


def reach(rows) -> str:
    return f"{number(of(rows).low)} to {number(of(rows).high)}"


def i2(rows) -> str:
    return f"{of(rows).i2:.0f}"


def against(rows, name):
    return rows[rows.against == name]


THEN = comparisons(old=["T007"]).query("adults")
NO_BOLTON = RECON[RECON.row != "T002"]
BEST = ALL[ALL.rob == 4]
AT = [against(RECON, name) for name in ("waiting list", "usual care", "other control")]
NEXT = [number(bound) for bound in of(ADULTS).predicted]
LOW, HIGH = ALL.g - 1.96 * ALL.se, ALL.g + 1.96 * ALL.se

STATED = {
    "one row changes": (
        "exercises",
        f"The pool goes from {g(ADULTS)} to {g(THEN)}, and I² from {i2(ADULTS)} to {i2(THEN)}%",
    ),
    "its own values": ("exercises", "g = 1.15. In the release of 2020 the same trial stood there with g = 3.20"),
    "without the villages": ("exercises", f"brings I² from {i2(RECON)} to {i2(NO_BOLTON)}%"),
    "one row's share of the variance": (
        "exercises",
        f"τ² falls from {number(of(RECON).tau ** 2)} to {number(of(NO_BOLTON).tau ** 2)}",
    ),
    "two intervals": (
        "exercises",
        f"g = {g(RECON)}, with one interval from {number(of(RECON).low)} to {number(of(RECON).high)} and another from "
        f"{number(of(RECON).predicted[0])} to {number(of(RECON).predicted[1])}",
    ),
    "three opponents": (
        "exercises",
        f"{g(AT[0])} against waiting lists ({len(AT[0])} comparisons), {g(AT[1])} against usual care ({len(AT[1])}), "
        f"{g(AT[2])} against other controls ({len(AT[2])})",
    ),
    "the test of three": ("exercises", f"title: p = {differ([of(rows) for rows in AT]):.2f}".replace("0.", ".")),
    "the best five": ("exercises", f"Our pool of the five is {g(BEST)} ({reach(BEST)})"),
    "usual care": (
        "exercises",
        f"{g(against(ALL, 'usual care'))}, with an interval from {reach(against(ALL, 'usual care'))}",
    ),
    "the adult pool in the lesson": (
        "lesson",
        f"{g(ADULTS)} on average ({reach(ADULTS)}), while a new trial might fall anywhere between {NEXT[0]} and {NEXT[1]}",
    ),
    "the adult pool in its exercise": (
        "lesson's exercises",
        f"{g(ADULTS)}, with a 95% interval from {reach(ADULTS)}. A second interval, the prediction interval, runs from "
        f"{NEXT[0]} to {NEXT[1]}",
    ),
    "the adult pool on its card": (
        "lesson's cards",
        f"Average {g(ADULTS)} ({reach(ADULTS)}), prediction interval {NEXT[0]} to {NEXT[1]}",
    ),
    "the adult pool in its figure": (
        "lesson's figures",
        f"{g(ADULTS)}, from {reach(ADULTS)}, with a dotted line from {NEXT[0].replace('−', 'minus ')} to {NEXT[1]}",
    ),
    "the adult pool on the page": ("page", f"the average is {g(ADULTS)} ({reach(ADULTS)})"),
    "tau": ("page", f"τ = {number(of(RECON).tau)} means"),
    "the average in 2010 and now": (
        "page",
        f"stood near {g(ALL[ALL.year <= 2010])} around 2010 and has come down to {g(ALL)} since",
    ),
    "the reconstruction": ("sources", f"{of(RECON).effect:.3f} ({of(RECON).low:.3f} to {of(RECON).high:.3f})"),
}


@pytest.mark.parametrize("name", STATED)
def test_what_a_text_states_is_what_the_tables_give(name):
    place, words = STATED[name]
    assert words in " ".join(TEXTS[place].split()) or words in TEXTS[place]


KEYS = {
    "evidence-lab.village": effects.with_clusters(1, 8, 0.1),
    "evidence-lab.anyway": effects.nnt_given_control(0.6, 0.1),
    "evidence-lab.count-waiting": len(against(ALL, "waiting list")),
    "evidence-lab.pool-usual": of(against(ALL, "usual care")).effect,
    "evidence-lab.without-bolton": of(NO_BOLTON).i2,
    "evidence-lab.crossing-zero": int(((LOW < 0) & (HIGH > 0)).sum()),
}
SLIPS = {
    "evidence-lab.anyway": [effects.nnt(0.6), effects.nnt_given_control(0.6, 0.3)],
    "evidence-lab.count-waiting": [len(against(ALL, "usual care")), len(AT[0])],
    "evidence-lab.pool-usual": [
        pool(list(against(ALL, "usual care").g), list(against(ALL, "usual care").se), "fixed").effect,
        against(ALL, "usual care").g.mean(),
        of(ALL).effect,
        of(AT[1]).effect,
    ],
    "evidence-lab.without-bolton": [of(RECON).i2, of(NO_BOLTON).i2 / 100, of(ADULTS[ADULTS.row != "T002"]).i2],
    "evidence-lab.crossing-zero": [
        int((LOW > 0).sum()),
        int((ALL.g < 0).sum()),
        int(((RECON.g - 1.96 * RECON.se < 0) & (RECON.g + 1.96 * RECON.se > 0)).sum()),
    ],
}


@pytest.mark.parametrize("id", KEYS)
def test_the_key_of_a_number_is_the_tables_answer(id):
    from ipt_course.course.library import library

    task = library().exercise(id).task
    assert task.grade({"value": KEYS[id]}).score == 1
    for value in SLIPS.get(id, []):
        verdict = task.grade({"value": round(float(value), 2)})
        assert verdict.score == 0 and verdict.notes[0].text in {slip.why for slip in task.slips}, value


def test_the_guessed_trials_are_the_drawn_ones():
    from ipt_course.course.library import library

    task = library().exercise("evidence-lab.guess-the-forest").task
    assert isinstance(task, Forecast)
    effects_of = dict(zip(ALL.study, ALL.g, strict=True))
    for trial in task.trials.values():
        assert trial.effect == pytest.approx(effects_of[trial.name])
