"""YAML with line numbers, so that every finding can name one."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from .finding import Finding, shown_path


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML as authors mean it: "No" is a word, and "2005-03" is not a date."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


class YamlFile:
    """A parsed file: ``data``, what was wrong with it, and the line of any key path.

    ``faults`` holds syntax errors and keys given twice; ``data`` is ``None`` if nothing could be read.
    """

    def __init__(self, path: Path):
        self.path = path
        self.name = shown_path(path)
        self.faults: list[Finding] = []
        self._lines: dict[tuple, int] = {(): 1}
        self.data = self._read()

    def line(self, *keys) -> int:
        """The line of the longest known part of a key path."""
        keys = tuple(keys)
        while keys not in self._lines:
            keys = keys[:-1]
        return self._lines[keys]

    def finding(self, keys: tuple, what: str, fix: str) -> Finding:
        return Finding(self.name, self.line(*keys), what, fix)

    def _read(self):
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            self.faults.append(
                Finding(self.name, 1, "this file does not exist", "create it, or remove what refers to it")
            )
            return None
        except UnicodeDecodeError as error:
            self.faults.append(
                Finding(self.name, 1, f"this file is not UTF-8 text (byte {error.start})", "save it as UTF-8")
            )
            return None
        except OSError as error:
            self.faults.append(
                Finding(self.name, 1, f"this file cannot be read ({error.strerror})", "check its permissions")
            )
            return None
        try:
            loader = _Loader(text)
            try:
                node = loader.get_single_node()
                return self._build(loader, node, ()) if node is not None else None
            finally:
                loader.dispose()
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or str(error).splitlines()[0]
            self.faults.append(
                Finding(
                    self.name,
                    mark.line + 1 if mark else 1,
                    f"not valid YAML: {what}",
                    "check indentation, quotes and colons on this line",
                )
            )
            return None

    def _build(self, loader, node, keys: tuple):
        self._lines.setdefault(keys, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            out = {}
            for key_node, value_node in node.value:
                key = loader.construct_object(key_node, deep=True)
                if not isinstance(key, str | int | float | bool):
                    key = str(key)
                here = (*keys, key)
                if key in out:
                    self.faults.append(
                        Finding(
                            self.name, key_node.start_mark.line + 1, f"'{key}' is given twice", "keep one of the two"
                        )
                    )
                self._lines[here] = key_node.start_mark.line + 1
                out[key] = self._build(loader, value_node, here)
            return out
        if isinstance(node, yaml.SequenceNode):
            return [self._build(loader, item, (*keys, n)) for n, item in enumerate(node.value)]
        return loader.construct_object(node, deep=True)
