"""A real server and a real browser. Each test has a browser context, and so a learner, of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
from visiting import Server, Visit


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("record"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    path = os.environ.get("IPT_BROWSER")
    if not path:
        pytest.fail("These tests drive a real browser: run 'make test', or set IPT_BROWSER to a Chromium or Chrome.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, server):
    made = []

    def make(**options) -> Visit:
        made.append(Visit(browser, server, **options))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
