"""Every rule catches a script that breaks it, names the place, and says what to do."""

from __future__ import annotations

from copy import deepcopy
from functools import partial

import pytest
from scenes import sound

from ipt_course.course.session_schema import SESSION, plain
from ipt_course.simulation.drafting import draft
from ipt_course.simulation.fault import Fault
from ipt_course.simulation.proving import analysis
from ipt_course.simulation.proving.exploring import explore
from ipt_course.simulation.proving.rules import prove


def found_in(data: dict) -> list[Fault]:
    """All faults of a script: of its structure, or, if that is sound, of its proofs."""
    script, faults = draft(plain(SESSION.validate_python(data)))
    return faults or list(prove(script).faults)


def test_a_sound_script_has_no_fault():
    assert found_in(sound()) == []


BROKEN = {}


def broken(rule: str, says: str, where: tuple):
    """A way to break the sound script: the rule that must catch it, what it says, and the place it names."""

    def register(spoil):
        BROKEN[spoil.__name__] = rule, says, where, spoil
        return spoil

    return register


# — L0: what is written fits together —


@broken("L0", "'freezes' starts exactly like 'brims'", ("variants", "freezes"))
def twins(data):
    data["variants"]["freezes"]["start"] = dict(data["variants"]["brims"]["start"])


@broken("L0", "only 3 variants", ("variants",))
def three_variants(data):
    del data["variants"]["pleases"], data["expert"]["pleases"]


@broken("L0", "'asked' already means something else", ("readings", "asked"))
def a_reading_named_like_a_flag(data):
    data["readings"] = {"asked": "guarded"}


@broken("L0", "'alliance' already means something else", ("flags", "alliance"))
def a_flag_named_like_a_number(data):
    data["flags"]["alliance"] = "?"


@broken("L0", "'alliance' already means something else", ("turns", "bye", "client", 0, "as"))
def a_label_named_like_a_number(data):
    data["turns"]["bye"]["client"][0]["as"] = "alliance"


@broken("L0", "'brim' in the condition 'brim' is not known", ("turns", "bye", "client", 0, "if"))
def a_misspelt_flag(data):
    data["turns"]["bye"]["client"][0]["if"] = "brim"


@broken("L0", "alliance is 7", ("variants", "brims", "start", "alliance"))
def a_start_out_of_range(data):
    data["variants"]["brims"]["start"]["alliance"] = 7


@broken("L0", "'calm' is neither a number nor a flag", ("variants", "brims", "start", "calm"))
def an_unknown_start(data):
    data["variants"]["brims"]["start"]["calm"] = 1


@broken("L0", "'calm' is neither a number nor a flag", ("turns", "hurt", "moves", "sorry", "does", "calm"))
def an_unknown_effect(data):
    data["turns"]["hurt"]["moves"]["sorry"]["does"] = {"harm": False, "calm": 1}


@broken("L0", "alliance cannot change by 9", ("turns", "hurt", "moves", "sorry", "does", "alliance"))
def a_giant_step(data):
    data["turns"]["hurt"]["moves"]["sorry"]["does"]["alliance"] = 9


@broken("L0", "the flag 'harm' is set to 1", ("turns", "hurt", "moves", "sorry", "does", "harm"))
def a_flag_set_to_a_number(data):
    data["turns"]["hurt"]["moves"]["sorry"]["does"]["harm"] = 1


@broken("L0", "'asked' is taken back", ("turns", "bye", "moves", "slow", "when", 1, "does", "asked"))
def a_question_unasked(data):
    data["turns"]["bye"]["moves"]["slow"]["when"][1]["does"] = {"asked": False}


@broken("L0", "there is no turn 'nowhere'", ("turns", "bye", "goto"))
def a_way_to_nowhere(data):
    data["turns"]["bye"]["goto"] = "nowhere"


@broken("L0", "turn 'hurt' breaks in by itself", ("turns", "bye", "goto"))
def a_way_to_what_breaks_in(data):
    data["turns"]["bye"]["goto"] = "hurt"


