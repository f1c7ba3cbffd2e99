"""Every grading rule, held to the same promises: the key scores 1, scores stay in [0, 1], the order in
which options were written does not matter, nothing is not wrong, and junk is refused rather than graded."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_course.clinical.areas import AREAS
from ipt_course.exercises import KINDS, BadResponse, Outcome
from ipt_course.exercises.area_points import AreaKey, AreaPoints
from ipt_course.exercises.asking import Asked, Closing
from ipt_course.exercises.choice import Choice, ChoiceKey, Multiple, MultipleKey, Option
from ipt_course.exercises.communication import Communication, Said
from ipt_course.exercises.forecast import REACHES, Forecast, Trial
from ipt_course.exercises.formulation import Formulation, Slot, Wording
from ipt_course.exercises.interview import Interview, Question, Someone
from ipt_course.exercises.inventory import Inventory, Person
from ipt_course.exercises.label import Label, LabelKey, Line, LineKey
from ipt_course.exercises.number import Number, NumberKey, Slip
from ipt_course.exercises.order import Before, Order, OrderKey
from ipt_course.exercises.placing import Match, MatchKey, Pair, Place, Sort, SortKey
from ipt_course.exercises.plane import PlaneTask, Standing
from ipt_course.exercises.planner import Planned, Planner
from ipt_course.exercises.questionnaire import ActionKey, Form, Questionnaire
from ipt_course.exercises.rate import LEVELS, Rate, Rated, RateKey
from ipt_course.exercises.red_pen import STROKES, SURE, Claim, RedPen
from ipt_course.exercises.say_it import Contrast, Model, SayIt, Stimulus
from ipt_course.exercises.sheet import Balance, BalanceKey, Cell, Decision, DecisionKey, Then, Weighed
from ipt_course.exercises.timeline import ROLES, Happening, Timeline, TimelineKey
from ipt_course.exercises.trend import Trend

names = st.lists(st.from_regex(r"[a-z]{2,6}", fullmatch=True), unique=True, min_size=3, max_size=7)


@st.composite
def choices(draw):
    ids = draw(names)
    return Choice({i: Option(i, "f") for i in ids}, ChoiceKey(draw(st.sampled_from(ids))))


@st.composite
def multiples(draw):
    ids = draw(names)
    right = draw(st.lists(st.sampled_from(ids), unique=True, min_size=1, max_size=len(ids) - 1))
    return Multiple({i: Option(i, "f") for i in ids}, MultipleKey(right))


@st.composite
def orders(draw):
    ids = draw(names)
    pairs = st.tuples(st.integers(0, len(ids) - 1), st.integers(0, len(ids) - 1)).filter(lambda p: p[0] < p[1])
    before = draw(st.lists(pairs, unique=True, min_size=1, max_size=8))
    return Order({i: i for i in ids}, OrderKey([Before(ids[a], ids[b], "why") for a, b in before]))


@st.composite
def sorts(draw):
    bins, cards = draw(names), draw(names)
    return Sort(
        {b: b for b in bins},
        {c: c for c in cards},
        SortKey({c: Place(draw(st.sampled_from(bins)), "w") for c in cards}),
    )


@st.composite
def matches(draw):
    left = draw(names)
    right = [f"r{n}" for n in range(len(left) + draw(st.integers(0, 2)))]
    partners = draw(st.permutations(right))
    return Match(
        {c: c for c in left},
        {r: r for r in right},
        MatchKey({c: Pair(r, "w") for c, r in zip(left, partners, strict=False)}),
    )


@st.composite
def labels(draw):
    tags, ids = draw(names), draw(names)
    some = st.lists(st.sampled_from(tags), unique=True, max_size=3)
    key = {i: LineKey(draw(some), "w") for i in ids}
    key[ids[0]] = LineKey([tags[0]], "w")
    return Label({t: t for t in tags}, [Line(i, "C", i) for i in ids], LabelKey(key), draw(some))


@st.composite
def inventories(draw):
    ids = draw(names)
    rings = [1, 2, *(draw(st.sampled_from([1, 2, 3])) for _ in ids[2:])]
    return Inventory("Ana B", {i: Person(i, "friend", "alive", "c", r, "w") for i, r in zip(ids, rings, strict=True)})


@st.composite
def interviews(draw):
    general, people = draw(names), draw(st.lists(st.from_regex(r"[A-Z]{2,6}", fullmatch=True), unique=True, max_size=5))
    weights = st.integers(0, 3)
    questions = {id: Question(id, "t", "s", draw(weights), "w") for id in general}
    for person in people:  # somebody who is asked names each of them
        namer = draw(st.sampled_from(general))
        named = [*questions[namer].people, person]
        questions[namer] = replace(questions[namer], people=named, places=draw(st.booleans()))
        for sort in ("between", "expects"):
            questions[f"{sort}-{person}"] = Question(sort, "person", "s", draw(weights), "w", about=person)
    questions["safe"] = Question("safe", "t", "s", draw(st.integers(1, 3)), "w", weeks=["-3"], safety=True)
    questions["idle"] = Question("idle", "t", "s", 0, "w")
    known = {person: Someone(person, "friend", "alive", draw(st.sampled_from([1, 2, 3]))) for person in people}
    task = Interview("Ana Berg", 1, {"t": "T"}, questions, known, {"-3": "E"})
    needs = len(task.solution())
    return replace(task, budget=draw(st.integers(needs, len(questions) - 1)))


@st.composite
def area_points(draw):
    panel = draw(spreads().filter(lambda p: sorted(p.values())[-1] > sorted(p.values())[-2]))
    return AreaPoints(AreaKey(panel, 1, dict.fromkeys(AREAS, "w")))


@st.composite
def spreads(draw):
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    return dict(zip(AREAS, parts, strict=True))


@st.composite
def formulations(draw):
    slots = [
        Slot(i, i, {"x": Wording("x", 2, "f"), "y": Wording("y", draw(st.integers(0, 2)), "f")}) for i in draw(names)
    ]
    return Formulation([*slots, Slot("own", "own", write=True, model="m")])


@st.composite
def communications(draw):
    plain = draw(formulations())
    return Communication(slots=plain.slots, exchange=[Said("A", "x"), Said("B", "y")])


@st.composite
def thens(draw):
    ids = draw(names)
    return draw(st.sampled_from([None, Then("and then?", {i: Option(i, "f") for i in ids}, ids[0])]))


@st.composite
def decisions(draw):
    rows, cards = draw(names), draw(names)
    key = {c: Weighed(draw(st.sampled_from(rows)), draw(st.sampled_from(["for", "against"])), "w") for c in cards}
    return Decision("What?", {r: r for r in rows}, {c: c for c in cards}, DecisionKey(key), draw(thens()))


@st.composite
def balances(draw):
    cards = draw(names)
    cells = st.sampled_from(["old-good", "old-bad", "new-good", "new-bad"])
    return Balance({c: c for c in cards}, BalanceKey({c: Cell(draw(cells), "w") for c in cards}), draw(thens()))


@st.composite
def timelines(draw):
    ids = draw(st.lists(st.from_regex(r"[a-z]{2,6}", fullmatch=True), unique=True, min_size=4, max_size=8))
    roles = st.sampled_from(["trigger", "maintaining", "distractor"])
    events = {i: Happening(i, -draw(st.integers(0, 70)), draw(roles), "w") for i in ids}
    low = -draw(st.integers(10, 60))
    return Timeline([-70, 0], events, TimelineKey([low, low + draw(st.integers(0, 8))]), [[-70, 5], [0, 2]])


@st.composite
def questionnaires(draw):
    instrument = draw(st.sampled_from(["phq9", "gad7"]))
    n = {"phq9": 9, "gad7": 7}[instrument]
    answers = st.lists(st.integers(0, 3), min_size=n, max_size=n)
    earlier = draw(st.none() | answers)
    reliable = bool(earlier) and (instrument == "gad7" or draw(st.booleans()))
    actions = {i: Option(i, "f") for i in ("ask", "wait", "add")}
    form = Form("F", "https://example.org", ["t"] * n, ["a"] * 4)
    return Questionnaire(instrument, draw(answers), actions, ActionKey("ask"), form, earlier, reliable)


@st.composite
def trends(draw):
    scores = draw(st.lists(st.integers(0, 27), min_size=3, max_size=16))
    ids = draw(names)
    return Trend(
        scores, draw(st.integers(len(scores), 16)), Closing("and then?", {i: Option(i, "f") for i in ids}, ids[0])
    )


@st.composite
def numbers(draw):
    return Number("points", NumberKey(draw(st.integers(-99, 99)), draw(st.sampled_from([0, 0.5, 2])), "w"))


@st.composite
def forecasts(draw):
    effect = st.floats(-1.0, 2.5).map(lambda g: round(g, 4))
    return Forecast({id: Trial("t", id, g := draw(effect), g - 0.5, g + 0.5) for id in draw(names)})


@st.composite
def red_pens(draw):
    verdict = st.sampled_from(list(STROKES))
    verdicts = draw(st.permutations([*STROKES, *draw(st.lists(verdict, min_size=3, max_size=6))]))
    return RedPen({f"C{n}": Claim("t", one, "w") for n, one in enumerate(verdicts)})


@st.composite
def planners(draw):
    sessions = draw(st.integers(8, 16))
    ids = draw(st.lists(st.from_regex(r"[a-z]{2,6}", fullmatch=True), unique=True, min_size=4, max_size=7))
    firsts = {i: draw(st.integers(1, sessions - 2)) for i in ids}
    return Planner(sessions, {i: Planned(i, [n, n + draw(st.integers(0, 2))], "w") for i, n in firsts.items()})


@st.composite
def planes(draw):
    side = st.sampled_from([-3.0, -2.5, -1.5, 1.5, 2.0, 3.0])
    people = {i: Standing(i, i, [draw(side), draw(side)], "w") for i in draw(names)}
    ids = draw(names)
    then = draw(st.sampled_from([None, Closing("and then?", {i: Option(i, "f") for i in ids}, ids[0])]))
    plane = draw(st.sampled_from(["attachment", "circumplex"]))
    return PlaneTask(plane, people, then, invites=plane == "circumplex" and draw(st.booleans()))


@st.composite
def rates(draw):
    items = draw(names)
    lines = [Line(f"l{n}", "C", "x") for n in range(7)]
    some = st.lists(st.sampled_from([line.id for line in lines]), unique=True, max_size=3)
    return Rate(lines, items, RateKey({i: Rated(draw(st.sampled_from(list(LEVELS))), draw(some), "w") for i in items}))


TASKS = {
    "choice": choices(),
    "multiple": multiples(),
    "order": orders(),
    "sort": sorts(),
    "match": matches(),
    "label": labels(),
    "inventory": inventories(),
    "interview": interviews(),
    "area_points": area_points(),
    "formulation": formulations(),
    "communication": communications(),
    "decision": decisions(),
    "balance": balances(),
    "timeline": timelines(),
    "questionnaire": questionnaires(),
    "trend": trends(),
    "number": numbers(),
    "forecast": forecasts(),
    "red_pen": red_pens(),
    "planner": planners(),
    "plane": planes(),
    "rate": rates(),
}
graded = pytest.mark.parametrize("kind", TASKS)


def any_response(task, rng: random.Random):
    """Some response that the task's own controls could produce."""
    match task:
        case Choice():
            return rng.choice(list(task.options))
        case Multiple():
            return [i for i in task.options if rng.random() < 0.5]
        case Order():
            return rng.sample(list(task.steps), len(task.steps))
        case Sort():
            return {c: rng.choice(list(task.bins)) for c in task.cards if rng.random() < 0.8}
        case Match():
            rights = rng.sample(list(task.right), len(task.left))
            return {c: r for c, r in zip(task.left, rights, strict=True) if rng.random() < 0.8}
        case Label():
            return {line.id: [t for t in task.tags if rng.random() < 0.3] for line in task.lines}
        case Inventory():
            return {p: {"ring": rng.choice([1, 2, 3]), "angle": 10} for p in task.people if rng.random() < 0.8}
        case Interview():
            return an_interview(task, rng)
        case AreaPoints():
            cuts = sorted(rng.randint(0, 100) for _ in range(3))
            return dict(zip(AREAS, (cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], 100 - cuts[2]), strict=True))
        case Decision() | Balance():
            cells = {c: rng.choice(list(task.bins())) for c in task.cards if rng.random() < 0.8}
            closing = {"_then": rng.choice(list(task.then.options))} if task.then and rng.random() < 0.8 else {}
            return cells | closing
        case Asked():
            return {one.id: _any_value(one, rng) for one in task.fields() if rng.random() < 0.8}
        case Formulation():
            return {
                s.id: rng.choice(list(s.options)) if s.options else "words" for s in task.slots if rng.random() < 0.8
            }


