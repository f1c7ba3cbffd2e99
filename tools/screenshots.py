"""Make the README's pictures: a real server, a real browser, a learner who has just begun."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

DOCS = Path(__file__).resolve().parent.parent / "docs"
SIZE = {"width": 1200, "height": 800}


def main() -> None:
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [sys.executable, "-m", "ipt_course", "serve", "--port", "0", "--no-open"]
        env = os.environ | {"IPT_DATA_DIR": folder}
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as server:
            address = re.search(r"http://\S+", server.stdout.readline()).group()
            browser = playwright.chromium.launch(executable_path=os.environ["IPT_BROWSER"], args=["--no-sandbox"])
            for name, path, show in PICTURES:
                page = browser.new_page(viewport=SIZE, device_scale_factor=1)
                page.goto(address + path)
                page.wait_for_selector("html[data-kernel=open]")
                page.wait_for_function("() => !document.querySelector('ipt-widget:not([data-ready])')")
                show(page)
                page.screenshot(path=DOCS / name)
                print(f"docs/{name}")
                page.close()
            browser.close()
            server.terminate()


def answered(page) -> None:
    """A choice with its reason."""
    card = page.locator(".ipt-card[data-kind=choice]").nth(1)
    card.locator("input[type=radio]").nth(1).check()
    card.locator("button[type=submit]").click()
    card.locator(".ipt-headline").wait_for()
    card.evaluate("node => window.scrollTo(0, node.getBoundingClientRect().top + scrollY - 90)")


def circles(page) -> None:
    """Closeness circles, half filled."""
    card = page.locator(".ipt-card[data-kind=inventory]").first
    for n, ring in enumerate(["1", "2", "3", "2"]):
        card.locator("select").nth(n).select_option(ring)
    card.evaluate("node => window.scrollTo(0, node.getBoundingClientRect().top + scrollY - 70)")


def hour(page) -> None:
    """A simulated session, a few moves in."""
    page.get_by_role("button", name="Begin", exact=True).click()
    for _ in range(3):
        before = page.locator(".ipt-log > *").count()
        page.locator(".ipt-offer").first.click()
        page.wait_for_function("n => document.querySelectorAll('.ipt-log > *').length > n", arg=before)
    page.mouse.move(0, 0)


PICTURES = [
    ("lesson.png", "lesson/10-grief", answered),
    ("circles.png", "lesson/08-focus", circles),
    ("room.png", "lesson/room#tomasz.first-session", hour),
]

if __name__ == "__main__":
    main()
