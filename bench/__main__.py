"""``make bench``: what a page costs, each figure beside stock Voila's, measured in the same run."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager
from playwright.sync_api import sync_playwright

from ipt_course.course.library import library
from ipt_course.serving.fork.provisioner import template
from ipt_course.serving.running import Runner

from . import scripts
from .cohort import measure
from .crowd import crowd
from .evidence import changes
from .servers import Side, course, fetch, stock

ROOT = Path(__file__).parent.parent
LESSON = "grief"
EXERCISE = next(i for i in library().exercises(LESSON) if library().exercise(i).kind == "choice")
ROUNDS = 5
CLICKS = 40
LEARNERS = 50
CROWD = 200
BROWSERS = 5
CARD = f'.ipt-card[data-exercise="{EXERCISE}"]'

CLICK_COURSE = """([card]) => new Promise((done) => {
  const root = document.querySelector(card), start = performance.now();
  new MutationObserver((_, watch) => { if (root.dataset.outcome) { watch.disconnect(); done(performance.now() - start); } })
    .observe(root, { attributes: true });
  root.querySelector("button[type=submit]").click();
})"""
SAY = """() => new Promise((done) => {
  const room = document.querySelector(".ipt-room"), log = document.querySelector(".ipt-log"), lines = log.childElementCount, start = performance.now();
  new MutationObserver((_, watch) => {
    if (room.dataset.stage !== "talk" || log.childElementCount > lines) { watch.disconnect(); done(performance.now() - start); }
  }).observe(room, { attributes: true, childList: true, subtree: true });
  document.querySelector(".ipt-offer").click();
})"""
MOVES = 8
"""Moves in each simulated session; fewer than it takes to be shown the door."""
CLICK_STOCK = """() => new Promise((done) => {
  const label = document.querySelector(".widget-label"), before = label.textContent, start = performance.now();
  new MutationObserver((_, watch) => { if (label.textContent !== before) { watch.disconnect(); done(performance.now() - start); } })
    .observe(label, { childList: true, subtree: true, characterData: true });
  document.querySelector(".widget-button").click();
})"""


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


async def _kernel_and_cell(name: str) -> float:
    """The same client for both, so that what differs is the kernel."""
    start = time.perf_counter()
    manager = AsyncKernelManager(kernel_name=name, transport="ipc")
    await manager.start_kernel()
    async with Runner(manager) as runner:
        async for _ in runner.run(["1"]):
            seconds = time.perf_counter() - start
    await manager.shutdown_kernel(now=True)
    return seconds


def _arrive(side: Side, n: int) -> float:
    time.sleep(5 * n / LEARNERS)
    return fetch(side.url + side.path)


class Bench:
    def __init__(self):
        self.rows: list[dict] = []

    def row(self, name: str, value: float, baseline: float | None, unit: str, limit: str, aim: str) -> None:
        ratio = value / baseline if baseline else None
        self.rows.append(
            {
                "name": name,
                "value": value,
                "baseline": baseline,
                "ratio": ratio,
                "limit": limit,
                "aim": aim,
                "unit": unit,
            }
        )
        show = lambda x: "" if x is None else f"{x:,.3g}" if x < 1000 else f"{x:,.0f}"  # noqa: E731
        print(f"| {name} | {show(value)} {unit} | {show(baseline)} | {show(ratio)} | {limit} | {aim} |", flush=True)

    def run(self) -> None:
        os.environ["JUPYTER_PATH"] = str(ROOT / "ipt_course/serving/share/jupyter")
        print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        print(
            ", ".join(f"{n} {version(n)}" for n in ("voila", "ipywidgets", "jupyter_server", "ipykernel", "anywidget"))
        )
        print("\n| what | course | stock Voila | ratio | limit | aim |\n| --- | --- | --- | --- | --- | --- |")
        lesson = library().module(LESSON)["notebook"]
        ours, theirs = course(lesson), stock()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=os.environ["IPT_BROWSER"], args=["--no-sandbox"])
                self.opening(browser, ours, theirs)
                self.memory(browser, ours, theirs)
                self.clicking(browser, ours, theirs)
                self.talking(browser, ours)
                self.scripts(browser, ours, theirs)
                self.exploring(browser, ours)
                browser.close()
        finally:
            ours.close()
            theirs.close()
        asyncio.run(self.first_cell())
        self.arriving(lesson)
        self.crowding(lesson)
        self.importing()
        self.notebooks()
        for name, value, unit, limit, aim in chain(measure(), scripts.measure()):
            self.row(name, value, None, unit, limit, aim)
        (ROOT / "bench" / "results.json").write_text(json.dumps(self.rows, indent=1))

    def _open(self, context, side: Side) -> tuple[float, object]:
        """Seconds from navigation to the effect of the first click."""
        page = context.new_page()
        start = time.perf_counter()
        page.goto(side.url + side.path, wait_until="commit")
        if side.name == "course":
            page.wait_for_selector(f"{CARD} input")
            page.evaluate("card => document.querySelector(card + ' input').click()", CARD)
            page.evaluate(CLICK_COURSE, [CARD])
        else:
            page.wait_for_selector(".widget-button")
            page.wait_for_selector(".widget-label")
            page.evaluate(CLICK_STOCK)
        return time.perf_counter() - start, page

    def opening(self, browser, ours: Side, theirs: Side) -> None:
        times: dict = {}
        for _ in range(ROUNDS):
            for side in (ours, theirs):
                context = browser.new_context()
                for cache in ("empty", "warm"):
                    seconds, page = self._open(context, side)
                    times.setdefault((cache, side.name), []).append(seconds)
                    page.close(run_before_unload=True)
                    if side.name == "course":
                        context.clear_cookies()
                context.close()
        for cache in ("empty", "warm"):
            mine, stocks = (statistics.median(times[cache, s.name]) for s in (ours, theirs))
            self.row(
                f"open a lesson until its first exercise is answered, {cache} cache",
                mine,
                stocks,
                "s",
                "≤ 0.7 ×",
                "0.4 ×",
            )

    def memory(self, browser, ours: Side, theirs: Side) -> None:
        private = {}
        for side in (ours, theirs):
            context = browser.new_context()
            self._open(context, side)
            private[side.name] = side.newest_kernel().memory_full_info().uss / 2**20
            context.close()
        self.row(
            "private memory of an open page's kernel",
            private[ours.name],
            private[theirs.name],
            "MB",
            "≤ 0.8 ×",
            "0.5 ×",
        )

    def _clicks(self, browser, side: Side) -> list[float]:
        context = browser.new_context()
        _, page = self._open(context, side)
        times = []
        for _ in range(CLICKS):
            times.append(self._click_again(page) if side.name == "course" else page.evaluate(CLICK_STOCK))
        context.close()
        return times

    def _click_again(self, page) -> float:
        """Milliseconds from the click on an answer to its verdict, on a page that has answered before."""
        card = page.locator(CARD)
        card.get_by_role("button", name="Try again").or_(card.get_by_role("button", name="Once more")).click()
        page.wait_for_selector(f'{CARD}[data-outcome=""]')
        card.locator("input").first.check()
        return page.evaluate(CLICK_COURSE, [CARD])

    def clicking(self, browser, ours: Side, theirs: Side) -> None:
        stocks = p95(self._clicks(browser, theirs))
        self.row("click → verdict, 1 learner, p95", p95(self._clicks(browser, ours)), stocks, "ms", "≤ 50 ms", "20 ms")
        with ThreadPoolExecutor(8) as crowd:
            list(crowd.map(fetch, [ours.url + ours.path] * (LEARNERS - 1)))
        self.row(
            f"click → verdict, {LEARNERS} pages open, p95",
            p95(self._clicks(browser, ours)),
            None,
            "ms",
            "≤ 200 ms",
            "60 ms",
        )

    def talking(self, browser, ours: Side) -> None:
        """A few moves with every simulated client."""
        times = []
        for id in library().sessions:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{ours.url}lesson/room#{id}")
            page.get_by_role("button", name="Begin", exact=True).click()
            page.wait_for_selector(".ipt-offer")
            for _ in range(MOVES):
                if page.locator(".ipt-offer").count():
                    times.append(page.evaluate(SAY))
            context.close()
        self.row("a move in the room → the client's answer, p95", p95(times), None, "ms", "≤ 50 ms", "20 ms")

    def scripts(self, browser, ours: Side, theirs: Side) -> None:
        size = {}
        for side in (ours, theirs):
            context = browser.new_context()
            page = context.new_page()
            bodies: list = []
            page.on("response", lambda r, into=bodies: into.append(r) if r.request.resource_type == "script" else None)
            page.goto(side.url + side.path)
            page.wait_for_timeout(1500)
            size[side.name] = sum(len(r.body()) for r in bodies) / 2**20
            context.close()
        self.row("scripts a page loads, unpacked", size[ours.name], size[theirs.name], "MB", "≤ 10.3 MB", "2 MB")

    def exploring(self, browser, ours: Side) -> None:
        context = browser.new_context()
        times = changes(context.new_page(), ours.url)
        context.close()
        self.row("evidence lab: changed choice → new plot, p95", p95(times), None, "ms", "≤ 300 ms", "")

    async def in_a_forked_kernel(self, code: str) -> float:
        """Milliseconds that a cell takes in a kernel just forked; the median of seven kernels."""
        times = []
        for _ in range(7):
            manager = AsyncKernelManager(kernel_name="ipt", transport="ipc")
            await manager.start_kernel()
            timed = f"import time; t = time.perf_counter()\n{code}\nprint(time.perf_counter() - t)"
            async with Runner(manager) as runner:
                async for outputs in runner.run([timed]):
                    times.append(float(outputs[-1]["text"]))
            await manager.shutdown_kernel(now=True)
        template.stop()
        return 1000 * statistics.median(times)

    async def first_cell(self) -> None:
        """From asking for a kernel until its first cell is done, forked and ordinary in turn."""
        times: dict[str, list[float]] = {"ipt": [], "python3": []}
        for _ in range(12):
            for name, into in times.items():
                into.append(await _kernel_and_cell(name))
        template.stop()
        forked, ordinary = (1000 * statistics.median(t[2:]) for t in times.values())
        self.row("kernel request → first cell done", forked, ordinary, "ms", "≤ 0.25 ×", "")

    def arriving(self, lesson: str) -> None:
        """Fifty visitors within five seconds, each ready when the page is complete; one side after the other."""
        ready, private = {}, {}
        for start in (lambda: course(lesson), stock):
            side = start()
            try:
                with ThreadPoolExecutor(LEARNERS) as crowd:
                    waits = [crowd.submit(_arrive, side, n) for n in range(LEARNERS)]
                    ready[side.name] = p95([w.result() for w in waits])
                private[side.name] = side.private_memory()
            finally:
                side.close()
        mine, stocks = ready["course"], ready["stock Voila"]
        self.row(f"{LEARNERS} arriving within 5 s, p95 page complete", mine, stocks, "s", "≤ 0.5 ×", "0.25 ×")
        mine, stocks = private["course"], private["stock Voila"]
        self.row(f"private memory of {LEARNERS} open pages' kernels", mine, stocks, "MB", "≤ 0.5 ×", "")

    def crowding(self, lesson: str) -> None:
        """Two hundred learners, five of them real browsers, who each answer every ten seconds; no error, nothing lost."""
        side = course(lesson)
        try:
            with ThreadPoolExecutor(1) as apart, sync_playwright() as playwright:
                others = CROWD - BROWSERS
                visit = crowd(side.url, side.path, others, arriving=60, every=10, staying=60)
                seen = apart.submit(asyncio.run, visit)
                browser = playwright.chromium.launch(executable_path=os.environ["IPT_BROWSER"], args=["--no-sandbox"])
                pages = [self._open(browser.new_context(), side)[1] for _ in range(BROWSERS)]
                clicks = []
                while not seen.done():
                    clicks += [self._click_again(page) for page in pages]
                    time.sleep(5)
                seen = seen.result()
                shown = sum(page.locator(".ipt-saved").count() for page in pages)
                browser.close()
            kept = side.kept_answers() - len(clicks) - BROWSERS
        finally:
            side.close()
        self.row(
            f"{CROWD} learners: click → verdict in {BROWSERS} browsers, p95", p95(clicks), None, "ms", "≤ 500 ms", ""
        )
        self.row(f"{CROWD} learners: browsers whose answer is not kept", BROWSERS - shown, None, "", "0", "0")
        self.row(
            f"{CROWD} learners answering every 10 s, verdict p95", 1000 * p95(seen.verdicts), None, "ms", "≤ 500 ms", ""
        )
        self.row(
            f"{CROWD} learners: page complete p95, {CROWD} arriving within 60 s", p95(seen.opened), None, "s", "", ""
        )
        self.row(f"{CROWD} learners: errors", len(seen.errors), None, "", "0", "0")
        self.row(f"{CROWD} learners: answers said to be kept and not found", seen.kept - kept, None, "", "0", "0")
        self.row(f"{CROWD} learners: answers given", len(seen.verdicts), None, "", "", "")
        for error in seen.errors[:3]:
            print(error)

    def importing(self) -> None:
        def cost(code: str) -> float:
            timed = f"import time; t = time.perf_counter()\n{code}\nprint(time.perf_counter() - t)"
            env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"IPT_PAGE": "1"}
            runs = [
                float(
                    subprocess.run(
                        [sys.executable, "-c", timed], env=env, capture_output=True, text=True, check=True
                    ).stdout
                )
                for _ in range(7)
            ]
            return 1000 * statistics.median(runs[1:])

        widgets = cost("import ipywidgets; ipywidgets.Button()")
        self.row("import ipt_course", cost("import ipt_course"), None, "ms", "≤ 10 ms", "")
        show = f"from ipt_course import exercise; exercise({EXERCISE!r})"
        self.row(
            "first exercise, ordinary kernel, over what ipywidgets costs",
            cost(show) - widgets,
            None,
            "ms",
            "≤ 60 ms",
            "",
        )
        self.row("first exercise, forked kernel", asyncio.run(self.in_a_forked_kernel(show)), None, "ms", "≤ 60 ms", "")

    def notebooks(self) -> None:
        count = len(list((ROOT / "notebooks").rglob("*.ipynb")))
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env", "notebooks"],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        ours = time.perf_counter() - start
        bare = "from jupyter_client.manager import start_new_kernel as s\nm, c = s(); c.execute_interactive('1'); m.shutdown_kernel(now=True)"
        start = time.perf_counter()
        for _ in range(count):
            subprocess.run([sys.executable, "-c", bare], check=True, capture_output=True)
        self.row(f"nbval over {count} notebooks", ours, time.perf_counter() - start, "s", "≤ 1.5 ×", "1.0 ×")


if __name__ == "__main__":
    Bench().run()
