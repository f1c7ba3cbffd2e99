"""The same notebooks in JupyterLab, on the learner's own copy."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from time import monotonic, sleep

import psutil
import pytest
from drive import Mouse, solve
from playwright.sync_api import expect

from ipt_course.course.library import library

TOKEN = "for-tests"
LESSON = "10-grief.ipynb"


@pytest.fixture
def lab(tmp_path):
    """``ipt-course lab`` in a folder with a space in its name; yields its address and that folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path / "my notes"
    command = [sys.executable, "-m", "ipt_course", "lab", "--folder", folder, "--port", str(port), "--no-open", "--"]
    command += [
        f"--ServerApp.token={TOKEN}",
        "--allow-root",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    env = os.environ | {"IPT_DATA_DIR": str(tmp_path / "record"), "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings")}
    env.pop("IPT_TEXT", None)
    with (tmp_path / "lab.log").open("w") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    until = monotonic() + 60
    while monotonic() < until:
        try:
            urllib.request.urlopen(f"{url}/api/status?token={TOKEN}").close()
            break
        except (urllib.error.URLError, ConnectionError):
            sleep(0.2)
    yield url, folder, process.pid
    process.terminate()
    process.wait(30)


def run_all(browser, url):
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.goto(f"{url}/lab/tree/{LESSON}?token={TOKEN}&reset")
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=60_000)
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Run All Cells", exact=True).click()
    return page


def test_a_lesson_answers_in_jupyterlab_and_comes_back(lab, browser):
    url, _folder, pid = lab
    first = library().exercise(library().exercises("grief")[0])
    page = run_all(browser, url)
    card = page.locator(f'.ipt-card[data-exercise="{first.id}"]')
    expect(card).to_be_visible(timeout=60_000)
    solve(Mouse(page), card, first)
    expect(card.get_by_text("Kept.")).to_be_visible()
    forked = [p for p in psutil.Process(pid).children(recursive=True) if "fork.template" in " ".join(p.cmdline())]
    assert len(forked) >= 2, "the kernel of a lesson is forked from the template"
    page.close()

    page = run_all(browser, url)
    card = page.locator(f'.ipt-card[data-exercise="{first.id}"]')
    expect(card).to_have_attribute("data-outcome", "right", timeout=60_000)
    page.close()


def test_an_update_never_overwrites_notes(lab, tmp_path):
    _, folder, _ = lab
    mine = folder / LESSON
    notebook = json.loads(mine.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = ["# Grief, with my notes"]
    mine.write_text(json.dumps(notebook), encoding="utf-8")
    from ipt_course.course.places import notebooks_dir
    from ipt_course.course.working_copy import bring_up_to_date

    assert list(bring_up_to_date(notebooks_dir(), folder)) == []
    edition = tmp_path / "edition"
    edition.mkdir()
    newer = json.loads((notebooks_dir() / LESSON).read_text(encoding="utf-8"))
    newer["cells"][0]["source"] = ["# Grief, second edition"]
    (edition / LESSON).write_text(json.dumps(newer), encoding="utf-8")
    said = list(bring_up_to_date(edition, folder))
    assert re.search("Kept your 10-grief.ipynb", " ".join(said))
    assert "with my notes" in mine.read_text(encoding="utf-8")
    assert "second edition" in (folder / "10-grief.new.ipynb").read_text(encoding="utf-8")
