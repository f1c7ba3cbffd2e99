"""pyproject.toml, the locks and environment.yml say the same, and nothing of the machine they were made on."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ["requirements.lock", "requirements-test.lock", "tools/uv.lock"]


def requirements(lines) -> dict[str, Requirement]:
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


COURSE = requirements(PROJECT["dependencies"])
TESTS = requirements(PROJECT["optional-dependencies"]["test"])


def locked(name: str) -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            one = Requirement(line.partition("--hash")[0].strip())
            found.setdefault(canonicalize_name(one.name), []).append(one)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_versions_and_hashes_and_no_address_or_path(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|file:|^\s*-(?!-hash=)|(?<![\w.])/\w|--index|--find-links|@ ", text, re.MULTILINE)
    entries = [e for e in text.replace("\\\n", " ").splitlines() if e.strip() and not e.startswith("#")]
    assert entries and all(re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", e) for e in entries)


def test_the_check_of_locks_can_fail():
    pattern = r"://|file:|^\s*-(?!-hash=)|(?<![\w.])/\w|--index|--find-links|@ "
    for line in (
        "--index-url https://x/simple",
        "-e .",
        "a @ file:///b",
        "# via -r /home/me/x.in",
        "    --find-links /opt",
    ):
        assert re.search(pattern, line, re.MULTILINE), line


@pytest.mark.parametrize(
    ("name", "needed"), [("requirements.lock", COURSE), ("requirements-test.lock", COURSE | TESTS)]
)
def test_a_lock_fits_what_is_needed(name, needed):
    found = locked(name)
    assert not needed.keys() - found.keys()
    for package, requirement in needed.items():
        for one in found[package]:
            (pin,) = one.specifier
            assert requirement.specifier.contains(Version(pin.version)), f"{name}: {one} does not fit {requirement}"


def test_tests_run_with_the_very_versions_of_the_course():
    course, tests = locked("requirements.lock"), locked("requirements-test.lock")
    for name, pins in course.items():
        assert {str(p.specifier) for p in pins} == {str(p.specifier) for p in tests.get(name, [])}, name


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_the_project_itself_builds_from_the_lock(name):
    assert {"hatchling", "editables"} <= locked(name).keys()


def test_conda_gets_the_same_names_and_limits():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]
    plain = requirements(d for d in environment["dependencies"] if isinstance(d, str))
    (through_pip,) = (d["pip"] for d in environment["dependencies"] if isinstance(d, dict))
    assert str(plain.pop("python").specifier) == PROJECT["requires-python"]
    plain.pop("pip")
    assert not COURSE.keys() - plain.keys(), "missing in environment.yml"
    for name, requirement in plain.items():
        assert requirement.specifier == (COURSE | TESTS)[name].specifier, name
    assert through_pip == ["--editable ."], "everything else is on conda-forge"


def test_the_version_is_said_once_more_only_in_the_package():
    import ipt_course

    assert PROJECT["version"] == ipt_course.__version__
