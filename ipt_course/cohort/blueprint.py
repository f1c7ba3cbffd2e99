"""What the course asks, as far as a statistic needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..course.library import Library
from ..course.markup_plain import plain


@dataclass(frozen=True)
class Option:
    """An option of a choice: its text without markup, whether the key names it, and the idea that makes it tempting."""

    text: str
    right: bool
    misconception: str | None = None


@dataclass(frozen=True)
class Item:
    """An exercise as it is worded now."""

    id: str
    title: str
    kind: str
    use: str
    content_hash: str
    objectives: tuple[str, ...]
    confidence: bool
    prompt: str
    options: dict[str, Option] = field(default_factory=dict)

    @property
    def lesson(self) -> str:
        return self.id.partition(".")[0]


@dataclass(frozen=True)
class Lesson:
    """A lesson that is written, or a page with exercises: these in order, and its objectives by id."""

    slug: str
    number: int | str
    title: str
    items: tuple[str, ...]
    objectives: dict[str, str]


@dataclass(frozen=True)
class Blueprint:
    """The lessons in the order of the course, and every exercise by id."""

    lessons: dict[str, Lesson]
    items: dict[str, Item]

    def form(self, lesson: str, use: str) -> list[str]:
        """Ids of a lesson's exercises of one use: its pre-test, its post-test, its practice."""
        return [id for id in self.lessons[lesson].items if self.items[id].use == use]


def blueprint(library: Library) -> Blueprint:
    """The blueprint of whatever is written."""
    lessons, items = {}, {}
    for module in library.written:
        slug, ids = module["slug"], tuple(library.exercises(module["slug"]))
        objectives = {one["id"]: one["text"] for one in module["objectives"]}
        lessons[slug] = Lesson(slug, module["number"], module["title"], ids, objectives)
        items |= {id: _item(library, id) for id in ids}
    return Blueprint(lessons, items)


def _item(library: Library, id: str) -> Item:
    exercise = library.exercise(id)
    options = {}
    if exercise.kind in ("choice", "multiple"):
        solution = exercise.task.solution()
        right = {solution} if isinstance(solution, str) else set(solution)
        options = {
            name: Option(plain(one.text), name in right, one.misconception)
            for name, one in exercise.task.options.items()
        }
    return Item(
        id=id,
        title=exercise.title,
        kind=exercise.kind,
        use=exercise.use,
        content_hash=exercise.content_hash,
        objectives=exercise.objectives,
        confidence=exercise.confidence,
        prompt=plain(exercise.prompt),
        options=options,
    )
