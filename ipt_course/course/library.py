"""The course in memory: each lesson is checked and compiled once, then read back as JSON.

Checking needs pydantic, YAML, Markdown and a citation processor; a lesson page needs none of them. The
compiled form lies in the user's cache folder under a name made of everything it was made from, so an
edited file is compiled anew and nothing stale is ever shown.
"""

from __future__ import annotations

import functools
import json
import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from .exercise import Exercise, build_task
from .places import PACKAGE, data_dir, notebooks_dir

if TYPE_CHECKING:
    from ..simulation.script import Script

DRAWN_ON = ("questionnaires.yml", "competences.yml")
"""Files of ``data/`` from which exercises take forms and rubrics."""
INTERVIEW = "interview.yml"
"""The questions that every case may be asked."""


class ContentError(Exception):
    """Content that cannot be shown; the message is written for its author."""


class Library:
    """All content below one ``data/`` folder."""

    def __init__(self, data: Path, notebooks: Path):
        self.data = data
        self.notebooks = notebooks

    @functools.cached_property
    def course(self) -> dict:
        """The course: title, notes, modules in order (see ``data/course.yml``)."""
        return self._compiled("course", [self.data / "course.yml", self.data / "crisis.yml"], "compile_course")

    @functools.cached_property
    def written(self) -> list[dict]:
        """Whatever may hold exercises: the lessons that are written, in order, then pages with a slug of their own."""
        lessons = [module for module in self.course["modules"] if module["notebook"]]
        pages = [page for page in self.course["pages"] if page["slug"]]
        return lessons + [{"number": "", "objectives": [], "prerequisites": []} | page for page in pages]

    def module(self, slug: str) -> dict:
        for module in [*self.course["modules"], *self.written]:
            if module["slug"] == slug:
                return module
        known = ", ".join(m["slug"] for m in self.course["modules"] if m.get("notebook"))
        raise ContentError(f"There is no lesson '{slug}'. Lessons: {known}.")

    @functools.cache  # noqa: B019 - one library lives as long as its process
    def lesson(self, slug: str) -> dict:
        """One lesson: its exercises, figures and references, ready to be shown."""
        module = self.module(slug)
        folder = self.data / "lessons" / slug
        notebook = [self.notebooks / f"{module['notebook']}.ipynb"] if module.get("notebook") else []
        sources = [self.data / "course.yml", self.data / "references.yml", *sorted((self.data / "cases").glob("*.yml"))]
        sources += [self.data / name for name in (*DRAWN_ON, INTERVIEW)]
        sources += [
            self.data / "evidence" / "trials.csv",
            self.data / "claims.csv",
            *sorted(folder.glob("*")),
            *notebook,
        ]
        return self._compiled(slug, sources, "compile_lesson")

    def exercise(self, id: str) -> Exercise:
        """The exercise of that id; :class:`ContentError` says what is wrong with it instead."""
        slug, dot, _ = id.partition(".")
        if not dot:
            raise ContentError(f"'{id}' is not an exercise id. Write it as lesson.name.")
        lesson = self.lesson(slug)
        if id in lesson["broken"]:
            raise ContentError(lesson["broken"][id])
        if id not in lesson["exercises"]:
            raise ContentError(f"There is no exercise '{id}' in data/lessons/{slug}/exercises.yml.")
        data = lesson["exercises"][id]
        return Exercise(**{**data, "task": build_task(data["kind"], data["task"]), "hints": tuple(data["hints"])})

    def exercises(self, slug: str, use: str | None = None) -> list[str]:
        """Ids of a lesson's sound exercises in the order of the file."""
        return [id for id, e in self.lesson(slug)["exercises"].items() if use in (None, e["use"])]

    @functools.cached_property
    def claims(self) -> list[dict]:
        """The article's claims in order, each with its verdict, what the literature says and where it is taught."""
        notebooks = [self.notebooks / f"{m['notebook']}.ipynb" for m in self.course["modules"] if m["notebook"]]
        tables = [self.data / name for name in ("course.yml", "claims.csv", "references.yml")]
        return self._compiled("claims", [*tables, *notebooks], "compile_claims")

    @functools.cached_property
    def glossary(self) -> list[dict]:
        """Every term with its definition and the labels of its sources, in alphabetical order."""
        tables = [self.data / name for name in ("glossary.csv", "references.yml")]
        return self._compiled("glossary", tables, "compile_glossary")

    @functools.cached_property
    def bibliography(self) -> dict[str, dict]:
        """Every work by id: its full reference as HTML, and the lessons that cite it."""
        lessons = [path for path in sorted((self.data / "lessons").glob("*/*")) if path.suffix != ".svg"]
        notebooks = [self.notebooks / f"{m['notebook']}.ipynb" for m in self.course["modules"] if m["notebook"]]
        tables = [self.data / name for name in ("course.yml", "references.yml", "claims.csv", "glossary.csv")]
        return self._compiled("bibliography", [*tables, *lessons, *notebooks], "compile_bibliography")

    @functools.cached_property
    def cases(self) -> dict[str, dict]:
        """Every client's file by id, texts as HTML; of one that cannot be shown only its ``fault``."""
        lessons = sorted((self.data / "lessons").glob("*/exercises.yml"))
        sources = [self.data / name for name in ("course.yml", "references.yml", *DRAWN_ON, INTERVIEW)]
        return self._compiled(
            "cases", [*sources, *sorted((self.data / "cases").glob("*.yml")), *lessons], "compile_cases"
        )

    @property
    def casebook(self) -> dict[str, dict]:
        """The cases that are listed: sound ones, without the client whom only the capstone brings."""
        return {id: one for id, one in self.cases.items() if "fault" not in one and not one["unseen"]}

    def case(self, id: str) -> dict:
        if id not in self.cases:
            raise ContentError(f"There is no case '{id}'. Cases: {', '.join(self.cases)}.")
        if fault := self.cases[id].get("fault"):
            raise ContentError(fault)
        return self.cases[id]

    @functools.cached_property
    def sessions(self) -> dict[str, dict]:
        """What a page may say of each simulated session before it is opened, by id."""
        return self._compiled("sessions", self._of_sessions(), "compile_sessions")

    @functools.cached_property
    def rubric(self) -> dict[str, str]:
        """The title of every competence, by id."""
        return self._compiled("rubric", [self.data / "competences.yml"], "compile_rubric")

    @functools.cache  # noqa: B019 - one library lives as long as its process
    def session(self, id: str) -> Script:
        """The script of that id, ready to be played; :class:`ContentError` says what is wrong with it instead."""
        from ..simulation.drafting import build

        return build(self._session(id)["script"])

    def session_references(self, id: str) -> dict[str, str]:
        """The sources of a session as HTML by id, as a lesson lists them."""
        return self._session(id)["references"]

    def _session(self, id: str) -> dict:
        if id not in {path.stem for path in (self.data / "sessions").glob("*.yml")}:
            raise ContentError(f"There is no session '{id}'. Sessions: {', '.join(self.sessions) or 'none yet'}.")
        sources = [self.data / name for name in ("references.yml", "drills.yml")]
        sources += [path for path in self._of_sessions() if path.parent.name != "sessions" or path.stem == id]
        return self._compiled(id, sources, "compile_session")

    def _of_sessions(self) -> list[Path]:
        cases = sorted((self.data / "cases").glob("*.yml"))
        return [*sorted((self.data / "sessions").glob("*.yml")), *cases, *(self.data / name for name in DRAWN_ON)]

    def _compiled(self, name: str, sources: list[Path], compiler: str) -> dict:
        stamp = sha256(__version__.encode())
        sources = [*sources, *_makers()]
        for path in sources:
            found = path.stat() if path.exists() else None
            stamp.update(f"{path}|{found and (found.st_mtime_ns, found.st_size)}".encode())
        kept = cache_dir() / f"{name}-{stamp.hexdigest()[:16]}.json"
        try:
            return json.loads(kept.read_bytes())
        except (OSError, ValueError):
            from . import compiling

            made = getattr(compiling, compiler)(self, name)
            keep(kept, name, made)
            return made


@functools.cache
def _makers() -> list[Path]:
    """The code that compiles content: a compiled form is stale when it has changed."""
    return sorted(path for room in ("course", "exercises", "simulation") for path in (PACKAGE / room).glob("*.py"))


def keep(path: Path, name: str, made: dict) -> None:
    """Write whole or not at all; without a writable cache the lesson is compiled every time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        old = set(path.parent.glob(f"{name}-????????????????.json"))
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            json.dump(made, file, ensure_ascii=False)
        os.replace(file.name, path)
        for stale in sorted(old, key=lambda p: p.stat().st_mtime)[:-8]:
            stale.unlink(missing_ok=True)
    except OSError:
        pass


def cache_dir() -> Path:
    if chosen := os.environ.get("IPT_CACHE_DIR"):
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("ipt-course", appauthor=False) / "compiled"


@functools.cache
def library() -> Library:
    """The library of this process."""
    return Library(data_dir(), notebooks_dir())