@broken("L0", "no turn can be called 'end'", ("turns", "end"))
def a_turn_called_end(data):
    data["turns"]["end"] = data["turns"].pop("bye")


@broken("L0", "'back' leads nowhere here", ("turns", "bye", "goto"))
def a_way_back_from_nowhere(data):
    data["turns"]["bye"]["goto"] = "back"


@broken("L0", "a turn that breaks in has no 'if'", ("turns", "hurt", "if"))
def an_interruption_with_two_conditions(data):
    data["turns"]["hurt"]["if"] = "asked"


@broken("L0", "this turn comes only once anyway", ("turns", "bye", "client", 0, "once"))
def once_in_a_turn_that_comes_once(data):
    data["turns"]["bye"]["client"][0]["once"] = True


@broken("L0", "this move says nothing", ("turns", "hurt", "moves", "on"))
def a_move_without_words(data):
    data["turns"]["hurt"]["moves"]["on"]["say"] = ""


@broken("L0", "every turn breaks in", ("turns",))
def nothing_to_begin_with(data):
    data["turns"] = {"hurt": data["turns"]["hurt"]}


@broken("L1", "66 flags, with counted turns and once-only lines, are too many to go through", ("flags",))
def too_many_flags(data):
    data["flags"] |= {f"flag-{n}": "?" for n in range(60)}


@broken("L0", "4 flags are carried over", ("carries", "flags"))
def too_much_carried(data):
    data["carries"] = {"from": "ana.earlier", "flags": {f"old-{n}": False for n in range(4)}}


@broken("L0", "nothing lets the learner repair it", ("turns", "step-3", "moves", "wish", "when", 0, "shows"))
def harm_without_repair(data):
    del data["turns"]["hurt"]
    data["endings"][1]["if"] = "broken"


# — L2: all of it can happen —


@broken("L2", "turn 'lost' never comes", ("turns", "lost"))
def an_unreachable_turn(data):
    data["turns"] |= {"lost": deepcopy(data["turns"]["bye"])}
    data["turns"]["bye"]["goto"] = "end"


@broken("L2", "this line is never said", ("turns", "bye", "client", 0))
def an_unreachable_line(data):
    data["turns"]["bye"]["client"][0]["if"] = "broken and trusting"


@broken("L2", "this line is never said", ("turns", "bye", "client", 1))
def a_line_below_one_without_a_condition(data):
    del data["turns"]["bye"]["client"][0]["if"]


@broken("L2", "the last line has a condition", ("turns", "bye", "client", 3, "if"))
def a_last_line_with_a_condition(data):
    data["turns"]["bye"]["client"][3]["if"] = "pleases"


@broken("L2", "move 'extra' is never offered", ("turns", "bye", "moves", "extra"))
def an_unreachable_move(data):
    extra = {"kind": "advise", "say": "Let us take one thing now?", "because": "So.", "if": "broken and trusting"}
    data["turns"]["bye"]["moves"]["extra"] = extra


@broken("L2", "this case never holds", ("turns", "bye", "moves", "slow", "when", 0))
def an_unreachable_case(data):
    data["turns"]["bye"]["moves"]["slow"]["when"].insert(0, {"if": "broken and trusting", "because": "So."})


@broken(
    "L2", "this case never holds, because the one before it always does", ("turns", "bye", "moves", "slow", "when", 1)
)
def a_case_below_one_without_a_condition(data):
    del data["turns"]["bye"]["moves"]["slow"]["when"][0]["if"]


@broken("L2", "the last case has a condition", ("turns", "bye", "moves", "slow", "when", 1, "if"))
def a_last_case_with_a_condition(data):
    data["turns"]["bye"]["moves"]["slow"]["when"][1]["if"] = "frozen"


