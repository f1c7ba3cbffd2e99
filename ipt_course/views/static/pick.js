// Choose one or several options: native radios or checkboxes in a fieldset named by the prompt.
function makeInput(card, ui) {
  const many = card.kind === "multiple";
  const options = card.options.map(({ id, html: text }, n) => {
    const noteId = `${ui.uid}-note-${n}`;
    const control = h("input", { type: many ? "checkbox" : "radio", name: `${ui.uid}-pick`, value: id, "aria-describedby": noteId });
    const notes = h("div", { id: noteId });
    const node = h("div", { class: "ipt-option" }, h("label", {}, control, html("span", {}, text)), notes);
    return { id, control, notes, node };
  });
  const reasons = h("dl", {}), others = h("details", { class: "ipt-others", hidden: true }, h("summary", {}, "About the other options"), reasons);
  const node = h("div", {}, h("fieldset", { class: "ipt-options", "aria-labelledby": ui.promptId }, options.map((option) => option.node)), others);

  function mark(verdict) {
    const correct = verdict?.reveal?.correct ? [].concat(verdict.reveal.correct) : [];
    for (const { id, control, notes, node: option } of options) {
      const note = verdict?.notes?.find(({ target }) => target === id);
      const answer = correct.includes(id);
      const shown = [];
      if (note) shown.push(remark(note.mark, note.mark !== "wrong" ? null : many ? "Not here" : "Not this one", note.html));
      if (answer && !note && !control.checked) shown.push(remark(many ? "missed" : "right", many ? "Missed: this belongs too" : "The answer", ""));
      option.dataset.mark = note?.mark ?? (answer ? "right" : "");
      notes.replaceChildren(...shown);
    }
    const said = verdict?.reveal?.reasons ?? {};
    const left = card.options.filter(({ id }) => said[id] && !verdict.notes.some(({ target }) => target === id));
    others.hidden = !left.length;
    reasons.replaceChildren(...left.flatMap(({ id, html: text }) => [html("dt", {}, text), html("dd", {}, said[id])]));
  }

  return {
    node, mark, ownNotes: true,
    read() {
      const chosen = options.filter(({ control }) => control.checked).map(({ id }) => id);
      return !chosen.length ? null : many ? chosen : chosen[0];
    },
    write(response) {
      const chosen = response === null ? [] : [].concat(response);
      for (const { id, control } of options) control.checked = chosen.includes(id);
    },
    lock(on) { node.firstChild.disabled = on; },
    firstFocus: () => (options.find(({ control }) => control.checked) ?? options[0])?.control,
  };
}
export default { render(ctx) { return mountCard(ctx, makeInput); } };
