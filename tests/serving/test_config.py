"""Options of serve and teach come from the command line, else the environment, else a file."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from ipt_course.cli import SETTINGS, main
from ipt_course.config_file import config_option


@click.group(context_settings=SETTINGS)
def tool():
    """A tool with one command that says what it was told."""


@tool.command()
@config_option
@click.option("--port", type=click.IntRange(0, 65535), default=1)
@click.option("--user-header")
@click.option("--secret", "secrets", multiple=True)
@click.option("--open/--no-open", "open_browser", default=None)
def serve(**told):
    click.echo(repr(told))


def said(file: str, tmp_path, *arguments: str, **env: str):
    path = tmp_path / "course.toml"
    path.write_text(file, encoding="utf-8")
    return CliRunner().invoke(tool, ["serve", "--config", str(path), *arguments], env=env)


def test_the_file_is_the_last_to_be_asked(tmp_path):
    file = '[serve]\nport = 9000\nuser-header = "X-User"\nsecret = ["a:one", "two"]\nopen = false'
    told = said(file, tmp_path).output
    assert "'port': 9000" in told and "'user_header': 'X-User'" in told
    assert "('a:one', 'two')" in told and "'open_browser': False" in told
    assert "'port': 9001" in said(file, tmp_path, IPT_SERVE_PORT="9001").output
    assert "'port': 9002" in said(file, tmp_path, "--port", "9002", IPT_SERVE_PORT="9001").output
    assert "'port': 1" in said("[serve]", tmp_path).output


def test_a_single_secret_needs_no_brackets(tmp_path):
    assert "('a:one',)" in said('[serve]\nsecret = "a:one"', tmp_path).output


def test_the_file_can_be_named_in_the_environment(tmp_path):
    path = tmp_path / "course.toml"
    path.write_text("[serve]\nport = 9000", encoding="utf-8")
    assert "'port': 9000" in CliRunner().invoke(tool, ["serve"], env={"IPT_CONFIG": str(path)}).output


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("[serve]\nprot = 1", "has no option 'prot'. Options: 'open', 'port', 'secret', 'user-header'"),
        ("[sevre]\nport = 1", "no use for 'sevre'"),
        ("port = 1", "no use for 'port'"),
        ("[serve", "cannot be read"),
        ("[serve]\nport = 70000", "70000 is not in the range"),
        ('[serve]\nport = "many"', "is not a valid integer"),
    ],
)
def test_what_is_wrong_in_it_is_said(tmp_path, file, words):
    answer = said(file, tmp_path)
    assert answer.exit_code == 2 and words in " ".join(answer.output.split()), answer.output


@pytest.mark.parametrize("command", ["serve", "teach"])
def test_both_servers_take_it(command):
    answer = CliRunner().invoke(main, [command, "--help"])
    assert "--config FILE" in answer.output and "IPT_" in CliRunner().invoke(main, ["--help"]).output


def test_teach_refuses_a_short_secret_in_words(tmp_path, monkeypatch):
    monkeypatch.setenv("IPT_STORE", str(tmp_path / "record.sqlite"))
    answer = CliRunner().invoke(main, ["teach", "--secret", "short", "--no-open"])
    assert answer.exit_code == 1 and "shorter than 16 characters" in answer.output