def an_interview(task, rng: random.Random) -> list[str]:
    """Questions as the menu offers them: those about a person once that person was named."""
    asked: list[str] = []
    while len(asked) < task.budget and rng.random() < 0.9:
        known = {person for id in asked for person in task.questions[id].people}
        can = [id for id, one in task.questions.items() if id not in asked and (not one.about or one.about in known)]
        if not can:
            break
        asked.append(rng.choice(can))
    return asked


def _any_value(field, rng: random.Random):
    match field.type:
        case "number":
            return rng.randint(int(field.low), int(field.high))
        case "point":
            return {"x": rng.uniform(field.low, field.high), "y": rng.uniform(field.low, field.high)}
        case _:
            return rng.choice(list(field.options))


@graded
@given(data=st.data())
def test_the_key_scores_one(kind, data):
    task = data.draw(TASKS[kind])
    verdict = task.grade(task.solution())
    assert verdict.score == pytest.approx(1)
    assert verdict.outcome is Outcome.RIGHT
    assert list(task.faults()) == []


@graded
@given(data=st.data(), seed=st.integers(0, 9999))
def test_scores_stay_between_zero_and_one_and_agree_with_the_outcome(kind, data, seed):
    task = data.draw(TASKS[kind])
    verdict = task.grade(any_response(task, random.Random(seed)))
    assert 0 <= verdict.score <= 1
    if kind != "area_points":
        expected = Outcome.RIGHT if verdict.score == 1 else Outcome.PARTLY if verdict.score > 0 else Outcome.WRONG
        assert verdict.outcome in (expected, Outcome.EMPTY)


