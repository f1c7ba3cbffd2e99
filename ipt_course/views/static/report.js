// An instructor's report: filters above, sections below, each asked for in turn and drawn as it comes.
// Concatenated after card.js, whose h(), html() and button() build elements. Text from people arrives as text.
function renderReport({ model, el }) {
  const { id, filters } = model.get("card");
  const status = h("p", { class: "ipt-status", role: "status", "aria-live": "polite" });
  const alert = h("p", { class: "ipt-alert", role: "alert" });
  const body = h("div", { class: "ipt-report-body" });
  const root = h("div", { class: "ipt-card ipt-report", dataset: { report: id, lmSuppressShortcuts: "true" } });
  const parts = new Map(), tables = new Map();
  let turn = 0, waiting = [], form = null;

  const send = (message) => model.send({ turn, ...message });
  const ask = (chosen) => { root.dataset.state = "busy"; alert.textContent = ""; status.textContent = "Reckoning…"; model.send({ do: "show", ...chosen }); };
  const asked = () => Object.fromEntries(form ? filters.map((name) => [name, form.elements[name].value]) : []);

  function drawForm(message) {
    const one = (name, label, node) => h("p", {}, h("label", { for: `${id}-${name}` }, label), node);
    const list = (name, all, some) => h("select", { id: `${id}-${name}`, name },
      h("option", { value: "" }, all), some.map(([value, text]) => h("option", { value }, text)));
    const day = (name) => h("input", { id: `${id}-${name}`, name, type: "date" });
    form = h("form", { class: "ipt-filters", "aria-label": "What to look at" },
      one("cohort", "Cohort", list("cohort", "Everyone", message.cohorts)),
      filters.includes("lesson") ? one("lesson", "Lesson", list("lesson", "All lessons", message.lessons)) : null,
      one("since", "From", day("since")), one("until", "To", day("until")),
      h("p", {}, h("button", { type: "submit", class: "ipt-button ipt-primary" }, "Show")));
    form.addEventListener("submit", (event) => { event.preventDefault(); ask(asked()); });
    root.prepend(form);
  }

  function begin(message) {
    turn = message.turn;
    if (filters.length && !form) drawForm(message);
    if (form) {
      for (const name of filters) form.elements[name].value = message.chosen[name];
      const kept = new URLSearchParams(Object.entries(message.chosen).filter(([, value]) => value)).toString();
      history.replaceState(null, "", kept ? `#?${kept}` : location.pathname + location.search);
    }
    parts.clear();
    tables.clear();
    body.replaceChildren(...message.sections.map(({ id: part, title }) => {
      const inside = h("div", { class: "ipt-reckoned" }, h("p", { class: "ipt-muted" }, "Reckoning…"));
      const section = h("section", { "aria-labelledby": `part-${part}`, "aria-busy": "true" }, h("h2", { id: `part-${part}`, tabindex: "-1" }, title), inside);
      parts.set(part, { section, inside });
      return section;
    }));
    waiting = [...message.sections.filter((one) => !one.last), ...message.sections.filter((one) => one.last)].map((one) => one.id);
    next();
  }
  function next() {
    if (waiting.length) return send({ do: "section", id: waiting[0] });
    root.dataset.state = "done";
    status.textContent = "Everything is here.";
  }

  function drawSection({ id: part, section }) {
    const there = parts.get(part);
    if (!there) return;
    there.section.removeAttribute("aria-busy");
    there.inside.replaceChildren(
      ...section.words.map((words) => h("p", {}, words)),
      ...section.pictures.map((one) => html("figure", { class: "ipt-picture" }, one.svg)),
      ...section.tables.map(place),
      ...section.close.map(drawClose));
    waiting = waiting.filter((one) => one !== part);
    next();
  }
  function drawClose(one) {
    const flags = one.flags.map(([action, reason]) => h("p", { class: "ipt-flag" }, h("strong", {}, action), ". ", reason));
    const lines = one.lines.length ? h("dl", { class: "ipt-play" }, one.lines.map(([who, said]) => [h("dt", {}, who), h("dd", {}, said)])) : null;
    return h("details", { class: "ipt-close", id: one.id },
      h("summary", {}, one.title, one.flags.length ? h("span", { class: "ipt-muted" }, ` ${[...new Set(one.flags.map(([action]) => action))].join(", ")}`) : null),
      flags, one.words.map((words) => h("p", {}, words)), lines, one.tables.map(place));
  }

  function place(table) {
    const holder = h("div", { class: "ipt-holder" });
    tables.set(table.id, holder);
    drawTable(holder, table);
    return holder;
  }
  function drawTable(holder, table) {
    const focused = holder.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const heads = table.columns.map((column, n) => {
      const [by, down] = table.order ?? [null, false];
      const sorted = by === n;
      const sort = h("button", { type: "button", class: "ipt-sort", dataset: { key: `sort-${n}` },
        onclick: () => send({ do: "sort", table: table.id, column: n, down: sorted ? !down : column.numeric }) },
        column.name, h("span", { "aria-hidden": "true" }, sorted ? (down ? " ↓" : " ↑") : ""));
      return h("th", { scope: "col", class: column.numeric ? "ipt-numeric" : null, "aria-sort": sorted ? (down ? "descending" : "ascending") : null }, sort);
    });
    const cell = (value, n) => {
      const attributes = { class: [table.columns[n].numeric ? "ipt-numeric" : "", value?.grey ? "ipt-grey" : ""].join(" ").trim() || null };
      const inner = value?.to ? h("a", { href: `#${value.to}`, onclick: (event) => { event.preventDefault(); unfold(value.to); } }, value.text) : value?.text ?? value;
      return n === 0 ? h("th", { scope: "row", ...attributes }, inner) : h("td", attributes, inner);
    };
    const rows = table.rows.map((row) => h("tr", {}, row.map(cell)));
    const left = table.of - table.rows.length;
    const grid = h("div", { class: "ipt-scroll", tabindex: "0", role: "region", "aria-label": table.caption },
      h("table", {}, h("caption", {}, table.caption), h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows)));
    const tools = h("p", { class: "ipt-tools" },
      left > 0 ? h("button", { type: "button", class: "ipt-button", dataset: { key: "more" }, onclick: () => send({ do: "more", table: table.id }) }, `Show more (${left} left)`) : null, " ",
      h("button", { type: "button", class: "ipt-button", dataset: { key: "csv" }, "aria-label": `Download “${table.caption}” as CSV`, onclick: () => send({ do: "download", table: table.id }) }, "Download CSV"));
    holder.replaceChildren(table.of ? grid : h("p", { class: "ipt-muted" }, `${table.caption}: nothing yet.`), table.of ? tools : "");
    if (focused) (holder.querySelector(`[data-key="${focused}"]`) ?? holder.querySelector("[data-key=csv]"))?.focus();
  }
  function unfold(target) {
    const there = root.querySelector(`#${CSS.escape(target)}`);
    if (!there) return;
    there.open = true;
    there.scrollIntoView({ block: "start" });
    there.querySelector("summary").focus();
  }
  function save({ name, text }) {
    const link = h("a", { href: URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" })), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    status.textContent = `Saved as ${name}.`;
  }

  function hear(message) {
    if (message.kind === "begin") return begin(message);
    if (message.kind === "notice") { alert.textContent = message.notice; status.textContent = ""; root.dataset.state = "done"; return; }
    if (message.turn !== turn) return;
    if (message.kind === "section") drawSection(message);
    else if (message.kind === "table" && tables.has(message.table.id)) drawTable(tables.get(message.table.id), message.table);
    else if (message.kind === "download") save(message);
  }
  const trouble = () => { const { notice } = model.get("state"); if (notice) { alert.textContent = notice; root.dataset.state = "done"; } };
  model.on("msg:custom", hear);
  model.on("change:state", trouble);
  root.append(alert, status, body);
  el.append(root);
  ask(Object.fromEntries(new URLSearchParams(location.hash.replace(/^#\?/, ""))));
  return () => { model.off("msg:custom", hear); model.off("change:state", trouble); };
}
export default { render: renderReport };
