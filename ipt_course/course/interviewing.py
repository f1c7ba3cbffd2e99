"""Put an interview together: the questions of ``data/interview.yml``, a case's own answers, and its people."""

from __future__ import annotations

from collections.abc import Iterator

SUPPORTS = ("support", "potential_support")
NEAREST = 1
"""The ring on which a supporter is asked about in a first interview."""
Found = tuple[tuple, str, str]


def put_together(case: dict, bank: dict) -> dict:
    """The task of an interview as plain data; ``case`` is sound and has a section ``interview``."""
    told = case["interview"]
    questions = {}
    for id, one in bank["questions"].items():
        answer = told["answers"].get(id)
        if answer:
            questions[id] = {**_always(one), **{k: v for k, v in answer.items() if v is not None}}
            questions[id]["weeks"] = [str(week) for week in answer.get("weeks", [])]
    for person in case["inventory"]:
        for id in ("between", "expects"):
            questions[f"{id}-{person['id']}"] = _about(person, id, bank["people"], told.get("people", {}))
    return {
        "client": case["client"]["name"],
        "topics": bank["topics"] | {"person": "About"},
        "questions": questions,
        "people": {one["id"]: {k: one[k] for k in ("name", "relation", "status", "ring")} for one in case["inventory"]},
        "events": {str(one["t_weeks"]): one["text"] for one in case["timeline"]},
    }


def _always(question: dict) -> dict:
    return {name: value for name, value in question.items() if name != "says"}


def _about(person: dict, id: str, bank: dict, own: dict) -> dict:
    asked = bank[id]["ask_died" if person["status"] == "deceased" else "ask"]
    told = own.get(person["id"], {})
    weight = told.get(id)
    note = bank[id]["says"].format_map(person)
    return {
        "ask": asked.format(name=told.get("called") or person["name"]),
        "topic": "person",
        "says": note[0].upper() + note[1:],
        "weight": weight if weight is not None else _weight(person, id, bank["weights"]),
        "why": bank[id]["why"],
        "about": person["id"],
    }


def _weight(person: dict, id: str, weights: dict) -> int:
    if person["function"] == "problem_focus":
        return weights["problem_focus"].get(id, 0)
    near = person["ring"] == NEAREST and person["function"] in SUPPORTS
    return weights["near"].get(id, 0) if near else 0


def faults(case: dict, bank: dict) -> Iterator[Found]:
    """What does not fit between a case's answers, its people, its timeline and the questions there are."""
    told = case["interview"]
    people = {one["id"] for one in case["inventory"]}
    weeks = [one["t_weeks"] for one in case["timeline"]]
    for id in bank["questions"].keys() - told["answers"].keys():
        yield ("interview", "answers"), f"question '{id}' is not answered", "write what the client says to it"
    named = set()
    for id, answer in told["answers"].items():
        where = ("interview", "answers", id)
        if id not in bank["questions"]:
            yield where, f"'{id}' is no question of the interview", f"use {', '.join(bank['questions'])}"
        for person in answer["people"]:
            if person not in people:
                yield (*where, "people"), f"'{person}' is not in the inventory", f"use {', '.join(sorted(people))}"
        for week in answer["weeks"]:
            if weeks.count(week) != 1:
                yield (*where, "weeks"), f"{weeks.count(week)} events are in week {week}", "name a week of one event"
        named |= set(answer["people"])
    for person in sorted(people - named):
        yield ("interview", "answers"), f"no answer names '{person}'", "let somebody ask, and the client name them"
    for person in told["people"].keys() - people:
        yield (
            ("interview", "people", person),
            f"'{person}' has questions and no place in the inventory",
            "add or remove",
        )
