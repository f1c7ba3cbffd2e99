"""``ipt-course script``: what those who write sessions see."""

from __future__ import annotations

import json

import pytest
import yaml
from click.testing import CliRunner
from scenes import sound

from ipt_course.cli import main
from ipt_course.course.places import data_dir

FIRST = "tomasz.first-session"


def said(*words: str, ok: bool = True) -> str:
    result = CliRunner().invoke(main, ["script", *words])
    assert (result.exit_code == 0) == ok, result.output
    assert "Traceback" not in result.output and not isinstance(result.exception, Exception), result.exception
    return result.output


@pytest.fixture
def draft(tmp_path):
    """Write a script of somebody's own, outside the course."""

    def write(**changes):
        path = tmp_path / "anjali.small.yml"
        script = sound() | {"id": "anjali.small", "case": "anjali"} | changes
        path.write_text(yaml.safe_dump(script, sort_keys=False))
        return str(path)

    return write


def test_check_is_silent_about_what_is_sound_and_names_what_is_not(draft):
    assert said("check", FIRST) == "nothing to mend\n"
    found = said("check", draft(title=""), ok=False)
    assert "anjali.small.yml:3: 'title' is empty — write it\n" in found and found.endswith("1 to mend\n")


def test_report_names_what_wins_and_where():
    told = said("report", FIRST)
    for words in (
        "states and",
        "Expert paths:",
        "any move, at random: passes",
        "Learnt by heart, best on average (heuristic)",
    ):
        assert words in told
    assert "The gap to the best script learnt by heart is" in told and "Moves that are never best" in told


def test_play_prints_a_path_as_a_play():
    played = said("play", FIRST, "--expert", "--variant", "gruff", "--others")
    assert played.startswith("A TRAM WITH NO CURRENT\ngruff: ") and "score 1.00" in played
    assert "TOMASZ    " in played and "YOU       " in played and "cue: " in played and "              or: " in played
    assert played.count("\n\n") > 20 and max(map(len, played.splitlines())) <= 100
    short = said("play", FIRST, "--variant", "gruff", "--moves", "doubt, terms")
    assert "The session is not over; it stands at 'days'." in short


def test_play_explains_what_it_cannot_play():
    assert "There is no variant 'nobody'. Variants: gruff, brimming" in said(
        "play", FIRST, "--variant", "nobody", ok=False
    )
    stopped = said("play", FIRST, "--moves", "doubt hum", ok=False)
    assert "'hum' cannot be said at turn 2 (frame). Offered there: terms" in stopped
    unknown = said("play", "ana.none", ok=False)
    assert "There is no session 'ana.none'. Sessions: " in unknown and FIRST in unknown


def test_a_broken_script_is_not_played(draft):
    for command in ("play", "report", "graph"):
        told = said(command, draft(title=""), ok=False)
        assert "'title' is empty" in told and "Mend these first" in told


def test_graph_draws_every_turn_and_every_ending(draft):
    drawn = said("graph", FIRST)
    script = yaml.safe_load((data_dir() / "sessions" / f"{FIRST}.yml").read_text(encoding="utf-8"))
    assert drawn.startswith("flowchart TD\n")
    assert all(f'["{turn}' in drawn for turn in script["turns"]) and all(e["title"] in drawn for e in script["endings"])
    endings = [ending | {"title": 'The "good" one'} for ending in sound()["endings"]]
    assert "The #quot;good#quot; one" in said("graph", draft(endings=endings))


def test_schema_is_json():
    assert json.loads(said("schema"))["title"] == "IPT course: session script"


def test_check_of_everything_says_what_each_script_covers():
    result = CliRunner().invoke(main, ["check", "--json"])
    told = json.loads(result.output)
    assert told["counts"]["sessions"] == len(told["sessions"]) and told["sessions"][FIRST]["states"] > 0
    spoken = CliRunner().invoke(main, ["check"]).output
    assert f"{FIRST}: 4 clients, " in spoken and "listening 1.00" in spoken
