"""What the evidence lab costs: a changed choice until the new plot stands on the page."""

from __future__ import annotations

CHANGES = 60
BOX = ".ipt-explorer"
CHOOSE = """([box, n]) => new Promise((done) => {
  const root = document.querySelector(box), selects = [...root.querySelectorAll("select")];
  const select = selects[n % selects.length], before = root.dataset.turn;
  new MutationObserver((_, watch) => {
    if (root.dataset.turn === before) return;
    watch.disconnect();
    requestAnimationFrame(() => done(performance.now() - start));
  }).observe(root, { attributes: true });
  select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  const start = performance.now();
  select.dispatchEvent(new Event("change"));
})"""


def changes(page, url: str) -> list[float]:
    """Milliseconds from each of sixty changes, one choice after the other, to the plot that follows."""
    page.goto(f"{url}lesson/evidence-lab")
    page.wait_for_selector("html[data-kernel=open]")
    page.wait_for_selector(f"{BOX} svg")
    return [page.evaluate(CHOOSE, [BOX, n]) for n in range(CHANGES)]
