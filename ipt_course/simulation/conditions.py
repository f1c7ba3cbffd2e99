"""The small language in which a script says when: names, whole numbers, comparisons, ``and``, ``or``, ``not``.

``guarded and not risk-asked``, ``1 <= arousal <= 2``, ``alliance >= 3 or (named and focus == 2)``. A text is
parsed once into a function of the hidden values; nothing is ever evaluated as Python. The functions are built
from ``&``, ``|`` and ``^``, so that they hold for numbers and, in proofs, for whole columns of numbers alike.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

Values = Sequence[int]
Test = Callable[[Values], bool]

_TOKEN = re.compile(r"\s*(?:(?P<number>\d+)|(?P<name>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)|(?P<sign><=|>=|==|!=|<|>|\(|\)))")
_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class ConditionError(ValueError):
    """A condition that cannot be read. ``what`` and ``fix`` are written for its author."""

    def __init__(self, what: str, fix: str):
        super().__init__(f"{what} — {fix}")
        self.what, self.fix = what, fix


@dataclass(frozen=True)
class Condition:
    """A parsed condition. ``reads`` are the places of the hidden values it depends on."""

    text: str
    test: Test
    reads: frozenset[int] = frozenset()

    def __call__(self, values: Values) -> bool:
        return self.test(values)


ALWAYS = Condition("", lambda values: True)


@dataclass(frozen=True)
class Names:
    """What a condition may speak of: numbers and flags with their place among the hidden values, and readings,
    which are conditions with a name. ``highest`` bounds each number, from 0."""

    numbers: Mapping[str, int]
    flags: Mapping[str, int]
    highest: Mapping[str, int]
    readings: Mapping[str, Condition]

    def known(self) -> list[str]:
        return [*self.numbers, *self.flags, *self.readings]


def parse(text: str, names: Names) -> Condition:
    """Read a condition; :class:`ConditionError` says what is wrong with it."""
    parser = _Parser(text, names)
    test = parser.either()
    if parser.peek() is not None:
        raise ConditionError(
            f"the condition '{text}' does not end where it should, at '{parser.tokens[parser.at][1]}'", _HOW
        )
    return Condition(text, test, frozenset(parser.reads))


_HOW = "write it like 'guarded and not asked' or 'alliance >= 3', with and, or, not and brackets"


def any_of(truths):
    """Whether any holds, of truths or of columns of truths."""
    return reduce(operator.or_, truths)


def _or(left: Test, right: Test) -> Test:
    return lambda values: left(values) | right(values)


def _and(left: Test, right: Test) -> Test:
    return lambda values: left(values) & right(values)


def _compared(sign: Callable[[int, int], bool], left: Callable, right: Callable) -> Test:
    return lambda values: sign(left(values), right(values))


class _Parser:
    """Recursive descent: either → both → one → comparison."""

    def __init__(self, text: str, names: Names):
        self.text, self.names = text, names
        self.reads: set[int] = set()
        self.tokens: list[tuple[str, str]] = []
        self.at = 0
        end = 0
        while text[end:].strip():
            found = _TOKEN.match(text, end)
            if not found:
                raise ConditionError(f"the condition '{text}' holds '{text[end:].strip()[0]}'", _HOW)
            end = found.end()
            self.tokens.append((found.lastgroup or "", found.group(found.lastgroup or 0)))
        if not self.tokens:
            raise ConditionError("the condition is empty", "write it, or remove 'if'")

    def peek(self) -> tuple[str, str] | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *words: str) -> str | None:
        token = self.peek()
        if token and token[1] in words:
            self.at += 1
            return token[1]
        return None

    def either(self) -> Test:
        tests = [self.both()]
        while self.take("or"):
            tests.append(self.both())
        return reduce(_or, tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.take("and"):
            tests.append(self.one())
        return reduce(_and, tests)

    def one(self) -> Test:
        if self.take("not"):
            test = self.one()
            return lambda values: test(values) ^ True
        if self.take("("):
            test = self.either()
            if not self.take(")"):
                raise ConditionError(f"the condition '{self.text}' opens a bracket and never closes it", "add ')'")
            return test
        kind, word = self.peek() or ("", "")
        if kind == "name" and word not in self.names.numbers:
            self.at += 1
            return self._flag(word)
        return self._comparison()

    def _flag(self, word: str) -> Test:
        if word in self.names.readings:
            reading = self.names.readings[word]
            self.reads |= reading.reads
            return reading.test
        if word in self.names.flags:
            place = self.names.flags[word]
            self.reads.add(place)
            return lambda values: values[place] != 0
        raise ConditionError(f"'{word}' in the condition '{self.text}' is not known", self._nearest(word))

    def _comparison(self) -> Test:
        """One comparison or a chain such as ``1 <= arousal <= 2``."""
        sides = [self._number()]
        signs = []
        while sign := self.take(*_COMPARE):
            signs.append(_COMPARE[sign])
            sides.append(self._number())
        if not signs:
            word = self.tokens[self.at - 1][1]
            raise ConditionError(
                f"'{word}' in the condition '{self.text}' is a number and is compared with nothing",
                f"write for example '{word if word in self.names.numbers else 'alliance'} >= 2'",
            )
        self._in_range(sides)
        gets = [side[0] for side in sides]
        return reduce(_and, map(_compared, signs, gets, gets[1:]))

    def _number(self) -> tuple[Callable[[Values], int], str | int]:
        kind, word = self.peek() or ("", "")
        self.at += 1
        if kind == "number":
            number = int(word)
            return lambda values: number, number
        if kind == "name" and word in self.names.numbers:
            place = self.names.numbers[word]
            self.reads.add(place)
            return lambda values: values[place], word
        if kind == "name":
            raise ConditionError(f"'{word}' in the condition '{self.text}' is not a number", self._nearest(word))
        raise ConditionError(f"the condition '{self.text}' stops short", _HOW)

    def _in_range(self, sides: list) -> None:
        named = [side[1] for side in sides if isinstance(side[1], str)]
        for _, number in sides:
            for name in named:
                if isinstance(number, int) and number > self.names.highest[name]:
                    raise ConditionError(
                        f"the condition '{self.text}' compares {name} with {number}",
                        f"{name} goes from 0 to {self.names.highest[name]}",
                    )

    def _nearest(self, word: str) -> str:
        from difflib import get_close_matches

        close = get_close_matches(word, self.names.known(), 1)
        return f"did you mean '{close[0]}'?" if close else f"use one of: {', '.join(self.names.known())}"
