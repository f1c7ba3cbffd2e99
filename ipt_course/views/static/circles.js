// Closeness circles: place the people of a client's life on three rings, by dragging, by arrow keys, or from a list.
// Drawing and list are two views of one map, `places`: person -> {ring, angle}. Angles run clockwise from the top.
const MIDDLE = 180, RADII = [0, 66, 112, 158], NODE = 17, APART = 38;
const TRAY = { top: 398, row: 56, column: 70, across: 5 };
const SIGNS = { right: "✓", near: "~", wrong: "✗" };
const RING_WORDS = { right: "Same ring as the client", near: "One ring off", wrong: "Two rings off", missed: "Not placed" };

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function spot({ ring, angle }) {
  const turn = (angle * Math.PI) / 180;
  return [MIDDLE + RADII[ring] * Math.sin(turn), MIDDLE - RADII[ring] * Math.cos(turn)];
}

function placeOf(x, y) {
  const far = Math.hypot(x - MIDDLE, y - MIDDLE);
  if (far > RADII[3] + 2 * NODE) return null;
  const ring = far < (RADII[1] + RADII[2]) / 2 ? 1 : far < (RADII[2] + RADII[3]) / 2 ? 2 : 3;
  return { ring, angle: Math.round((Math.atan2(x - MIDDLE, MIDDLE - y) * 180) / Math.PI + 360) % 360 };
}

/** What stands in each circle: initials; where several people share them, two letters of the name or a number. */
function shortForms(people) {
  return new Map(people.map((person) => {
    const same = people.filter((other) => other.initials === person.initials);
    if (same.length === 1) return [person.id, person.initials];
    const differ = new Set(same.map((other) => other.name.slice(0, 2))).size === same.length;
    return [person.id, differ ? person.name.slice(0, 2) : person.initials + (same.indexOf(person) + 1)];
  }));
}

