// Label the lines of a conversation: each line a fieldset with a short list of checkboxes.
function makeInput(card, ui) {
  const speakers = [...new Set(card.lines.map(({ who }) => who))];
  const tagName = new Map(card.tags.map((tag) => [tag.id, plainText(tag.html)]));
  const lines = card.lines.map(({ id, who, html: text }, n) => {
    const noteId = `${ui.uid}-note-${n}`;
    const boxes = card.tags.map((tag) => h("input", { type: "checkbox", value: tag.id }));
    const notes = h("div", { id: noteId, class: "ipt-remarks" });
    const node = h("fieldset", { class: "ipt-line", "aria-describedby": noteId, dataset: { speaker: String(speakers.indexOf(who) % 3) } },
      h("legend", {}, h("span", { class: "ipt-who" }, who, h("span", { class: "ipt-sr" }, ": ")), html("span", { class: "ipt-said" }, text)),
      h("div", { class: "ipt-tags" }, boxes.map((box, m) => h("label", { class: "ipt-tag" }, box, html("span", {}, card.tags[m].html)))), notes);
    return { id, boxes, notes, node };
  });
  const node = h("div", { class: "ipt-lines", role: "group", "aria-labelledby": ui.promptId }, lines.map((line) => line.node));

  const chosen = ({ boxes }) => boxes.filter((box) => box.checked).map((box) => box.value);
  const names = (tags) => tags.map((tag) => tagName.get(tag) ?? tag).join(", ");
  const same = (a, b) => a.length === b.length && a.every((tag) => b.includes(tag));

  return {
    node, ownNotes: true,
    read() {
      const response = Object.fromEntries(lines.map((line) => [line.id, chosen(line)]).filter(([, tags]) => tags.length));
      return Object.keys(response).length ? response : null;
    },
    write(response) {
      for (const { id, boxes } of lines) for (const box of boxes) box.checked = response?.[id]?.includes(box.value) ?? false;
    },
    mark(verdict) {
      const correct = verdict?.reveal?.correct;
      for (const line of lines) {
        const note = verdict?.notes?.find(({ target }) => target === line.id);
        line.node.dataset.mark = note?.mark ?? "";
        const shown = note ? [remark(note.mark, null, note.html)] : [];
        const reference = correct?.[line.id] ?? [];
        if (correct && !same(reference, chosen(line))) shown.push(h("p", { class: "ipt-answer" }, "In the reference: ", h("strong", {}, reference.length ? names(reference) : "nothing to mark")));
        line.notes.replaceChildren(...shown);
      }
    },
    lock(on) { for (const { node: line } of lines) line.disabled = on; },
    firstFocus: () => lines[0]?.boxes[0],
  };
}
export default { render(ctx) { return mountCard(ctx, makeInput); } };
