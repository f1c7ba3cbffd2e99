// Put steps in order: buttons first, Alt+arrow keys and dragging as extras.
function makeInput(card, ui) {
  let moved = false;
  let locked = false;
  const items = new Map(card.steps.map(({ id, html: text }) => {
    const name = plainText(text);
    const up = button("", { class: "ipt-button ipt-move", "aria-label": `Move up: ${name}`, onclick: () => move(id, -1) });
    const down = button("", { class: "ipt-button ipt-move", "aria-label": `Move down: ${name}`, onclick: () => move(id, 1) });
    up.append(icon("up"));
    down.append(icon("down"));
    const grip = h("span", { class: "ipt-grip", "aria-hidden": "true" }, icon("grip"));
    const notes = h("div", { class: "ipt-remarks" });
    const node = h("li", { class: "ipt-step" }, grip, html("div", { class: "ipt-step-text" }, text), h("div", { class: "ipt-moves" }, up, down), notes);
    const item = { id, name, node, up, down, grip, notes };
    node.addEventListener("keydown", (event) => keys(event, item));
    grip.addEventListener("pointerdown", (event) => drag(event, item));
    return [id, item];
  }));
  const list = h("ol", { class: "ipt-steps", "aria-labelledby": ui.promptId }, [...items.values()].map(({ node }) => node));
  const solution = h("div", {});
  const node = h("div", {}, h("p", { class: "ipt-muted ipt-how" }, "Use the arrows beside each step, or drag it. On a keyboard: Alt with the up and down keys."), list, solution);

  const all = () => [...list.children].map((child) => [...items.values()].find((item) => item.node === child));

  function settle() {
    all().forEach(({ up, down }, n, every) => {
      const ends = [[up, n === 0], [down, n === every.length - 1]];
      for (const [control, end] of ends) if (end || locked) control.setAttribute("aria-disabled", "true"); else control.removeAttribute("aria-disabled");
    });
  }

  // Moving the neighbour instead of the step keeps the focus where it is.
  function move(id, by) {
    if (locked) return;
    const { node: step, name } = items.get(id);
    const neighbour = by < 0 ? step.previousElementSibling : step.nextElementSibling;
    if (!neighbour) return ui.announce(`‘${name}’ is already ${by < 0 ? "first" : "last"}`);
    if (by < 0) step.after(neighbour); else step.before(neighbour);
    done(id);
  }

  function done(id) {
    moved = true;
    settle();
    const order = all();
    ui.announce(`‘${items.get(id).name}’, now ${order.findIndex((item) => item.id === id) + 1} of ${order.length}`);
    ui.changed();
  }

  function keys(event, item) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (event.altKey) return move(item.id, by);
    const next = all()[all().indexOf(item) + by];
    next?.[event.target === item.up ? "up" : "down"].focus();
  }

  function drag(event, { id, node: step, grip }) {
    if (locked || event.button !== 0) return;
    event.preventDefault();
    const before = all().map((item) => item.id).join();
    step.classList.add("ipt-dragged");
    grip.setPointerCapture(event.pointerId);
    const follow = ({ clientY }) => {
      const above = step.previousElementSibling?.getBoundingClientRect();
      const below = step.nextElementSibling?.getBoundingClientRect();
      if (above && clientY < above.top + above.height / 2) step.after(step.previousElementSibling);
      else if (below && clientY > below.top + below.height / 2) step.before(step.nextElementSibling);
    };
    const drop = () => {
      step.classList.remove("ipt-dragged");
      grip.removeEventListener("pointermove", follow);
      if (all().map((item) => item.id).join() !== before) done(id);
    };
    grip.addEventListener("pointermove", follow);
    grip.addEventListener("lostpointercapture", drop, { once: true });
  }

  return {
    node, ownNotes: true,
    empty: "Nothing moved yet, so nothing was checked.",
    read: () => (moved ? all().map(({ id }) => id) : null),
    write(response) {
      const order = (response ?? card.steps.map(({ id }) => id)).filter((id) => items.has(id));
      if (order.length !== items.size) return;
      moved = response !== null;
      list.append(...order.map((id) => items.get(id).node));
      settle();
    },
    mark(verdict) {
      for (const { id, node: step, notes } of items.values()) {
        const mine = verdict?.notes?.filter(({ target }) => target === id) ?? [];
        step.dataset.mark = mine[0]?.mark ?? "";
        notes.replaceChildren(...mine.map((note) => remark(note.mark, null, note.html)));
      }
      const correct = verdict?.reveal?.correct;
      solution.replaceChildren(...(!correct ? [] : [h("div", { class: "ipt-answer" },
        h("h4", {}, "An order that holds"),
        h("ol", {}, correct.map((id) => html("li", {}, card.steps.find((step) => step.id === id)?.html))))]));
    },
    lock(on) {
      locked = on;
      list.toggleAttribute("data-locked", on);
      settle();
    },
    firstFocus: () => all()[0].down,
  };
}
export default { render(ctx) { return mountCard(ctx, makeInput); } };
