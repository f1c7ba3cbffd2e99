// Places on a map: choose somebody, then press on the map, drag, use the arrow keys, or type the two numbers.
// Map and numbers are two views of one thing, `places`: person -> {x, y}. After the check the map shows what the
// words beneath say: right or not, the reference, and on the circumplex what a position invites.
const SIDE = 440, PAD = 54, UNIT = (SIDE - 2 * PAD) / 6, DOT = 14;
const SIGNS = { right: "✓", near: "~", wrong: "✗" };
const MISSES = { missed: "Not filled in", wrong: "Not yet" };

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
const px = (x) => SIDE / 2 + x * UNIT, py = (y) => SIDE / 2 - y * UNIT;
const signed = (value) => String(value).replace("-", "−");

function makeInput(card, ui) {
  const { plane } = card;
  const round = plane.regions.length === 8;
  const people = card.fields.filter(({ type }) => type === "point").map((field, n) => ({ ...field, n: n + 1, name: plane.names[field.id] }));
  const then = card.fields.find(({ type }) => type === "radio");
  const places = {};
  let chosen = people[0].id, locked = false, verdict = null;

  const snap = (value) => Math.max(-plane.edge, Math.min(plane.edge, Math.round(2 * value) / 2));
  const person = (id) => people.find((one) => one.id === id);
  const code = (name) => plane.regions.find((one) => one.name === name)?.code;

  function region({ x, y }) {
    if (Math.hypot(x, y) < plane.middle) return "near the middle";
    const angle = (Math.atan2(y, x) * 180) / Math.PI;
    const off = (one) => Math.abs(((((angle - one.angle + 180) % 360) + 360) % 360) - 180);
    const least = Math.min(...plane.regions.map(off));
    const near = plane.regions.filter((one) => off(one) < least + 1e-6).map(({ name }) => name);
    return near.length === 1 ? near[0] : `between ${near.join(" and ")}`;
  }
  const inWords = (at) => `${plane.across} ${signed(at.x)}, ${plane.up} ${signed(at.y)}: ${region(at)}${code(region(at)) ? ` (${code(region(at))})` : ""}`;
  const told = (id) => `${person(id).n}. ${person(id).name}: ${places[id] ? inWords(places[id]) : "not placed yet"}`;

  // ---- the map
  const words = (x, y, lines, name, turn) => svg("text", { x, y, class: name ?? null, "text-anchor": "middle", transform: turn ? `rotate(-90 ${x} ${y})` : null },
    ...[lines].flat().map((line, n) => svg("tspan", { x, dy: n ? "1.05em" : 0 }, line)));
  const line = (x1, y1, x2, y2, name) => svg("line", { x1: px(x1), y1: py(y1), x2: px(x2), y2: py(y2), class: name });
  const { edge } = plane;
  const units = [-2, -1, 1, 2];
  const ground = svg("g", { "aria-hidden": "true" },
    round ? svg("circle", { cx: px(0), cy: py(0), r: edge * UNIT, class: "ipt-area-frame" }) : svg("rect", { x: PAD, y: PAD, width: SIDE - 2 * PAD, height: SIDE - 2 * PAD, class: "ipt-area-frame" }),
    ...(round ? [1, 2].map((r) => svg("circle", { cx: px(0), cy: py(0), r: r * UNIT, class: "ipt-grid" })) : units.flatMap((at) => [line(at, -edge, at, edge, "ipt-grid"), line(-edge, at, edge, at, "ipt-grid")])),
    line(-edge, 0, edge, 0, "ipt-axis"), line(0, -edge, 0, edge, "ipt-axis"),
    words(SIDE / 2, PAD - 14, plane.top), words(SIDE / 2, SIDE - PAD + 26, plane.bottom),
    words(PAD - 14, SIDE / 2, plane.left, null, true), words(SIDE - PAD + 24, SIDE / 2, plane.right, null, true),
    ...plane.regions.map(named));
  const shifts = svg("g", { "aria-hidden": "true" }), dots = svg("g", { "aria-hidden": "true" });
  const drawing = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, class: "ipt-chart ipt-plane", "aria-hidden": "true" }, ground, shifts, dots);
  const stage = h("div", { class: "ipt-plane-stage", role: "slider", tabindex: "0", "aria-roledescription": "place on a map", "aria-describedby": `${ui.uid}-keys`,
    "aria-valuemin": -edge, "aria-valuemax": edge, onkeydown: steer }, drawing);

  /** In a square the names stand in its corners; round a circle, outside it, with the letters inside. */
  function named({ angle, name, code }) {
    const turn = (angle * Math.PI) / 180, right = Math.cos(turn), up = Math.sin(turn);
    if (!round) return words(px(Math.sign(right) * 1.5), py(Math.sign(up) * 2.7) + 4, name, "ipt-quarter");
    const letters = words(px(right * 2.72), py(up * 2.72) + 4, code, "ipt-quarter");
    if (angle % 90 === 0) return letters;
    const [first, last] = name.split(" and ");
    return svg("g", {}, letters, words(px(Math.sign(right) * 2.82), py(Math.sign(up) * 2.82) + (up > 0 ? -4 : 4), [`${first} and`, last], "ipt-quarter"));
  }

  function whereIs(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
    return { x: snap((at.x - SIDE / 2) / UNIT), y: snap((SIDE / 2 - at.y) / UNIT) };
  }

  let dragged = null, moved = false;
  drawing.addEventListener("pointerdown", (event) => {
    dragged = locked || event.button ? null : event.target.closest(".ipt-dot")?.dataset.id ?? null;
    moved = false;
    if (!dragged) return;
    choose(dragged);
    drawing.setPointerCapture(event.pointerId);
  });
  drawing.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const at = whereIs(event);
    if (at.x === places[dragged].x && at.y === places[dragged].y) return;
    moved = true;
    put(dragged, at);
  });
  for (const end of ["pointerup", "pointercancel"]) drawing.addEventListener(end, () => {
    if (dragged && moved) ui.announce(told(dragged));
    dragged = null;
  });
  drawing.addEventListener("touchstart", (event) => { if (!locked && event.cancelable && event.target.closest(".ipt-dot")) event.preventDefault(); }, { passive: false }); // else the page scrolls away
  drawing.addEventListener("click", (event) => {
    if (locked || event.target.closest(".ipt-dot")) return;
    const id = chosen, first = !places[id];
    put(id, whereIs(event));
    const next = first ? people.find((one) => !places[one.id]) : null;
    ui.announce(`${told(id)}.${next ? ` Next: ${next.name}.` : ""}`);
    if (next) choose(next.id);
  });

  function steer(event) {
    const step = { ArrowLeft: [-0.5, 0], ArrowRight: [0.5, 0], ArrowUp: [0, 0.5], ArrowDown: [0, -0.5] }[event.key];
    if (locked || !(step || event.key === "Delete") || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const { x, y } = places[chosen] ?? { x: 0, y: 0 };
    put(chosen, step ? { x: snap(x + step[0]), y: snap(y + step[1]) } : null);
  }

  // ---- whom to place, and the two numbers of each
  const caption = h("p", { class: "ipt-muted ipt-caption", "aria-hidden": "true" });
  const reading = h("p", { class: "ipt-reading", "aria-hidden": "true" });
  const legend = h("p", { class: "ipt-muted ipt-caption" });
  const chips = people.map(({ id, n, name }) => {
    const radio = h("input", { type: "radio", name: `${ui.uid}-who`, value: `person-${n}`, onchange: () => choose(id) });
    const state = h("span", { class: "ipt-sr" });
    return { id, radio, state, node: h("label", { class: "ipt-tag" }, radio, h("span", {}, `${n}. ${name}`), state) };
  });
  const rows = people.map(({ id, n, name, html: text, low, high, step }) => {
    const dom = `${ui.uid}-p-${n}`, notes = h("div", { id: `${dom}-note`, class: "ipt-remarks" });
    const side = (axis, from, to) => h("input", { type: "number", inputmode: "decimal", min: low, max: high, step, "aria-label": `${name}, ${axis}: from ${from} to ${to}`, "aria-describedby": `${dom}-text ${dom}-note`, oninput: typed, onfocus: () => choose(id) });
    const x = side(plane.across, plane.left, plane.right), y = side(plane.up, plane.bottom, plane.top), where = h("span", { class: "ipt-muted" });
    const value = (box) => (box.value.trim() === "" ? null : Number(box.value));
    function typed() {
      const [at, up] = [value(x), value(y)], fits = (v) => v !== null && v >= low && v <= high;
      if (fits(at) && fits(up)) places[id] = { x: at, y: up };
      else delete places[id];
      paint();
      ui.changed();
    }
    const node = h("li", { class: "ipt-ask-row" }, h("div", { class: "ipt-ask-point" }, html("p", { id: `${dom}-text` }, text),
      h("div", { class: "ipt-ask-control" }, h("span", {}, h("span", { "aria-hidden": "true" }, plane.across), x), h("span", {}, h("span", { "aria-hidden": "true" }, plane.up), y), where)), notes);
    return {
      id, node, notes, where, first: x,
      write(place) { x.value = place?.x ?? ""; y.value = place?.y ?? ""; },
      wrong() {
        const given = [value(x), value(y)];
        if (x.validity.badInput || y.validity.badInput) return `${name} needs two numbers.`;
        if (given.some((v) => v !== null && (v < low || v > high))) return `Places go from ${signed(low)} to ${high} in both directions. Look at ${name}.`;
        return given.filter((v) => v === null).length === 1 ? `${name} has only one of the two numbers.` : "";
      },
    };
  });
  const closing = then ? closingQuestion(then) : null;
  const node = h("fieldset", { class: "ipt-ask", "aria-labelledby": ui.promptId, dataset: { kind: card.kind } }, h("div", { class: "ipt-space" }, h("div", { class: "ipt-space-two" },
    h("div", { class: "ipt-space-map" },
      h("p", { class: "ipt-muted ipt-how", id: `${ui.uid}-keys` }, "Choose somebody and press on the map. Drag a dot to move it, or move it with the arrow keys when the map has the focus. The numbers beside each text do the same."),
      h("fieldset", { class: "ipt-who-next" }, h("legend", {}, plane.invites ? "The reply to" : "Whom to place"), h("div", { class: "ipt-tags" }, chips.map((chip) => chip.node))),
      reading, stage, caption, legend),
    h("ol", { class: "ipt-ask-rows" }, rows.map((row) => row.node))), closing?.node));

  function closingQuestion({ id, html: question, options }) {
    const notes = h("div", { class: "ipt-remarks", id: `${ui.uid}-then-note` });
    const radios = options.map((one) => h("input", { type: "radio", name: `${ui.uid}-then`, value: one.id, onchange: () => ui.changed() }));
    return {
      id, notes, first: radios[0],
      node: h("fieldset", { class: "ipt-then", "aria-describedby": notes.id }, html("legend", {}, question),
        options.map((one, n) => h("div", { class: "ipt-option" }, h("label", {}, radios[n], html("span", {}, one.html)))), notes),
      read: () => radios.find((radio) => radio.checked)?.value ?? null,
      write: (value) => radios.forEach((radio) => { radio.checked = radio.value === value; }),
      say: (value) => plainText(options.find((one) => one.id === value)?.html),
    };
  }

  // ---- moving and showing
  function choose(id) {
    chosen = id;
    paint();
  }

  function put(id, place) {
    if (place) places[id] = place;
    else delete places[id];
    rows.find((row) => row.id === id).write(place);
    paint();
    ui.changed();
  }

  function paint() {
    const marks = new Map((verdict?.notes ?? []).map(({ target, mark }) => [target, mark]));
    const last = people.filter(({ id }) => places[id]).sort((a, b) => (a.id === chosen) - (b.id === chosen)); // the chosen one on top
    dots.replaceChildren(...last.map(({ id, n, name }) => dot(id, n, name, marks.get(id))));
    shifts.replaceChildren(...people.flatMap((one) => feedback(one.id, one.n, marks.get(one.id))));
    for (const { id, radio, state, node: label } of chips) {
      radio.checked = id === chosen;
      label.dataset.placed = places[id] ? "yes" : "";
      state.textContent = places[id] ? ", placed" : "";
    }
    for (const { id, where } of rows) where.textContent = places[id] ? region(places[id]) : "";
    reading.replaceChildren(html("span", {}, person(chosen).html));
    caption.textContent = told(chosen);
    stage.setAttribute("aria-label", person(chosen).name);
    stage.setAttribute("aria-valuenow", places[chosen]?.x ?? 0);
    stage.setAttribute("aria-valuetext", told(chosen));
    legend.textContent = legendOf();
  }

  function dot(id, n, name, mark) {
    const { x, y } = places[id];
    const node = svg("g", { class: "ipt-dot", "data-state": id === chosen && !locked ? "chosen" : "", transform: `translate(${px(x)} ${py(y)})` },
      svg("circle", { class: "ipt-person-reach", r: 24 }), svg("circle", { r: DOT }), words(0, 4.5, String(n)));
    const crowded = people.some((one) => one.id !== id && places[one.id] && Math.abs(places[one.id].x - x) < 1.5 && Math.abs(places[one.id].y - y) < 0.5);
    if (!crowded || id === chosen) node.append(words(0, DOT + 13, name, "ipt-dot-name"));
    node.dataset.id = id;
    if (SIGNS[mark]) node.append(svg("g", { class: "ipt-sign", transform: `translate(${DOT - 2} ${2 - DOT})` }, svg("circle", { r: 8, "data-mark": mark }), words(0, 4, SIGNS[mark])));
    return node;
  }

  /** The reference, once shown; and on the circumplex the line from what is said to what it invites. */
  function feedback(id, n, mark) {
    const right = verdict?.reveal?.correct?.[id], own = places[id], shown = [];
    const at = right ?? (mark === "right" ? own : null);
    if (!at) return shown;
    if (plane.pulls && at.y) {
      const other = { x: at.x, y: -at.y }, [from, to] = plane.invites ? [other, at] : [at, other];
      shown.push(arrow(from, to, "ipt-pull"), svg("circle", { cx: px(other.x), cy: py(other.y), r: 6, class: "ipt-pull-end" }));
    }
    if (right) {
      if (own && Math.hypot(own.x - right.x, own.y - right.y) > plane.whole) shown.push(arrow(own, right, "ipt-shift"));
      shown.push(svg("rect", { x: px(right.x) - 11, y: py(right.y) - 11, width: 22, height: 22, class: "ipt-reference", transform: `rotate(45 ${px(right.x)} ${py(right.y)})` }), words(px(right.x), py(right.y) + 4.5, String(n)));
    }
    return shown;
  }

  function arrow(from, to, name) {
    const [x1, y1, x2, y2] = [px(from.x), py(from.y), px(to.x), py(to.y)], turn = Math.atan2(y2 - y1, x2 - x1), gap = 12;
    const [x, y] = [x2 - gap * Math.cos(turn), y2 - gap * Math.sin(turn)], tip = (side) => `${x - 9 * Math.cos(turn + side)} ${y - 9 * Math.sin(turn + side)}`;
    return svg("path", { class: name, d: `M${x1} ${y1}L${x} ${y}M${tip(0.5)}L${x} ${y}L${tip(-0.5)}` });
  }

  function legendOf() {
    const said = [];
    if (verdict?.reveal?.correct) said.push("A square on its point is the reference.");
    if (shifts.querySelector(".ipt-pull")) said.push(plane.invites ? "The long arrows lead from the place of the sentence to the reply it invites." : "The long arrows lead to the reply that a place invites. A place half-way up invites its like.");
    return said.join(" ");
  }

  paint();
  return {
    node, ownNotes: true, empty: "Nobody has a place yet, so nothing was checked.",
    problem: () => rows.map((row) => row.wrong()).find(Boolean) ?? "",
    read() {
      const response = structuredClone(places);
      if (closing?.read()) response[closing.id] = closing.read();
      return Object.keys(response).length ? response : null;
    },
    write(response) {
      for (const row of rows) {
        const at = response?.[row.id];
        if (Number.isFinite(at?.x) && Number.isFinite(at?.y)) places[row.id] = { x: at.x, y: at.y };
        else delete places[row.id];
        row.write(places[row.id]);
      }
      closing?.write(response?.[closing.id]);
      paint();
    },
    mark(found) {
      verdict = found && found.outcome !== "empty" ? found : null;
      const correct = verdict?.reveal?.correct;
      for (const { id, notes, ...row } of [...rows, ...(closing ? [closing] : [])]) {
        const note = verdict?.notes?.find(({ target }) => target === id), own = row.read ? row.read() : places[id];
        const shown = note ? [remark(note.mark, MISSES[note.mark] ?? null, note.html)] : [];
        const right = correct?.[id];
        if (right !== undefined && JSON.stringify(right) !== JSON.stringify(own)) shown.push(h("p", { class: "ipt-answer" }, row.say ? "The answer: " : "The reference: ", h("strong", {}, row.say ? row.say(right) : inWords(right))));
        notes.replaceChildren(...shown);
      }
      paint();
    },
    lock(on) {
      locked = on;
      node.disabled = on;
      stage.setAttribute("aria-disabled", String(on));
      stage.setAttribute("tabindex", on ? "-1" : "0");
      paint();
    },
    firstFocus: () => (rows.find((row) => !places[row.id]) ?? rows[0]).first,
  };
}
export default { render(ctx) { return mountCard(ctx, makeInput); } };
