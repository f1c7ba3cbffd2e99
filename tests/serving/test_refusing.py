"""What a visitor may say to a kernel, and that everything else is refused without being quoted."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_course.serving.refusing import MOST_BYTES, whole, why_refused


def message(**changes) -> dict:
    header = {"msg_id": "1", "msg_type": "comm_msg", "session": "s", "username": "", "version": "5.4"}
    content = {"comm_id": "w", "data": {"method": "custom", "content": {}}}
    whole = {
        "channel": "shell",
        "header": header,
        "parent_header": {},
        "metadata": {},
        "content": content,
        "buffers": [],
    }
    return whole | changes


def of_type(kind: object) -> str:
    return json.dumps(message(header=message()["header"] | {"msg_type": kind}))


def test_what_our_page_says_is_let_through():
    assert why_refused(json.dumps(message())) == ""


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"\x00\x00\x00\x01", "not text"),
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 200_000, "not JSON"),
        ("[]", "not an object"),
        ("null", "not an object"),
        ("{}", "no header"),
        (json.dumps(message(content="x")), "no content"),
        (json.dumps(message(header={"msg_type": "comm_msg", "session": "s"})), "no msg_id"),
        (json.dumps(message(channel="iopub")), "not for our channel"),
        (json.dumps(message(channel=None)), "not for our channel"),
        *((json.dumps(message(channel=other)), "not for our channel") for other in ("stdin", "control")),
        (json.dumps(message(buffers=["x"])), "buffers"),
        (json.dumps(message(content={})), "for no widget"),
        (json.dumps(message(content={"comm_id": ["w"], "data": {}})), "for no widget"),
        (json.dumps(message(content={"comm_id": "w", "data": 3})), "for no widget"),
        (json.dumps(message(content={"a": "x" * MOST_BYTES})), "longer than"),
        (json.dumps(message(content={"a": "\u202e" * (MOST_BYTES // 2)}, ensure_ascii=False)), "longer than"),
        (of_type(["comm_msg"]), "no msg_type"),
        *((of_type(f"{kind}_request"), f"may not make ({kind}_request)") for kind in ("execute", "complete", "inspect", "history", "debug", "interrupt", "shutdown", "kernel_info", "comm_info")),
        *((of_type(kind), f"may not make ({kind})") for kind in ("comm_open", "comm_close")),
        (of_type("input_reply"), "may not make (input_reply)"),
        (of_type("execute_request\nCRITICAL forged"), "may not make (unknown)"),
    ],
)  # fmt: skip
def test_what_our_page_never_says_is_refused(said, why):
    assert why in why_refused(said)


@given(
    st.text()
    | st.binary()
    | st.recursive(
        st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    ).map(json.dumps)
)
def test_nothing_that_a_visitor_sends_raises_or_is_quoted(said):
    why = why_refused(said)
    assert why and "\n" not in why and len(why) < 120


@given(st.text(st.characters()))
def test_half_a_character_becomes_a_sign_and_everything_else_stays(words):
    said = json.loads(whole(json.dumps({"text": words})))["text"]
    said.encode()
    assert said == re.sub("[\ud800-\udfff]", "\ufffd", json.loads(json.dumps(words)))
