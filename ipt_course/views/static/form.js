// The formulation builder: a wording chosen or written for each part, the whole read together as it grows,
// and afterwards a model beside one's own words, with a rating of one's own.
const PART_WORDS = { right: "Clear", near: "Partly", wrong: "Missing", missed: "Left open" };
const RATINGS = [[0, "0, missing"], [1, "1, partly"], [2, "2, clear"]];

function makeInput(card, ui) {
  const whole = h("p", { class: "ipt-whole" });
  const parts = new Map();
  let checked = false;

  const exchange = card.exchange ? h("dl", { class: "ipt-exchange" }, card.exchange.map(({ who, html: said }) => h("div", {}, h("dt", {}, who), html("dd", {}, said)))) : null;
  const node = h("div", { class: "ipt-formulation" }, ...(exchange ? [exchange] : []), ...card.slots.map((slot, n) => (slot.write ? written(slot, n) : chosen(slot, n))),
    h("section", { class: "ipt-so-far", "aria-labelledby": `${ui.uid}-whole` }, h("h4", { id: `${ui.uid}-whole` }, exchange ? "The exchange as you read it" : "Your formulation so far"), whole));

  function chosen(slot, n) {
    const outcome = h("div", { class: "ipt-outcome", id: `${ui.uid}-${slot.id}-outcome` });
    const options = slot.options.map((option) => {
      const id = `${ui.uid}-${slot.id}-${option.id}`;
      const radio = h("input", { type: "radio", name: `${ui.uid}-${slot.id}`, id, value: option.id });
      const words = html("span", {}, option.html);
      radio.addEventListener("change", changed);
      return { radio, words, row: h("div", { class: "ipt-option" }, h("label", { for: id }, radio, words)) };
    });
    const picked = () => options.find(({ radio }) => radio.checked);
    const legend = html("legend", {}, slot.label);
    const group = h("fieldset", { "aria-describedby": outcome.id }, legend, ...options.map(({ row }) => row), outcome);
    legend.prepend(`${n + 1}. `);
    parts.set(slot.id, {
      label: plainText(slot.label), outcome,
      value: () => picked()?.radio.value ?? "",
      words: () => picked()?.words.textContent ?? "",
      write: (value) => options.forEach(({ radio }) => { radio.checked = radio.value === value; }),
      lock: (on) => options.forEach(({ radio }) => { radio.disabled = on; }),
      first: options[0].radio,
      best: (value) => options.find(({ radio }) => radio.value === value)?.words.textContent,
    });
    return group;
  }

  function written(slot, n) {
    const id = `${ui.uid}-${slot.id}`;
    const text = h("textarea", { id, rows: "4", "aria-describedby": `${id}-own` });
    const label = html("label", { for: id }, slot.label);
    const outcome = h("div", { class: "ipt-beside" });
    label.prepend(`${n + 1}. `);
    text.addEventListener("input", changed);
    parts.set(slot.id, {
      label: plainText(slot.label), outcome, written: true, rating: null,
      value: () => text.value.trim(),
      words: () => text.value.trim(),
      write: (value) => { text.value = typeof value === "string" ? value : ""; },
      lock: (on) => { text.readOnly = on; },
      first: text,
    });
    return h("div", { class: "ipt-written" }, label,
      h("p", { class: "ipt-muted", id: `${id}-own` }, "In your own words. You rate this part yourself afterwards; it is not scored."), text, outcome);
  }

  function compose() {
    whole.replaceChildren(...[...parts.values()].flatMap((part) => {
      const words = part.words();
      return [words ? sentence(words) : h("span", { class: "ipt-gap" }, `[${part.label}]`), " "];
    }));
  }
  const sentence = (words) => (/[.!?…"”’)]$/.test(words) ? words : `${words}.`);

  function changed() {
    compose();
    ui.changed();
  }

  /** The model beside one's own words, and the question how one's own compare. */
  function beside(id, part, model) {
    const group = `${ui.uid}-${id}-rating`;
    const radios = RATINGS.map(([value, word]) => {
      const radio = h("input", { type: "radio", name: group, id: `${group}-${value}`, value: String(value) });
      radio.checked = part.rating === value;
      radio.addEventListener("change", () => { part.rating = value; });
      return h("label", { for: `${group}-${value}` }, radio, h("span", {}, word));
    });
    const own = h("blockquote", { class: "ipt-own" });
    own.textContent = part.value() || "You left this part open.";
    return [
      h("div", { class: "ipt-two" }, h("div", {}, h("p", { class: "ipt-subhead" }, "Your words"), own),
        h("div", {}, h("p", { class: "ipt-subhead" }, "A model"), html("blockquote", {}, model))),
      part.rateable && (part.ratings = h("fieldset", { class: "ipt-rating" }, h("legend", {}, "Beside the model, how far did your words do this part’s work?"), h("div", { class: "ipt-sure-choices" }, radios))),
    ];
  }

  const rateable = () => [...parts].filter(([, part]) => part.rateable);

  compose();
  return {
    node,
    ownNotes: true,
    read() {
      const given = Object.fromEntries([...parts].map(([id, part]) => [id, part.value()]).filter(([, value]) => value));
      if (!Object.keys(given).length) return null;
      const self = rateable().filter(([, part]) => part.rating !== null).map(([id, part]) => [id, part.rating]);
      return checked && self.length ? { ...given, _self: Object.fromEntries(self) } : given;
    },
    write(response) {
      for (const [id, part] of parts) {
        part.write(response?.[id]);
        if (part.written) part.rating = [0, 1, 2].includes(response?._self?.[id]) ? response._self[id] : null;
      }
      compose();
    },
    mark(verdict) {
      const notes = new Map((verdict?.notes ?? []).map((note) => [note.target, note]));
      checked = Boolean(verdict) && verdict.outcome !== "empty";
      for (const [id, part] of parts) {
        if (part.written) {
          const own = verdict?.reveal?.models?.[id], model = own ?? verdict?.reveal?.correct?.[id] ?? "";
          if (!checked) part.rating = null;
          part.rateable = Boolean(own);
          if (model && model === part.model) continue;
          part.model = model;
          part.outcome.replaceChildren(...(model ? beside(id, part, model).filter(Boolean) : []));
          continue;
        }
        const note = notes.get(id), best = verdict?.reveal?.correct?.[id];
        part.outcome.replaceChildren(
          ...(note ? [remark(note.mark, PART_WORDS[note.mark], note.html)] : []),
          ...(best && best !== part.value() ? [h("p", { class: "ipt-answer" }, h("strong", {}, "A clear wording: "), part.best(best) ?? "")] : []));
      }
    },
    lock(on) {
      for (const part of parts.values()) {
        part.lock(checked);
        if (part.ratings) part.ratings.disabled = on;
      }
    },
    empty: "Nothing chosen or written yet, so nothing was checked.",
    problem() {
      const open = checked && rateable().find(([, part]) => part.rating === null);
      return open ? `Rate your own words first: “${open[1].label}”. Or leave it and read on.` : "";
    },
    submitLabel: () => (checked ? "Keep my rating" : null),
    canSubmit: (state) => Object.keys(state.verdict?.reveal?.models ?? {}).length > 0 && !state.response?._self,
    firstFocus: () => parts.values().next().value.first,
  };
}

export default { render(ctx) { return mountCard(ctx, makeInput); } };
