// The explorer: choices above, plot, results in words, and the same numbers as a table.
// Concatenated after card.js, whose h() and html() build elements. The drawings come from the kernel, which made them.
function renderExplorer({ model, el }) {
  const card = model.get("card");
  const uid = `ipt-${randomId()}`;
  const selects = new Map(card.controls.map(({ id, options }) => [id, h("select", { id: `${uid}-${id}`, onchange: ask }, options.map(([value, words]) => h("option", { value }, words)))]));
  const year = (words) => h("input", { type: "number", min: card.years[0], max: card.years[1], inputmode: "numeric", "aria-label": words, onchange: ask });
  const since = year("From year"), until = year("To year");
  const results = h("div", { class: "ipt-results", role: "status", "aria-live": "polite" });
  const drawing = h("div", { class: "ipt-drawing" });
  const table = h("div", {});
  const field = ({ id, label }) => h("div", { class: "ipt-lab-field" }, h("label", { for: `${uid}-${id}` }, label), selects.get(id));
  const shown = card.controls.filter(({ id }) => id === "view" || id === "method");
  const rest = card.controls.filter((one) => !shown.includes(one));
  const root = h("section", { class: "ipt-card ipt-explorer", "aria-labelledby": `${uid}-title`, dataset: { lmSuppressShortcuts: "true" } },
    h("h3", { id: `${uid}-title` }, "Explore the comparisons"),
    h("form", { onsubmit: (event) => event.preventDefault() },
      h("fieldset", { class: "ipt-lab-fields" }, h("legend", {}, "Which comparisons"), rest.map(field),
        h("div", { class: "ipt-lab-field", role: "group", "aria-label": "Years" }, h("span", {}, "Years"), h("span", { class: "ipt-years" }, since, " to ", until))),
      h("fieldset", { class: "ipt-lab-fields" }, h("legend", {}, "How to pool and show them"), shown.map(field),
        h("div", { class: "ipt-lab-field" }, h("span", {}, "\u00a0"), h("button", { type: "button", class: "ipt-button", onclick: reset }, "All as at first")))),
    results, drawing, h("details", { class: "ipt-numbers" }, h("summary", {}, "The numbers as a table"), table));
  const first = { ...model.get("state").wish };

  function wish() {
    const years = [since, until].map(({ value }) => Number.parseInt(value, 10));
    return { ...Object.fromEntries([...selects].map(([id, select]) => [id, select.value])), ...(Number.isFinite(years[0]) ? { since: years[0] } : {}), ...(Number.isFinite(years[1]) ? { until: years[1] } : {}) };
  }
  function ask() {
    root.setAttribute("aria-busy", "true");
    model.send({ do: "look", wish: wish() });
  }
  function write(state) {
    for (const [id, select] of selects) select.value = state.wish[id];
    since.value = state.wish.since;
    until.value = state.wish.until;
  }
  function reset() {
    write({ wish: first });
    ask();
  }
  function show() {
    const state = model.get("state");
    if (state.notice) return results.replaceChildren(h("p", { class: "ipt-alert" }, state.notice));
    results.replaceChildren(h("ul", {}, state.lines.map((line) => h("li", {}, line))));
    drawing.replaceChildren(...["wide", "narrow"].map((width) => html("div", { class: `ipt-drawn-${width}` }, state[width])));
    table.replaceChildren(numbers(state));
    root.removeAttribute("aria-busy");
    root.dataset.turn = state.turn;
  }
  write(model.get("state"));
  model.on("change:state", show);
  el.append(root);
  show();
  return () => model.off("change:state", show);
}

function numbers({ head, table }) {
  return h("div", { class: "ipt-scroll", tabindex: "0", role: "group", "aria-label": "The numbers" }, h("table", {},
    h("thead", {}, h("tr", {}, head.map((word) => h("th", { scope: "col" }, word)))),
    h("tbody", {}, table.map(([name, ...cells]) => h("tr", {}, h("th", { scope: "row" }, name), cells.map((cell) => h("td", {}, cell)))))));
}
export default { render: renderExplorer };
