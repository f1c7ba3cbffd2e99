"""The commands of the Makefile: what they are called, what they hand on, how the gate ends."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
OUTSIDE = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("MAKE", "MFLAGS")) and name not in ("PORT", "HOST")
}
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def make(*arguments: str, at: Path = ROOT) -> str:
    done = subprocess.run(
        ["make", *arguments], cwd=at, env=OUTSIDE, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_promised_commands_are_there():
    assert {"serve", "test", "lab", "check", "notebooks", "bench", "lock", "clean"} <= TARGETS


def test_help_names_every_command_and_only_those():
    named = re.findall(r"^  make (\w+) +\S", make(), re.MULTILINE)
    assert set(named) == TARGETS and len(named) == len(TARGETS)
    assert set(re.search(r"^\.PHONY: (.*)", MAKEFILE, re.MULTILINE)[1].split()) == TARGETS


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_documents_name_only_commands_that_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE))
    assert named and named <= TARGETS


@pytest.mark.parametrize("target", ["serve", "lab"])
def test_the_port_is_handed_on(target):
    said = make("-n", target, "PORT=9000")
    assert f'.venv/bin/python -m ipt_course {target} --port "9000"' in said
    assert "--port" not in make("-n", target)


def test_the_host_is_handed_on():
    assert '--host "0.0.0.0"' in make("-n", "serve", "HOST=0.0.0.0")


def test_every_command_sets_up_what_it_needs():
    for target in TARGETS - {"help", "clean"}:
        assert make("-n", target).startswith("tools/setup"), target


def test_nothing_names_a_tool_by_an_absolute_path():
    for path in (ROOT / "Makefile", ROOT / ".ci" / "run", *(p for p in (ROOT / "tools").iterdir() if p.is_file())):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.$}])/(home|root|opt|usr/local|work|tmp)/", text), path


def test_the_gate_stops_at_the_first_fault_and_ends_with_pytest(tmp_path):
    """In a folder with a space, called from elsewhere, without input: two runs, both must pass."""
    for name in ("Makefile", ".ci/run", "tools/test"):
        (tmp_path / "a course" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / "a course" / name)
    (tmp_path / "a course/.venv/bin").mkdir(parents=True)
    for name, does in {
        "tools/setup": 'echo "setting up for $1" >&2',
        "tools/browser": 'echo "/a browser"',
        ".venv/bin/python": '[ "$FAIL" ] && case "$*" in *"$FAIL"*) echo "1 failed"; exit 1;; esac\n'
        'case "$*" in *pytest*nbval*) echo "2 passed with $IPT_BROWSER";; *pytest*) echo "1 passed with $IPT_BROWSER";; esac',
    }.items():
        path = tmp_path / "a course" / name
        path.write_text(f"#!/bin/sh\n{does}\n")
        path.chmod(0o755)

    def gate(fail=""):
        return subprocess.run(
            ["bash", str(tmp_path / "a course/.ci/run")],
            cwd="/",
            env=OUTSIDE | {"FAIL": fail, "CI": "true"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    done = gate()
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-2:] == ["1 passed with /a browser", "2 passed with /a browser"]
    assert done.stderr == "setting up for test\n"
    assert gate("ruff").returncode != 0 and "passed" not in gate("ruff").stdout
    early = gate("worksteal")
    assert early.returncode != 0 and "2 passed" not in early.stdout
    late = gate("nbval")
    assert late.returncode != 0 and "1 passed" in late.stdout
