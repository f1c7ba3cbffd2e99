"""tools/setup on machines of every sort: it installs what is locked, says what it does, and does it once."""

from __future__ import annotations

import pytest
from machine import Machine


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def installs(machine) -> list[str]:
    return [call for call in machine.calls() if "install" in call]


def test_the_first_time_everything_locked_is_installed_and_said(machine):
    machine.python()
    done = machine.run("tools/setup")
    assert done.returncode == 0, done.stderr
    first, second, third = installs(machine)
    assert first == "venv-python -m pip install --require-hashes -r tools/uv.lock --quiet --disable-pip-version-check"
    assert second == "uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock"
    assert "--no-deps --no-build-isolation --editable ." in third
    assert done.stdout == "" and "about a minute" in done.stderr and done.stderr.endswith("Ready.\n")


def test_the_second_time_nothing_is_done_or_said(machine):
    machine.python()
    machine.run("tools/setup")
    machine.calls()
    again = machine.run("tools/setup")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert installs(machine) == []


def test_what_tests_need_holds_what_the_course_needs(machine):
    machine.python()
    machine.run("tools/setup")
    machine.calls()
    machine.run("tools/setup", "test")
    assert any("requirements-test.lock" in call for call in installs(machine))
    (machine.course / ".venv/.ready-serve").unlink()
    assert machine.run("tools/setup").stderr == ""
    assert installs(machine) == []


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml", "tools/uv.lock"])
def test_a_change_of_what_is_needed_is_installed(machine, changed):
    machine.python()
    machine.run("tools/setup")
    machine.calls()
    with (machine.course / changed).open("a") as file:
        file.write("\n# changed\n")
    assert machine.run("tools/setup").returncode == 0
    assert len(installs(machine)) == 3


def test_a_folder_that_was_moved_is_set_up_anew(machine):
    machine.python()
    machine.run("tools/setup")
    (machine.course / ".venv" / "old").touch()
    machine.course = machine.course.rename(machine.course.with_name("moved"))
    assert machine.run("tools/setup").returncode == 0
    assert not (machine.course / ".venv" / "old").exists()


def test_a_venv_whose_python_is_gone_is_made_anew(machine):
    machine.python()
    machine.run("tools/setup")
    python = machine.course / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/no/such/python")
    machine.calls()
    assert machine.run("tools/setup").returncode == 0
    assert len(installs(machine)) == 3


def test_an_installation_that_was_cut_off_is_taken_up_again(machine):
    machine.python(packages='case "$*" in *editable*) exit 1;; esac')
    assert machine.run("tools/setup").returncode != 0
    assert not list((machine.course / ".venv").glob(".ready*"))
    machine.python()
    (machine.course / ".venv/bin/python").write_text("#!/bin/sh\nexit 0\n")
    machine.calls()
    assert machine.run("tools/setup").returncode == 0
    assert machine.calls("uv")


def test_without_uv_pip_does_it(machine):
    machine.python(uv="exit 1")
    done = machine.run("tools/setup")
    assert done.returncode == 0 and "using pip" in done.stderr
    assert any("install --require-hashes -r requirements.lock" in call for call in installs(machine))


def test_without_a_network_it_says_so_and_promises_nothing(machine):
    machine.python(packages="echo no route to host >&2; exit 1", uv="exit 1")
    done = machine.run("tools/setup")
    assert done.returncode == 1
    assert "no route to host" in done.stderr and "internet connection" in done.stderr and "Ready" not in done.stderr


@pytest.mark.parametrize("name", ["python3.11", "python3.13"])
def test_a_newer_python_beside_an_old_one_is_found(machine, name):
    machine.program("python3", "exit 1")
    machine.python(name)
    assert machine.run("tools/setup").returncode == 0


def test_without_python_it_says_what_to_install(machine):
    machine.program("python3", "exit 1")
    done = machine.run("tools/setup")
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr and "sudo apt install" in done.stderr
    assert not (machine.course / ".venv").exists()


def test_without_venv_a_user_is_told_what_to_install(machine):
    machine.python(venv="mkdir -p .venv/bin; exit 1")
    machine.program("apt-get", "exit 0")
    done = machine.run("tools/setup")
    assert done.returncode == 1 and "sudo apt install python3-venv" in done.stderr
    assert not (machine.course / ".venv").exists(), "nothing half made is left"
    assert machine.calls("apt-get") == []


def test_without_venv_an_administrator_gets_it_installed(machine):
    machine.user(0)
    machine.python(venv='[ -e "$HOME/has-venv" ] || exit 1\nmake_venv')
    machine.program("apt-get", 'case "$*" in *install*python3-venv*) : >"$HOME/has-venv";; esac')
    done = machine.run("tools/setup")
    assert done.returncode == 0, done.stderr
    assert "installing Debian's python3-venv" in done.stderr
    assert [call.split()[1] for call in machine.calls("apt-get")] == ["update", "install"]
