"""Statements for a learning record store: well-formed by the specification, taken by a real store, never lost and never doubled."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from ralph.models.xapi.base.statements import BaseXapiStatement
from record_store import PASSWORD, USER
from samples import attempt

from ipt_course.cli import main
from ipt_course.cohort.selection import Selection
from ipt_course.course.library import library
from ipt_course.exports.outbox import Outbox, RecordStore, Refused, Unreachable
from ipt_course.exports.statements import Statements
from ipt_course.learning.store import Store, StoreError

HOME = "https://course.example.edu/"
MINE = "words-of-a-learner"


def exercises():
    for module in library().course["modules"]:
        if module["notebook"]:
            yield from map(library().exercise, library().exercises(module["slug"]))


def answered(exercise, learner="0" * 24, **more):
    """A right answer, or words where nothing is graded."""
    solution = exercise.task.solution()
    graded = (
        {"response": {"text": MINE}, "outcome": "done", "score": None}
        if solution is None
        else {"response": solution, "outcome": "right"}
    )
    around = {
        "content_hash": exercise.content_hash,
        "kind": exercise.kind,
        "use": exercise.use,
        "at": "2026-01-02T03:04:05.678+00:00",
    }
    return attempt(learner=learner, item=exercise.id, **{"id": str(uuid.uuid4())} | graded | around | more)


def made(*attempts) -> list[dict]:
    return list(Statements(library(), HOME).of(attempts))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def lrs(tmp_path_factory):
    """Ralph, a learning record store, with its statements endpoint."""
    folder, port = tmp_path_factory.mktemp("lrs"), free_port()
    log = (folder / "log").open("w")
    command = [sys.executable, Path(__file__).with_name("record_store.py"), folder, str(port)]
    server = subprocess.Popen([*map(str, command)], stdout=log, stderr=log, env=os.environ | {"PYTHONPATH": ""})
    until = time.monotonic() + 90
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            assert server.poll() is None and time.monotonic() < until, (folder / "log").read_text()
            time.sleep(0.2)
    yield RecordStore(f"http://127.0.0.1:{port}/xAPI", USER, PASSWORD)
    server.terminate()
    server.wait(30)
    log.close()


def there(lrs, learner: str) -> list[dict]:
    """What the store says it has of a learner, page by page."""
    agent = json.dumps({"account": {"homePage": HOME, "name": learner}})
    query = f"/xAPI/statements?ascending=true&limit=100&agent={urllib.request.quote(agent)}"
    found = []
    while query:
        request = urllib.request.Request(lrs.endpoint.removesuffix("/xAPI") + query)
        request.add_header("X-Experience-API-Version", "1.0.3")
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode())
        answer = json.loads(urllib.request.urlopen(request).read())
        found += answer["statements"]
        query = answer.get("more")
    return found


def test_a_real_store_takes_a_statement_of_every_exercise_and_gives_it_back(store, lrs):
    learner = uuid.uuid4().hex[:24]
    all_of_them = list(exercises())
    store.add_all([answered(exercise, learner) for exercise in all_of_them])
    box = Outbox(store, lrs, Statements(library(), HOME))
    assert box.fill(Selection()) == len(all_of_them)
    assert box.send() == len(all_of_them) and box.waiting() == 0
    found = there(lrs, learner)
    verbs = [one["verb"]["id"].rpartition("/")[2] for one in found]
    written = {e.lesson for e in all_of_them}
    assert verbs.count("answered") == len(all_of_them) and verbs.count("completed") == len(written)
    assert {one["object"]["id"] for one in found if one["verb"]["id"].endswith("answered")} == {
        f"{HOME}exercise/{e.id}" for e in all_of_them
    }
    assert MINE not in json.dumps(found)


@pytest.mark.parametrize("broken", [{"actor": {"name": "nobody"}}, {"id": "1"}], ids=json.dumps)
def test_the_store_of_the_test_refuses_what_is_no_statement(lrs, broken):
    (good,) = made(answered(next(exercises())))
    with pytest.raises(Refused) as refused:
        lrs.post([good | broken])
    assert 400 <= refused.value.status < 500


@pytest.mark.parametrize(
    "broken",
    [
        {"actor": {"objectType": "Agent", "account": {"homePage": "no iri", "name": "x"}}},
        {"verb": {"id": "no iri"}},
        {"result": {"score": {"scaled": 2}}},
        {"result": {"duration": "3s"}},
        {"timestamp": "yesterday"},
        {"version": "3"},
        {"name": "no such field"},
        {"object": {"id": f"{HOME}x", "definition": {"interactionType": "guess"}}},
    ],
    ids=json.dumps,
)
def test_the_strict_reading_of_the_specification_can_fail(broken):
    (good,) = made(answered(next(exercises())))
    BaseXapiStatement.model_validate(good)
    with pytest.raises(ValueError):
        BaseXapiStatement.model_validate(good | broken)


def test_a_statement_is_what_the_specification_says():
    for exercise in exercises():
        one = made(answered(exercise, confidence=80))[0]
        BaseXapiStatement.model_validate(one)  # an independent, strict reading of the specification
        uuid.UUID(one["id"])
        assert one["version"] == "1.0.3" and one["actor"] == {
            "objectType": "Agent",
            "account": {"homePage": HOME, "name": "0" * 24},
        }
        assert datetime.fromisoformat(one["timestamp"]).utcoffset() == timedelta(0)
        iris = [
            one["verb"]["id"],
            one["object"]["id"],
            one["object"]["definition"]["type"],
            *one["result"]["extensions"],
        ]
        assert all(re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", iri) for iri in iris)
        assert re.fullmatch(r"PT\d+S", one["result"]["duration"])
        if exercise.task.solution() is not None:
            assert one["result"]["success"] is True and one["result"]["score"] == {"scaled": 1.0}
        else:
            assert "score" not in one["result"] and "success" not in one["result"]


def test_an_interaction_says_what_was_offered_and_chosen_and_never_what_is_right():
    kinds = set()
    for exercise in exercises():
        one = made(answered(exercise))[0]
        definition = one["object"]["definition"]
        assert "correctResponsesPattern" not in definition
        kinds.add(kind := definition.get("interactionType"))
        if kind in ("choice", "matching"):
            offered = [{part["id"] for part in definition.get(name, ())} for name in ("choices", "source", "target")]
            for chosen in one["result"]["response"].split("[,]"):
                parts = chosen.split("[.]")
                assert [
                    part in ids
                    for part, ids in zip(parts, offered[:1] if len(parts) == 1 else offered[1:], strict=True)
                ] == [True] * len(parts)
            assert all(re.fullmatch(r"\S+", id) for ids in offered for id in ids)
        elif kind is None:
            assert "response" not in one["result"]
    assert kinds == {"choice", "matching", "numeric", None}


def test_an_answer_to_another_wording_is_not_read_by_this_one():
    exercise = next(e for e in exercises() if e.kind == "choice")
    (one,) = made(answered(exercise, content_hash="older", response="gone"))
    assert "response" not in one["result"] and "interactionType" not in one["object"]["definition"]
    (gone,) = made(attempt(item="grief.no-longer-there", response={"text": MINE}))
    assert gone["object"]["definition"]["name"] == {"en": "grief.no-longer-there"} and MINE not in json.dumps(gone)


def test_the_same_answer_always_makes_the_same_statement():
    lesson = [answered(library().exercise(id)) for id in library().exercises("grief")]
    assert made(*lesson) == made(*lesson)
    BaseXapiStatement.model_validate(made(*lesson)[-1])
    verbs = ["answered"] * len(lesson)
    assert [one["verb"]["display"]["en"] for one in made(*lesson)] == [*verbs, "completed"]
    assert [one["verb"]["display"]["en"] for one in made(*lesson[:-1])] == verbs[:-1]


def test_sending_again_changes_nothing(store, lrs, tmp_path):
    """The store had them and we did not hear it: a crash between the two."""
    learner = uuid.uuid4().hex[:24]
    store.add_all([answered(e, learner) for e, _ in zip(exercises(), range(70), strict=False)])
    box = Outbox(store, lrs, Statements(library(), HOME))
    box.fill(Selection())
    box.send()
    before = there(lrs, learner)
    with store.database.transaction() as connection:
        connection.execute("UPDATE delivery SET sent = NULL")
    assert Outbox(store, lrs, Statements(library(), HOME)).send() == 70
    assert there(lrs, learner) == before
    assert box.fill(Selection()) == 0 and box.send() == 0


class Moody(BaseHTTPRequestHandler):
    """Answers as its server's ``moods`` say, one after another; then takes everything."""

    def do_POST(self):
        statements = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.headers, statements))
        status, headers = self.server.moods.pop(0) if self.server.moods else (200, {})
        if any(one["object"]["id"].endswith(self.server.hates) for one in statements if self.server.hates):
            status, headers = 400, {}
        if status == 200:
            self.server.took += [one["id"] for one in statements]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *_arguments): ...


