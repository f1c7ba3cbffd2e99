"""What the documents tell people to type exists: commands, options, keys of the configuration file."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from ipt_course.cli import main
from ipt_course.exercises import KINDS

ROOT = Path(__file__).resolve().parents[2]
DEPLOYMENT = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
DOCUMENTS = {
    name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md", "docs/deployment.md")
}


def typed() -> list[tuple[str, str]]:
    """Every call of the command: at the beginning of a line or by its path."""
    found = []
    for name, text in DOCUMENTS.items():
        code = re.findall(r"```\w*\n(.*?)```", text, re.S) + re.findall(r"`([^`\n]+)`", text)
        for line in "\n".join(code).splitlines():
            if call := re.search(r"(?:^|bin/)ipt-course ([a-z-][^#|>&]*)", line):
                found.append((name, call.group(1).strip()))
    return found


@pytest.mark.parametrize(("document", "call"), typed())
def test_every_command_in_the_documents_exists(document, call):
    command: click.Command = main
    words = shlex.split(call)
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
        assert words[0] in command.commands, f"{document}: ipt-course {call}"
        command = command.commands[words.pop(0)]
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)} | {"--help", "-h"}
    said = {word.partition("=")[0] for word in words if word.startswith("--") and word != "--"}
    assert said <= known, f"{document}: ipt-course {call}"


def test_there_is_something_to_check():
    calls = {call.split()[0] for _, call in typed()}
    assert {"serve", "backup", "restore", "export", "forget", "takeout", "doctor"} <= calls


def test_every_kind_of_exercise_has_its_row():
    rows = re.findall(r"^\| `(\w+)` \|", DOCUMENTS["CONTRIBUTING.md"], re.M)
    assert sorted(rows) == sorted(KINDS)


def test_the_configuration_in_the_guide_is_understood(tmp_path):
    told = re.search(r"```toml\n(.*?)```", DEPLOYMENT, re.S).group(1)
    both = told.replace("# user-header", "user-header")
    for text in (told, both):
        (tmp_path / "ipt.toml").write_text(text)
        assert tomllib.loads(text)["serve"]["host"] == "127.0.0.1", "reached only through the proxy"
        context = main.commands["serve"].make_context(
            "serve", ["--config", str(tmp_path / "ipt.toml")], parent=click.Context(main)
        )
        assert context.params["retention_months"] == 18 and context.params["port"] == 8866
    assert context.params["user_header"] == "X-Forwarded-User"


def test_both_proxies_strip_the_header_that_is_trusted():
    """In each example with a login, a visitor's own header is gone before the login's is set."""
    caddy = re.search(r"route \{(.*?)reverse_proxy", DEPLOYMENT, re.S).group(1)
    assert caddy.index("request_header -X-Forwarded-User") < caddy.index("copy_headers")
    assert (
        "proxy_set_header X-Forwarded-User $user;" in DEPLOYMENT
        and 'proxy_set_header X-Forwarded-User "";' in DEPLOYMENT
    )