@graded
@given(data=st.data(), seed=st.integers(0, 9999))
def test_the_order_in_which_things_were_written_does_not_matter(kind, data, seed):
    task = data.draw(TASKS[kind])
    rng = random.Random(seed)
    response = any_response(task, rng)
    if isinstance(response, dict):
        again = dict(rng.sample(list(response.items()), len(response)))
    elif kind == "multiple":
        again = rng.sample(response, len(response))
    else:
        again = response
    shuffled = _written_in_another_order(task, rng)
    assert shuffled.grade(again).score == pytest.approx(task.grade(response).score)


def _written_in_another_order(task, rng):
    for name in (
        "options",
        "cards",
        "bins",
        "left",
        "right",
        "tags",
        "people",
        "events",
        "tasks",
        "actions",
        "questions",
    ):
        parts = getattr(task, name, None)
        if isinstance(parts, dict):
            task = replace(task, **{name: dict(rng.sample(list(parts.items()), len(parts)))})
    for name in ("lines", "slots"):
        parts = getattr(task, name, None)
        if isinstance(parts, list):
            task = replace(task, **{name: rng.sample(parts, len(parts))})
    return task


EMPTY = {
    "choice": [None],
    "multiple": [None, []],
    "order": [None],
    "sort": [None, {}],
    "match": [None, {}],
    "label": [None, {}],
    "inventory": [None, {}],
    "interview": [None, []],
    "area_points": [None, {}, dict.fromkeys(AREAS, 0)],
    "formulation": [None, {}],
    "communication": [None, {}],
    "decision": [None, {}, {"_then": None}],
    "balance": [None, {}],
    "timeline": [None, {}, {"_onset": None}],
    "questionnaire": [None, {}, {"total": ""}],
    "trend": [None, {}, {"since": ""}],
    "number": [None, {}],
    "forecast": [None, {}],
    "red_pen": [None, {}, {"C0": ""}, {"C0-sure": "90"}],
    "planner": [None, {}],
    "plane": [None, {}],
    "rate": [None, {}],
}