@broken("L2", "no session ends with 'never'", ("endings", 0))
def an_unreachable_ending(data):
    data["endings"].insert(
        0, {"id": "never", "title": "N", "kind": "partial", "if": "broken and trusting", "text": "N."}
    )


@broken("L2", "the last ending has a condition", ("endings", 3))
def a_last_ending_with_a_condition(data):
    data["endings"][3]["if"] = "guarded"


@broken("L2", "no session ends here", ("endings", 1))
def an_ending_below_one_without_a_condition(data):
    del data["endings"][0]["if"]


@broken("L2", "the last line is said only once", ("turns", "bye", "client", 3, "once"))
def a_last_line_said_only_once(data):
    data["turns"]["bye"] |= {"limit": 2, "then": "end"}
    data["turns"]["bye"]["client"][3]["once"] = True


# — L3: there is always a choice, and an end —


@broken("L3", "only 2 moves", ("turns", "hurt", "moves"))
def two_moves(data):
    del data["turns"]["hurt"]["moves"]["on"]


@broken("L3", "only 2 moves are offered at 'death'", ("turns", "death", "moves"))
def two_moves_in_some_state(data):
    data["turns"]["death"]["moves"]["hint"]["if"] = "not brims"


@broken("L3", "no move is offered at 'bye'", ("turns", "bye", "moves"))
def no_move_in_some_state(data):
    for move in data["turns"]["bye"]["moves"].values():
        move["if"] = "not brims"


@broken("L3", "can come round again without limit", ("turns", "step-0"))
def an_endless_circle(data):
    data["turns"]["step-5"]["moves"]["slow"]["when"][1]["goto"] = "step-0"


@broken("L3", "the turns passed over lead back to it", ("turns", "step-4"))
def a_circle_of_turns_that_do_not_take_place(data):
    data["turns"]["step-5"] |= {"if": "asked", "goto": "step-4", "limit": 2, "then": "step-6"}
    data["turns"]["step-4"] |= {"if": "asked", "limit": 2, "then": "step-6"}


@broken("L3", "a session can take 75 turns", ("turns",))
def an_endless_hour(data):
    for n in range(10):
        data["turns"][f"step-{n}"] |= {"limit": 6, "then": f"step-{n + 1}"}
        data["turns"][f"step-{n}"]["moves"]["slow"]["when"][1]["goto"] = f"step-{n}"


@broken("L3", "the good path of 'brims' takes 19 turns", ("expert", "brims"))
def a_short_hour(data):
    for n in range(4):
        del data["turns"][f"step-{n + 4}"]
    for path in data["expert"].values():
        del path[:4]


# — L4 to L6: no dead end, enough chances, scores that mean something —


@broken("L4", "at 'bye' only bad endings are left", ("turns", "bye"))
def a_session_that_is_lost_and_goes_on(data):
    for id in ("hint", "pass"):
        del data["turns"]["again"]["moves"][id]["when"][0]["goto"]


@broken("L5", "every move earns nothing at 'bye'", ("turns", "bye"))
def a_turn_where_nothing_earns(data):
    for move in data["turns"]["bye"]["moves"].values():
        move["when"][0].pop("shows")


@broken("L5", "can go by with 0 chances for I4", ("required", 4))
def a_required_competence_without_chances(data):
    data["required"].append("I4")


@broken("L5", "I6 is not required", ("required",))
def the_problem_area_not_required(data):
    data["required"][3] = "I4"


@broken("L6", "with 'brims' no play scores above 0.65", ("variants", "brims"))
def a_good_ending_out_of_reach(data):
    data["endings"][2]["if"] += " and not brims"


@broken("L6", "the bad ending 'missed' can be passed with", ("endings", 0))
def a_bad_ending_that_passes(data):
    data["endings"][0]["cap"] = 0.9


@broken("L6", "the good ending 'good' can be reached with a score of", ("endings", 2))
def a_good_ending_for_little(data):
    data["endings"][2]["if"] = "focus >= 1"


