"""Scripts as files: every fault at its line, what the check keeps and counts, and pages that open without YAML."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from scenes import sound

from ipt_course.course import session_check
from ipt_course.course.checking import Check
from ipt_course.course.library import ContentError, Library, library
from ipt_course.course.places import data_dir, notebooks_dir
from ipt_course.course.session_schema import json_schema
from ipt_course.simulation.session import open_session, reopen

CASE = """\
id: ana
number: L1
title: Ana
fictional: true
client: {name: Ana Berg, age: 40, pronouns: she/her}
presenting_problem: Low since spring.
formulation: It fits.
inventory:
  - {id: bo, name: Bo, relation: friend, ring: 1, status: alive, quality_note: Near.}
  - {id: cy, name: Cy, relation: father, ring: 2, status: deceased, quality_note: Missed.}
  - {id: di, name: Di, relation: neighbour, ring: 3, status: alive, quality_note: Waves.}
"""
REFERENCE = """\
- id: able-2001
  type: article-journal
  title: A title
  author: [{family: Able, given: A}]
  issued: {date-parts: [[2001]]}
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with one session and nothing else; its cache is its own."""
    data = tmp_path / "data"
    (data / "sessions").mkdir(parents=True)
    (data / "cases").mkdir()
    for name in ("ana", "bea"):
        (data / "cases" / f"{name}.yml").write_text(CASE.replace("id: ana", f"id: {name}").replace("L1", name))
    (data / "references.yml").write_text(REFERENCE)
    for name in ("competences.yml", "questionnaires.yml", "crisis.yml"):
        shutil.copy(data_dir() / name, data / name)
    monkeypatch.setenv("IPT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return data


def written(data: Path, script: dict | str, name="ana.small") -> Path:
    path = data / "sessions" / f"{name}.yml"
    path.write_text(script if isinstance(script, str) else yaml.safe_dump(script, sort_keys=False, width=200))
    return path


def findings(data: Path) -> list[str]:
    """What the check says about the sessions."""
    return [str(f) for f in Check(data, data).findings if f.file.startswith("data/sessions")]


def texts(given) -> list[str]:
    """Every text in plain data."""
    if isinstance(given, str):
        return [given]
    inside = given.values() if isinstance(given, dict) else given if isinstance(given, list) else ()
    return [text for one in inside for text in texts(one)]


def swapped(old: str, new: str) -> str:
    """The sound script's file with one place changed."""
    given = yaml.safe_dump(sound(), sort_keys=False, width=200)
    assert old in given, old
    return given.replace(old, new, 1)


def spoiled(spoil) -> str:
    """The sound script's file after a change of its data."""
    script = sound()
    spoil(script)
    return yaml.safe_dump(script, sort_keys=False, width=200)


def sorry(script: dict) -> dict:
    return script["turns"]["hurt"]["moves"]["sorry"]


