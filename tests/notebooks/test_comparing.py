"""The comparison of notebooks with their committed outputs notices what learners would notice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ipt_course.course.places import data_dir, notebooks_dir

GRIEF = "10-grief.ipynb"


def compare(notebook: Path, content: Path) -> subprocess.CompletedProcess:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
        notebook,
    ]
    env = os.environ | {"IPT_CONTENT": str(content)}
    return subprocess.run(command, env=env, capture_output=True, text=True)


@pytest.fixture
def content(tmp_path) -> Path:
    return Path(shutil.copytree(data_dir(), tmp_path / "data"))


def test_unchanged_content_agrees(content):
    result = compare(notebooks_dir() / GRIEF, content)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    "was, now",
    [
        ("Six months after his sister's death a man says", "Five months after his sister's death a man says"),
        ("text: You could shake her. Tell me more about that anger.", "text: Go on."),
        ("id: grief.before-anger", "id: grief.before-rage"),
    ],
    ids=["a prompt", "an option", "an id"],
)
def test_a_change_of_content_is_noticed(content, was, now):
    file = content / "lessons" / "grief" / "exercises.yml"
    before = file.read_text(encoding="utf-8")
    assert before.count(was) == 1
    file.write_text(before.replace(was, now), encoding="utf-8")
    result = compare(notebooks_dir() / GRIEF, content)
    assert result.returncode == 1
    assert "failed" in result.stdout


@pytest.mark.parametrize("path", sorted(notebooks_dir().glob("*.ipynb")), ids=lambda p: p.stem)
def test_only_text_is_committed(path):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        assert cell["metadata"] in ({}, {"tags": ["clinical"]}, {"tags": ["code"]})
        for output in cell.get("outputs", []):
            assert set(output["data"]) == {"text/plain"}