@graded
@given(data=st.data())
def test_nothing_is_not_wrong(kind, data):
    task = data.draw(TASKS[kind])
    for nothing in EMPTY[kind]:
        assert task.grade(nothing).outcome is Outcome.EMPTY


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@graded
@given(data=st.data(), junk=JUNK)
def test_junk_never_earns_anything(kind, data, junk):
    task = data.draw(TASKS[kind])
    try:
        verdict = task.grade(junk)
    except (BadResponse, TypeError, ValueError, AttributeError):
        return
    assert verdict.outcome is Outcome.EMPTY or kind in ("choice", "multiple", "formulation", "label")


@graded
@given(data=st.data())
def test_what_is_shown_before_an_answer_holds_neither_key_nor_feedback(kind, data):
    task = data.draw(TASKS[kind])
    assert not {"key", "feedback", "why", "correct", "points", "panel", "ring", "model"} & set(_keys(task.shown()))


def _keys(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


@given(multiples())
def test_ticking_everything_earns_nothing(task):
    assert task.grade(list(task.options)).score == 0


@given(sorts())
def test_one_bin_for_all_earns_no_more_than_its_share_above_chance(task):
    one = next(iter(task.bins))
    share = sum(p.bin == one for p in task.key.cards.values()) / len(task.cards)
    assert task.grade(dict.fromkeys(task.cards, one)).score <= share


@given(inventories(), st.sampled_from([1, 2, 3]))
def test_everybody_on_one_ring_earns_nothing(task, ring):
    assert task.grade({p: {"ring": ring} for p in task.people}).score == 0


@given(area_points())
def test_an_even_spread_earns_nothing(task):
    verdict = task.grade(dict.fromkeys(AREAS, 25))
    assert verdict.score == 0 and verdict.outcome is not Outcome.RIGHT


@given(orders())
def test_the_order_first_shown_is_not_the_answer(task):
    assert task.grade(task.start()).outcome is not Outcome.RIGHT


@given(area_points(), spreads())
def test_points_that_do_not_add_up_are_refused(task, spread):
    spread["grief"] += 1
    with pytest.raises(BadResponse):
        task.grade(spread)


def test_a_missed_risk_cue_caps_the_score():
    task = Label(
        {"risk": "Risk cue", "open": "Open question"},
        [Line("a", "C", "…"), Line("b", "T", "…"), Line("c", "T", "…")],
        LabelKey({"a": LineKey(["risk"], "w"), "b": LineKey(["open"], "w"), "c": LineKey(["open"], "w")}),
        ["risk"],
    )
    assert task.grade({"b": ["open"], "c": ["open"]}).score == 0.5
    assert Label(task.tags, task.lines, task.key).grade({"b": ["open"], "c": ["open"]}).score == 0.5
    nearly = Label(task.tags, task.lines, LabelKey(task.key.lines | {"b": LineKey(["open", "risk"], "w")}), ["risk"])
    assert nearly.grade({"a": ["risk"], "b": ["open"], "c": ["open"]}).score == 0.5


def test_say_it_hands_out_criteria_then_models_and_never_a_score():
    task = SayIt(
        Stimulus("Ana", "…"),
        "goal",
        {"one": "names it", "two": "stays"},
        [Model("skilled", "m", "w")],
        Contrast("c", "w"),
    )
    assert task.grade({"text": "   "}).outcome is Outcome.EMPTY
    first = task.grade({"text": "my words"})
    assert (first.outcome, first.score, first.reveal["step"]) == (Outcome.DONE, None, "criteria")
    assert "models" not in first.reveal
    second = task.grade({"text": "my words", "ratings": {"one": True}})
    assert second.reveal["models"] and second.reveal["step"] == "models"
    assert task.grade({"text": "a", "ratings": {}, "second": "b"}).reveal["step"] == "finished"


def test_every_kind_is_covered_here():
    assert set(TASKS) | {"say_it"} == set(KINDS)


@given(numbers(), st.floats(allow_nan=True, allow_infinity=True))
def test_a_number_is_right_within_its_tolerance_and_a_miss_is_told_its_direction_only(task, value):
    try:
        verdict = task.grade({"value": value})
    except BadResponse:
        return
    off = value - task.key.value
    assert (verdict.score == 1) == (abs(off) <= task.key.tolerance + 1e-9)
    if verdict.score == 0:
        assert verdict.notes[0].text == ("That is too high." if off > 0 else "That is too low.")


def test_a_known_slip_is_told_and_an_unknown_miss_is_not():
    task = Number("%", NumberKey(48, 0.5, "w"), [Slip(66, 0.5, "That is with it."), Slip(0.48, 0.01, "A share.")])
    assert [task.grade({"value": v}).notes[0].text for v in (48, 66.2, 0.48, 50)] == [
        "w",
        "That is with it.",
        "A share.",
        "That is too high.",
    ]
    assert [f.what for f in Number("%", NumberKey(48, 0.5, "w"), [Slip(48.2, 1, "x")]).faults()] == [
        "the slip 48.2 is right"
    ]


@given(forecasts(), st.sampled_from(list(REACHES)), st.floats(-0.4, 0.4))
def test_an_honest_reach_beats_a_wider_one_and_the_widest_earns_nothing(task, reach, off):
    def score(name):
        guesses = {id: round(trial.effect + off * (-1) ** n, 2) for n, (id, trial) in enumerate(task.trials.items())}
        return task.grade(guesses | {f"{id}-reach": name for id in task.trials}).score

    assert score("one") == 0
    holds = [name for name, size in REACHES.items() if size >= abs(off) + 0.01]
    if REACHES[reach] > REACHES[holds[0]]:
        assert score(reach) <= score(holds[0])


def test_a_forecast_says_what_was_held_and_shows_only_what_was_guessed():
    task = Forecast({id: Trial("t", id, g, g - 0.3, g + 0.3) for id, g in (("a", 0.5), ("b", 1.2), ("c", -0.1))})
    verdict = task.grade({"a": 0.6, "a-reach": "quarter", "b": 0.5, "b-reach": "half"})
    assert verdict.headline == "Your intervals held 1 of 2 results; they were meant to hold 1 or 2."
    assert [str(note.mark) for note in verdict.notes] == ["right", "wrong", "missed"]
    assert set(verdict.reveal["trials"]) == {"a", "b"}
    assert task.grade({"a-reach": "half"}).outcome is Outcome.EMPTY
    assert task.grade({"a": 0.6}).score == task.grade({"a": 0.6, "a-reach": "half"}).score


@given(red_pens(), st.sampled_from(list(STROKES)), st.sampled_from(list(SURE)))
def test_how_sure_somebody_is_earns_nothing_and_one_stroke_for_all_no_more_than_its_share(task, stroke, sure):
    same = dict.fromkeys(task.claims, stroke)
    score = task.grade(same).score
    share = sum(claim.verdict == stroke for claim in task.claims.values()) / len(task.claims)
    assert score == pytest.approx(max(0.0, (share - 1 / 3) * 1.5))
    assert task.grade(same | {f"{id}-sure": sure for id in task.claims}).score == score


def test_a_red_pen_sets_how_sure_beside_how_right():
    verdicts = ["supported", "imprecise", "contradicted"] * 2
    task = RedPen({f"C{n}": Claim("t", one, "Because.") for n, one in enumerate(verdicts)})
    verdict = task.grade(
        {
            "C0": "supported",
            "C0-sure": "90",
            "C1": "supported",
            "C1-sure": "90",
            "C2": "contradicted",
            "C2-sure": "50",
            "C3": "supported",
            "C4-sure": "99",
        }
    )
    assert verdict.headline == "Partly right. 3 of 6 in place. On average you were 77 % sure, and right in 67 %."
    assert verdict.reveal == {"sureness": [[50, 1, 1], [90, 2, 1]]}
    assert [str(note.mark) for note in verdict.notes] == ["right", "wrong", "right", "right", "missed", "missed"]
    assert verdict.notes[1].text == "Half true. Because."
    assert task.grade({"C0": "supported"}).reveal is None


@given(timelines(), st.sampled_from(list(ROLES)))
def test_one_part_for_every_event_earns_no_more_than_its_share(task, role):
    share = sum(event.role == role for event in task.events.values()) / len(task.events)
    assert task.grade(dict.fromkeys(task.events, role)).score <= 0.6 * share


@given(questionnaires())
def test_item_9_above_zero_comes_before_the_sum(task):
    wrong_first = task.solution() | {"action": "wait"}
    above = task.instrument == "phq9" and task.items[8] > 0
    assert (task.grade(wrong_first).score == 0) == above


@given(questionnaires())
def test_what_is_asked_of_a_change_weighs_the_same_however_it_is_asked(task):
    if not task.earlier:
        return
    asked = {"change", "reliable"} & set(task.solution())
    left_out = {id: value for id, value in task.solution().items() if id not in asked}
    chances = {"change": 1 / 5, "reliable": 1 / 3}
    bands = len(set(task.fields()[1].options))
    chance = 0.2 / bands + 0.3 / 3 + 0.2 * sum(chances[id] for id in asked) / len(asked)
    assert task.grade(left_out).score == pytest.approx((0.8 - chance) / (1 - chance))


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"earlier": [0] * 7}, "the rules for a change are the PHQ-9's"),
        ({"reliable": True}, "there is no earlier form to compare with"),
        ({"earlier": [4] * 7, "reliable": True}, "not 7 answers from 0 to 3"),
    ],
)
def test_a_questionnaire_that_cannot_be_compared_says_so(changed, what):
    form = Form("F", "https://example.org", ["t"] * 7, ["a"] * 4)
    actions = {i: Option(i, "f") for i in ("ask", "wait", "add")}
    task = Questionnaire("gad7", [1] * 7, actions, ActionKey("ask"), form, **changed)
    assert what in [fault.what for fault in task.faults()]


