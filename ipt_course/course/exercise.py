"""An exercise as a lesson uses it: the envelope shared by all types, and the task inside."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from dataclasses import dataclass

from ..exercises import KINDS


@dataclass(frozen=True)
class Exercise:
    """Texts are HTML. ``text`` is the plain form that notebooks commit; it never holds the key."""

    id: str
    kind: str
    title: str
    use: str
    prompt: str
    task: object
    text: str
    content_hash: str
    hints: tuple[str, ...] = ()
    because: str = ""
    confidence: bool = False
    content_note: str = ""
    objectives: tuple[str, ...] = ()
    case: str | None = None

    @property
    def lesson(self) -> str:
        return self.id.partition(".")[0]

    def card(self) -> dict:
        """Everything a page may show before an answer."""
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "use": self.use,
            "prompt": self.prompt,
            "confidence": self.confidence,
            "hints": len(self.hints),
            "content_note": self.content_note,
            **self.task.shown(),
        }


def build_task(kind: str, data: dict):
    """Build the task of a kind from plain data that has already been checked."""
    return _build(KINDS[kind], data)


def _build(cls, data: dict):
    hints = _hints(cls)
    return cls(**{name: _value(hints[name], value) for name, value in data.items() if name in hints})


@functools.cache
def _hints(cls) -> dict:
    hints = typing.get_type_hints(cls)
    return {f.name: hints[f.name] for f in dataclasses.fields(cls)}


def _value(hint, value):
    if dataclasses.is_dataclass(hint):
        return _build(hint, value)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is dict:
        return {k: _value(inner[1], v) for k, v in value.items()}
    if origin is list:
        return [_value(inner[0], v) for v in value]
    if origin in (types.UnionType, typing.Union) and value is not None:
        return _value(inner[0], value)
    return value
