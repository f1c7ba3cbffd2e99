"""Dependencies point one way. A fresh interpreter imports each room and says what came with it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "ipt_course"

HEAVY = {
    "ipywidgets",
    "anywidget",
    "IPython",
    "pandas",
    "sqlite3",
    "sqlalchemy",
    "psycopg",
    "voila",
    "tornado",
    "pydantic",
    "yaml",
    "markdown_it",
    "citeproc",
}
ABOVE_THE_PURE = {
    "ipt_course.exercises",
    "ipt_course.course",
    "ipt_course.learning",
    "ipt_course.views",
    "ipt_course.serving",
}
FORBIDDEN = {
    "ipt_course": HEAVY | {"ipt_course.views", "ipt_course.course", "ipt_course.learning", "ipt_course.exercises"},
    "ipt_course.clinical": HEAVY
    | {"ipt_course.exercises", "ipt_course.course", "ipt_course.learning", "ipt_course.views", "ipt_course.serving"},
    "ipt_course.exercises": HEAVY
    | {"ipt_course.course", "ipt_course.learning", "ipt_course.views", "ipt_course.serving"},
    "ipt_course.simulation.session": HEAVY | {"numpy"} | ABOVE_THE_PURE,
    "ipt_course.simulation.debrief": HEAVY | {"numpy"} | ABOVE_THE_PURE,
    "ipt_course.learning.passing": HEAVY
    | {"numpy", "ipt_course.exercises", "ipt_course.course", "ipt_course.views", "ipt_course.serving"},
    "ipt_course.simulation.proving.rules": HEAVY | ABOVE_THE_PURE,
    "ipt_course.evidence.choices": HEAVY | {"numpy"} | ABOVE_THE_PURE,
    "ipt_course.evidence.exploring": (HEAVY - {"pandas"})
    | {"ipt_course.exercises", "ipt_course.learning", "ipt_course.views", "ipt_course.serving"},
    "ipt_course.course.library": HEAVY | {"ipt_course.learning", "ipt_course.views", "ipt_course.serving"},
    "ipt_course.course.checking": {
        "ipywidgets",
        "IPython",
        "pandas",
        "sqlite3",
        "voila",
        "ipt_course.learning",
        "ipt_course.views",
        "ipt_course.serving",
    },
    "ipt_course.learning.store": (HEAVY - {"sqlite3"})
    | {"ipt_course.exercises", "ipt_course.course", "ipt_course.views", "ipt_course.serving"},
    "ipt_course.cohort.overview": (HEAVY - {"sqlite3"})
    | {"numpy", "scipy", "ipt_course.views", "ipt_course.serving", "ipt_course.cli"},
    "ipt_course.cohort.items": (HEAVY - {"sqlite3"}) | {"ipt_course.views", "ipt_course.serving", "ipt_course.cli"},
    "ipt_course.cohort.demo.writing": (HEAVY - {"sqlite3"})
    | {"ipt_course.views", "ipt_course.serving", "ipt_course.cli"},
    "ipt_course.course.coverage": HEAVY | {"ipt_course.learning", "ipt_course.views", "ipt_course.serving"},
    "ipt_course.views.teaching.cohort": {
        "numpy",
        "pandas",
        "psycopg",
        "voila",
        "tornado.web",
        "pydantic",
        "yaml",
        "ipt_course.serving",
        "ipt_course.cli",
    },
    "ipt_course.exports.gradebook": (HEAVY - {"sqlite3"})
    | {"ipt_course.views", "ipt_course.serving", "ipt_course.cli"},
    "ipt_course.exports.outbox": (HEAVY - {"sqlite3"}) | {"ipt_course.views", "ipt_course.serving", "ipt_course.cli"},
    "ipt_course.exports.lines": (HEAVY - {"sqlite3", "pydantic"})
    | {"ipt_course.views", "ipt_course.serving", "ipt_course.cli"},
    "ipt_course.views.room": {
        "pandas",
        "psycopg",
        "voila",
        "pydantic",
        "yaml",
        "markdown_it",
        "citeproc",
        "ipt_course.serving",
        "ipt_course.cli",
    },
    "ipt_course.views.exercise": {
        "ipt_course.exports",
        "pandas",
        "psycopg",
        "voila",
        "tornado.web",
        "pydantic",
        "yaml",
        "markdown_it",
        "citeproc",
        "ipt_course.serving",
        "ipt_course.cli",
    },
}


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_imports_nothing_above_it(room):
    code = f"import sys, {room}; print('\\n'.join(sys.modules))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert not FORBIDDEN[room] & loaded


def test_the_check_can_fail():
    code = "import sys, ipt_course.views.exercise; print('\\n'.join(sys.modules))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert {"ipywidgets", "ipt_course.course.library", "ipt_course.learning.store"} <= loaded


@pytest.mark.parametrize(
    "path",
    [path for room in ("exercises", "clinical", "simulation") for path in sorted((PACKAGE / room).rglob("*.py"))],
    ids=lambda path: path.stem,
)
def test_pure_rooms_know_no_files_and_no_clock(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    modules |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module and not n.level}
    assert not modules & {"os", "io", "pathlib", "time", "datetime", "random", "json", "tempfile", "sys"}
    called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not called & {"open", "eval", "exec", "print", "input"}
