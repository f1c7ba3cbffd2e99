"""Build a :class:`Script` from plain data of the right shape, and list what does not fit together in it."""

from __future__ import annotations

from collections.abc import Mapping

from .conditions import ALWAYS, Condition, ConditionError, Names, any_of, parse
from .fault import Fault, ScriptError
from .script import (
    BACK,
    END,
    HARM,
    HIGHEST,
    LINE,
    NOTHING,
    READINGS,
    Effect,
    Ending,
    Line,
    Move,
    Outcome,
    Risk,
    Script,
    Turn,
    Variant,
)
from .structure import faults_of

LEAST_MOVES = 3


def build(data: dict) -> Script:
    """The script; :class:`ScriptError` names the first fault."""
    script, faults = draft(data)
    if faults:
        raise ScriptError(f"{data.get('id', 'a script')}: {faults[0].what} — {faults[0].fix}")
    return script


def draft(data: dict) -> tuple[Script, list[Fault]]:
    """The script as far as it can be built, and all faults of structure (rule L0 and parts of L2 and L3)."""
    drafting = _Drafting(data)
    script = drafting.script()
    return script, drafting.faults + list(faults_of(data, script))


class _Drafting:
    def __init__(self, data: dict):
        self.data = data
        self.faults: list[Fault] = []
        self.turn_ids = {id: n for n, id in enumerate(data["turns"])}
        self.numbers = {name: n for n, name in enumerate(HIGHEST)}
        self.places = dict(self.numbers)
        self.highest = list(HIGHEST.values())
        self.flags = {HARM: self._place(HARM)}
        self.said = self._place(LINE, max(len(turn["client"]) for turn in data["turns"].values()))
        for id in ("end", "back"):
            if id in self.turn_ids:
                self.find(
                    "L0", ("turns", id), f"no turn can be called '{id}'", "choose another name: 'goto' uses this one"
                )
        carried = (data.get("carries") or {}).get("flags", {})
        for group, ids in (("flags", data.get("flags", {})), (("carries", "flags"), carried)):
            for id in ids:
                where = (group, id) if isinstance(group, str) else (*group, id)
                if id in self.places or id in READINGS:
                    self.find("L0", where, f"'{id}' already means something else", "choose another name for this flag")
                else:
                    self.flags[id] = self._place(id)
        self.readings: dict[str, Condition] = {}
        for id, text in READINGS.items():
            self.readings[id] = parse(text, self._names())
        for id, text in data.get("readings", {}).items():
            if id in self.places or id in READINGS:
                self.find("L0", ("readings", id), f"'{id}' already means something else", "choose another name")
            self.readings[id] = self.condition(text, ("readings", id))

    def find(self, rule: str, where: tuple, what: str, fix: str) -> None:
        self.faults.append(Fault(rule, where, what, fix))

    def _place(self, name: str, highest: int = 1) -> int:
        self.places[name] = len(self.highest)
        self.highest.append(highest)
        return self.places[name]

    def _names(self, **more: Condition) -> Names:
        return Names(self.numbers, self.flags, HIGHEST, {**self.readings, **more})

    def condition(self, text: str | None, where: tuple, **more: Condition) -> Condition:
        if text is None:
            return ALWAYS
        try:
            return parse(text, self._names(**more))
        except ConditionError as error:
            self.find("L0", where, error.what, error.fix)
            return ALWAYS

    def effect(self, does: Mapping | None, where: tuple) -> Effect:
        if not does:
            return NOTHING
        shifts, sets = [], []
        risk = self.data["risk"]
        for name, value in does.items():
            here = (*where, name)
            if name in self.numbers:
                if isinstance(value, bool) or not isinstance(value, int) or not 1 <= abs(value) <= HIGHEST[name]:
                    self.find("L0", here, f"{name} cannot change by {value}", "write a step such as +1 or -1")
                else:
                    shifts.append((self.numbers[name], value))
            elif name in self.flags:
                if not isinstance(value, bool):
                    self.find("L0", here, f"the flag '{name}' is set to {value}", "write true or false")
                elif value is False and name in (risk.get("cue"), risk.get("asked")):
                    self.find("L0", here, f"'{name}' is taken back", "what was said about risk stays said")
                else:
                    sets.append((self.flags[name], int(value)))
            else:
                known = ", ".join([*self.numbers, *self.flags])
                self.find("L0", here, f"'{name}' is neither a number nor a flag", f"use one of: {known}")
        return Effect(tuple(shifts), tuple(sets))

    def target(self, id: str | None, where: tuple, default: int, breaks_in: bool) -> int:
        if id is None:
            return default
        if id == "end":
            return END
        if id == "back":
            if not breaks_in:
                self.find("L0", where, "'back' leads nowhere here", "only a turn with 'breaks_in' has a way back")
            return BACK
        if id not in self.turn_ids:
            self.find("L0", where, f"there is no turn '{id}'", f"use one of: {', '.join(self.turn_ids)}, end, back")
            return END
        if self.data["turns"][id].get("breaks_in"):
            self.find("L0", where, f"turn '{id}' breaks in by itself", "do not lead to it; its condition does")
        return self.turn_ids[id]

    def script(self) -> Script:
        data = self.data
        turns = tuple(self._turn(id, n, data["turns"][id]) for id, n in self.turn_ids.items())
        opening = tuple(
            (self.condition(one.get("if"), ("opening", n, "if")), self.effect(one["does"], ("opening", n, "does")))
            for n, one in enumerate(data.get("opening", []))
        )
        endings = tuple(
            Ending(
                one["id"],
                one["title"],
                one["kind"],
                self.condition(one.get("if"), ("endings", n, "if")),
                one.get("cap", 1.0),
                one["text"],
            )
            for n, one in enumerate(data["endings"])
        )
        carries = data.get("carries") or {}
        risk = data["risk"]
        return Script(
            id=data["id"],
            title=data["title"],
            client=data.get("client", ""),
            phase=data["phase"],
            about=data["about"],
            aims=tuple(data.get("aims", ())),
            setting=data["setting"],
            reviewer=data["reviewer"],
            content_note=data["content_note"],
            minutes=data["minutes"],
            content_hash=data.get("content_hash", ""),
            required=tuple(data["required"]),
            risk=Risk(risk["cue"], risk["asked"]) if "cue" in risk else None,
            flags=dict(data.get("flags", {})),
            carried_from=carries.get("from", ""),
            carries=dict(carries.get("flags", {})),
            opening=opening,
            variants=tuple(self._variant(id, one) for id, one in data["variants"].items()),
            turns=turns,
            endings=endings,
            expert={id: tuple(moves) for id, moves in data.get("expert", {}).items()},
            places=self.places,
            highest=tuple(self.highest),
            rubric=data.get("rubric", {}),
            drills=data.get("drills", {}),
            sources=tuple(data.get("sources", ())),
        )

    def _variant(self, id: str, given: dict) -> Variant:
        values = [0] * len(self.highest)
        for name, value in given["start"].items():
            where = ("variants", id, "start", name)
            place = self.numbers.get(name, self.flags.get(name))
            if place is None:
                self.find("L0", where, f"'{name}' is neither a number nor a flag", "correct its spelling")
            elif not 0 <= int(value) <= self.highest[place]:
                self.find("L0", where, f"{name} is {value}", f"{name} goes from 0 to {self.highest[place]}")
            else:
                values[place] = int(value)
        return Variant(id, given["about"], tuple(values))

    def _turn(self, id: str, index: int, given: dict) -> Turn:
        where = ("turns", id)
        breaks_in = given.get("breaks_in")
        goto = self.target(
            given.get("goto"), (*where, "goto"), self._following(index, bool(breaks_in)), bool(breaks_in)
        )
        limit = given.get("limit", 1)
        then = self.target(given.get("then"), (*where, "then"), self._following(index, False), False)
        visits = self._place(f"visits of {id}", limit) if limit > 1 or breaks_in else None
        again = {}
        if visits is not None and limit > 1:
            again["again"] = Condition("again", lambda values: values[visits] > 1, frozenset({visits}))
        lines = tuple(
            self._line(one, (*where, "client", n), f"{id} line {n}", again, limit)
            for n, one in enumerate(given["client"])
        )
        named = {**again, **self._labels(lines, where)}
        moves = tuple(
            self._move(name, one, (*where, "moves", name), goto, bool(breaks_in), named)
            for name, one in given["moves"].items()
        )
        if lines[-1].when.text:
            self.find("L2", (*where, "client", len(lines) - 1, "if"), "the last line has a condition", _LAST_LINE)
        if lines[-1].once is not None:
            self.find("L2", (*where, "client", len(lines) - 1, "once"), "the last line is said only once", _LAST_LINE)
        for n, line in enumerate(lines[:-1]):
            if line.when.text == "" and line.once is None:
                self.find(
                    "L2",
                    (*where, "client", n + 1),
                    "this line is never said, because the line before it has no condition",
                    "give the line before it an 'if', or remove one of the two",
                )
                break
        if breaks_in and "if" in given:
            self.find("L0", (*where, "if"), "a turn that breaks in has no 'if'", "put all of it into 'breaks_in'")
        if len(moves) < LEAST_MOVES:
            self.find("L3", (*where, "moves"), f"only {len(moves)} moves", f"offer at least {LEAST_MOVES}")
        return Turn(
            id=id,
            index=index,
            lines=lines,
            moves=moves,
            when=self.condition(given.get("if"), (*where, "if")),
            breaks_in=self.condition(breaks_in, (*where, "breaks_in")) if breaks_in else None,
            goto=goto,
            limit=limit,
            then=then,
            visits=visits,
            fixed=given.get("fixed", ""),
            lost=given.get("lost", False),
            minute=given.get("minute"),
        )

    def _labels(self, lines: tuple[Line, ...], where: tuple) -> dict[str, Condition]:
        """Names for the lines of a turn. Inside the turn a label stands before a reading of the same name."""
        labels: dict[str, list[int]] = {}
        for n, line in enumerate(lines):
            if line.label in self.numbers or line.label in self.flags:
                what = f"'{line.label}' already means something else"
                self.find("L0", (*where, "client", n, "as"), what, "choose another label")
            elif line.label:
                labels.setdefault(line.label, []).append(n)
        return {label: self._was_said(label, tuple(said)) for label, said in labels.items()}

    def _was_said(self, label: str, said: tuple[int, ...]) -> Condition:
        place = self.said
        tests = [lambda values, n=n: values[place] == n for n in said]
        return Condition(label, lambda values: any_of(test(values) for test in tests), frozenset({place}))

    def _following(self, index: int, breaks_in: bool) -> int:
        if breaks_in:
            return BACK
        ordinary = [n for id, n in self.turn_ids.items() if n > index and not self.data["turns"][id].get("breaks_in")]
        return ordinary[0] if ordinary else END

    def _line(self, given: dict, where: tuple, name: str, again: dict, limit: int) -> Line:
        once = given.get("once", False)
        if once and limit == 1:
            self.find("L0", (*where, "once"), "this turn comes only once anyway", "remove 'once', or give it a 'limit'")
        return Line(
            label=given.get("as", ""),
            when=self.condition(given.get("if"), (*where, "if"), **again),
            who=given.get("who", ""),
            say=given["say"],
            seen=given.get("seen", ""),
            cue=given.get("cue", ""),
            opens=given.get("opens", ""),
            does=self.effect(given.get("does"), (*where, "does")),
            once=self._place(f"said {name}") if once and limit > 1 else None,
        )

    def _move(self, id: str, given: dict, where: tuple, goto: int, breaks_in: bool, named: dict) -> Move:
        onward = self.target(given.get("goto"), (*where, "goto"), goto, breaks_in)
        outcomes = []
        for n, one in enumerate(given["when"]):
            here = (*where, "when", n) if given.get("cases", True) else where
            outcomes.append(
                Outcome(
                    when=self.condition(one.get("if"), (*here, "if"), **named),
                    shows=dict(one.get("shows", {})),
                    does=self._outcome_effect(one, here),
                    because=one["because"],
                    reply=one.get("reply", ""),
                    goto=self.target(one.get("goto"), (*here, "goto"), onward, breaks_in),
                )
            )
        if outcomes[-1].when.text:
            self.find("L2", (*where, "when", len(outcomes) - 1, "if"), "the last case has a condition", _LAST_CASE)
        for n, outcome in enumerate(outcomes[:-1]):
            if not outcome.when.text:
                self.find(
                    "L2",
                    (*where, "when", n + 1),
                    "this case never holds, because the one before it always does",
                    _LAST_CASE,
                )
                break
        if given["kind"] != "silence" and not given.get("say"):
            self.find("L0", where, "this move says nothing", "write 'say', or make it 'kind: silence'")
        return Move(
            id=id,
            kind=given["kind"],
            say=given.get("say", ""),
            when=self.condition(given.get("if"), (*where, "if"), **named),
            outcomes=tuple(outcomes),
        )

    def _outcome_effect(self, given: dict, where: tuple) -> Effect:
        effect = self.effect(given.get("does"), (*where, "does"))
        harmful = any(level == "H" for level in given.get("shows", {}).values())
        place = self.flags[HARM]
        if harmful and (place, 1) not in effect.sets:
            return Effect(effect.shifts, (*effect.sets, (place, 1)))
        return effect


_LAST_LINE = "leave 'if' and 'once' out of the last line, so that there is always something to say"
_LAST_CASE = "give every case but the last an 'if', and the last none"
