"""Locks, full and read-only disks, damage of a file: nothing acknowledged is lost, nothing is hidden."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys

import pytest
from samples import attempt, held_by_another_process, in_child, powerless

from ipt_course.learning.store import Store, StoreCorrupt, StoreError, StoreFull, StoreLocked, StoreNewer, StoreReadOnly


@pytest.fixture
def place(tmp_path) -> str:
    return str(tmp_path / "record.sqlite")


def test_a_busy_file_is_waited_for(store):
    store.add(attempt())
    with held_by_another_process(store.path, "BEGIN IMMEDIATE"):
        with pytest.raises(StoreLocked, match=r"Another program .* tried again"):
            store.add(attempt(1), patience=0.1)
        assert len(list(store.attempts("l"))) == 1, "reading goes on meanwhile"
    store.add(attempt(1))
    assert len(list(store.attempts("l"))) == 2


def test_a_record_that_may_not_be_written_says_so(tmp_path):
    folder = tmp_path / "folder"
    Store(folder / "record.sqlite").add(attempt())
    before = (folder / "record.sqlite").read_bytes()
    for path in (folder, *folder.iterdir(), *folder.parents[:2]):
        path.chmod(0o555 if path.is_dir() else 0o444)

    def work():
        powerless()
        Store(folder / "record.sqlite").add(attempt(1))

    try:
        said = in_child(work)
    finally:
        for path in (folder, *folder.parents[:2]):
            path.chmod(0o700)
    assert said.startswith("StoreReadOnly: ") and "Check the permissions" in said, said
    assert (folder / "record.sqlite").read_bytes() == before
    assert list(Store(folder / "record.sqlite").attempts("l")) == [attempt()]


def test_a_folder_that_may_not_be_written_says_so(tmp_path):
    tmp_path.chmod(0o555)

    def work():
        powerless()
        Store(tmp_path / "new" / "record.sqlite").add(attempt())

    try:
        said = in_child(work)
    finally:
        tmp_path.chmod(0o700)
    assert said.startswith("StoreReadOnly: ") and "Check the permissions" in said, said


def test_a_folder_that_is_a_file_says_so(tmp_path):
    blocked = tmp_path / "folder"
    blocked.write_text("mine")
    with pytest.raises(StoreError, match="cannot be used"):
        Store(blocked / "record.sqlite").add(attempt())
    assert blocked.read_text() == "mine"


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one megabyte that is really full when it is full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        not shutil.which("mount")
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True).returncode
    ):
        pytest.skip("only an administrator can make a small disk")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def fill_up(store, n=0) -> int:
    """Add until the disk is full; the first number that was not acknowledged."""
    with pytest.raises(StoreFull, match="Make some room"):
        while n < 1000:
            store.add(attempt(n, response="x" * 10_000))
            n += 1
    return n


def test_a_full_disk_says_so_and_loses_nothing(small_disk):
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 300_000)
    store = Store(small_disk / "record.sqlite")
    acknowledged = fill_up(store)
    assert acknowledged > 2
    with pytest.raises(StoreFull):
        store.add(attempt(acknowledged, response="x" * 10_000))
    ballast.unlink()
    store.add(attempt(acknowledged, response="x" * 10_000))
    assert [a.try_no - 1 for a in store.attempts("l")] == list(range(acknowledged + 1))
    store.close()


def test_a_disk_full_from_the_start_says_so(small_disk):
    with pytest.raises(OSError), (small_disk / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(b"x" * 4096)
    with pytest.raises(StoreFull):
        Store(small_disk / "record.sqlite").add(attempt())
    with pytest.raises(StoreFull):
        Store(small_disk / "folder" / "record.sqlite").add(attempt())
    (small_disk / "ballast").unlink()
    store = Store(small_disk / "record.sqlite")
    store.add(attempt())
    assert list(store.attempts("l")) == [attempt()]
    store.close()


def test_a_share_of_the_disk_that_is_used_up_says_so(store):
    """What a quota does, by the limit any user can set: the write itself fails, not the space."""
    store.add(attempt(0))

    def work():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
        refused = fill_up(store, 1)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        store.add(attempt(refused))
        return refused

    refused = in_child(work)
    assert refused.isdigit() and int(refused) > 3, refused
    assert [a.try_no - 1 for a in store.attempts("l")] == list(range(int(refused) + 1))


def test_a_file_that_is_no_record_is_left_as_it_is(tmp_path):
    path = tmp_path / "record.sqlite"
    path.write_bytes(b"this is no database, but somebody may want it" * 100)
    before = path.read_bytes()
    with pytest.raises(StoreCorrupt, match="left untouched"):
        Store(path).add(attempt())
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["record.sqlite"]


def test_a_damaged_record_is_left_as_it_is_and_a_new_one_can_begin(tmp_path):
    store = Store(tmp_path / "record.sqlite")
    for n in range(200):
        store.add(attempt(n, response="x" * 500))
    store.close()
    with store.path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(4096 * 10))
    before = store.path.read_bytes()
    with pytest.raises(StoreCorrupt, match="move it to a safe place"):
        list(store.attempts("l"))
    with pytest.raises(StoreCorrupt, match="left untouched"):
        store.add(attempt(1000))
    assert store.path.read_bytes() == before
    for path in tmp_path.glob("record.sqlite*"):
        path.rename(path.with_name("kept-" + path.name))
    store.add(attempt(1000))
    assert len(list(store.attempts("l"))) == 1
    assert (tmp_path / "kept-record.sqlite").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be moved there")
@pytest.mark.parametrize("change", ["moved away", "erased"])
def test_an_answer_is_not_written_into_a_file_that_is_gone(store, change):
    store.add(attempt(0))
    for path in store.path.parent.glob("record.sqlite*"):
        path.rename(path.with_name("old-" + path.name)) if change == "moved away" else path.unlink()
    store.add(attempt(1))
    assert list(Store(store.path).attempts("l")) == [attempt(1)]
    if change == "moved away":
        assert list(Store(store.path.with_name("old-record.sqlite")).attempts("l")) == [attempt(0)]


def test_every_trouble_is_one_kind_of_error():
    assert all(
        issubclass(kind, StoreError) for kind in (StoreLocked, StoreFull, StoreReadOnly, StoreNewer, StoreCorrupt)
    )
