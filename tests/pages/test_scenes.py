"""The room in a real browser: two sessions from the door to the debrief, by keyboard alone, with a reload in between."""

from __future__ import annotations

import json
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from drive import Keyboard
from playwright.sync_api import expect
from test_keys import flat
from test_lessons import ours, seriously

from ipt_course.course.library import library
from ipt_course.learning.runs import played
from ipt_course.learning.store import Store
from ipt_course.simulation.scoring import PASS


def room(page):
    return page.locator(".ipt-room")


def record(here, session: str):
    """This session's runs as they lie on the server's disk; nobody else has played it here."""
    store = Store(Path(here.server.folder) / "record.sqlite")
    runs = [run for one in store.learners() for run in played(store.runs(one), store.steps(one))]
    store.close()
    return [one for one in runs if one.run.session == session]


def at_turn(page) -> int:
    return int(re.search(r"Turn (\d+) of about", page.locator(".ipt-at").inner_text())[1])


def answer(page, key: str) -> None:
    """Press a number and wait for what follows."""
    turn = at_turn(page)
    page.keyboard.press(key)
    page.wait_for_function(
        "turn => document.querySelector('.ipt-room').dataset.stage !== 'talk' || !document.querySelector('.ipt-at').textContent.startsWith(`Turn ${turn} `)",
        arg=turn,
    )


def best_key(here, session: str) -> str:
    """The key of the best move, by the record and the script: what the page itself never knows."""
    script = library().session(session)
    live = record(here, session)[-1].session(script)
    return str(
        1
        + max(range(len(live.scene.choices)), key=lambda n: live.play(live.scene.choices[n].id).past[-1].judged.earned)
    )


def test_a_session_by_keyboard_from_the_door_to_the_debrief(visit):
    here = visit()
    id = "tomasz.first-session"
    page = here.open("lesson/room")
    hand = Keyboard(page)
    assert seriously(Axe().run(page)) == []
    hand.press(page.get_by_role("button", name=library().sessions[id]["title"], exact=True))
    expect(room(page)).to_have_attribute("data-stage", "lobby")
    expect(page.get_by_role("heading", name=library().sessions[id]["title"])).to_be_focused()
    expect(room(page)).to_contain_text(library().sessions[id]["content_note"])
    assert seriously(Axe().run(page)) == []
    hand.press(page.get_by_role("button", name="Begin", exact=True))
    expect(room(page)).to_have_attribute("data-stage", "talk")
    for _ in range(3):
        answer(page, best_key(here, id))
    expect(page.locator(".ipt-said .ipt-remark")).to_have_count(3)
    assert seriously(Axe().run(page)) == []

    said = page.locator(".ipt-log").inner_text()
    page.reload()
    expect(room(page)).to_have_attribute("data-stage", "talk")
    assert at_turn(page) == 4 and page.locator(".ipt-log").inner_text() == said
    hand.press(page.get_by_role("button", name="Leave", exact=True))
    expect(room(page)).to_contain_text("That is all right")
    page.reload()
    hand.press(page.get_by_role("button", name="Go on at turn 4"))
    expect(room(page)).to_have_attribute("data-stage", "talk")
    hand.press(page.get_by_role("button", name="Pause"))
    expect(page.locator(".ipt-choices")).to_be_hidden()
    page.keyboard.press("1")
    hand.press(page.get_by_role("button", name="Go on", exact=True))
    assert at_turn(page) == 4, "while paused no key is a move"
    while room(page).get_attribute("data-stage") == "talk":
        answer(page, best_key(here, id))

    expect(room(page)).to_have_attribute("data-stage", "ended")
    assert "points" not in room(page).inner_text()
    assert seriously(Axe().run(page)) == []
    hand.pick(page.get_by_label("Empathy that names the feeling"), "2")
    hand.press(page.get_by_role("button", name="Show how it was rated"))
    expect(room(page)).to_have_attribute("data-stage", "debrief")
    (run,) = record(here, id)
    script = library().session(id)
    result = run.session(script).result()
    assert run.ended["score"] == result.score >= PASS and run.rated == {"A2": 2}
    expect(room(page)).to_contain_text(f"{result.earned} of {result.best} points.")
    row = page.locator("tr", has_text="Empathy that names the feeling").first
    expect(row.locator("td").first).to_have_text("2")
    expect(page.locator(".ipt-curve")).to_be_visible()
    assert seriously(Axe().run(page)) == []

    hand.press(page.locator("summary", has_text="All "))
    hand.press(page.get_by_role("button", name="Practise from turn 3", exact=True))
    expect(room(page)).to_contain_text("Practice, from turn 3")
    assert at_turn(page) == 3
    practice = record(here, id)[-1]
    assert practice.practice and practice.moves == run.moves[:2] and practice.run.seed == run.run.seed
    assert ours(here)
    assert here.faults == []


