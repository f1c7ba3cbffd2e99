"""A visitor who means harm, at a running server: refused or made harmless, said in the log, and everyone else goes on."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile

import pytest
from intruder import GRIEF, Intruder, answer, kept, log, message, raw
from playwright.sync_api import expect
from visiting import Server

from ipt_course.course.library import library
from ipt_course.learning.who import pseudonym

SAY_IT = next(id for id in library().exercises("grief") if library().exercise(id).kind == "say_it")
CHOICE = next(id for id in library().exercises("grief") if library().exercise(id).kind == "choice")


@pytest.fixture
def intruder(server):
    return Intruder(server)


def still_answers(visitor: Intruder) -> bool:
    right = library().exercise(CHOICE).task.solution()
    return any('"outcome": "right"' in said for said in visitor.say(answer(visitor.models[CHOICE], right)) if said)


def test_the_intruder_can_do_what_a_learner_can(intruder):
    """The positive control: what is refused below is not refused for some other reason."""
    assert still_answers(intruder)
    assert [a.item for a in kept(intruder.server, intruder.record())] == [CHOICE]


@pytest.mark.parametrize(
    "kind",
    ["execute_request", "complete_request", "inspect_request", "history_request", "debug_request", "input_reply"],
)
@pytest.mark.parametrize("channel", ["shell", "control", "stdin"])
def test_code_is_neither_run_nor_read_and_the_log_says_so(intruder, kind, channel, tmp_path):
    code = f"open({str(tmp_path / 'ran')!r}, 'w').write('x')"
    content = {
        "code": code,
        "cursor_pos": 2,
        "silent": False,
        "value": code,
        "command": "evaluate",
        "arguments": {"expression": code},
    }
    before = log(intruder.server).count("Refused: a message")
    heard = intruder.say(message(kind, content, channel))
    assert not (tmp_path / "ran").exists()
    assert kind.replace("request", "reply") not in "".join(filter(None, heard))
    assert log(intruder.server).count("Refused: a message") == before + 1
    assert str(tmp_path) not in log(intruder.server), "what was sent is not quoted"


@pytest.mark.parametrize(
    "said",
    ["", "{", "null", "[1]", '{"header": 1}', "[" * 100_000, b"\x00\x01\x02", "\0" * 10, "x" * 2_500_000],
    ids=range(9),
)
def test_what_is_no_message_is_refused_and_the_page_goes_on(intruder, said):
    before = log(intruder.server).count("Refused: a message")
    intruder.say(said, wait=0.5)
    assert log(intruder.server).count("Refused: a message") == before + 1
    assert "Traceback" not in log(intruder.server) and "Uncaught" not in log(intruder.server)
    assert still_answers(intruder)


@pytest.mark.parametrize("data", [{"method": "update", "state": {"card": "x"}}, {"method": "update", "state": 1}, {}])
def test_a_fault_provoked_in_the_kernel_tells_nothing_of_our_code(intruder, data):
    heard = "".join(intruder.say(message("comm_msg", {"comm_id": intruder.models[CHOICE], "data": data})))
    assert '"idle"' in heard, "the kernel took the message"
    assert "Traceback" not in heard and ".py" not in heard
    assert still_answers(intruder)


def test_whoever_goes_on_is_hung_up_on(server):
    visitor = Intruder(server)
    assert visitor.say(*["{"] * 60)[-1] is None
    assert f"the connection to kernel {visitor.kernel}, after 50" in log(server)


WORDS = {
    "script": "<script>document.title = 'owned'</script><img src=x onerror=\"document.title='owned'\">",
    "formula": "=cmd|' /C calc'!A0",
    "right to left": "\u202egnp.exe \u2066isolated\u2069",
    "NUL": "before\0after",
    "half a character": "\ud83d",
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_words_come_back_as_words(visit, words):
    """What was typed is kept as it is, shown as text, and harms neither the page nor the files that hold it."""
    here = visit()
    page = here.open(GRIEF)
    model = here.page.locator("ipt-widget", has=here.card(SAY_IT)).get_attribute("model")
    page.evaluate(SEND, answer(model, {"text": words}))
    here.open(GRIEF)
    expect(here.card(SAY_IT)).to_have_attribute("data-outcome", re.compile("done"))
    assert page.title() != "owned" and not here.faults, here.faults
    assert here.card(SAY_IT).locator("img, script").count() == 0
    page = here.open()
    number = re.search(r"[0-9a-f]{24}", page.locator(".ipt-record").text_content()).group()
    (one,) = kept(here.server, number)
    assert one.response["text"] == words.replace("\ud83d", "\ufffd")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my record").click()
    with zipfile.ZipFile(download.value.path()) as files:
        table, readable = files.read("attempts.csv").decode(), files.read("index.html").decode()
    assert "<script" not in readable and "<img" not in readable
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


SEND = """(message) => new Promise((done) => {
  const page = JSON.parse(document.getElementById("ipt-page").textContent);
  const url = new URL(`${page.base}api/kernels/${page.kernel}/channels?session_id=${crypto.randomUUID()}`, location.href);
  url.protocol = "ws:";
  const socket = new WebSocket(url);
  socket.onopen = () => socket.send(message);
  socket.onmessage = ({ data }) => { if (data.includes('"outcome"')) { socket.close(); done(); } };
  setTimeout(done, 15000);
})"""


def test_a_megabyte_is_declined_in_words(server):
    visitor = Intruder(server)
    heard = visitor.say(answer(visitor.models[SAY_IT], {"text": "x" * 1_000_000}), wait=3)
    assert any("more than 100,000 characters" in said for said in heard if said)
    assert kept(server, visitor.record()) == [] and still_answers(visitor)


def test_a_replayed_answer_is_the_same_answer(server):
    visitor = Intruder(server)
    right = library().exercise(CHOICE).task.solution()
    once = answer(visitor.models[CHOICE], right, nonce="the-same-nonce")
    visitor.say(once, once)
    visitor.say(once)
    assert len(kept(server, visitor.record())) == 1


def test_messages_out_of_order_earn_nothing(server):
    visitor = Intruder(server)
    model = visitor.models[CHOICE]
    early = [
        message("comm_msg", {"comm_id": model, "data": {"method": "custom", "content": {"do": do}}})
        for do in ("reveal", "again", "reveal")
    ]
    heard = "".join(filter(None, visitor.say(*early)))
    exercise = library().exercise(CHOICE)
    assert '"correct"' not in heard and exercise.because not in heard
    assert kept(server, visitor.record()) == []
    assert still_answers(visitor)


def test_a_message_recorded_at_one_page_says_nothing_at_another(server):
    first, second = Intruder(server), Intruder(server)
    recorded = answer(first.models[CHOICE], library().exercise(CHOICE).task.solution())
    second.say(recorded)
    assert kept(server, second.record()) == [] and kept(server, first.record()) == []


@pytest.mark.parametrize(
    "path",
    [
        "/lesson/../../../../etc/passwd", "/lesson/..%2f..%2fREADME", "/lesson/%2e%2e%2findex", "/lesson/index%00", "/lesson/index\0",
        "/ipt/front/../../pages.py", "/ipt/front/%2e%2e%2fapp.py", "/ipt/front/page.css%00.js",
        "/voila/files/01-what-is-ipt.ipynb", "/voila/tree", "/voila/api/contents/index.ipynb?content=1", "/voila/render/../index.ipynb",
        "/voila/templates/lab/static/../../../conf.json", "/voila/static/../voila.py", "/static/../app.py", "/nbextensions/..%2f..%2fx",
        "/api/contents", "/api/kernels", "/api/sessions", "/api/terminals", "/api/status", "/files/record.sqlite", "/record.sqlite",
        "/lesson/<script>alert(1)</script>", "/lesson/cohort", "/lesson/teach", "//evil.example/", "/lesson/" + "a" * 20_000,
    ],
)  # fmt: skip
def test_no_address_leads_out_of_the_course(server, path):
    kernels = len(server.kernels())
    head, body = raw(server, path)
    assert re.match(r"HTTP/1\.1 (400|403|404|405|414)", head), head
    assert "root:" not in body and '"cells"' not in body and "<script>alert" not in body and "Traceback" not in body
    assert len(server.kernels()) <= kernels, "no kernel was started for it"


@pytest.mark.parametrize(
    "query",
    [
        "template=reveal",
        "template=../../x",
        "theme=dark",
        "voila-template=classic",
        "join=%00%3Cscript%3E",
        "join=" + "a" * 5000,
    ],
)
def test_no_query_changes_the_page(server, query):
    head, body = raw(server, f"/?{query}")
    assert head.startswith("HTTP/1.1 200") and 'id="ipt-page"' in body
    assert "reveal.js" not in body and "<script>" not in body.replace("\n", "") and "Traceback" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_pages_are_only_read(server, method):
    head, _ = raw(server, "/", method, Content_Length="0")
    assert re.match(r"HTTP/1\.1 40[35]", head), head


def number_shown(body: str) -> str:
    return re.search(r'"learner": ?"([0-9a-f]{24})"', html.unescape(body)).group(1)


def test_who_a_proxy_names_is_believed_only_if_that_was_configured(server, tmp_path):
    forged = {"X_Forwarded_User": "ana", "X_Ipt_Learner": pseudonym("ana"), "Remote_User": "ana"}
    _, body = raw(server, "/", **forged)
    assert number_shown(body) != pseudonym("ana")
    behind = Server(tmp_path, IPT_SERVE_USER_HEADER="X-Forwarded-User")
    try:
        _, body = raw(behind, "/", X_Forwarded_User="ana")
        assert number_shown(body) == pseudonym("ana")
        _, body = raw(behind, "/", X_Ipt_Learner=pseudonym("ana"), Remote_User="ana")
        assert number_shown(body) != pseudonym("ana")
        both = {"X_Forwarded_User": "ben", "x_forwarded_user": "ana"}
        head, _ = raw(behind, "/", **both)
        assert head.startswith("HTTP/1.1 400")
        assert "Refused: a request with 2 headers X-Forwarded-User" in log(behind)
    finally:
        behind.stop()