@pytest.fixture
def moody():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Moody)
    server.moods, server.asked, server.took, server.hates = [], [], [], ""
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class Clock:
    def __init__(self):
        self.now = datetime(2026, 5, 1, tzinfo=UTC)

    def __call__(self):
        return self.now


def box_for(store, moody, clock) -> Outbox:
    return Outbox(
        store, RecordStore(f"http://127.0.0.1:{moody.server_port}/x/", "u", "p"), Statements(library(), HOME), clock
    )


def some(store, n=3):
    store.add_all([answered(e) for e, _ in zip((e for e in exercises() if e.kind == "choice"), range(n), strict=False)])


def test_what_could_not_be_sent_waits_longer_each_time_and_survives_a_restart(store, moody):
    some(store)
    clock = Clock()
    moody.moods = [(503, {}), (500, {}), (429, {"Retry-After": "7200"})]
    box_for(store, moody, clock).fill(Selection())
    for minutes in (1, 2, 120):
        box = box_for(store, moody, clock)  # another process each time
        with pytest.raises(Unreachable):
            box.send()
        asked = len(moody.asked)
        clock.now += timedelta(minutes=minutes, seconds=-1)
        assert box.send() == 0 and len(moody.asked) == asked, "not before it is due"
        clock.now += timedelta(seconds=1)
    assert box_for(store, moody, clock).waiting() == 3
    assert box_for(store, moody, clock).send() == 3
    assert len(moody.took) == len(set(moody.took)) == 3
    headers, _ = moody.asked[-1]
    assert headers["X-Experience-API-Version"] == "1.0.3" and headers["Authorization"] == "Basic dTpw"


