// The converter: one number in, the same effect in five languages out, each with what it takes for granted.
// Concatenated after card.js, whose h() builds elements.
function renderConverter({ model, el }) {
  const card = model.get("card");
  const uid = `ipt-${randomId()}`;
  const kind = h("select", { id: `${uid}-kind`, onchange: ask }, card.kinds.map(([value, words]) => h("option", { value }, words)));
  const value = h("input", { id: `${uid}-value`, type: "number", step: "any", value: "0.6", oninput: ask });
  const recover = h("input", { id: `${uid}-recover`, type: "number", min: 1, max: 99, step: "any", value: "30", oninput: ask });
  const out = h("div", { class: "ipt-scroll", tabindex: "0", role: "group", "aria-label": "The effect in other words" });
  const status = h("p", { class: "ipt-sr", role: "status", "aria-live": "polite" });
  const field = (label, control) => h("div", { class: "ipt-lab-field" }, h("label", { for: control.id }, label), control);
  const root = h("section", { class: "ipt-card ipt-converter", "aria-labelledby": `${uid}-title`, dataset: { lmSuppressShortcuts: "true" } },
    h("h3", { id: `${uid}-title` }, "One effect, five languages"),
    h("form", { class: "ipt-lab-fields", onsubmit: (event) => event.preventDefault() }, field("I have", kind), field("Its value", value), field("Recover with control, in per cent", recover)), out, status);

  function ask() {
    const number = (box) => (box.value.trim() === "" ? null : Number(box.value));
    model.send({ do: "convert", kind: kind.value, value: number(value), recover: number(recover) });
  }
  function show() {
    const { lines, problem, notice, turn } = model.get("state");
    if (problem || notice) out.replaceChildren(h("p", { class: "ipt-alert" }, problem || notice));
    else out.replaceChildren(h("table", {}, h("thead", {}, h("tr", {}, ["In words", "Value", "What it takes for granted"].map((word) => h("th", { scope: "col" }, word)))),
      h("tbody", {}, lines.map((line) => h("tr", {}, h("th", { scope: "row" }, line.name), h("td", {}, line.value), h("td", {}, line.assumes))))));
    if (turn) status.textContent = problem || lines.map((line) => `${line.name}: ${line.value}.`).join(" ");
    root.dataset.turn = turn;
  }
  model.on("change:state", show);
  el.append(root);
  show();
  return () => model.off("change:state", show);
}
export default { render: renderConverter };