@pytest.mark.parametrize(
    ("scores", "sessions", "correct", "what"),
    [
        ([18, 30, 12], 16, "a", "a score is outside 0 to 27"),
        ([18, 12], 16, "a", "2 scores of 16 sessions"),
        ([18, 17, 16, 12], 3, "a", "4 scores of 3 sessions"),
        ([18, 17, 12], 16, "z", "'z' is not an option"),
    ],
)
def test_a_line_that_cannot_be_read_says_so(scores, sessions, correct, what):
    then = Closing("?", {i: Option(i, "f") for i in "abc"}, correct)
    assert what in [fault.what for fault in Trend(scores, sessions, then).faults()]


@given(planes())
def test_everybody_in_the_middle_earns_nothing_like_half(task):
    middle = {id: {"x": 0.0, "y": 0.0} for id in task.people}
    assert task.grade(middle).score < 0.4


@given(planes())
def test_what_a_place_invites_is_its_mirror(task):
    for id, person in task.people.items():
        x, y = person.at
        assert task.solution()[id] == {"x": x, "y": -y if task.invites else y}


@given(rates())
def test_harm_must_be_met_exactly(task):
    solution = task.solution()
    for item, rated in task.key.ratings.items():
        if rated.level == "H":
            note = next(n for n in task.grade(solution | {item: "0"}).notes if n.target == item)
            assert note.mark == "wrong"


