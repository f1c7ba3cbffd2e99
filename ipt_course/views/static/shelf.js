// A list to search and filter: claims, terms, works. A link to one entry opens it.
// Concatenated after card.js, whose h() and html() build elements.
function renderShelf({ model, el }) {
  const { one, many, facets, entries } = model.get("card");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = entries.map(({ id, html: text, facets: values }) => {
    const node = html("li", { id, tabindex: "-1" }, text);
    return { node, words: plain(node.textContent), values };
  });
  const uid = `ipt-shelf-${Math.random().toString(36).slice(2)}`;
  const search = h("input", { id: `${uid}-s`, type: "search", autocomplete: "off", spellcheck: "false", oninput: draw });
  const lists = facets.map(({ name, options }, n) => ({
    name,
    select: h("select", { id: `${uid}-${n}`, onchange: draw }, h("option", { value: "" }, "All"), options.map(([value, words]) => h("option", { value }, words))),
  }));
  const status = h("p", { role: "status", "aria-live": "polite", class: "ipt-status" });
  const clear = h("button", { type: "button", class: "ipt-button", onclick: reset }, "Show all");
  const list = h("ul", { class: "ipt-shelf-rows" }, rows.map(({ node }) => node));
  const field = (label, control) => h("div", {}, h("label", { for: control.id }, label), control);

  function draw() {
    const wanted = plain(search.value).split(/\s+/).filter(Boolean);
    const chosen = lists.filter(({ select }) => select.value);
    let n = 0;
    for (const { node, words, values } of rows) {
      const fits = wanted.every((word) => words.includes(word)) && chosen.every(({ name, select }) => [values[name] ?? []].flat().includes(select.value));
      node.hidden = !fits;
      n += fits;
    }
    status.textContent = n === rows.length ? `${n} ${many}.` : n ? `${n} of ${rows.length} ${many}.` : `No ${one} fits. Try another word, or show all.`;
    clear.hidden = n === rows.length;
  }
  function reset() {
    search.value = "";
    for (const { select } of lists) select.value = "";
    draw();
    search.focus();
  }
  function arrive() { // somebody followed a link to one entry
    const aim = location.hash && rows.find(({ node }) => `#${node.id}` === decodeURIComponent(location.hash));
    if (!aim) return;
    if (aim.node.hidden) reset();
    aim.node.scrollIntoView({ block: "center" });
    aim.node.focus({ preventScroll: true });
  }

  el.append(h("section", { class: "ipt-shelf", "aria-label": `All ${many}` },
    h("div", { class: "ipt-shelf-filters", role: "search", dataset: { lmSuppressShortcuts: "true" } }, field("Search", search), lists.map(({ name, select }) => field(name, select)), clear), status, list));
  draw();
  requestAnimationFrame(arrive);
  addEventListener("hashchange", arrive);
  return () => removeEventListener("hashchange", arrive);
}
export default { render: renderShelf };
