"""Crisis lines that nobody has called up are a fault of whoever opens the course to others: they are told."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner

from ipt_course.cli import main
from ipt_course.course.library import Library
from ipt_course.course.places import data_dir, notebooks_dir


def announced(folder, *options: str) -> str:
    command = [sys.executable, "-m", "ipt_course", "serve", "--port", "0", "--no-open", *options]
    env = os.environ | {"IPT_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    said = ""
    for line in server.stdout:
        said += line
        if "Room for" in line:
            server.terminate()
    server.wait(30)
    return said


@pytest.mark.parametrize(
    ("options", "told"), [((), False), (("--host", "0.0.0.0"), True), (("--user-header", "X-User"), True)]
)
def test_a_server_that_is_open_to_others_says_so(tmp_path, options, told):
    said = announced(tmp_path, *options)
    assert "open at" in said
    assert ("Nobody has called up" in said) == told


def test_the_doctor_says_so():
    assert "lines, checked by nobody yet" in CliRunner().invoke(main, ["doctor"]).output


def test_a_day_may_be_written_as_yaml_writes_it(tmp_path):
    for name in ("course.yml", "references.yml"):
        (tmp_path / name).write_bytes((data_dir() / name).read_bytes())
    (tmp_path / "crisis.yml").write_text("checked: 2026-11-27\nlines: []\n")
    assert str(Library(tmp_path, notebooks_dir()).course["crisis"]["checked"]) == str(date(2026, 11, 27))
