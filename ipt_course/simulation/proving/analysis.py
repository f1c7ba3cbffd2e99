"""All that is worked out about one script, each part once."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ..engine import ImpossibleMove
from ..script import Script
from ..session import Session, open_session
from .beliefs import Beliefs, Responsive, look_around, responsive
from .exploring import explore
from .lanes import Lanes
from .memorised import Learnt, by_heart
from .optimum import extremes
from .tricks import Trick, tricks
from .world import World


class ExpertError(ValueError):
    """An expert path that cannot be walked: at which step, and why."""

    def __init__(self, step: int, why: str):
        super().__init__(why)
        self.step = step


class Analysis:
    """The parts that rules and reports draw on. Raises what :func:`explore` raises when ``world`` is first used."""

    def __init__(self, script: Script):
        self.script = script
        self._scores: dict[tuple[int, bool], np.ndarray] = {}

    @cached_property
    def world(self) -> World:
        return explore(self.script)

    @cached_property
    def lanes(self) -> Lanes:
        return Lanes(self.world)

    @cached_property
    def tricks(self) -> list[Trick]:
        return tricks(self.lanes)

    @cached_property
    def learnt(self) -> tuple[Learnt, Learnt]:
        """Scripts learnt by heart: best on average, and passing most often."""
        return by_heart(self.lanes)

    @cached_property
    def beliefs(self) -> Beliefs:
        return look_around(self.world)

    @cached_property
    def responsive(self) -> Responsive:
        return responsive(self.beliefs)

    @property
    def gap(self) -> float:
        """How much listening is worth: mean score of responsive play minus that of the best script learnt by heart."""
        return self.responsive.mean - self.learnt[0].mean

    @cached_property
    def tops(self) -> np.ndarray:
        """For each start the highest score that any play can have, after the cap of the ending."""
        top = np.zeros(len(self.world.starts))
        for n, ending in sorted(enumerate(self.script.endings), key=lambda one: -one[1].cap):
            if top.min() < ending.cap:
                top = np.fmax(top, np.minimum(self.scores(n), ending.cap))
        return top

    def scores(self, ending: int, best: bool = True) -> np.ndarray:
        """For each start the best or worst score before the cap with which it can end so; NaN if it cannot."""
        if (ending, best) not in self._scores:
            self._scores[ending, best] = extremes(self.world, lambda final: final.ending == ending, best)
        return self._scores[ending, best]

    @cached_property
    def experts(self) -> dict[str, Session | ExpertError]:
        """Each expert path, walked to its end."""
        return {id: _walked(self.script, id, moves) for id, moves in self.script.expert.items()}


def _walked(script: Script, variant: str, moves: tuple[str, ...]) -> Session | ExpertError:
    session = open_session(script, "expert", variant=variant)
    for n, move in enumerate(moves):
        try:
            session = session.play(move)
        except ImpossibleMove as error:
            return ExpertError(n, str(error))
    if session.scene:
        offered = ", ".join(sorted(choice.id for choice in session.scene.choices))
        return ExpertError(len(moves) - 1, f"The path stops at turn '{session.scene.turn}'. Offered there: {offered}.")
    return session