def test_one_bad_statement_does_not_hold_up_the_others(store, moody):
    some(store, 5)
    moody.hates = next(e for e in exercises() if e.kind == "choice").id
    clock = Clock()
    box = box_for(store, moody, clock)
    box.fill(Selection())
    assert box.send() == 4 and box.waiting() == 1
    assert store.rows("SELECT tries FROM delivery WHERE sent IS NULL") == [(1,)]


@pytest.mark.parametrize("status", [401, 403, 404, 302])
def test_a_door_that_is_shut_is_said_at_once(store, moody, status):
    some(store)
    moody.moods = [(status, {"Location": "http://127.0.0.1:1/"})]
    box = box_for(store, moody, Clock())
    box.fill(Selection())
    with pytest.raises(Refused) as refused:
        box.send()
    assert refused.value.status == status and len(moody.asked) == 1, "and credentials go nowhere else"
    assert box.waiting() == 3


def test_nobody_at_home(store):
    some(store)
    box = Outbox(store, RecordStore(f"http://127.0.0.1:{free_port()}"), Statements(library(), HOME))
    box.fill(Selection())
    with pytest.raises(Unreachable):
        box.send()
    assert box.waiting() == 3


@pytest.mark.parametrize("address", ["", "lrs.example", "ftp://x", "https://user:pass@lrs.example/", "http://a b"])
def test_an_address_that_is_none_is_explained(address):
    with pytest.raises(StoreError, match="not the address"):
        RecordStore(address)


def test_who_is_forgotten_leaves_the_outbox_and_takeout_tells_what_was_sent(store, moody):
    some(store)
    box = box_for(store, moody, Clock())
    box.fill(Selection())
    box.send()
    sent = json.loads(files(store)["record.json"])["sent"]
    assert len(sent) == 3 and all(one["lrs"].startswith("http://127.0.0.1") and one["sent"] for one in sent)
    store.forget("0" * 24)
    assert store.rows("SELECT * FROM delivery") == [] and store.sent_to() == []


def files(store) -> dict[str, str]:
    from ipt_course.learning.takeout import files

    return files(store, "0" * 24)


def test_the_commands_write_and_send(tmp_path, monkeypatch, moody):
    monkeypatch.setenv("IPT_STORE", str(tmp_path / "record.sqlite"))
    monkeypatch.setenv("IPT_LRS_USER", "u")
    monkeypatch.setenv("IPT_LRS_PASSWORD", "p")
    some(Store())
    run = CliRunner()
    result = run.invoke(main, ["export", "statements", str(tmp_path / "s.jsonl"), "--home", HOME])
    assert result.exit_code == 0, result.output
    written = [json.loads(line) for line in (tmp_path / "s.jsonl").read_text().splitlines()]
    assert len(written) == 3
    address = f"http://127.0.0.1:{moody.server_port}/xapi"
    moody.moods = [(503, {})]
    late = run.invoke(main, ["export", "send", address, "--home", HOME])
    assert late.exit_code == 1 and "3 answers wait" in late.output and "503" in late.output
    with Store().database.transaction() as connection:
        connection.execute("UPDATE delivery SET due = ''")
    sent = run.invoke(main, ["export", "send", address, "--home", HOME])
    assert sent.exit_code == 0 and "3 answers arrived" in sent.output, sent.output
    assert set(moody.took) == {one["id"] for one in written}
    wrong = run.invoke(main, ["export", "send", address, "--home", "course"])
    assert wrong.exit_code == 2 and "https://" in wrong.output
