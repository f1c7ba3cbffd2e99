"""Places are freed when pages are left, however they are left, and whoever finds none is let in later."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from intruder import raw
from playwright.sync_api import expect

from conftest import Server, Visit
from ipt_course.course.library import library

LESSON = f"lesson/{library().module('grief')['notebook']}"


@pytest.fixture
def small(tmp_path):
    """A server with room for one page."""
    server = Server(tmp_path, IPT_SERVE_LEARNERS="1")
    yield server
    server.stop()


def test_the_one_too_many_is_told_kindly_and_let_in_later(small, browser):
    first, second = Visit(browser, small), Visit(browser, small)
    first.open(LESSON)
    answer = second.page.goto(small.url + LESSON)
    assert answer.status == 503
    assert answer.headers["retry-after"] == "10"
    expect(second.page.get_by_role("heading", level=1)).to_have_text("All places are taken just now")
    first.page.close(run_before_unload=True)
    expect(second.page.locator("html[data-kernel=open]")).to_be_attached(timeout=30_000)
    first.context.close()
    second.context.close()


def test_of_a_class_that_comes_at_once_no_more_get_in_than_there_is_room_for(small):
    with ThreadPoolExecutor(6) as learners:
        heads = [head for head, _body in learners.map(lambda _: raw(small, f"/{LESSON}"), range(6))]
    assert sorted(head.split()[1] for head in heads) == ["200"] + 5 * ["503"]
    assert len(small.kernels()) == 1


def test_an_idle_page_ends_and_goes_on_after_a_reload(tmp_path, browser):
    server = Server(tmp_path, IPT_SERVE_IDLE_MINUTES="0.1")
    try:
        here = Visit(browser, server)
        page = here.open(LESSON)
        expect(page.locator("#ipt-notice")).to_contain_text("session has ended", timeout=30_000)
        assert server.kernels() == []
        page.get_by_role("button", name="Reload").click()
        page.wait_for_selector("html[data-kernel=open]")
        here.context.close()
    finally:
        server.stop()


FROZEN = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"])
    page = browser.new_page()
    page.goto(sys.argv[2])
    page.wait_for_selector("html[data-kernel=open]")
    print("open", flush=True)
    input()
"""


def test_a_browser_that_never_said_goodbye_frees_its_kernel_within_a_minute(tmp_path):
    server = Server(tmp_path)
    client = subprocess.Popen(
        [sys.executable, "-c", FROZEN, os.environ["IPT_BROWSER"], server.url + LESSON],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert client.stdout.readline() == "open\n"
        urllib.request.urlopen(server.url + LESSON).read()  # a visitor without scripts never connects at all
        assert len(server.kernels()) == 2
        everyone = psutil.Process(client.pid).children(recursive=True)
        for one in everyone:
            one.send_signal(signal.SIGSTOP)  # asleep: the connection stays open and nobody answers
        until = time.monotonic() + 75
        while server.kernels() and time.monotonic() < until:
            time.sleep(0.5)
        assert server.kernels() == []
    finally:
        for one in psutil.Process(client.pid).children(recursive=True):
            one.send_signal(signal.SIGCONT)
        client.kill()
        server.stop()