function makeInput(card, ui) {
  const people = new Map(card.people.map((p) => [p.id, p]));
  const short = shortForms(card.people);
  const places = {};
  let locked = false;
  const died = (p) => p.status === "deceased";
  const whole = (p) => `${p.name}, ${p.relation}${died(p) ? ", died" : ""}`;
  const where = (id) => (places[id] ? `${card.rings[places[id].ring - 1]} ring` : "not placed");
  const clock = (angle) => `${Math.round(angle / 30) % 12 || 12} o’clock`;

  // ---- the drawing
  const nodes = new Map();
  const rows = Math.ceil(card.people.length / TRAY.across);
  let height = TRAY.top + rows * TRAY.row + 6;
  const rings = [3, 2, 1].map((ring) => svg("circle", { class: "ipt-ring", cx: MIDDLE, cy: MIDDLE, r: RADII[ring] }));
  const shifts = svg("g", { class: "ipt-shifts", "aria-hidden": "true" });
  const emptyTray = svg("text", { class: "ipt-tray-word", x: MIDDLE, y: TRAY.top + 34, "text-anchor": "middle" }, "Everyone has a place.");
  const drawing = svg("svg", { class: "ipt-circles", viewBox: `0 0 360 ${height}`, role: "group", "aria-label": `Closeness circles of ${card.client.name}`, "aria-describedby": `${ui.uid}-keys` },
    svg("g", { "aria-hidden": "true" },
      ...rings,
      ...[1, 2, 3].map((ring) => svg("text", { class: "ipt-ring-name", x: MIDDLE, y: MIDDLE - RADII[ring] + 4, "text-anchor": "middle" }, card.rings[ring - 1])),
      svg("circle", { class: "ipt-client", cx: MIDDLE, cy: MIDDLE, r: 24 }),
      svg("text", { class: "ipt-client-initials", x: MIDDLE, y: MIDDLE + 6, "text-anchor": "middle" }, card.client.initials),
      svg("path", { class: "ipt-tray-line", d: `M8 ${TRAY.top - 14}H352` }),
      emptyTray),
    shifts);

  card.people.forEach((person) => {
    const name = svg("text", { class: "ipt-person-name", y: NODE + 13, "text-anchor": "middle" },
      svg("tspan", { class: "ipt-first-name" }, person.name), ...(died(person) ? [svg("tspan", { class: "ipt-died" }, " died")] : []));
    const sign = svg("g", { class: "ipt-sign", transform: `translate(${NODE - 3} ${3 - NODE})` });
    const node = svg("g", { class: "ipt-person" + (died(person) ? " ipt-person-died" : ""), role: "slider", tabindex: "0", "aria-label": person.name,
      "aria-valuemin": "0", "aria-valuemax": "3", "aria-orientation": "vertical" },
      svg("circle", { class: "ipt-person-reach", r: 26 }),
      svg("circle", { class: "ipt-person-focus", r: NODE + 4 }),
      svg("circle", { class: "ipt-person-disc", r: NODE }),
      svg("text", { class: "ipt-person-initials", y: 4.5, "text-anchor": "middle" }, short.get(person.id)), name, sign);
    nodes.set(person.id, { node, name, sign });
    drawing.append(node);
    draggable(person.id, node);
    node.addEventListener("keydown", (event) => steer(person.id, event));
    node.addEventListener("focus", () => caption(person.id));
  });

  // ---- the list
  const selects = new Map(), outcomes = new Map();
  const list = h("ul", { class: "ipt-people" }, ...card.people.map((person) => {
    const id = `${ui.uid}-${person.id}`;
    const choose = (value, word) => h("option", { value }, word);
    const select = h("select", { id, "aria-describedby": `${id}-clue ${id}-outcome` }, choose("", "Not placed"),
      ...card.rings.map((word, n) => choose(String(n + 1), word[0].toUpperCase() + word.slice(1))));
    const outcome = h("div", { class: "ipt-outcome", id: `${id}-outcome` });
    select.addEventListener("change", () => put(person.id, Number(select.value)));
    selects.set(person.id, select);
    outcomes.set(person.id, outcome);
    return h("li", {},
      h("span", { class: "ipt-chip" + (died(person) ? " ipt-chip-died" : ""), "aria-hidden": "true" }, short.get(person.id)),
      h("div", { class: "ipt-person-words" },
        h("label", { for: id }, h("strong", {}, person.name), `, ${person.relation}`, ...(died(person) ? [h("span", { class: "ipt-died" }, " (died)")] : [])),
        html("p", { id: `${id}-clue`, class: "ipt-clue" }, person.clue)),
      select, outcome);
  }));

  const spoken = h("p", { class: "ipt-caption", "aria-hidden": "true" });
  const node = h("div", { class: "ipt-inventory", role: "group", "aria-labelledby": ui.promptId },
    h("p", { class: "ipt-muted", id: `${ui.uid}-keys` }, "Drag people to a ring, use the arrow keys on a person (up is nearer, down is further out, left and right go around), or choose from the list below."),
    h("div", { class: "ipt-stage" }, drawing, spoken), list);

  // ---- moving
  function gap(place, id) {
    const [x, y] = spot(place);
    return Math.min(999, ...Object.entries(places).filter(([other]) => other !== id).map(([, at]) => { const [u, v] = spot(at); return Math.hypot(x - u, y - v); }));
  }

  /** The free angle nearest to the wanted one; without a wish, the one with most room (never over the ring's name). */
  function room(id, ring, wanted) {
    const angles = Array.from({ length: 21 }, (_, n) => 30 + n * 15).filter((a) => ring > 1 || (a > 30 && a < 330));
    if (wanted === undefined) return angles.reduce((best, a) => (gap({ ring, angle: a }, id) > gap({ ring, angle: best }, id) + 1 ? a : best));
    const off = (a) => Math.min((a - wanted + 360) % 360, (wanted - a + 360) % 360);
    return [wanted, ...angles.sort((a, b) => off(a) - off(b))].find((angle) => gap({ ring, angle }, id) >= APART) ?? wanted;
  }

  function put(id, ring, wanted = places[id]?.angle) {
    if (locked) return;
    const before = places[id]?.ring;
    if (ring) places[id] = { ring, angle: room(id, ring, wanted) };
    else delete places[id];
    paint(id);
    caption(id);
    if ((before || 0) !== (ring || 0)) ui.announce(`${people.get(id).name}: ${where(id)}. ${Object.keys(places).length} of ${people.size} placed.`);
    ui.changed();
  }

  function around(id, step) {
    let { ring, angle } = places[id];
    do angle = (angle + step + 360) % 360; while (gap({ ring, angle }, id) < APART && angle !== places[id].angle);
    places[id] = { ring, angle };
    paint(id);
    caption(id);
    ui.changed();
  }

  function steer(id, event) {
    const ring = places[id]?.ring ?? 4;
    const go = {
      ArrowUp: () => ring > 1 && put(id, ring - 1),
      ArrowDown: () => ring < 4 && put(id, ring === 3 ? 0 : ring + 1),
      ArrowLeft: () => places[id] && around(id, -15),
      ArrowRight: () => places[id] && around(id, 15),
      Home: () => put(id, 0),
      End: () => put(id, 1),
      Delete: () => put(id, 0),
    }[event.key];
    if (!go || locked || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go();
  }

  function draggable(id, node) {
    let start = null, moved = false;
    const here = (event) => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
      return [Math.min(350, Math.max(10, at.x)), Math.min(height - 10, Math.max(10, at.y))];
    };
    const aim = (ring) => rings.forEach((circle, n) => circle.classList.toggle("ipt-aim", 3 - n === ring));
    const end = () => { start = null; node.classList.remove("ipt-dragging"); aim(0); paint(id); };
    node.addEventListener("pointerdown", (event) => {
      if (locked || event.button) return;
      start = [event.clientX, event.clientY];
      moved = false;
      node.setPointerCapture(event.pointerId);
      node.focus({ preventScroll: true });
    });
    node.addEventListener("pointermove", (event) => {
      if (!start || (!moved && Math.hypot(event.clientX - start[0], event.clientY - start[1]) < 4)) return;
      moved = true;
      node.classList.add("ipt-dragging");
      const [x, y] = here(event);
      node.setAttribute("transform", `translate(${x} ${y})`);
      aim(placeOf(x, y)?.ring ?? 0);
    });
    node.addEventListener("pointerup", (event) => {
      const dragged = start && moved;
      end();
      if (!dragged) return;
      const [x, y] = here(event), place = placeOf(x, y);
      put(id, place?.ring ?? 0, place?.angle);
    });
    node.addEventListener("pointercancel", end);
    node.addEventListener("touchstart", (event) => { if (!locked && event.cancelable) event.preventDefault(); }, { passive: false }); // else the page scrolls away
    node.addEventListener("keydown", (event) => { if (event.key === "Escape" && start) end(); });
  }

  // ---- showing
  const waiting = () => [...people.keys()].filter((id) => !places[id]);

  /** Where somebody without a place stands: in rows beneath the rings. */
  function inTray(id) {
    const all = waiting(), n = all.indexOf(id), row = Math.floor(n / TRAY.across);
    const across = Math.min(TRAY.across, all.length - row * TRAY.across);
    return [MIDDLE + ((n % TRAY.across) - (across - 1) / 2) * TRAY.column, TRAY.top + 14 + row * TRAY.row];
  }

  /** The tray keeps its height while people move, and shrinks to what it holds once the answer is checked. */
  function fit() {
    height = TRAY.top + Math.max(1, locked ? Math.ceil(waiting().length / TRAY.across) : rows) * TRAY.row + 6;
    drawing.setAttribute("viewBox", `0 0 360 ${height}`);
  }

  function paint(...ids) {
    for (const id of new Set([...ids, ...waiting()])) draw(id);
    emptyTray.style.display = waiting().length ? "none" : "";
  }

  function draw(id) {
    const { node, name } = nodes.get(id), place = places[id], person = people.get(id);
    const [x, y] = place ? spot(place) : inTray(id);
    const half = (person.name.length + (died(person) ? 5 : 0)) * 3.2;
    node.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    name.setAttribute("x", (Math.min(358 - half, Math.max(2 + half, x)) - x).toFixed(1));
    node.setAttribute("aria-valuenow", place ? 4 - place.ring : 0);
    node.setAttribute("aria-valuetext", `${whole(person)}: ${where(id)}${place ? `, at ${clock(place.angle)}` : ""}`);
    selects.get(id).value = place ? String(place.ring) : "";
  }

  function caption(id) {
    spoken.textContent = `${whole(people.get(id))}: ${where(id)}`;
  }

  function mark(verdict) {
    const notes = new Map((verdict?.notes ?? []).map((note) => [note.target, note]));
    const correct = verdict?.reveal?.correct;
    shifts.replaceChildren();
    for (const [id, { sign }] of nodes) {
      const note = notes.get(id), own = places[id], client = correct?.[id]?.ring;
      outcomes.get(id).replaceChildren(
        ...(note ? [remark(note.mark, RING_WORDS[note.mark], note.html)] : []),
        ...(client && client !== own?.ring ? [h("p", { class: "ipt-answer" }, "The client would say: ", h("strong", {}, card.rings[client - 1]), ".")] : []));
      sign.replaceChildren(...(own && SIGNS[note?.mark] ? [svg("circle", { r: 8, "data-mark": note.mark }), svg("text", { y: 4, "text-anchor": "middle" }, SIGNS[note.mark])] : []));
      if (own && client && client !== own.ring) shifts.append(shift(own, { ring: client, angle: own.angle }));
    }
    if (shifts.childElementCount) spoken.textContent = "The arrows lead to the client’s own ring.";
  }

  function shift(from, to) {
    const [x, y] = spot(to), turn = (to.angle * Math.PI) / 180, back = to.ring < from.ring ? 7 : -7;
    const tip = (side) => `${(x + back * Math.sin(turn + side)).toFixed(1)} ${(y - back * Math.cos(turn + side)).toFixed(1)}`;
    return svg("path", { class: "ipt-shift", d: `M${spot(from).map((v) => v.toFixed(1)).join(" ")}L${x.toFixed(1)} ${y.toFixed(1)}M${tip(0.6)}L${x.toFixed(1)} ${y.toFixed(1)}L${tip(-0.6)}` });
  }

  paint();
  return {
    node,
    ownNotes: true,
    read: () => (Object.keys(places).length ? structuredClone(places) : null),
    write(response) {
      for (const id of people.keys()) {
        const at = response?.[id];
        if (RADII[at?.ring] > 0) places[id] = { ring: at.ring, angle: Number.isFinite(at.angle) ? at.angle : room(id, at.ring) };
        else delete places[id];
      }
      paint(...people.keys());
    },
    mark,
    lock(on) {
      locked = on;
      fit();
      for (const select of selects.values()) select.disabled = on;
      for (const { node } of nodes.values()) {
        node.setAttribute("aria-disabled", String(on));
        node.setAttribute("tabindex", on ? "-1" : "0");
      }
    },
    firstFocus: () => selects.values().next().value,
  };
}

export default { render(ctx) { return mountCard(ctx, makeInput); } };