def test_own_words_first_stay_in_the_tab(visit, tmp_path):
    here = visit(viewport={"width": 375, "height": 800}, color_scheme="dark", reduced_motion="reduce")
    id, words = "devon.thursday", "Tell me <b>all</b> of a-very-unlikely-sentence."
    page = here.open(f"lesson/room#{id}")
    expect(room(page)).to_have_attribute("data-stage", "lobby")
    hand = Keyboard(page)
    hand.tick(page.get_by_label("I want to write my own words first", exact=False))
    hand.tick(page.get_by_label("only when the session is over"))
    hand.press(page.get_by_role("button", name="Begin", exact=True))
    expect(page.locator(".ipt-choices")).to_have_count(0)
    hand.write(page.get_by_label("What would you say now, in your own words?"), words)
    hand.press(page.get_by_role("button", name="Show the moves"))
    expect(page.locator(".ipt-own")).to_have_text(words)
    answer(page, "1")
    hand._go(page.get_by_label("My own words first"))
    page.keyboard.press("Space")
    while room(page).get_attribute("data-stage") == "talk":
        answer(page, "1")
    expect(page.locator(".ipt-remark")).to_have_count(0)
    hand.press(page.get_by_role("button", name="Leave my own rating out"))
    expect(room(page)).to_have_attribute("data-stage", "debrief")
    hand.press(page.locator("summary", has_text="All "))
    expect(page.locator("[data-words='1']")).to_have_text(f"Your own words first: “{words}”")
    with page.expect_download() as download:
        hand.press(page.get_by_role("button", name="Save as a file"))
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert "a-very-unlikely-sentence" in saved and "<b>all</b>" not in saved and "<svg" in saved
    assert "<script" not in saved and not re.search(r'(src|href)="(?!https://)', saved)
    files = [path.read_bytes() for path in Path(here.server.folder).rglob("*") if path.is_file()]
    assert not any(b"unlikely-sentence" in text for text in files), "typed words are nowhere on the server"
    assert any(id.encode() in text for text in files), "and the search can find what is kept"
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert seriously(Axe().run(page)) == []
    assert here.faults == []


def test_nothing_of_a_move_is_known_before_it_is_made(visit):
    here = visit()
    id = "anjali.nights"
    script = library().session(id)
    bodies = []
    here.page.on("response", lambda r: bodies.append(r) if "/lesson/" in r.url else None)
    page = here.open(f"lesson/room#{id}")
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(room(page)).to_have_attribute("data-stage", "talk")
    seen = flat(" ".join([bodies[0].text(), page.content(), *here.frames]))
    moves = [move for turn in script.turns for move in turn.moves]
    secrets = {outcome.because for move in moves for outcome in move.outcomes}
    secrets |= {line.cue for turn in script.turns for line in turn.lines if line.cue}
    secrets |= {variant.about for variant in script.variants} | {ending.text for ending in script.endings}
    assert len(secrets) > 250
    assert not [one for one in secrets if flat(one)[:60] in seen]
    state = next(json.loads(f)["content"]["data"]["state"]["state"] for f in reversed(here.frames) if '"choices"' in f)
    assert set(state["choices"][0]) == {"say", "silence"}
    assert not re.search(r'"(earned|best|variant|seed|arousal|alliance|because|moves)"', " ".join(here.frames))

    page.keyboard.press("1")
    expect(page.locator(".ipt-said .ipt-remark")).to_have_count(1)
    after = flat(page.content() + " ".join(here.frames))
    assert [one for one in secrets if flat(one)[:60] in after], "the search can find a reason once it is given"


def test_a_run_played_in_two_windows_does_not_fork(visit):
    here = visit()
    id = "tomasz.the-last-week"
    page = here.open(f"lesson/room#{id}")
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(room(page)).to_have_attribute("data-stage", "talk")
    answer(page, "1")
    other = here.context.new_page()
    other.goto(here.server.url + f"lesson/room#{id}")
    expect(other.locator(".ipt-room")).to_have_attribute("data-stage", "talk")
    answer(other, "2")
    page.keyboard.press("1")
    expect(room(page)).to_contain_text("went on in another window")
    assert at_turn(page) == at_turn(other) == 3
    assert page.locator(".ipt-log").inner_text() == other.locator(".ipt-log").inner_text()
    (run,) = record(here, id)
    assert len(run.moves) == 2


def test_what_the_client_answers_is_on_the_screen_after_every_move(visit):
    here = visit(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = here.open("lesson/room#yusuf.item-nine")
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(room(page)).to_have_attribute("data-stage", "talk")
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    for _ in range(3):
        answer(page, "1")
        expect(page.locator(".ipt-said").last).to_be_in_viewport(ratio=1)
        expect(page.locator(".ipt-offer").first).to_be_in_viewport(ratio=1)
