"""What is kept about a learner can be taken away, whole and readable."""

from __future__ import annotations

import csv
import json
import zipfile
from html.parser import HTMLParser
from io import BytesIO, StringIO

import pytest
from samples import attempt, event

from ipt_course.learning.store import Attempt, StoreError

NAMES = ["README.txt", "attempts.csv", "index.html", "record.json"]


@pytest.fixture(autouse=True)
def long_cells():
    before = csv.field_size_limit(10**8)
    yield
    csv.field_size_limit(before)


def archive(store, learner="l") -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(store.takeout_bytes(learner))) as zipped:
        return {name: zipped.read(name).decode("utf-8") for name in zipped.namelist()}


def test_takeout_is_complete_and_holds_nobody_else(store, tmp_path):
    for n in range(5):
        store.add(attempt(n, response={"text": f"answer {n}"}, confidence=80))
    store.add(event("hint", 1))
    store.add(attempt(0, learner="other", response="not mine"))
    paths = store.takeout("l", tmp_path / "out" / "deep")
    assert sorted(p.name for p in paths) == NAMES
    texts = {p.name: p.read_bytes().decode("utf-8") for p in paths}
    assert texts == archive(store)
    record = json.loads(texts["record.json"])
    assert [Attempt(**a) for a in record["attempts"]] == list(store.attempts("l"))
    assert len(record["events"]) == 1
    rows = list(csv.DictReader(StringIO(texts["attempts.csv"])))
    assert [json.loads(r["response"]) for r in rows] == [{"text": f"answer {n}"} for n in range(5)]
    assert all(f"answer {n}" in texts["index.html"] for n in range(5))
    assert all(name in texts["README.txt"] for name in NAMES[1:])
    assert not any("not mine" in text for text in texts.values())


def test_takeout_of_nothing_is_still_readable(store):
    files = archive(store)
    assert files["attempts.csv"].startswith("id,learner,item,")
    assert "0 answers" in files["index.html"]


@pytest.mark.parametrize("name", NAMES)
def test_takeout_overwrites_no_file(store, tmp_path, name):
    store.add(attempt())
    (tmp_path / name).write_text("mine")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StoreError, match="empty folder"):
        store.takeout("l", tmp_path)
    assert (tmp_path / name).read_text() == "mine"
    assert sorted(tmp_path.iterdir()) == before


def test_takeout_into_a_place_that_is_none_says_so(store, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="another folder"):
        store.takeout("l", tmp_path / "file" / "out")


@pytest.mark.parametrize(
    "text", ["\0", "\u202eright to left", "<script>alert(1)</script>", 'a,b\n"c"', "x" * 1_000_000, "😀\ud83d"]
)
def test_awkward_text_is_whole_and_disarmed(store, text):
    store.add(attempt(response={"text": text}))
    store.add(attempt(1, response=text))
    files = archive(store)
    assert [a["response"] for a in json.loads(files["record.json"])["attempts"]] == [{"text": text}, text]
    tags = set()
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, _attributes: tags.add(tag)
    reader.feed(files["index.html"])
    assert "script" not in tags and "td" in tags
    assert len(list(csv.reader(StringIO(files["attempts.csv"], newline="")))) == 3


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_disarmed_in_the_table(store, text):
    store.add(attempt(response=text))
    (row,) = csv.DictReader(StringIO(archive(store)["attempts.csv"], newline=""))
    assert row["response"] == f"'{text}"