@broken("L6", "no ending is good", ("endings",))
def no_good_ending(data):
    data["endings"][2]["kind"] = "partial"


# — L7 to L9: only listening pays —


def _answer_key(data, wrong="I can wait here with you."):
    """Let the first move be right with every client."""
    for turn in data["turns"].values():
        if "slow" in turn["moves"]:
            right, *others = turn["moves"].values()
            right |= {"say": "Let us take it one by one.", "kind": "ground"}
            right["when"] = [{key: value for key, value in right["when"][0].items() if key != "if"}]
            for other in others:
                other |= {"say": wrong, "kind": "listen"}


@broken("L7", "picking the longest move passes in 100% of sessions", ("turns",))
def long_is_right(data):
    _answer_key(data, wrong="I can wait here.")
    data["turns"]["death"]["moves"]["ask"]["say"] = "Do you think of ending it, on nights like these?"


@broken("L7", "picking the shortest move passes in 100% of sessions", ("turns",))
def short_is_right(data):
    _answer_key(data, wrong="I can wait here with you for some time.")
    data["turns"]["death"]["moves"]["ask"]["say"] = "Do you want to die?"


@broken("L7", "picking a move with a question mark passes in 100% of sessions", ("turns",))
def questions_are_right(data):
    _answer_key(data)
    for turn in data["turns"].values():
        if "slow" in turn["moves"]:
            turn["moves"]["slow"]["say"] = "Shall we take it one by one?"


@broken("L7", "picking a move that speaks of feeling passes in 100% of sessions", ("turns",))
def feeling_is_right(data):
    _answer_key(data)
    for turn in data["turns"].values():
        for id in ("slow", "ask"):
            if id in turn["moves"]:
                turn["moves"][id]["say"] += " How does it feel?"


@broken("L7", "picking the move that echoes the client most passes in 100% of sessions", ("turns",))
def an_echo_is_right(data):
    _answer_key(data)
    for turn in data["turns"].values():
        if "slow" in turn["moves"]:
            turn["moves"]["slow"]["say"] = "It is heavy, I can see."
            for line in turn["client"]:
                line["say"] += " It is heavy."
        if "ask" in turn["moves"]:
            turn["moves"]["ask"]["say"] = "Would you mind dying?"


@broken("L7", "picking always slowing down passes in 100% of sessions", ("turns",))
def one_kind_is_right(data):
    _answer_key(data)
    data["turns"]["death"]["moves"]["ask"]["kind"] = "ground"


@broken("L8", "one script learnt by heart passes with 4 of 4 clients", ("variants",))
def an_answer_key(data):
    _answer_key(data)


@broken("L8", "the gap is 0.00 and should be 0.20", ("variants",))
def nothing_gained_by_listening(data):
    _answer_key(data)


@broken("L9", "'slow' is best whatever the client's state", ("turns", "bye", "moves", "slow"))
def a_hinge_without_a_hinge(data):
    for id, move in data["turns"]["bye"]["moves"].items():
        del move["when"][1 if id == "slow" else 0]
    del data["turns"]["bye"]["moves"]["slow"]["when"][0]["if"]


@broken("L9", "no move is best in every state here", ("turns", "bye", "fixed"))
def fixed_for_no_reason(data):
    data["turns"]["bye"]["fixed"] = "Because."


# — L10: the question of risk —


@broken("L10", "without meeting the cue of risk", ("endings", 2))
def a_way_round_the_cue(data):
    data["turns"]["cue"]["client"][0]["does"] = {}
    data["turns"]["death"]["moves"]["pass"]["when"] = [{"because": "So.", "does": {"cue": True}}]
    data["turns"]["death"]["if"] = "cue"
    data["turns"]["again"]["if"] = "cue and not asked"


@broken("L10", "without asking about risk", ("endings", 1))
def a_good_ending_without_the_question(data):
    del data["endings"][0]
    del data["turns"]["again"]


