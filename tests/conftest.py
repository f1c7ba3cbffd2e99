"""The places in which a record can lie: a file, and a database of a real PostgreSQL server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

SERVER = Path(__file__).resolve().parents[1] / "tools" / "postgres.py"


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory) -> str:
    """The address of one PostgreSQL server for the whole test run, however many processes share it.

    Whoever needs it first starts it; it ends with the process that began the run.
    """
    folder = tmp_path_factory.getbasetemp()
    run = os.getpid()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder, run = folder.parent, os.getppid()
    said = folder / "postgres"
    try:
        (folder / "postgres.begun").touch(exist_ok=False)
    except FileExistsError:
        pass
    else:
        command = [sys.executable, SERVER, "--watch", str(run), "--say", said]
        subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 90
    while not said.exists():
        assert time.monotonic() < until, "PostgreSQL did not start within a minute and a half"
        time.sleep(0.05)
    if (address := said.read_text()).startswith("failed"):
        pytest.fail(address, pytrace=False)
    return address


@pytest.fixture
def postgres(postgres_server) -> str:
    """The address of an empty database."""
    import psycopg

    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path) -> str:
    """Where to keep a record: an SQLite file, then a PostgreSQL database."""
    return str(tmp_path / "record.sqlite") if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture
def store(place):
    """An empty store, in a file and in a PostgreSQL database."""
    from ipt_course.learning.store import Store

    store = Store(place)
    yield store
    store.close()
