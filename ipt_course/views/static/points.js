// One hundred points over the four problem areas: number fields with steps of five, a bar each, and the panel's bars afterwards.
const STEP = 5, WHOLE = 100;
const POINT_WORDS = { right: "Close to it", near: "Not far", wrong: "Far off" };

function makeInput(card, ui) {
  const fields = new Map();
  const left = h("output", { class: "ipt-left" });
  const even = button("Split evenly");
  const rows = card.areas.map((area) => {
    const id = `${ui.uid}-${area.id}`, name = plainText(area.html);
    const input = h("input", { id, type: "number", inputmode: "numeric", min: "0", max: String(WHOLE), step: String(STEP), value: "0", "aria-describedby": `${ui.uid}-left ${id}-note` });
    const fewer = button("−", { class: "ipt-button ipt-five", "aria-label": `${STEP} fewer for ${name}`, onclick: () => step(area.id, -STEP) });
    const more = button("+", { class: "ipt-button ipt-five", "aria-label": `${STEP} more for ${name}`, onclick: () => step(area.id, STEP) });
    const bar = h("span", {}), note = h("div", { class: "ipt-outcome", id: `${id}-note` });
    fields.set(area.id, { input, fewer, more, bar, note, name });
    input.addEventListener("input", changed);
    input.addEventListener("change", () => { input.value = String(points(area.id)); changed(); });
    return h("div", { class: "ipt-area" }, html("label", { for: id }, area.html), h("div", { class: "ipt-stepper" }, fewer, input, more),
      h("div", { class: "ipt-bar", "aria-hidden": "true" }, bar), note);
  });
  left.id = `${ui.uid}-left`;
  const compared = h("div", { class: "ipt-compared" });
  const node = h("div", { class: "ipt-points" }, ...(card.vignette ? [html("div", { class: "ipt-vignette" }, card.vignette)] : []),
    h("fieldset", {}, h("legend", {}, "One hundred points over four areas"), ...rows),
    h("p", { class: "ipt-total" }, left, even), compared);
  even.addEventListener("click", () => {
    const share = Math.floor(WHOLE / fields.size);
    for (const { input } of fields.values()) input.value = String(share);
    changed();
  });

  /** Whole points from 0 to 100, whatever was typed. */
  function points(id) {
    return Math.min(WHOLE, Math.max(0, Math.round(Number(fields.get(id).input.value)) || 0));
  }
  const spread = () => Object.fromEntries([...fields.keys()].map((id) => [id, points(id)]));
  const remaining = () => WHOLE - Object.values(spread()).reduce((sum, n) => sum + n, 0);

  function step(id, by) {
    const now = points(id), free = remaining();
    if (by > 0 && now < WHOLE && free <= 0) ui.announce("No points left. Take some from another area first.");
    fields.get(id).input.value = String(Math.max(0, Math.min(now + by, by > 0 ? now + Math.max(0, free) : now)));
    changed();
  }

  function show() {
    const free = remaining();
    left.textContent = free < 0 ? `${-free} points too many` : `Points left: ${free}`;
    for (const [id, { bar }] of fields) bar.style.width = `${points(id)}%`;
  }
  function changed() {
    show();
    ui.changed();
  }

  // ---- afterwards: own bars beside the panel's, and the same as a table
  function compare(panel, raters) {
    const own = spread(), whose = raters === 1 ? "The author’s view" : raters ? `Panel of ${raters}` : "The panel";
    const fill = (n) => { const span = h("span", { hidden: n === 0 }); span.style.width = `${n}%`; return span; };
    const bar = (kind, n, who) => h("div", { class: `ipt-pair ipt-pair-${kind}` }, h("span", { class: "ipt-pair-who" }, who), h("span", { class: "ipt-pair-bar" }, fill(n)), h("span", { class: "ipt-pair-n" }, String(n)));
    const cell = (n) => h("td", {}, String(n));
    const areas = [...fields].map(([id, { name }]) => ({ name, own: own[id], panel: panel[id] ?? 0 }));
    return [
      h("div", { class: "ipt-pairs", role: "img", "aria-label": `Your points beside ${lower(whose)}, as in the table that follows.` },
        ...areas.map((a) => h("div", {}, h("p", {}, a.name), bar("own", a.own, "You"), bar("panel", a.panel, whose)))),
      h("table", { tabindex: "0" }, h("caption", {}, raters === 1 ? "Your points and the author’s view. One person’s judgement, not a panel’s." : `Your points and ${lower(whose)}`),
        h("thead", {}, h("tr", {}, ...["Area", "You", whose, "Difference"].map((word) => h("th", { scope: "col" }, word)))),
        h("tbody", {}, ...areas.map((a) => h("tr", {}, h("th", { scope: "row" }, a.name), cell(a.own), cell(a.panel), cell(signed(a.own - a.panel)))))),
    ];
  }
  const lower = (words) => words[0].toLowerCase() + words.slice(1);
  const signed = (n) => (n > 0 ? `+${n}` : n < 0 ? `−${-n}` : "0");

  show();
  return {
    node,
    ownNotes: true,
    empty: "No points given yet, so nothing was checked.",
    read: () => (Object.values(spread()).some(Boolean) ? spread() : null),
    problem() {
      const free = remaining();
      if (free === 0 || free === WHOLE) return "";
      return free > 0 ? `${free} of the 100 points are still to give. Place them all, then check.` : `That is ${-free} points more than 100. Take some back, then check.`;
    },
    write(response) {
      for (const [id, { input }] of fields) input.value = String(response?.[id] ?? 0);
      show();
    },
    mark(verdict) {
      const notes = new Map((verdict?.notes ?? []).map((note) => [note.target, note]));
      for (const [id, { note: place }] of fields) {
        const note = notes.get(id);
        place.replaceChildren(...(note ? [remark(note.mark, POINT_WORDS[note.mark], note.html)] : []));
      }
      const panel = verdict?.reveal?.panel ?? verdict?.reveal?.correct;
      compared.replaceChildren(...(panel ? compare(panel, verdict.reveal.raters) : []));
    },
    lock(on) {
      even.disabled = on;
      for (const { input, fewer, more } of fields.values()) input.disabled = fewer.disabled = more.disabled = on;
    },
    firstFocus: () => fields.values().next().value.input,
  };
}

export default { render(ctx) { return mountCard(ctx, makeInput); } };