@given(interviews(), st.integers(0, 9999))
def test_one_more_question_never_makes_an_interview_worse(task, seed):
    asked = an_interview(task, random.Random(seed))
    for n in range(1, len(asked)):
        assert task.grade(asked[:n]).score <= task.grade(asked[: n + 1]).score


@given(interviews())
def test_an_interview_without_safety_is_worth_half_at_most(task):
    asked = [id for id in task.solution() if id != "safe"]
    if asked:
        assert task.grade(asked).score <= 0.5


@given(interviews(), st.integers(0, 9999))
def test_nobody_and_nothing_is_told_that_was_not_asked_for(task, seed):
    asked = an_interview(task, random.Random(seed))
    told = task.replies(asked)
    named = {person for id in asked for person in task.questions[id].people}
    assert {one["id"] for one in told["people"]} == named
    assert bool(told["events"]) == ("safe" in asked)
    assert {one["about"] for one in told["menu"]} <= named
    placed = any(task.questions[id].places for id in asked)
    assert all(("ring" in one) == placed for one in told["people"])
    assert task.replies([])["people"] == task.replies([])["events"] == task.replies([])["menu"] == []


@given(interviews(), st.integers(0, 9999))
def test_a_question_out_of_turn_twice_or_too_many_is_refused(task, seed):
    asked = an_interview(task, random.Random(seed))
    about = [id for id, one in task.questions.items() if one.about]
    for bad in ([*asked, asked[0]] if asked else ["none"], about[:1] or ["none"], list(task.questions)):
        with pytest.raises(BadResponse):
            task.checked(bad)
