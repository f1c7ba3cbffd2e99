"""Every way we know of to get content wrong, each answered by a message of its own that names file, line and fix."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ipt_course.course.checking import Check

COURSE = """\
title: A small course
subtitle: For tests
description: Two words.
licence: CC BY 4.0
training_note: Education only.
modules:
  - slug: loss
    number: 1
    title: Loss
    minutes: 10
    part: Only part
    about: About loss.
    notebook: 01-loss
    objectives:
      - {id: loss.see, text: See it}
"""
REFERENCES = """\
- id: able-2001
  type: article-journal
  title: A title
  author: [{family: Able, given: A}]
  issued: {date-parts: [[2001]]}
"""
GUIDE = Path(__file__).resolve().parents[2] / "data" / "cases" / "README.md"
CASE = re.search(r"```yaml\n(.+?)```", GUIDE.read_text(encoding="utf-8"), re.S)[1]
"""The guide's own example, in the small course of these tests."""
CASE = re.sub("sources: .*", "sources: [able-2001]", CASE).replace("instead: thandiwe", "instead: eve")
COMPETENCES = """\
items:
  - {id: A1, phase: all, title: Warm, levels: {harm: Cold., 1: Polite., 2: Kind., 3: In tune.}}
sessions: {initial: [A1]}
"""
EXERCISES = """\
- id: loss.pick
  kind: choice
  title: Pick
  use: pretest
  objectives: [loss.see]
  sources: [able-2001]
  prompt: "Which?"
  hints: ["Look."]
  because: "So [@able-2001]."
  options:
    one: {text: One, feedback: No.}
    two: {text: Two, feedback: Yes.}
  key: {correct: two}
- id: loss.many
  kind: multiple
  title: Many
  objectives: [loss.see]
  sources: [able-2001]
  prompt: "Which ones?"
  hints: ["Look."]
  options:
    one: {text: One, feedback: No.}
    two: {text: Two, feedback: Yes.}
    three: {text: Three, feedback: Yes.}
  key: {correct: [two, three]}
- id: loss.order
  kind: order
  title: Order
  objectives: [loss.see]
  sources: [able-2001]
  prompt: "In order."
  hints: ["Look."]
  steps: {a: A, b: B, c: C}
  key: {before: [{first: a, then: b, why: w}, {first: b, then: c, why: w}]}
- id: loss.sort
  kind: sort
  title: Sort
  objectives: [loss.see]
  sources: [able-2001]
  prompt: "Sort."
  hints: ["Look."]
  bins: {x: X, y: Y}
  cards: {p: P, q: Q}
  key: {cards: {p: {bin: x, why: w}, q: {bin: y, why: w}}}
- id: loss.match
  kind: match
  title: Match
  objectives: [loss.see]
  sources: [able-2001]
  prompt: "Match."
  hints: ["Look."]
  left: {p: P, q: Q}
  right: {x: X, y: Y}
  key: {pairs: {p: {right: x, why: w}, q: {right: y, why: w}}}
- id: loss.label
  kind: label
  title: Label
  objectives: [loss.see]
  sources: [able-2001]
  prompt: "Label."
  hints: ["Look."]
  tags: {open: Open, closed: Closed}
  lines: [{id: l1, who: T, text: How}, {id: l2, who: T, text: Did}]
  key: {lines: {l1: {tags: [open], why: w}}}
- id: loss.circles
  kind: inventory
  title: Circles
  objectives: [loss.see]
  sources: []
  case: ana
  prompt: "Place them."
  hints: ["Look."]
  people: {bo: {clue: Near}, cy: {clue: Dear}, di: {clue: Far}}
  key: {why: {bo: w, cy: w, di: w}}
- id: loss.area
  kind: area_points
  title: Area
  objectives: [loss.see]
  sources: []
  case: ana
  confidence: true
  prompt: "Spread."
  hints: ["Look."]
  key:
    panel: {grief: 80, role_dispute: 0, role_transition: 20, interpersonal_deficits: 0}
    raters: 1
    why: {grief: w, role_dispute: w, role_transition: w, interpersonal_deficits: w}
- id: loss.formulation
  kind: formulation
  title: Formulation
  objectives: [loss.see]
  sources: []
  case: ana
  prompt: "Build."
  hints: ["Look."]
  slots:
    - id: illness
      label: Illness
      options: {plain: {text: It is an illness, points: 2, feedback: Yes}, blame: {text: It is you, points: 0, feedback: No}}
    - {id: words, label: Words, write: true, model: A model}
- id: loss.plane
  kind: plane
  title: Plane
  objectives: [loss.see]
  sources: [able-2001]
  prompt: "Where?"
  hints: ["Look."]
  plane: attachment
  people: {ana: {name: Ana, text: A, case: ana, why: w}, bo: {name: Bo, text: B, at: [-2, 2], why: w}}
- id: loss.say
  kind: say_it
  title: Say
  objectives: [loss.see]
  sources: [able-2001]
  prompt: "Say it."
  hints: ["Breathe."]
  stimulus: {who: Ana, text: I am fine}
  goal: Stay
  criteria: {one: names it, two: stays}
  models: [{level: skilled, text: You miss him, why: w}]
  contrast: {text: Cheer up, why: w}
- id: loss.exchange
  kind: communication
  title: Exchange
  objectives: [loss.see]
  sources: []
  case: ana
  prompt: "Analyse."
  hints: ["Look."]
  exchange: [{who: Bo, text: Fine}, {who: Ana, text: Then go}]
  slots:
    - {id: meant, label: Meant, options: {stay: {text: Please stay, points: 2, feedback: Yes}, go: {text: Please go, points: 0, feedback: No}}}
- id: loss.weigh
  kind: decision
  title: Weigh
  objectives: [loss.see]
  sources: []
  case: ana
  prompt: "Place."
  hints: ["Look."]
  question: What now?
  rows: {write: Write to him, wait: Wait}
  cards: {hurt: It may hurt, hope: He may answer}
  key: {cards: {hurt: {row: write, side: against, why: w}, hope: {row: write, side: for, why: w}}}
  then: {prompt: And then?, options: {try: {text: Try it, feedback: Yes}, leave: {text: Leave it, feedback: No}}, correct: try}
- id: loss.sheet
  kind: balance
  title: Sheet
  objectives: [loss.see]
  sources: []
  case: ana
  prompt: "Place."
  hints: ["Look."]
  cards: {team: I miss the team, sleep: I sleep again}
  key: {cards: {team: {cell: old-good, why: w}, sleep: {cell: new-good, why: w}}}
- id: loss.trend
  kind: trend
  title: Trend
  objectives: [loss.see]
  sources: []
  case: ana
  prompt: "Read."
  hints: ["Look."]
  scores: [18, 17, 12]
  sessions: 16
  then: {prompt: And then?, options: {a: {text: Ask, feedback: Yes}, b: {text: Wait, feedback: No}, c: {text: Add, feedback: No}}, correct: a}
"""
EXERCISES += """\
- id: loss.ask
  kind: interview
  title: Ask
  objectives: [loss.see]
  sources: []
  case: ana
  prompt: "Ask."
  hints: ["Look."]
  budget: 7
"""
FIGURES = """\
- id: loss.line
  file: line.svg
  title: A line
  alt: A line that runs from the left to the right of the picture.
  caption: It runs.
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>\n'
CARDS = "id,front,back,sources\nloss.c1,Front,Back,able-2001\n"
GLOSSARY = "id,term,definition,sources\nloss,Loss,Losing someone.,able-2001\n"
CLAIMS = (
    "claim_id,section,claim,topic,verdict,correction,sources,checked,taught\n"
    "C001,One,A claim,loss,supported,,able-2001,read,loss#Losing\n"
)
CALLS = ["lesson('loss')", "pretest('loss')", "figure('loss.line')", "cards('loss')", "references('loss')"]
CALLS += [
    f"exercise('loss.{n}')"
    for n in [
        "many",
        "order",
        "sort",
        "match",
        "label",
        "circles",
        "area",
        "formulation",
        "plane",
        "say",
        "exchange",
        "weigh",
        "sheet",
        "trend",
        "ask",
    ]
]


def notebook(
    calls=CALLS, prose="## Losing\n\nText ([Able 2001](#ref-able-2001)).", metadata=None, tags=("clinical",)
) -> str:
    cells = [{"cell_type": "markdown", "id": "m", "metadata": {"tags": list(tags)}, "source": prose}]
    cells += [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "execution_count": None, "outputs": [], "source": c}
        for n, c in enumerate(calls)
    ]
    return json.dumps({"cells": cells, "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


WORDING = """\
sources: [able-2001]
words:
  - {avoid: '/commit(s|ted)? suicide/', say: die by suicide, why: It is no crime., said: [They said he committed suicide]}
