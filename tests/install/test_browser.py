"""tools/browser: the browser of the machine, else one that can be had, else a plain sentence."""

from __future__ import annotations

import pytest
from machine import Machine


@pytest.fixture
def machine(tmp_path):
    machine = Machine(tmp_path)
    (machine.course / ".venv/bin").mkdir(parents=True)
    machine.program("python", "exit 1", machine.course / ".venv/bin")
    return machine


def finds(machine) -> str:
    done = machine.run("tools/browser")
    assert done.returncode == 0, done.stderr
    return done.stdout.removesuffix("\n")


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_the_browser_of_the_machine_is_used(machine, name):
    there = machine.program(name, "echo 1")
    assert finds(machine) == str(there)


def test_a_browser_that_does_not_start_is_passed_over(machine):
    machine.program("chromium", "exit 127")
    works = machine.program("google-chrome", "echo 1")
    assert finds(machine) == str(works)


def test_one_can_be_named_even_with_a_space_in_its_path(machine):
    machine.program("chromium", "echo 1")
    mine = machine.program("my browser", "echo 1")
    machine.program("start", f'IPT_BROWSER="{mine}" exec "{machine.course}/tools/browser"')
    machine.course = machine.bin
    assert machine.run("start").stdout == f"{mine}\n"


def test_playwrights_own_is_installed(machine):
    mine = machine.bin / "playwrights"
    machine.program(
        "python",
        f'case "$*" in "-m playwright install chromium") printf "#!/bin/sh\\n" >"{mine}"; chmod +x "{mine}";;\n-c*) echo "{mine}";; esac',
        machine.course / ".venv/bin",
    )
    assert finds(machine) == str(mine)


def test_an_administrator_gets_the_systems(machine):
    machine.user(0)
    chromium = machine.bin / "chromium"
    machine.program(
        "apt-get", f'case "$*" in *install*chromium*) printf "#!/bin/sh\\n" >"{chromium}"; chmod +x "{chromium}";; esac'
    )
    assert finds(machine) == str(chromium)


def test_without_any_it_says_what_to_install(machine):
    machine.program("apt-get", "exit 0")
    done = machine.run("tools/browser")
    assert (done.returncode, done.stdout) == (1, "")
    assert "sudo apt install chromium" in done.stderr and "IPT_BROWSER" in done.stderr
    assert machine.calls("apt-get") == []
