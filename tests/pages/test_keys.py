"""The answer to an unanswered exercise is nowhere a visitor can look, and nothing a visitor sends earns anything."""

from __future__ import annotations

import json
import re

import pytest
from drive import Mouse, give, send
from playwright.sync_api import expect

from ipt_course.course.library import library
from ipt_course.course.markup_plain import plain

PAGES = {m["slug"]: m["notebook"] for m in library().written}

SAY = """(message) => new Promise((done) => {
  const page = JSON.parse(document.getElementById("ipt-page").textContent);
  const url = new URL(`${page.base}api/kernels/${page.kernel}/channels?session_id=intruder`, location.href);
  url.protocol = "ws:";
  const socket = new WebSocket(url), heard = [];
  socket.onmessage = ({ data }) => heard.push(JSON.parse(data));
  socket.onopen = () => {
    const header = { msg_id: crypto.randomUUID(), msg_type: message.type, username: "", session: "intruder", date: new Date().toISOString(), version: "5.4" };
    socket.send(JSON.stringify({ channel: message.channel ?? "shell", header, parent_header: {}, metadata: {}, content: message.content, buffers: [] }));
    setTimeout(() => { socket.close(); done(heard); }, message.wait ?? 1500);
  };
})"""


def secrets_of(id: str) -> set[str]:
    """Feedback and reasons of an exercise: sentences that only somebody who has answered may see."""
    exercise = library().exercise(id)
    found = {exercise.because} if exercise.because else set()

    def gather(value, key=""):
        if isinstance(value, dict):
            for k, v in value.items():
                gather(v, k)
        elif isinstance(value, list):
            for v in value:
                gather(v, key)
        elif isinstance(value, str) and key in ("feedback", "why", "model"):
            found.add(value)

    raw = library().lesson(exercise.lesson)["exercises"][id]["task"]
    gather(raw)
    return {" ".join(plain(text).split())[:60] for text in found if len(plain(text)) > 25}


def flat(text: str) -> str:
    text = text.replace("\\n", " ").replace('\\"', '"')
    return " ".join(plain(text).split())


@pytest.mark.parametrize("slug", PAGES)
def test_no_key_before_the_answer(slug, visit):
    here = visit()
    bodies = []
    here.page.on("response", lambda r: bodies.append(r) if "/lesson/" in r.url else None)
    page = here.open(f"lesson/{PAGES[slug]}")
    everything = here.page.evaluate(SAY, {"type": "comm_msg", "content": {}, "wait": 200})
    states = _all_widget_states(here)
    notebook = (library().notebooks / f"{PAGES[slug]}.ipynb").read_text()
    seen = flat(" ".join([bodies[0].text(), page.content(), json.dumps(everything), states, notebook, *here.frames]))
    for id in library().exercises(slug):
        for secret in secrets_of(id):
            assert secret not in seen, f"{id}: {secret}"
    assert not re.search(r'"(correct|panel|feedback|points|ring)":', states)

    ids = library().exercises(slug)
    id = next((i for i in ids if library().exercise(i).kind == "choice"), ids[0])
    exercise = library().exercise(id)
    give(Mouse(page), here.card(id), exercise, exercise.task.solution())
    send(Mouse(page), here.card(id))
    expect(here.card(id)).to_have_attribute("data-outcome", "right")
    after = flat(page.content() + " ".join(here.frames))
    assert any(secret in after for secret in secrets_of(id)), "the search can find a key once it is given"


def _all_widget_states(here) -> str:
    """What a visitor gets who asks the kernel for the state of every model on the page."""
    heard = here.page.evaluate(
        """() => new Promise((done) => {
          const page = JSON.parse(document.getElementById("ipt-page").textContent);
          const url = new URL(`${page.base}api/kernels/${page.kernel}/channels?session_id=looker`, location.href);
          url.protocol = "ws:";
          const socket = new WebSocket(url), heard = [];
          const ids = [...document.querySelectorAll("ipt-widget")].map((widget) => widget.getAttribute("model"));
          const send = (type, content) => socket.send(JSON.stringify({ channel: "shell", header: { msg_id: crypto.randomUUID(), msg_type: type, username: "", session: "looker", date: new Date().toISOString(), version: "5.4" }, parent_header: {}, metadata: { version: "1.0.0" }, content, buffers: [] }));
          socket.onmessage = ({ data }) => heard.push(typeof data === "string" ? data : "binary");
          socket.onopen = () => {
            for (const id of ids) send("comm_msg", { comm_id: id, data: { method: "request_state" } });
            setTimeout(() => { socket.close(); done(heard.join(" ")); }, 1500);
          };
        })"""
    )
    assert '"_model_module"' in heard, "the kernel told its widgets' states"
    return heard


