"""How many pages fit, and who is asked to wait."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from ipt_course.serving import capacity
from ipt_course.serving.attendance import GRACE, Attendance
from ipt_course.serving.capacity import PAGE, RESERVE, Capacity, free_memory


@pytest.fixture
def free(monkeypatch):
    def set_to(mb: float) -> None:
        monkeypatch.setattr(capacity, "free_memory", lambda: mb)

    return set_to


@pytest.mark.parametrize("forked", [True, False])
def test_what_fits_is_reckoned_from_free_memory(free, forked):
    free(RESERVE + 10 * PAGE[forked] + 1)
    assert Capacity(forked).pages == 10
    assert "about 10 learners" in Capacity(forked).in_words()
    assert Capacity(forked, limit=4).pages == 4
    assert "Room for 4 learners" in Capacity(forked, limit=4).in_words()
    assert Capacity(forked, limit=40).pages == 10


def test_the_one_too_many_waits(free):
    free(RESERVE + 5 * PAGE[True])
    assert Capacity(True).has_room(500), "memory decides, not a count made in the morning"
    assert Capacity(True, limit=3).has_room(2)
    assert not Capacity(True, limit=3).has_room(3)
    free(RESERVE + PAGE[True] - 1)
    assert not Capacity(True).has_room(0)


def test_open_files_are_a_limit_too(free, monkeypatch):
    free(1e6)
    monkeypatch.setattr(capacity, "most_files", lambda: 10 * capacity.FILES)
    assert Capacity(True).pages == 10
    assert Capacity(True).has_room(9)
    assert not Capacity(True).has_room(10)


def test_a_containers_limit_counts(tmp_path):
    whole = free_memory(tmp_path)
    (tmp_path / "memory.max").write_text("1073741824\n")
    (tmp_path / "memory.current").write_text("536870912\n")
    (tmp_path / "memory.stat").write_text("anon 1\ninactive_file 104857600\n")
    assert free_memory(tmp_path) == min(612, whole)
    (tmp_path / "memory.max").write_text("max\n")
    assert free_memory(tmp_path) == pytest.approx(whole, rel=0.2)


class Kernels:
    """Stands in for the kernel manager: which kernels there are, and how many are connected to each."""

    def __init__(self, **connections: int):
        self.connections, self.ended = connections, []

    def list_kernel_ids(self):
        return list(self.connections)

    def __contains__(self, id):
        return id in self.connections

    def kernel_model(self, id):
        return {"connections": self.connections[id]}

    async def shutdown_kernel(self, id, now):
        self.ended.append(id)
        del self.connections[id]


async def after(attendance, clock, seconds: float) -> None:
    for _ in range(int(seconds)):
        clock[0] += 1
        await attendance.look()


def test_a_class_that_comes_at_once_is_counted_before_it_has_kernels(free):
    free(RESERVE + 5 * PAGE[True])
    assert Capacity(True).has_room(0, arriving=4)
    assert not Capacity(True).has_room(0, arriving=5), "their memory is spoken for"
    assert Capacity(True, limit=3).has_room(1, arriving=1)
    assert not Capacity(True, limit=3).has_room(1, arriving=2)


def test_only_kernels_that_nobody_attends_end():
    async def go():
        clock = [0.0]
        kernels = Kernels(read=1, left=0, making=0)
        attendance = Attendance(kernels, now=lambda: clock[0])
        attendance.making.add("making")
        await after(attendance, clock, GRACE)
        assert kernels.ended == []
        await after(attendance, clock, 2)
        assert kernels.ended == ["left"]
        kernels.connections["read"] = 0
        await after(attendance, clock, GRACE - 1)
        kernels.connections["read"] = 1  # the connection came back in time
        await after(attendance, clock, 2)
        kernels.connections["read"] = 0
        attendance.making.clear()
        await after(attendance, clock, GRACE - 1)
        assert kernels.ended == ["left"]
        await after(attendance, clock, 5)
        assert set(kernels.ended) == {"left", "read", "making"}

    with ThreadPoolExecutor(1) as apart:  # a browser test of the same worker may have a loop running here
        apart.submit(asyncio.run, go()).result()


def test_a_page_that_says_goodbye_while_another_is_ended_disturbs_nothing():
    class Leaving(Kernels):
        async def shutdown_kernel(self, id, now):
            await super().shutdown_kernel(id, now)
            self.connections.pop("leaving", None)

    async def go():
        clock = [0.0]
        kernels = Leaving(left=0, leaving=0, also=0)
        await after(Attendance(kernels, now=lambda: clock[0]), clock, GRACE + 2)
        assert kernels.ended == ["left", "also"]

    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, go()).result()