FAULTS = {
    "not YAML": (swapped("title: A small scene", "title: 'A small scene"), "not valid YAML", None),
    "an empty file": ("", "'format' is missing — add it", 1),
    "a list": ("- format\n", "not a block of fields", 1),
    "a key twice": (swapped("minutes: 20", "minutes: 20\nminutes: 30"), "'minutes' is given twice", 8),
    "another format": (swapped("format: 1", "format: 2"), "'format' is 2 — use 1", 1),
    "no title": (swapped("title: A small scene\n", ""), "'title' is missing — add it", 1),
    "a misspelt field": (swapped("minutes: 20", "minuets: 20"), "'minuets' is not known here", 7),
    "an unknown phase": (
        swapped("phase: initial", "phase: first"),
        "'phase' is 'first' — use 'initial', 'middle' or",
        5,
    ),
    "not fictional": (swapped("fictional: true", "fictional: false"), "'fictional' is False — use True", 6),
    "another name than the file's": (
        swapped("id: ana.small", "id: ana.other"),
        "is not the file's name — use 'ana.small'",
        2,
    ),
    "a name of another client's": (swapped("case: ana", "case: bea"), "does not begin with 'bea.'", 2),
    "an unknown case": (swapped("case: ana", "case: eva"), "case 'eva' does not exist — use one of: ana, bea", 4),
    "a competence of another phase": (swapped("- I6\n", "- M7\n"), "'M7' is not rated in this phase", None),
    "an unknown competence": (swapped("I6: 3", "I99: 3"), "which is not a valid name", None),
    "a level too high": (swapped("I6: 3", "I6: 4"), "'I6' is 4 — use 0, 1, 2, 3 or 'H'", None),
    "an unknown kind of move": (
        swapped("kind: empathy", "kind: hug"),
        "'kind' is 'hug' — use 'listen', 'silence'",
        None,
    ),
    "a move without feedback": (spoiled(lambda s: sorry(s).pop("because")), "'because' is missing — say what", None),
    "a case without feedback": (
        spoiled(lambda s: s["turns"]["bye"]["moves"]["slow"]["when"][0].pop("because")),
        "'because' is missing — add it",
        None,
    ),
    "one meaning beside several": (
        spoiled(lambda s: sorry(s).update(when=[{"because": "So."}])),
        "'shows' stands beside 'when' — move it into the cases",
        None,
    ),
    "a word for a step": (
        spoiled(lambda s: sorry(s)["does"].update(alliance="up")),
        "'up' is neither a number nor true or false — write a step such as +1",
        None,
    ),
    "a broken condition": (swapped("if: brims", "if: brims and"), "the condition 'brims and' stops short [L0]", None),
    "an unknown source": (
        swapped("- able-2001", "- baker-2002"),
        "reference 'baker-2002' is not in references.yml",
        None,
    ),
    "risk left open": (spoiled(lambda s: s.update(risk={})), "the cue of risk is left open — give 'cue' and", None),
    "risk half given": (
        spoiled(lambda s: s["risk"].pop("asked")),
        "the cue of risk is left open — give 'cue' and",
        None,
    ),
    "risk and none": (
        spoiled(lambda s: s["risk"].update(none="No.")),
        "the cue of risk is left open — give 'cue' and",
        None,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_shape_is_named_with_its_line_and_its_fix(course, name):
    given, says, line = FAULTS[name]
    path = written(course, given)
    found = findings(course)
    assert any(says in one for one in found), found
    assert all(one.startswith(f"data/sessions/{path.name}:") and " — " in one for one in found)
    assert not any(word in one for one in found for word in ("Traceback", "pydantic", "Model", "validation"))
    if line:
        assert any(one.startswith(f"data/sessions/{path.name}:{line}: ") and says in one for one in found), found


def test_a_fault_of_structure_is_named_at_its_line(course):
    script = sound()
    script["turns"]["bye"]["moves"]["slow"]["when"][1]["goto"] = "nowhere"
    path = written(course, script)
    (found,) = findings(course)
    line = next(n for n, row in enumerate(path.read_text().splitlines(), 1) if "nowhere" in row)
    assert found.startswith(
        f"data/sessions/ana.small.yml:{line}: there is no turn 'nowhere' [L0] — use one of: step-0, "
    )


def test_a_sound_script_is_counted_and_covered(course):
    written(course, sound())
    check = Check(course, course)
    assert findings(course) == [] and check.counts["sessions"] == 1
    covered = check.sessions["ana.small"].coverage
    assert covered["best"] == covered["experts"] == covered["listening"] == 1 and covered["beliefs_whole"]
    assert covered["states"] > 1000 and covered["turns"] == 25 and covered["good_path"] == [23, 23]


def test_what_was_proven_is_proven_again_only_when_something_changed(course, monkeypatch):
    proven = []
    real = session_check._check
    monkeypatch.setattr(session_check, "_check", lambda path, data: proven.append(path.stem) or real(path, data))
    written(course, sound())
    first, again = findings(course), findings(course)
    assert proven == ["ana.small"] and first == again == []
    written(course, swapped("title: A small scene", "title: ''"))
    broken = findings(course)
    assert proven == ["ana.small"] * 2 and findings(course) == broken != []
    (course / "cases" / "ana.yml").write_text(CASE.replace("Ana Berg", "Ana Bach"))
    findings(course)
    assert proven == ["ana.small"] * 3


def test_several_scripts_are_proven_side_by_side(course):
    for n in range(3):
        written(course, sound() | {"id": f"ana.small-{n}"}, f"ana.small-{n}")
    written(course, swapped("if: brims", "if: brim"), "ana.broken")
    found = findings(course)
    assert {one.split(":")[0] for one in found} == {"data/sessions/ana.broken.yml"}
    assert Check(course, course).counts["sessions"] == 4


def test_what_is_carried_over_must_have_been_left(course):
    written(course, sound())
    carries = {"from": "ana.small", "flags": {"asked": False, "wept": False}}
    script = sound() | {"id": "ana.later", "carries": carries}
    del script["flags"]["asked"]
    script["flags"]["asked-again"] = "you asked"
    script["risk"]["asked"] = "asked-again"
    written(course, script, "ana.later")
    found = findings(course)
    assert any("'ana.small' leaves no flag 'wept' — use some of: cue, asked" in one for one in found), found
    script["carries"] = {"from": "ana.never", "flags": {"asked": False}}
    written(course, script, "ana.later")
    assert any("there is no session 'ana.never' to carry over from" in one for one in findings(course))


def test_a_work_that_only_a_session_rests_on_is_cited(course):
    uncited = "reference 'able-2001' is cited nowhere"
    assert any(uncited in str(one) for one in Check(course, course).findings)
    written(course, sound())
    assert not any(uncited in str(one) for one in Check(course, course).findings)


def test_the_library_gives_what_a_page_needs_and_refuses_what_is_broken(course):
    written(course, sound())
    broken = sound() | {"id": "ana.broken"}
    broken["turns"]["bye"]["client"][0]["if"] = "brim"
    written(course, broken, "ana.broken")
    shelf = Library(course, course)
    assert list(shelf.sessions) == ["ana.small"]
    told = shelf.sessions["ana.small"]
    assert told["client"] == "Ana Berg" and told["content_note"] == "A death."
    assert not {"variants", "expert", "endings", "flags"} & told.keys()
    assert told["turns"] == len(sound()["turns"]), "how many, and not what is said in them"
    content = [sound()[part] for part in ("turns", "variants", "endings")]
    sentences = {one for one in texts(content) if one.endswith((".", "?"))}
    assert len(sentences) > 20 and not [one for one in sentences if one in str(told)]
    script = shelf.session("ana.small")
    assert set(script.rubric) == {"A1", "A2", "A6", "I6"} and script.rubric["A6"]["title"]
    assert list(shelf.session_references("ana.small")) == ["able-2001"]
    with pytest.raises(ContentError, match=r"sessions/ana.broken.yml:\d+: 'brim' in the condition 'brim' is not known"):
        shelf.session("ana.broken")
    with pytest.raises(ContentError, match=r"There is no session 'ana.none'. Sessions: ana.small."):
        shelf.session("ana.none")


def test_an_edited_script_is_another_edition(course):
    written(course, sound())
    before = Library(course, course).session("ana.small")
    written(course, swapped("It meets her.", "It meets her, and she knows."))
    after = Library(course, course).session("ana.small")
    assert before.content_hash != after.content_hash
    assert reopen(before, open_session(before, "s").play("slow").record()).moves == ("slow",)


def test_a_session_opens_without_yaml_pydantic_and_numpy():
    shelf = library()
    for id in shelf.sessions:
        shelf.session(id)
    code = (
        "import sys; from ipt_course.course.library import library; from ipt_course.simulation.session import open_session\n"
        "for id in library().sessions: open_session(library().session(id), 's').play(open_session(library().session(id), 's').scene.choices[0].id)\n"
        "print(*{'yaml', 'pydantic', 'numpy', 'pandas', 'ipywidgets', 'sqlite3'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_json_schema_beside_the_scripts_is_current():
    kept = json.loads((data_dir() / "sessions" / "schema.json").read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(json_schema())), (
        "write it anew: ipt-course script schema > data/sessions/schema.json"
    )


def test_the_sessions_of_the_course_keep_every_rule():
    check = Check(data_dir(), notebooks_dir())
    assert [str(f) for f in check.findings if "sessions" in f.file] == []
    assert check.counts["sessions"] == len(check.sessions) > 0
    for report in check.sessions.values():
        known = report.coverage
        assert known["variants"] >= 4 and known["best"] >= 0.95 and known["experts"] >= 0.90
        assert known["gap"] >= 0.20 and known["trick_rate"] <= 0.10


def test_the_example_of_the_guide_is_well_formed_and_fair(course):
    guide = (data_dir() / "sessions" / "README.md").read_text(encoding="utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0]
    shutil.copy(data_dir() / "cases" / "devon.yml", course / "cases")
    shutil.copy(data_dir() / "references.yml", course)
    written(course, example, "devon.example")
    rules = {one.split("[")[-1].split("]")[0] for one in findings(course)}
    assert rules == {"L3", "L5", "L6", "L7"}