def model_of(here, id: str) -> str:
    return here.page.locator("ipt-widget", has=here.card(id)).get_attribute("model")


def test_setting_traits_by_hand_earns_nothing(visit):
    here = visit()
    page = here.open(f"lesson/{PAGES['grief']}")
    id = library().exercises("grief")[0]
    forged = {
        "state": {
            "verdict": {"outcome": "right", "score": 1, "headline": "x", "notes": [], "because": "", "reveal": None},
            "tries": 9,
            "hints": [],
            "saved": "saved",
            "revealed": True,
            "turn": 99,
            "response": "x",
            "confidence": None,
            "notice": "",
        },
        "card": {"id": id, "kind": "choice"},
    }
    heard = page.evaluate(
        SAY,
        {
            "type": "comm_msg",
            "content": {
                "comm_id": model_of(here, id),
                "data": {"method": "update", "state": forged, "buffer_paths": []},
            },
        },
    )
    told = json.dumps(heard)
    assert not any(secret in flat(told) for secret in secrets_of(id))
    page = here.open(f"lesson/{PAGES['grief']}")
    expect(here.card(id)).to_have_attribute("data-outcome", "")
    assert (here.page.locator("#ipt-progress").text_content() or "").startswith("0 of")


def test_asking_for_the_answer_before_trying_earns_nothing(visit):
    here = visit()
    page = here.open(f"lesson/{PAGES['grief']}")
    id = library().exercises("grief")[0]
    for content in (
        {"do": "reveal"},
        {"do": "answer", "response": {"$ne": 1}},
        {"do": "answer", "response": None, "score": 1},
        {"do": "grade"},
        "junk",
        {"do": ["answer"]},
    ):
        heard = page.evaluate(
            SAY,
            {
                "type": "comm_msg",
                "content": {"comm_id": model_of(here, id), "data": {"method": "custom", "content": content}},
                "wait": 500,
            },
        )
        told = json.dumps(heard)
        assert not any(secret in flat(told) for secret in secrets_of(id)), content
        assert "Traceback" not in told and ".py" not in told


@pytest.mark.parametrize("kind", ["execute_request", "complete_request", "inspect_request", "history_request"])
def test_a_visitor_cannot_run_or_read_code(kind, visit, tmp_path):
    here = visit()
    page = here.open(f"lesson/{PAGES['grief']}")
    proof = tmp_path / "ran"
    code = f"open({str(proof)!r}, 'w').write('x')"
    content = {
        "code": code,
        "cursor_pos": 3,
        "silent": False,
        "store_history": False,
        "detail_level": 0,
        "hist_access_type": "tail",
        "n": 5,
        "output": True,
        "raw": True,
    }
    heard = page.evaluate(SAY, {"type": kind, "content": content})
    assert not proof.exists()
    assert kind.replace("request", "reply") not in json.dumps(heard)


def test_another_site_may_not_connect(visit):
    here = visit()
    here.open(f"lesson/{PAGES['grief']}")
    kernel = json.loads(here.page.locator("#ipt-page").text_content())["kernel"]
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", here.server.port)
    connection.request("GET", f"/api/kernels/{kernel}/channels", headers={"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13", "Origin": "http://evil.example"})  # fmt: skip
    assert connection.getresponse().status == 403


def test_a_forged_header_names_nobody(visit, browser, server):
    mine, forger = visit(), visit(extra_http_headers={"X-Ipt-Learner": "0" * 24, "X-Forwarded-User": "ana"})
    numbers = []
    for here in (mine, forger):
        page = here.open()
        numbers.append(re.search(r"[0-9a-f]{24}", page.locator(".ipt-record").text_content()).group())
    assert numbers[1] != "0" * 24 and len(set(numbers)) == 2