"""

TRIALS = (
    "row_id,study,year,comparator_category,effect_metric,effect_size,se,ci_low,ci_high,n_ipt,sd_ipt,events_ipt,total_ipt,rob_metapsy_0to4,subset\n"
    'T1,"Able, 2001",2001,control: waiting list,Hedges g (positive favours IPT),0.5,0.25,0.01,0.99,20,9.5,12,20,2,metapsy_youth;in_v24\n'
    'T2,"Baker, 2004",2004,control: care as usual,Hedges g (positive favours IPT),0.2,0.3,-0.388,0.788,30,8,,,3,recon2016\n'
    'T3,"Carr, 2006",2006,CBT,events,,,,,,,5,40,,other_design\n'
)
META = "row_id,study,year,comparison,effect_metric,effect,ci_low,ci_high\nM1,Able 2001,2001,IPT vs control,Hedges g,0.6,0.45,0.75\n"

PLOTS = """\
- id: loss.forest
  title: Forest
  caption: Trees.
  panels:
    - {title: All, wish: {method: pm}}
"""
RED_PEN = """
- id: loss.pen
  kind: red_pen
  title: Pen
  objectives: [loss.see]
  sources: [able-2001]
  prompt: "Mend?"
  hints: ["Look."]
  claims: [C001]
"""
FORECAST = """\
- id: loss.guess
  kind: forecast
  title: Guess
  objectives: [loss.see]
  sources: [able-2001]
  prompt: "How far?"
  hints: ["Look."]
  trials:
    a: {row: T1, text: A}
    b: {row: T2, text: B}
    c: {row: T1, text: C}