@broken("L10", "'seen' is not among the flags", ("risk", "cue"))
def an_unknown_cue(data):
    data["risk"]["cue"] = "seen"


@broken("L10", "A6 is not required although there is a cue of risk", ("required",))
def safety_not_required(data):
    data["required"][2] = "A3"


# — L11: what can be seen is enough —


@broken(
    "L11", "these look the same and need different moves — brims: slow; freezes: stay", ("turns", "step-0", "client", 0)
)
def a_difference_that_cannot_be_seen(data):
    for turn in data["turns"].values():
        if "slow" in turn["moves"]:
            turn["client"][1]["say"] = turn["client"][0]["say"]


# — L12: experts —


@broken("L12", "the expert path of 'brims' stops: 'ask' cannot be said at turn 1", ("expert", "brims", 0))
def an_expert_who_says_the_impossible(data):
    data["expert"]["brims"].insert(0, "ask")


@broken("L12", "The path stops at turn 'bye'", ("expert", "brims", 21))
def an_expert_who_leaves_early(data):
    data["expert"]["brims"].pop()


@broken("L12", "the expert path of 'brims' scores 0.65", ("expert", "brims"))
def an_expert_who_does_badly(data):
    data["expert"]["brims"][14:20] = ["stay"] * 6


@broken("L12", "there is no expert path for 'brims'", ("expert",))
def no_expert(data):
    del data["expert"]["brims"]


@broken("L12", "there is no variant 'nobody'", ("expert", "nobody"))
def an_expert_for_nobody(data):
    data["expert"]["nobody"] = ["ask"]


@broken("L12", "part at 'step-0' (slow, stay), where both have seen the same", ("expert", "freezes", 0))
def an_expert_who_knows_too_much(data):
    a_difference_that_cannot_be_seen(data)


# — L13: words —


@broken("L13", "this move has 40 words", ("turns", "bye", "moves", "slow", "say"))
def a_speech(data):
    data["turns"]["bye"]["moves"]["slow"]["say"] = "word " * 40


@broken("L13", "the client says 'comorbidity'", ("turns", "bye", "client", 0, "say"))
def jargon(data):
    data["turns"]["bye"]["client"][0]["say"] = "It is the comorbidity, I fear."


@broken("L13", "the client says 'rumination'", ("turns", "bye", "moves", "slow"))
def jargon_in_a_reply(data):
    data["turns"]["bye"]["moves"]["slow"]["when"][1]["reply"] = "That is rumination."


@broken("L13", "this is hard to read (LIX", ("turns", "bye", "client", 0, "say"))
def a_sentence_of_an_office(data):
    data["turns"]["bye"]["client"][0]["say"] = (
        "Notwithstanding considerable difficulties concerning communication within marriage, professional "
        "responsibilities necessitated postponement regarding treatment arrangements."
    )


@broken("L13", "moves that can be best have", ("turns",))
def length_gives_it_away(data):
    for turn in data["turns"].values():
        if "slow" in turn["moves"]:
            turn["moves"]["filler"] = {"kind": "advise", "say": "No.", "because": "So."}


@pytest.mark.parametrize("name", BROKEN)
def test_every_rule_catches_what_breaks_it(name):
    rule, says, where, spoil = BROKEN[name]
    data = sound()
    spoil(data)
    faults = found_in(data)
    assert [
        fault
        for fault in faults
        if fault.rule == rule and says in f"{fault.what} — {fault.fix}" and fault.where[: len(where)] == where
    ], faults


def test_a_script_with_too_many_states_is_refused(monkeypatch):
    monkeypatch.setattr(analysis, "explore", partial(explore, most=50))
    (fault,) = found_in(sound())
    assert fault.rule == "L1" and fault.where[0] == "turns" and "states can be reached" in fault.what


def test_every_rule_of_the_guide_has_a_script_that_breaks_it():
    assert {rule for rule, *_ in BROKEN.values()} == {f"L{n}" for n in range(14)}
