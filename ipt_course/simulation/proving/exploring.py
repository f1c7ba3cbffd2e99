"""Enumerate a script: every state a learner can reach, from every start.

This plays the script for whole columns of states at once, generation by generation. What a move means is asked of
the engine, once for each kind of situation; how states change is written here a second time, for columns, and a
test holds it to the engine move by move.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..engine import ALLIANCE, AROUSAL, CALM, DISCLOSURE, FLOODED, FOCUS, GUARDED, State, offers
from ..scoring import judge
from ..script import BACK, END, LINE, Effect, Script, Turn
from .liveness import live_places
from .world import Final, Option, Start, World

MOST_STATES = 2_000_000


class TooManyStates(Exception):
    """A script that cannot be enumerated; ``turns`` names the turns with most states."""

    def __init__(self, turns: list[str]):
        super().__init__(", ".join(turns))
        self.turns = turns


class DeadEnd(Exception):
    """A state in which no move is offered."""

    def __init__(self, state: State):
        super().__init__(state)
        self.state = state


def explore(script: Script, most: int = MOST_STATES) -> World:
    """The world of a script; :class:`TooManyStates` if there are more than ``most``, or :class:`DeadEnd`."""
    return _Exploration(script, most).world()


class _Exploration:
    """A column is a state: its hidden values, its line, its turn, and the turn put off (0 for none, else index + 1)."""

    def __init__(self, script: Script, most: int):
        self.script, self.most = script, most
        self.places = len(script.highest)
        self.label_row = script.places[LINE]
        self.line_row, self.turn_row, self.back_row = range(self.places, self.places + 3)
        self.over = len(script.turns)
        self.live = np.zeros((len(script.turns) + 1, self.places), dtype=bool)
        for n, places in enumerate(live_places(script)):
            self.live[n, list(places)] = True
        self.reads = [
            sorted({p for m in turn.moves for c in (m.when, *(o.when for o in m.outcomes)) for p in c.reads})
            for turn in script.turns
        ]
        lines = max(len(turn.lines) for turn in script.turns)
        bases = [*(highest + 1 for highest in script.highest), lines, len(script.turns) + 1, len(script.turns) + 1]
        self.weights = np.cumprod([1, *bases[:-1]], dtype=np.int64)
        self.known: dict[int, int] = {}
        self.columns: list[np.ndarray] = []
        self.finals: dict[Final, int] = {}
        self.options: list[Option] = []
        self.situations: list[dict[int, list[int]]] = [{} for _ in script.turns]

    def world(self) -> World:
        begun, fresh = self._begin()
        edges: list[tuple[np.ndarray, ...]] = []
        while fresh.shape[1]:
            made = list(self._play(fresh))
            fresh, numbered = self._number([column for *_, column in made])
            edges += [(source, k, option, to) for (source, k, option, _), to in zip(made, numbered, strict=True)]
            if len(self.known) > self.most:
                raise TooManyStates(self._busiest())
        source, k, option, to = (
            (np.concatenate(part) for part in zip(*edges, strict=True)) if edges else [np.zeros(0, dtype=np.int64)] * 4
        )
        return self._laid_out(begun, source, k, option, to)

    def _begin(self) -> tuple[list[tuple[str, dict[str, bool], int]], np.ndarray]:
        script, begun, columns = self.script, [], []
        flags = list(script.carries)
        for n in range(2 ** len(flags)):
            carried = {flag: bool(n >> k & 1) for k, flag in enumerate(flags)}
            for variant in script.variants:
                column = np.zeros((self.places + 3, 1), dtype=np.int8)
                column[: self.places, 0] = variant.values
                for flag, value in carried.items():
                    column[script.places[flag]] = value
                for when, does in script.opening:
                    if when(column[:, 0]):
                        column = self._applied(does, column)
                columns += [arrived for _, arrived in self._arrive(script.first, column, np.array([0]))]
                begun.append((variant.id, carried))
        fresh, numbered = self._number(columns)
        return [(*one, int(number[0])) for one, number in zip(begun, numbered, strict=True)], fresh

    def _play(self, fresh: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
        """Every move in every fresh state: its source, its place among the offers, its option, and where it arrives."""
        numbers = np.arange(len(self.known) - fresh.shape[1], len(self.known))
        for turn in np.unique(fresh[self.turn_row]):
            here = np.flatnonzero(fresh[self.turn_row] == turn)
            reads = self.reads[turn]
            keys = (
                self.weights[reads] @ fresh[np.ix_(reads, here)].astype(np.int64) if reads else np.zeros(len(here), int)
            )
            for key in np.unique(keys):
                alike = here[keys == key]
                columns = fresh[:, alike]
                for k, option in enumerate(self._situation(int(turn), int(key), columns[:, 0])):
                    for rows, arrived in self._after(self.options[option], columns):
                        size = len(rows)
                        yield numbers[alike[rows]], np.full(size, k), np.full(size, option), arrived

    def _situation(self, turn: int, key: int, column: np.ndarray) -> list[int]:
        """The options of a situation, by number: the same for all states that the turn's conditions cannot tell apart."""
        known = self.situations[turn]
        if key not in known:
            state = State(turn, int(column[self.line_row]), None, tuple(int(v) for v in column[: self.places]))
            moves, offered = self.script.turns[turn].moves, offers(self.script, state)
            if not offered:
                raise DeadEnd(state)
            known[key] = list(range(len(self.options), len(self.options) + len(offered)))
            number = sum(map(len, self.situations)) - 1
            for offer in offered:
                move, case = moves.index(offer.move), offer.move.outcomes.index(offer.outcome)
                self.options.append(Option(number, turn, move, case, judge(offered, offer.move.id)))
        return known[key]

    def _after(self, option: Option, columns: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        outcome = option.judged.chosen.outcome
        changed = self._applied(outcome.does, columns)
        backs = changed[self.back_row].copy()
        changed[self.back_row] = 0
        if outcome.goto != BACK:
            yield from self._arrive(outcome.goto, changed, np.arange(changed.shape[1]))
            return
        for back in np.unique(backs):
            rows = np.flatnonzero(backs == back)
            yield from self._arrive(int(back) - 1, changed[:, rows], rows)

    def _applied(self, effect: Effect, columns: np.ndarray) -> np.ndarray:
        """:func:`ipt_course.simulation.engine.applied`, for columns."""
        now = columns.copy()
        for place, by in effect.shifts:
            least = np.minimum(CALM, columns[AROUSAL]) if place == AROUSAL else 0
            moved = np.clip(now[place] + by, least, self.script.highest[place])
            if by > 0 and place in (DISCLOSURE, FOCUS):
                closed = columns[AROUSAL] >= FLOODED
                if place == DISCLOSURE:
                    closed = closed | (columns[ALLIANCE] <= GUARDED)
                moved = np.where(closed, now[place], moved)
            now[place] = moved
        for place, to in effect.sets:
            now[place] = to
        return now

    def _arrive(self, target: int, columns: np.ndarray, rows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """:func:`ipt_course.simulation.engine.arrive`, for columns without a turn put off. ``END`` is -1."""
        going = np.ones(len(rows), dtype=bool)
        for turn in self.script.interrupts:
            broken = going & (columns[turn.visits] < turn.limit) & turn.breaks_in.test(columns)
            if broken.any():
                put_off = columns[:, broken]
                put_off[self.back_row] = target + 1
                yield from self._come(turn.index, put_off, rows[broken])
                going &= ~broken
        if going.any():
            yield from self._come(target, columns[:, going], rows[going])

    def _come(self, target: int, columns: np.ndarray, rows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        if target == END:
            columns[self.turn_row] = self.over
            yield rows, columns
            return
        turn = self.script.turns[target]
        stays = np.broadcast_to(turn.when.test(columns), len(rows)).copy()
        if turn.visits is not None:
            spent = columns[turn.visits] >= turn.limit
            stays &= ~spent
            if spent.any():
                yield from self._come(turn.then, columns[:, spent], rows[spent])
        else:
            spent = np.zeros(len(rows), dtype=bool)
        passes = ~stays & ~spent
        if passes.any():
            yield from self._come(turn.goto, columns[:, passes], rows[passes])
        if stays.any():
            yield from self._speak(turn, columns[:, stays], rows[stays])

    def _speak(self, turn: Turn, columns: np.ndarray, rows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        if turn.visits is not None:
            columns[turn.visits] += 1
        silent = np.ones(len(rows), dtype=bool)
        for n, line in enumerate(turn.lines):
            says = silent & line.when.test(columns)
            if line.once is not None:
                says &= columns[line.once] == 0
            if says.any():
                said = columns[:, says]
                if line.once is not None:
                    said[line.once] = 1
                said[[self.label_row, self.line_row]] = n
                said = self._applied(line.does, said)
                said[self.turn_row] = turn.index
                yield rows[says], said
                silent &= ~says

    def _number(self, arrived: list[np.ndarray]) -> tuple[np.ndarray, list[np.ndarray]]:
        """Number what has arrived, states from 0 on and finals as ``-1 - n``; and the states that are new."""
        columns = np.concatenate(arrived, axis=1) if arrived else np.zeros((self.places + 3, 0), dtype=np.int8)
        numbers = np.zeros(columns.shape[1], dtype=np.int64)
        over = columns[self.turn_row] == self.over
        numbers[over] = self._finals(columns[:, over])
        states = columns[:, ~over]
        states[: self.places] *= (self.live[states[self.turn_row]] | self.live[states[self.back_row] - 1]).T
        _, first, inverse = np.unique(self.weights @ states.astype(np.int64), return_index=True, return_inverse=True)
        before = len(self.known)
        keys = (self.weights @ states[:, first].astype(np.int64)).tolist()
        found = np.array([self.known.setdefault(key, len(self.known)) for key in keys], dtype=np.int64)
        numbers[~over] = found[inverse]
        fresh = states[:, first[found >= before]]
        self.columns.append(fresh)
        return fresh, np.split(numbers, np.cumsum([part.shape[1] for part in arrived])[:-1])

    def _finals(self, columns: np.ndarray) -> np.ndarray:
        ending = np.full(columns.shape[1], len(self.script.endings) - 1)
        for n in reversed(range(len(self.script.endings) - 1)):
            ending[np.broadcast_to(self.script.endings[n].when.test(columns), len(ending))] = n
        cue = asked = np.zeros(len(ending), dtype=bool)
        if self.script.risk:
            cue, asked = (
                columns[self.script.places[flag]] > 0 for flag in (self.script.risk.cue, self.script.risk.asked)
            )
        codes, inverse = np.unique(4 * ending + 2 * cue + asked, return_inverse=True)
        ends = [Final(int(code) // 4, bool(code & 2), bool(code & 1)) for code in codes]
        return np.array([-1 - self.finals.setdefault(end, len(self.finals)) for end in ends], dtype=np.int64)[inverse]

    def _busiest(self) -> list[str]:
        counts = np.bincount(np.concatenate([part[self.turn_row] for part in self.columns]))
        return [self.script.turns[n].id for n in np.argsort(-counts)[:3]]

    def _laid_out(self, begun: list, source: np.ndarray, k: np.ndarray, option: np.ndarray, to: np.ndarray) -> World:
        """Number the states by level and lay out their edges in that order."""
        columns = np.concatenate(self.columns, axis=1)
        size, ends = columns.shape[1], len(self.finals)
        by_source = np.lexsort((k, source))
        to, option = to[by_source], option[by_source]
        to = np.where(to < 0, size - 1 - to, to)
        counts = np.bincount(source, minlength=size)
        first = np.concatenate([[0], np.cumsum(counts)])
        level = np.zeros(size + ends, dtype=np.int64)
        while size:
            deeper = 1 + np.maximum.reduceat(level[to], first[:-1])
            if np.array_equal(deeper, level[:size]):
                break
            level[:size] = deeper
        order = np.argsort(level[:size], kind="stable")
        number = np.arange(size + ends)
        number[order] = np.arange(size)
        laid = np.concatenate([[0], np.cumsum(counts[order])])
        edges = np.repeat(first[:-1][order] - laid[:-1], counts[order]) + np.arange(len(to))
        columns = columns[:, order]
        return World(
            script=self.script,
            starts=[Start(v, c, int(number[size - 1 - node if node < 0 else node])) for v, c, node in begun],
            finals=list(self.finals),
            options=self.options,
            values=columns[: self.places],
            turn=columns[self.turn_row].astype(np.int64),
            line=columns[self.line_row].astype(np.int64),
            back=columns[self.back_row].astype(np.int64) - 1,
            first=laid,
            to=number[to[edges]],
            option=option[edges],
            levels=np.searchsorted(level[:size][order], np.arange(1, level.max() + 2)),
        )
