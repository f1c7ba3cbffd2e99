"""Plan a treatment: put each task into a session."""

from __future__ import annotations

from dataclasses import dataclass

from .asking import Asked, Field, Part
from .mixing import mixed
from .verdict import Fault, Faults

NEAR = 1
"""Sessions outside its window in which a task still earns half."""


@dataclass(frozen=True)
class Planned:
    """``window``: the first and last session in which the task belongs."""

    text: str
    window: list[int]
    why: str

    __pydantic_config__ = {"extra": "forbid"}


@dataclass(frozen=True)
class Planner(Asked):
    """Rule: each task in its window of sessions (half for one session off), less what guessing earns.

    Tasks are shown in a mixed order, so that the order in which they were written gives nothing away.
    """

    sessions: int
    tasks: dict[str, Planned]

    __pydantic_config__ = {"extra": "forbid"}

    def fields(self) -> list[Field]:
        return [
            Field(id, self.tasks[id].text, "number", low=1, high=self.sessions, unit="session")
            for id in mixed(self.tasks)
        ]

    def picture(self) -> dict:
        return {"sessions": self.sessions}

    def outline(self) -> list[str]:
        return [f"{self.sessions} sessions", *(f"- {self.tasks[id].text}" for id in mixed(self.tasks))]

    def solution(self) -> dict:
        return {id: task.window[0] for id, task in self.tasks.items()}

    def _credit(self, task: Planned, session: float | None) -> float:
        if session is None:
            return 0.0
        first, last = task.window
        if first <= session <= last:
            return 1.0
        return 0.5 if first - NEAR <= session <= last + NEAR else 0.0

    def parts(self, given: dict) -> list[Part]:
        return [
            Part(
                id,
                self._credit(task, given.get(id)),
                sum(self._credit(task, n) for n in range(1, self.sessions + 1)) / self.sessions,
                why=task.why,
            )
            for id, task in self.tasks.items()
        ]

    def faults(self) -> Faults:
        if not 4 <= self.sessions <= 24:
            yield Fault(("sessions",), f"a plan of {self.sessions} sessions", "use 4 to 24")
        for id, task in self.tasks.items():
            whole = len(task.window) == 2 and 1 <= task.window[0] <= task.window[1] <= self.sessions
            if not whole:
                yield Fault(("tasks", id, "window"), "not a first and a last session of the plan", "write it as [1, 3]")
            elif 2 * (task.window[1] - task.window[0] + 1) > self.sessions:
                yield Fault(("tasks", id, "window"), "the window is more than half the plan", "narrow it, or drop it")
        if len(self.tasks) < 4:
            yield Fault(("tasks",), "fewer than four tasks", "add some")
