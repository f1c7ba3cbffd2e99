// Put each card in a category (sort), with its partner (match) or in a cell of a sheet (decision, balance):
// one native select per card; a sheet may end with a question of its own.
const THEN = "_then";
function makeInput(card, ui) {
  const binName = new Map(card.bins.map((bin, n) => [bin.id, card.once ? `${String.fromCharCode(65 + n)}. ${bin.text}` : bin.text]));
  const rows = card.cards.map(({ id, html: text }, n) => {
    const noteId = `${ui.uid}-note-${n}`;
    const select = h("select", { id: `${ui.uid}-place-${n}`, "aria-describedby": noteId, onchange: placed },
      h("option", { value: "" }, "Choose…"), [...binName].map(([bin, name]) => h("option", { value: bin }, name)));
    const notes = h("div", { id: noteId, class: "ipt-remarks" });
    const node = h("li", { class: "ipt-row" }, html("label", { for: select.id }, text), h("span", { class: "ipt-select" }, select), notes);
    return { id, n, name: plainText(text), select, notes, node };
  });
  const count = h("p", { class: "ipt-muted ipt-count" });
  const partners = card.once ? h("div", { class: "ipt-partners" }, h("h4", {}, "To choose from"),
    h("ol", { type: "A" }, card.bins.map((bin) => html("li", {}, bin.html)))) : null;
  const picture = card.once ? null : h("div", { class: card.table ? "ipt-sheet" : "ipt-bins", "aria-hidden": "true" });
  const closing = card.then ? closingQuestion(card.then) : null;
  const node = h("fieldset", { class: "ipt-place", "aria-labelledby": ui.promptId, dataset: card.once ? { once: "" } : {} },
    card.question ? html("p", { class: "ipt-question" }, card.question) : null, partners,
    h("ol", { class: "ipt-rows" }, rows.map((row) => row.node)), count, picture, closing?.node);

  function closingQuestion({ html: question, options }) {
    const notes = h("div", { class: "ipt-remarks", id: `${ui.uid}-then-note` });
    const radios = options.map(({ id }) => h("input", { type: "radio", name: `${ui.uid}-then`, id: `${ui.uid}-then-${id}`, value: id }));
    const words = new Map(options.map(({ id, html: text }) => [id, text]));
    return {
      node: h("fieldset", { class: "ipt-then", "aria-describedby": notes.id }, html("legend", {}, question),
        options.map(({ id, html: text }, n) => h("div", { class: "ipt-option" }, h("label", { for: radios[n].id }, radios[n], html("span", {}, text)))), notes),
      read: () => radios.find((radio) => radio.checked)?.value,
      write: (value) => radios.forEach((radio) => { radio.checked = radio.value === value; }),
      mark(note, correct, chosen) {
        const shown = note ? [remark(note.mark, note.mark === "missed" ? "Not answered" : null, note.html)] : [];
        if (correct && correct !== chosen) shown.push(html("p", { class: "ipt-answer" }, `The answer: ${words.get(correct)}`));
        notes.replaceChildren(...shown);
      },
    };
  }

  function placed() {
    draw();
    ui.changed();
  }

  // Spoken only on "Check", not while arrow keys pass over the entries of a list.
  function usedTwice() {
    const bin = card.once ? [...binName.keys()].find((one) => rows.filter(({ select }) => select.value === one).length > 1) : null;
    if (!bin) return "";
    const where = rows.filter(({ select }) => select.value === bin).map(({ n }) => n + 1);
    return `“${binName.get(bin)}” is used for cards ${where.join(" and ")}. Each can be used once.`;
  }

  function draw() {
    count.textContent = `${rows.filter((row) => row.select.value).length} of ${rows.length} placed. ${usedTwice()}`;
    if (card.table) return drawSheet();
    picture?.replaceChildren(...card.bins.map((bin) => h("div", { class: "ipt-bin" }, html("p", {}, bin.html),
      rows.filter((row) => row.select.value === bin.id).map((row) => h("span", { class: "ipt-placed" }, `${row.n + 1} ${row.name}`)))));
  }

  function drawSheet() {
    const { rows: down, columns } = card.table;
    const inCell = (row, column) => rows.filter(({ select }) => select.value === `${row.id}/${column.id}`).map((row) => h("p", { class: "ipt-placed" }, row.name));
    picture.replaceChildren(h("table", {}, h("thead", {}, h("tr", {}, h("th", {}), columns.map((column) => html("th", { scope: "col" }, column.html)))),
      h("tbody", {}, down.map((row) => h("tr", {}, html("th", { scope: "row" }, row.html), columns.map((column) => h("td", {}, inCell(row, column))))))));
  }

  return {
    node, ownNotes: true, problem: usedTwice,
    read() {
      const response = Object.fromEntries(rows.filter((row) => row.select.value).map((row) => [row.id, row.select.value]));
      if (closing?.read()) response[THEN] = closing.read();
      return Object.keys(response).length ? response : null;
    },
    write(response) {
      for (const row of rows) row.select.value = binName.has(response?.[row.id]) ? response[row.id] : "";
      closing?.write(response?.[THEN]);
      draw();
    },
    mark(verdict) {
      const correct = verdict?.reveal?.correct;
      closing?.mark(verdict?.notes?.find(({ target }) => target === THEN), correct?.[THEN], closing.read());
      for (const { id, select, notes, node: row } of rows) {
        const note = verdict?.notes?.find(({ target }) => target === id);
        row.dataset.mark = note?.mark ?? "";
        const shown = note ? [remark(note.mark, note.mark === "missed" ? "Not placed" : null, note.html)] : [];
        if (correct?.[id] && correct[id] !== select.value) shown.push(h("p", { class: "ipt-answer" }, `Belongs ${card.once ? "with" : "in"}: `, h("strong", {}, binName.get(correct[id]))));
        notes.replaceChildren(...shown);
      }
    },
    lock(on) { node.disabled = on; },
    firstFocus: () => (rows.find((row) => !row.select.value) ?? rows[0])?.select,
  };
}
export default { render(ctx) { return mountCard(ctx, makeInput); } };