"""
BANK = """\
sources: [able-2001]
topics: {people: People, safety: Safety}
questions:
  who: {topic: people, ask: Who is there?, weight: 1, why: w}
  near: {topic: people, ask: Who is near?, weight: 1, why: w, places: true}
  began: {topic: people, ask: When?, weight: 1, why: w}
  thoughts: {topic: safety, ask: Do you think of death?, weight: 3, why: "w [@able-2001]", safety: true}
people:
  between: {ask: "And {name}?", ask_died: "And {name}?", says: "{contact}", why: w}
  expects: {ask: "From {name}?", ask_died: "From {name}?", says: "{wanted}", why: w}
  weights: {problem_focus: {between: 2}, near: {between: 1}}
"""

FILES = {
    "data/evidence/trials.csv": TRIALS,
    "data/evidence/meta_analyses.csv": META,
    "data/wording.yml": WORDING,
    "data/interview.yml": BANK,
    "data/course.yml": COURSE,
    "data/references.yml": REFERENCES,
    "data/cases/ana.yml": CASE,
    "data/cases/eve.yml": CASE.replace("id: ana", "id: eve").replace("instead: eve", "instead: ana"),
    "data/lessons/loss/exercises.yml": EXERCISES,
    "data/lessons/loss/figures.yml": FIGURES,
    "data/lessons/loss/line.svg": SVG,
    "data/lessons/loss/cards.csv": CARDS,
    "data/glossary.csv": GLOSSARY,
    "data/claims.csv": CLAIMS,
    "data/crisis.yml": "local: {}\n",
    "data/competences.yml": "[]\n",
    "notebooks/learn/01-loss.ipynb": notebook(),
}
IV = "data/interview.yml"
EX, CO, RE, CA = "data/lessons/loss/exercises.yml", "data/course.yml", "data/references.yml", "data/cases/ana.yml"
CL = "data/claims.csv"
TR, ME = "data/evidence/trials.csv", "data/evidence/meta_analyses.csv"
PL = "data/lessons/loss/plots.yml"
FI, SV, TA, NB = (
    "data/lessons/loss/figures.yml",
    "data/lessons/loss/line.svg",
    "data/lessons/loss/cards.csv",
    "notebooks/learn/01-loss.ipynb",
)


def swap(file, old, new):
    assert old in FILES[file], old
    return {file: FILES[file].replace(old, new, 1)}


FAULTS = {
    "a claim without a home": ({CL: CLAIMS.replace("loss#Losing", "")}, "claim C001 is taught nowhere"),
    "a claim at no such heading": (
        {CL: CLAIMS.replace("#Losing", "#Finding")},
        "there is no section 'loss#Finding'",
    ),
    "an unknown verdict": ({CL: CLAIMS.replace("supported", "true")}, "'true' is not a verdict"),
    "not YAML": (swap(EX, 'prompt: "Which?"', 'prompt: "Which?'), "not valid YAML"),
    "a tab for indentation": (swap(EX, "  kind: choice", "\tkind: choice"), "not valid YAML"),
    "a key twice": (swap(EX, "  kind: choice", "  kind: choice\n  kind: choice"), "'kind' is given twice"),
    "not a list": ({EX: "a: 1\n"}, "this file is not a list"),
    "an empty file": ({EX: ""}, "this file is empty"),
    "a missing file": ({EX: None}, "this file does not exist"),
    "not UTF-8": ({EX: b"\xff\xfe bad"}, "this file is not UTF-8 text"),
    "an entry that is no exercise": ({EX: EXERCISES + "- just words\n"}, "this entry is not an exercise"),
    "an id twice": (swap(EX, "id: loss.many", "id: loss.pick"), "exercise 'loss.pick' is given twice"),
    "an id of another lesson": (
        swap(EX, "id: loss.many", "id: gain.many"),
        "exercise 'gain.many' does not begin with 'loss.'",
    ),
    "an id in capitals": (swap(EX, "id: loss.many", "id: loss.Many"), "'id' is 'loss.Many', which is not a valid name"),
    "an unknown kind": (swap(EX, "kind: choice", "kind: choise"), "'kind' is 'choise'"),
    "a list for a kind": (swap(EX, "kind: choice", "kind: [choice]"), "'kind' is "),
    "a list for an id": (swap(EX, "id: loss.many", "id: [loss.many]"), "'id' is "),
    "a missing title": (swap(EX, "  title: Pick\n", ""), "'title' is missing"),
    "a title twice": (swap(EX, "title: Many", "title: Pick"), "two exercises are called 'Pick'"),
    "a misspelt field": (
        swap(EX, '  hints: ["Look."]\n  because', '  hint: ["Look."]\n  because'),
        "'hint' is not known here",
    ),
    "no hint": (swap(EX, 'hints: ["Look."]', "hints: []"), "'hints' has too few entries"),
    "four hints": (swap(EX, 'hints: ["Look."]', "hints: [a, b, c, d]"), "'hints' has too many entries"),
    "an empty prompt": (swap(EX, 'prompt: "Which?"', 'prompt: ""'), "'prompt' is empty"),
    "a number for text": (swap(EX, "title: Pick", "title: 12"), "'title' is 12, not text"),
    "a word for true": (
        swap(EX, "confidence: true", "confidence: often"),
        "'confidence' is 'often', not true or false",
    ),
    "an unknown use": (swap(EX, "use: pretest", "use: exam"), "'use' is 'exam'"),
    "an option without feedback": (swap(EX, "{text: One, feedback: No.}", "{text: One}"), "'feedback' is missing"),
    "a key to nowhere": (
        swap(EX, "key: {correct: two}", "key: {correct: four}"),
        "the key names option 'four', which does not exist",
    ),
    "no key": (swap(EX, "  key: {correct: two}\n", ""), "'key' is missing"),
    "every option right": (
        swap(EX, "key: {correct: [two, three]}", "key: {correct: [one, two, three]}"),
        "every option is right",
    ),
    "nothing right": (swap(EX, "key: {correct: [two, three]}", "key: {correct: []}"), "the key names no option"),
    "a right option twice": (
        swap(EX, "key: {correct: [two, three]}", "key: {correct: [two, two]}"),
        "the key names an option twice",
    ),
    "an unknown step": (swap(EX, "first: b, then: c", "first: b, then: z"), "the key names step 'z'"),
    "a circle of steps": (swap(EX, "first: b, then: c", "first: b, then: a"), "the pairs contradict each other"),
    "a card without an answer": (
        swap(EX, "{p: {bin: x, why: w}, q: {bin: y, why: w}}", "{p: {bin: x, why: w}}"),
        "card 'q' has no answer",
    ),
    "an unknown bin": (swap(EX, "q: {bin: y, why: w}", "q: {bin: z, why: w}"), "card 'q' belongs to category 'z'"),
    "a shared partner": (swap(EX, "q: {right: y, why: w}", "q: {right: x, why: w}"), "two cards share a partner"),
    "an unknown tag": (swap(EX, "tags: [open]", "tags: [opened]"), "the key uses tag 'opened'"),
    "an unknown line": (swap(EX, "lines: {l1:", "lines: {l9:"), "the key labels line 'l9'"),
    "an unknown case": (
        swap(EX, '  case: ana\n  prompt: "Place', '  case: eva\n  prompt: "Place'),
        "case 'eva' does not exist",
    ),
    "a person without a clue": (swap(EX, "cy: {clue: Dear}, ", ""), "'cy' has no clue"),
    "a person who is not there": (
        swap(EX, "why: {bo: w,", "why: {zed: w, bo: w,"),
        "'zed' is not in the inventory of ana",
    ),
    "points that do not add up": (swap(EX, "grief: 80", "grief: 70"), "the panel's points add up to 90"),
    "an area of our own": (
        swap(EX, "role_dispute: 0", "conflict: 0"),
        "'conflict' is not one of the four problem areas",
    ),
    "points as words": (swap(EX, "grief: 80", "grief: many"), "'grief' is 'many', not a whole number"),
    "no clear wording": (swap(EX, "points: 2", "points: 1"), "no wording of slot 'illness' earns 2 points"),
    "a written slot without a model": (
        swap(EX, ", write: true, model: A model", ", write: true"),
        "written slot 'words' has no model",
    ),
    "an exchange of one line": (swap(EX, ", {who: Ana, text: Then go}]", "]"), "an exchange of fewer than two lines"),
    "a line without a speaker": (swap(EX, "{who: Bo, text: Fine}", "{text: Fine}"), "'who' is missing"),
    "an unknown row": (
        swap(EX, "{row: write, side: for, why: w}", "{row: call, side: for, why: w}"),
        "card 'hope' belongs to cell 'call/for', which does not exist",
    ),
    "a closing question without an answer": (swap(EX, "correct: try}", "correct: stay}"), "'stay' is not an option"),
    "an unknown cell": (
        swap(EX, "{cell: new-good, why: w}", "{cell: new-fine, why: w}"),
        "card 'sleep' belongs to cell 'new/fine', which does not exist",
    ),
    "a consideration without a cell": (swap(EX, ", sleep: {cell: new-good, why: w}", ""), "card 'sleep' has no cell"),
    "a place near the middle": (swap(EX, "at: [-2, 2]", "at: [0, 1]"), "too near to the middle to be told apart"),
    "a place off the map": (swap(EX, "at: [-2, 2]", "at: [-2, 4]"), "not a place on the plane"),
    "no such map": (
        swap(EX, "plane: attachment", "plane: mood"),
        "case 'ana' has no place on the plane 'mood'",
    ),
    "a map that pulls nobody": (
        swap(EX, "plane: attachment", "plane: attachment\n  invites: true"),
        "a place on the attachment plane invites no other",
    ),
    "a case without a place": (
        swap(EX, "plane: attachment", "plane: circumplex"),
        "case 'ana' has no place on the plane 'circumplex'",
    ),
    "a scale exceeded": (swap(CA, "anxiety: 3", "anxiety: 9"), "'anxiety' is 9, out of range"),
    "a score beyond the scale": (
        swap(EX, "scores: [18, 17, 12]", "scores: [18, 17, 28]"),
        "a score is outside 0 to 27",
    ),
    "more scores than sessions": (swap(EX, "sessions: 16", "sessions: 2"), "3 scores of 2 sessions"),
    "one criterion": (
        swap(EX, "criteria: {one: names it, two: stays}", "criteria: {one: names it}"),
        "fewer than two criteria",
    ),
    "an unknown source": (
        swap(EX, "sources: [able-2001]", "sources: [baker-2002]"),
        "reference 'baker-2002' is not in references.yml",
    ),
    "an unknown citation": (swap(EX, "[@able-2001]", "[@cain-2003]"), "reference 'cain-2003' is not in references.yml"),
    "no source at all": (
        swap(EX, "sources: [able-2001]", "sources: []"),
        "exercise 'loss.pick' names no source and no case",
    ),
    "an unknown objective": (
        swap(EX, "objectives: [loss.see]", "objectives: [loss.hear]"),
        "objective 'loss.hear' is not in course.yml",
    ),
    "an exercise nobody shows": (
        {NB: notebook([c for c in CALLS if "many" not in c])},
        "exercise 'loss.many' is shown in no notebook",
    ),
    "an exercise shown twice": (
        {NB: notebook([*CALLS, "exercise('loss.many')"])},
        "exercise 'loss.many' is shown 2 times",
    ),
    "a call to nowhere": ({NB: notebook([*CALLS, "exercise('loss.none')"])}, "exercise 'loss.none' does not exist"),
    "a client nobody invented": ({NB: notebook([*CALLS, "case('bob')"])}, "case 'bob' does not exist"),
    "logic in a notebook": ({NB: notebook([*CALLS, "x = 1 + 1"])}, "'x = 1 + 1' is not a call a lesson may make"),
    "a computed id": (
        {NB: notebook([*CALLS, "exercise('loss.' + 'many')"])},
        "does not name its content by a plain id",
    ),
    "broken Python": ({NB: notebook([*CALLS, "exercise("])}, "this cell is not valid Python"),
    "a broken notebook": ({NB: "{"}, "this is not a notebook"),
    "saved widget state": ({NB: notebook(metadata={"widgets": {}})}, "the notebook carries saved widget state"),
    "an unknown reference in prose": (
        {NB: notebook(prose="([Dan](#ref-dan-2004))")},
        "reference 'dan-2004' is not in references.yml",
    ),
    "a lesson without a clinical section": (
        {NB: notebook(tags=[])},
        "this notebook cites works, and none of its sections is marked clinical",
    ),
    "an unsourced clinical paragraph": (
        {
            NB: notebook(
                prose="## Loss\n\nSo it is ([Able 2001](#ref-able-2001)).\n\nAnd so is this.", tags=["clinical"]
            )
        },
        "“And so is this.…” stands in a clinical section and cites nothing",
    ),
    "a work cited nowhere": (
        {RE: REFERENCES + REFERENCES.replace("able", "baker")},
        "reference 'baker-2001' is cited nowhere",
    ),
    "a graded exercise on what nobody read": (
        swap(RE, "  type: article-journal\n", "  type: article-journal\n  custom: {checked: recalled}\n"),
        "is graded and rests on works marked as recalled",
    ),
    "a wish that the explorer does not know": (
        {PL: PLOTS.replace("method: pm", "method: best")},
        "the explorer offers no 'method: best'",
    ),
    "a plot without panels": (
        {PL: PLOTS.replace("\n    - {title: All, wish: {method: pm}}", " []")},
        "'panels' has too few",
    ),
    "a plot that is not there": (
        {NB: notebook([*CALLS, "plot('loss.forest')"]), PL: PLOTS.replace("loss.forest", "loss.wood")},
        "plot 'loss.forest' does not exist",
    ),
    "a page of an unknown lesson": (
        swap(CO, "modules:", "pages:\n  - {notebook: lab, title: Lab, lesson: gain}\nmodules:"),
        "there is no lesson 'gain'",
    ),
    "a page with a lesson's name": (
        swap(CO, "modules:", "pages:\n  - {notebook: lab, title: Lab, slug: loss}\nmodules:"),
        "'loss' is a lesson already",
    ),
    "a forecast of a trial that is not there": (
        {EX: EXERCISES + FORECAST.replace("row: T2", "row: T9")},
        "'T9' is not a row with an effect",
    ),
    "a forecast of a trial without effect": (
        {EX: EXERCISES + FORECAST.replace("row: T2", "row: T3")},
        "'T3' is not a row with an effect",
    ),
    "a red pen for a claim that is not there": (
        {EX: EXERCISES + RED_PEN.replace("C001", "C009")},
        "'C009' is not a claim in data/claims.csv that has been looked up",
    ),
    "a red pen for a claim that nobody has looked up": (
        {EX: EXERCISES + RED_PEN, CL: CLAIMS.replace(",read,", ",recalled,")},
        "'C001' is not a claim in data/claims.csv that has been looked up",
    ),
    "a red pen without a list of claims": (
        {EX: EXERCISES + RED_PEN.replace("[C001]", "C001")},
        "'claims' is not a list",
    ),
    "a red pen for one claim": ({EX: EXERCISES + RED_PEN}, "1 claims"),
    "a forecast of two trials": (
        {EX: EXERCISES + "\n".join(line for line in FORECAST.splitlines() if "c: {row" not in line) + "\n"},
        "2 trials",
    ),
    "a table of trials that is missing": ({TR: None}, "this file does not exist"),
    "a pooled trial without standard error": (
        swap(TR, "0.5,0.25,0.01,0.99", "0.5,,,"),
        "T1: 'effect_size' has no standard",
    ),
    "a pooled trial without effect": (swap(TR, "0.5,0.25,0.01,0.99", ",0.25,,"), "T1: a pooled row has no effect"),
    "a standard error of zero": (swap(TR, "0.5,0.25,", "0.5,0,"), "T1: 'se' is 0"),
    "a reversed interval": (swap(TR, "0.01,0.99", "0.99,0.01"), "T1: the interval is reversed: from 0.99 to 0.01"),
    "half an interval": (swap(TR, "0.01,0.99", "0.01,"), "T1: only one end of the interval is given"),
    "an effect outside its interval": (
        swap(ME, "0.6,0.45", "0.4,0.45"),
        "M1: the effect 0.4 lies outside its interval",
    ),
    "an interval too wide for its error": (swap(TR, "0.01,0.99", "0.01,1.99"), "T1: the interval is 1.98 wide"),
    "a trial twice": (swap(TR, "T2,", "T1,"), "row 'T1' is given twice, first in line 2"),
    "a result twice": ({ME: META + META.splitlines()[1] + "\n"}, "row 'M1' is given twice"),
    "a word for an effect": (swap(TR, "0.5,0.25", "half,0.25"), "T1: 'effect_size' is 'half', not a number"),
    "an effect that is infinite": (swap(ME, "0.6,", "inf,"), "M1: 'effect' is 'inf', not a number"),
    "a year out of reach": (swap(TR, '2001",2001', '2001",201'), "T1: 'year' is '201'"),
    "a pooled trial without year": (swap(TR, '2001",2001', '2001",'), "T1: a pooled row has no year"),
    "a comparator that cannot be pooled": (
        swap(TR, "control: waiting list", "CBT"),
        "T1: 'comparator_category' is 'CBT'",
    ),
    "an odds ratio among Hedges' g": (swap(TR, "Hedges g (positive", "odds ratio (positive"), "T1: 'effect_metric' is"),
    "more events than people": (swap(TR, "12,20,2", "22,20,2"), "T1: 22 of 20 in the ipt group"),
    "a negative spread": (swap(TR, "20,9.5", "20,-9.5"), "T1: 'sd_ipt' is -9.5"),
    "five of four criteria": (swap(TR, "12,20,2", "12,20,5"), "T1: 'rob_metapsy_0to4' is 5"),
    "a trial without a name": (swap(TR, '"Able, 2001"', ""), "T1: 'study' is empty"),
    "a row of trials too long": (swap(TR, "2,metapsy", "2,3,metapsy"), "this row has the wrong number of cells"),
    "a table without a column": (swap(TR, "effect_size,se,", "effect_size,error,"), "column 'se' is missing"),
    "a table that is not UTF-8": ({TR: b"\xff\xfe bad"}, "this table cannot be read"),
    "a word not used of people": (swap(TA, "Front,Back", "Front,He committed suicide"), "“committed suicide” is said"),
    "a pattern that is none": (
        {"data/wording.yml": WORDING.replace("(s|ted)?", "(s|ted?")},
        "a pattern is not valid",
    ),
    "a missing notebook": ({NB: None}, "notebook '01-loss.ipynb' does not exist"),
    "a missing drawing": ({SV: None}, "drawing 'line.svg' does not exist"),
    "a broken drawing": ({SV: "<svg><path></svg>"}, "not well-formed SVG"),
    "a script in a drawing": (
        {SV: SVG.replace("<path", "<script>1</script><path")},
        "holds a script or reaches outside",
    ),
    "a figure without words": (
        swap(FI, "alt: A line that runs from the left to the right of the picture.", "alt: A line"),
        "'alt' is too short",
    ),
    "an unknown figure": ({NB: notebook([*CALLS, "figure('loss.arc')"])}, "figure 'loss.arc' does not exist"),
    "a wrong column": (
        swap(TA, "id,front,back,sources", "id,front,rear,sources"),
        "the columns are id,front,rear,sources",
    ),
    "an empty cell": (swap(TA, "Front,Back", "Front,"), "'back' is empty"),
    "a row too long": (swap(TA, "Front,Back", "Front,Back, and more"), "this row has the wrong number of cells"),
    "a card twice": ({TA: CARDS + "loss.c1,F,B,able-2001\n"}, "'loss.c1' is given twice"),
    "a reference without a title": (swap(RE, "  title: A title\n", ""), "reference 'able-2001' has no title"),
    "a reference without a year": (
        swap(RE, "  issued: {date-parts: [[2001]]}\n", ""),
        "reference 'able-2001' has no year",
    ),
    "a reference twice": ({RE: REFERENCES * 2}, "reference 'able-2001' is given twice"),
    "a case that is not fictional": (swap(CA, "fictional: true", "fictional: false"), "'fictional' is False"),
    "a fourth ring": (swap(CA, "ring: 3", "ring: 4"), "'ring' is 4"),
    "two people with one id": (swap(CA, "- id: di", "- id: bo"), "two people have id 'bo'"),
    "a case under another name": (swap(CA, "id: ana", "id: eva"), "case id 'eva' is not the file's name"),
    "a drill for no competence": (
        {"data/drills.yml": "Z9: [loss.pick]\n"},
        "'Z9' is no competence of competences.yml",
    ),
    "a drill that is no exercise": (
        {"data/drills.yml": "A1: [loss.gone]\n", "data/competences.yml": COMPETENCES},
        "there is no exercise 'loss.gone' to drill",
    ),
    "a drill that is no list": (
        {"data/drills.yml": "A1: loss.pick\n", "data/competences.yml": COMPETENCES},
        "'A1' is 'loss.pick'",
    ),
    "an invitation to no session": (
        {NB: notebook().replace("lesson(", "invite(")},
        "session 'loss' does not exist",
    ),
    "an item added up wrongly": (swap(CA, "total: 11", "total: 12"), "the total is 12, the answers add up to 11"),
    "another band": (swap(CA, "severity: moderate", "severity: mild"), "11 points are 'moderate', not 'mild'"),
    "eight answers": (swap(CA, "1, 0, 0]", "1, 0]"), "'items' has too few entries"),
    "an answer of four": (swap(CA, "items: [2,", "items: [4,"), "'0' is 4, out of range"),
    "another syndrome": (
        swap(
            CA,
            "severity: moderate",
            "severity: moderate\n  algorithm: major depressive syndrome\n  symptoms_counted: 5",
        ),
        "by its algorithm this is 'other depressive syndrome'",
    ),
    "symptoms miscounted": (
        swap(CA, "severity: moderate", "severity: moderate\n  symptoms_counted: 5"),
        "4 symptoms count in the algorithm, not 5",
    ),
    "item 9 against its words": (
        swap(CA, "item9: Not at all", "item9: Now and then"),
        "item 9 is 0 and 'item9' does not begin 'Not at all'",
    ),
    "item 9 above 0 and denied": (
        {CA: CASE.replace("0, 0]", "0, 1]").replace("total: 11", "total: 12")},
        "item 9 is above 0 and 'item9' begins 'Not at all'",
    ),
    "item 9 above 0 and no risk": (
        {CA: CASE.replace("0, 0]", "0, 1]").replace("total: 11", "total: 12")},
        "item 9 is above 0 and the risk is 'not raised at intake'",
    ),
    "safety asked once": (swap(CA, "Repeat item 9 each", "Ask at the first"), "no action repeats item 9"),
    "no content note": (
        {CA: re.sub("content_note: .*\n", "", CASE)},
        "somebody died, or item 9 is above 0, and there is no 'content_note'",
    ),
    "nobody to meet instead": ({CA: CASE.replace("instead: eve\n", "")}, "a content note without 'instead'"),
    "itself instead": (swap(CA, "instead: eve", "instead: ana"), "case 'ana' is no other case"),
    "a case that rests on nothing": (swap(CA, "sources: [able-2001]", "sources: []"), "'sources' has too few entries"),
    "a case on an unknown work": (
        swap(CA, "sources: [able-2001]", "sources: [able-2001, fay-1999]"),
        "reference 'fay-1999' is not in references.yml",
    ),
    "a citation in a case": (
        swap(CA, "and nothing changed then.", "and nothing changed then [@gill-1998]."),
        "reference 'gill-1998' is not in references.yml",
    ),
    "a lost friend alive": (swap(CA, "quality: distant", "quality: lost"), "Bo is alive and the quality is 'lost'"),
    "a death off the timeline": (
        swap(CA, "died 150 weeks ago", "died 15 weeks ago"),
        "Cy died 15 weeks ago, and the timeline has no week -15",
    ),
    "two of one name": (swap(CA, "name: Di", "name: Bo"), "two people have name 'Bo'"),
    "grief for nobody": (
        {
            CA: CASE.replace("problem_area: role_transition", "problem_area: grief")
            .replace("grief: {verdict: reject", "grief: {verdict: primary")
            .replace("role_transition: {verdict: primary", "role_transition: {verdict: reject")
        },
        "0 people are the problem_focus of a grief",
    ),
    "grief for the living": (
        {
            CA: CASE.replace("problem_area: role_transition", "problem_area: grief").replace(
                "function: potential_support", "function: problem_focus", 1
            )
        },
        "the focus of the grief is alive",
    ),
    "weeks out of order": (swap(CA, "t_weeks: -150", "t_weeks: -19"), "week -20 comes after week -19"),
    "an event to come": (swap(CA, "{t_weeks: -17", "{t_weeks: 2"), "'t_weeks' is 2, out of range"),
    "an onset elsewhere": (
        swap(CA, "onset_weeks: -17", "onset_weeks: -16"),
        "the onset is at week -16; on the timeline: -17",
    ),
    "a trigger too late": (
        swap(CA, "onset_weeks: -17", "onset_weeks: -30"),
        "a trigger after the onset",
    ),
    "a distractor where a trigger would be": (
        swap(CA, "t_weeks: -150", "t_weeks: -24"),
        "a distractor within 8 weeks before the onset",
    ),
    "a transition without a trigger": (
        swap(CA, "relevance: trigger", "relevance: context"),
        "role_transition without a trigger",
    ),
    "two primary areas": (
        swap(CA, "grief: {verdict: reject", "grief: {verdict: primary"),
        "primary under 'areas': grief, role_transition",
    ),
    "an area not weighed": (
        {CA: re.sub("  grief: .*\n", "", CASE)},
        "'grief' is not weighed",
    ),
    "a stage of no dispute": (
        swap(CA, "goals:", "dispute_stage: impasse\ngoals:"),
        "dispute_stage is impasse, the problem area role_transition",
    ),
    "a course that begins elsewhere": (
        swap(CA, "goals:", "course: {phq9: [10, 9], notes: Falls.}\ngoals:"),
        "the course begins at 10, the intake PHQ-9 is 11",
    ),
    "a course too short": (
        swap(CA, "goals:", "course: {phq9: [11, 9], notes: Falls.}\ngoals:"),
        "2 totals for 12 sessions",
    ),
    "a course off the scale": (
        swap(CA, "goals:", "course: {phq9: [11, 30], notes: Rises.}\ngoals:"),
        "a total is outside 0 to 27",
    ),
    "a style misnamed": (
        swap(CA, "avoidance: 2}", "avoidance: 2, label: fearful}"),
        "these coordinates are 'secure', not 'fearful'",
    ),
    "an octant misnamed": (
        swap(CA, "attachment:", "circumplex: {communion: 0.6, agency: 0, octant: DE}\nattachment:"),
        "these coordinates lie in LM, not DE",
    ),
    "an invitation misnamed": (
        swap(
            CA, "attachment:", "circumplex: {communion: 0, agency: 0.6, octant: PA, complement_octant: LM}\nattachment:"
        ),
        "PA invites HI, not LM",
    ),
    "an interview nobody gave": (
        {EX: EXERCISES, CA: CASE.partition("interview:")[0]},
        "case 'ana' has no interview that can be read",
    ),
    "a question not answered": (
        {CA: re.sub("    near:.*?    began:", "    began:", CASE, flags=re.S)},
        "question 'near' is not answered",
    ),
    "an answer to no question": (swap(CA, "    near:", "    far:"), "'far' is no question of the interview"),
    "somebody named who is not there": (swap(CA, "people: [bo]", "people: [bob]"), "'bob' is not in the inventory"),
    "somebody whom nobody names": (swap(CA, "people: [bo]", "people: []"), "no answer names 'bo'"),
    "a week without an event": (swap(CA, "weeks: [-20, -17]", "weeks: [-21]"), "0 events are in week -21"),
    "questions about a stranger": (
        {CA: CASE + "  people:\n    zoe: {between: 1}\n"},
        "'zoe' has questions and no place in the inventory",
    ),
    "a weight of nine": (swap(IV, "weight: 3", "weight: 9"), "'weight' is 9, out of range"),
    "a question on an unknown work": (swap(IV, "[@able-2001]", "[@hill-1997]"), "reference 'hill-1997' is not"),
    "no question about safety": (
        {EX: EXERCISES, IV: BANK.replace(", safety: true", "")},
        "this interview has no question about safety",
    ),
    "too few questions": (swap(EX, "budget: 7", "budget: 4"), "5 questions are needed and 4 allowed"),
    "as many questions as there are": (swap(EX, "budget: 7", "budget: 10"), "everything can be asked"),
    "a misspelt field of a case": (swap(CA, "in_brief:", "brief:"), "'brief' is not known here"),
    "a later prerequisite": (
        swap(CO, "    notebook: 01-loss", "    notebook: 01-loss\n    prerequisites: [gain]"),
        "prerequisite 'gain' is not an earlier module",
    ),
    "no minutes": (swap(CO, "minutes: 10", "minutes: 0"), "'minutes' is 0, out of range"),
    "a foreign objective": (
        swap(CO, "{id: loss.see", "{id: gain.see"),
        "objective 'gain.see' does not begin with 'loss.'",
    ),
}


def write(folder: Path, changed: dict | None = None) -> None:
    for name, text in (FILES | (changed or {})).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        elif text is not None:
            path.write_text(text, encoding="utf-8")


def findings(folder: Path) -> list:
    return Check(folder / "data", folder / "notebooks" / "learn").findings


ELSEWHERE = ("shown in no notebook", "rests on works marked as recalled")
"""Faults found in another file than the one that was changed."""


def test_sound_content_has_no_findings(tmp_path):
    write(tmp_path)
    assert [str(f) for f in findings(tmp_path)] == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_file_line_and_fix(name, tmp_path):
    changed, expected = FAULTS[name]
    write(tmp_path, changed)
    found = [f for f in findings(tmp_path) if expected in f.what]
    assert found, [str(f) for f in findings(tmp_path)]
    assert found[0].line >= 1 and found[0].fix
    file = next(iter(changed))
    if changed[file] is not None and not any(words in expected for words in ELSEWHERE):
        assert found[0].file.endswith(file)


def test_messages_differ_from_fault_to_fault():
    assert len({expected for _, expected in FAULTS.values()}) >= 30


def test_the_line_is_the_line(tmp_path):
    write(tmp_path, swap(EX, "key: {correct: two}", "key: {correct: four}"))
    finding = findings(tmp_path)[0]
    assert "correct: four" in (tmp_path / EX).read_text().splitlines()[finding.line - 1]


@pytest.mark.parametrize("name", ["not UTF-8", "not YAML", "a broken notebook", "a missing file"])
def test_the_command_never_shows_a_traceback(name, tmp_path):
    write(tmp_path, FAULTS[name][0])
    done = subprocess.run([sys.executable, "-m", "ipt_course", "check", str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert re.search(r"^\S+:\d+: .+ — .+$", done.stdout, re.M)


def test_json_carries_findings_and_counts(tmp_path):
    write(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "ipt_course", "check", str(tmp_path), "--json"], capture_output=True, text=True
    )
    result = json.loads(done.stdout)
    assert done.returncode == 0 and result["findings"] == []
    assert result["counts"]["exercises"] == 16 and result["counts"]["exercises_by_type"]["sort"] == 1
