// Put each card in a category (sort) or with its partner (match): one native select per card.
function makeInput(card, ui) {
  const binName = new Map(card.bins.map((bin, n) => [bin.id, card.once ? `${String.fromCharCode(65 + n)}. ${bin.text}` : bin.text]));
  const rows = card.cards.map(({ id, html: text }, n) => {
    const noteId = `${ui.uid}-note-${n}`;
    const select = h("select", { id: `${ui.uid}-place-${n}`, "aria-describedby": noteId, onchange: () => placed(id) },
      h("option", { value: "" }, "Choose…"), [...binName].map(([bin, name]) => h("option", { value: bin }, name)));
    const notes = h("div", { id: noteId, class: "ipt-remarks" });
    const node = h("li", { class: "ipt-row" }, html("label", { for: select.id }, text), h("span", { class: "ipt-select" }, select), notes);
    return { id, n, name: plainText(text), select, notes, node };
  });
  const count = h("p", { class: "ipt-muted ipt-count" });
  const partners = card.once ? h("div", { class: "ipt-partners" }, h("h4", {}, "To choose from"),
    h("ol", { type: "A" }, card.bins.map((bin) => html("li", {}, bin.html)))) : null;
  const picture = card.once ? null : h("div", { class: "ipt-bins", "aria-hidden": "true" });
  const node = h("fieldset", { class: "ipt-place", "aria-labelledby": ui.promptId }, partners, h("ol", { class: "ipt-rows" }, rows.map((row) => row.node)), count, picture);

  // A partner chosen a second time leaves the card it was with.
  function placed(id) {
    const bin = rows.find((row) => row.id === id).select.value;
    const other = card.once && bin ? rows.find((row) => row.id !== id && row.select.value === bin) : null;
    if (other) {
      other.select.value = "";
      ui.announce(`${binName.get(bin)} was with card ${other.n + 1} and is now here. Card ${other.n + 1} is open again.`);
    }
    draw();
    ui.changed();
  }

  function draw() {
    count.textContent = `${rows.filter((row) => row.select.value).length} of ${rows.length} placed`;
    picture?.replaceChildren(...card.bins.map((bin) => h("div", { class: "ipt-bin" }, html("p", {}, bin.html),
      rows.filter((row) => row.select.value === bin.id).map((row) => h("span", { class: "ipt-placed" }, `${row.n + 1} ${row.name}`)))));
  }

  return {
    node, ownNotes: true,
    read() {
      const response = Object.fromEntries(rows.filter((row) => row.select.value).map((row) => [row.id, row.select.value]));
      return Object.keys(response).length ? response : null;
    },
    write(response) {
      for (const row of rows) row.select.value = binName.has(response?.[row.id]) ? response[row.id] : "";
      draw();
    },
    mark(verdict) {
      const correct = verdict?.reveal?.correct;
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
