// Say it: own words first, then criteria to look at them with, then two wordings and a contrast, then once more.
// Python hands out each stage with the verdict; nothing typed here is judged by anybody but the learner.
const CLOCK = 90;
const LEVELS = { adequate: "Good enough", skilled: "Skilled" };

function makeInput(card, ui) {
  let step = "write", text = "", second = "", locked = false;
  const ratings = {};
  const first = area("Your words"), again = area("Say it again");
  const body = h("div", {});
  const node = h("div", { class: "ipt-say" },
    h("p", { class: "ipt-self-check" }, h("strong", {}, "Self-check:"), " nobody grades this, and no machine does. Write about invented people only."),
    h("figure", { class: "ipt-speech" }, h("span", { class: "ipt-chip", "aria-hidden": "true" }, card.stimulus.initials),
      h("div", {}, h("figcaption", {}, card.stimulus.who), html("blockquote", {}, card.stimulus.html))),
    html("div", { class: "ipt-goal" }, card.goal), body);
  node.querySelector(".ipt-goal").prepend(h("strong", { class: "ipt-subhead" }, "Your aim"));

  function area(name) {
    const id = `${ui.uid}-${name.replace(/\W/g, "")}`;
    const field = h("textarea", { id, rows: "4" });
    field.addEventListener("input", () => ui.changed());
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      ui.submit?.();
    });
    return { field, row: h("div", { class: "ipt-written" }, h("label", { for: id }, name), field), value: () => field.value.trim() };
  }

  // ---- the clock: only if wanted, never announced second by second
  const shown = h("span", { role: "timer", class: "ipt-clock-face" });
  const start = h("button", { type: "button", class: "ipt-button" }, "Start a 90-second clock");
  const clock = h("p", { class: "ipt-clock" }, start, " ", shown);
  let ticking = 0;
  function stop(words) {
    clearInterval(ticking);
    ticking = 0;
    start.textContent = "Start a 90-second clock";
    shown.textContent = words;
  }
  start.addEventListener("click", () => {
    if (ticking) return stop("");
    const until = Date.now() + CLOCK * 1000;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      if (!clock.isConnected) return stop("");
      if (left > 0) { shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`; return; }
      stop("90 seconds are over. Finish in your own time.");
      ui.announce(shown.textContent);
    };
    start.textContent = "Stop the clock";
    ticking = setInterval(tick, 500);
    tick();
  });

  // ---- parts of the stages
  const quote = (head, words) => {
    const said = h("blockquote", {});
    said.textContent = words;
    return h("div", {}, h("p", { class: "ipt-subhead" }, head), said);
  };

  function counts(words) {
    const n = (found, one, many) => `${found?.length ?? 0} ${found?.length === 1 ? one : many}`;
    return h("p", { class: "ipt-muted" }, `Counts only: ${n(words.match(/\S+/g), "word", "words")}, ${n(words.match(/[^.!?…]+[.!?…]*/g)?.filter((s) => /\w/.test(s)), "sentence", "sentences")}, ${n(words.match(/\?/g), "question mark", "question marks")}.`);
  }

  function criteria(list, open) {
    return h("fieldset", { class: "ipt-criteria" }, h("legend", {}, open ? "Read your words once more. Which of these is true of them?" : "What you saw in your first words"),
      ...list.map(({ id, html: words }) => {
        const box = h("input", { type: "checkbox", id: `${ui.uid}-c-${id}` });
        box.checked = Boolean(ratings[id]);
        box.disabled = !open;
        box.addEventListener("change", () => { ratings[id] = box.checked; ui.changed(); });
        return h("label", { class: "ipt-option", for: box.id }, box, html("span", {}, words));
      }));
  }

  function wordings({ models, contrast }) {
    const one = (head, words, why) => h("div", { class: "ipt-model" }, h("p", { class: "ipt-subhead" }, head), html("blockquote", {}, words), html("p", {}, why));
    return [
      h("div", { class: "ipt-two" }, ...models.map((m) => one(LEVELS[m.level] ?? m.level, m.html, m.why))),
      h("div", { class: "ipt-contrast" }, one("For contrast, what we would avoid", contrast.html, contrast.why)),
    ];
  }

  function show(reveal) {
    const words = quote("Your words", text);
    if (step === "write") body.replaceChildren(first.row, clock);
    else if (step === "criteria") body.replaceChildren(words, counts(text), criteria(reveal.criteria, !locked));
    else if (step === "models") {
      body.replaceChildren(words, criteria(reveal.criteria, false), ...wordings(reveal),
        ...(reveal.again ? [h("div", { class: "ipt-again" }, h("p", { class: "ipt-subhead" }, `This time ${card.stimulus.who} says`), html("blockquote", {}, reveal.again))] : []), again.row);
    } else {
      body.replaceChildren(h("div", { class: "ipt-two" }, quote("First", text), quote("Second", second)), criteria(reveal.criteria, false), ...wordings(reveal));
    }
  }

  show(null);
  return {
    node,
    read() {
      if (step === "write") return first.value() ? { text: first.value() } : null;
      if (step === "criteria") return { text, ratings: { ...ratings } };
      return { text, ratings: { ...ratings }, second: step === "models" ? again.value() : second };
    },
    problem: () => (step === "models" && !again.value() ? "Say it again in your own words first. The second try is the practice." : ""),
    write(response) {
      text = typeof response?.text === "string" ? response.text : "";
      second = typeof response?.second === "string" ? response.second : "";
      first.field.value = text;
      for (const id of Object.keys(ratings)) delete ratings[id];
      Object.assign(ratings, response?.ratings ?? {});
    },
    mark(verdict) {
      const next = verdict?.reveal?.step ?? "write";
      if (next !== "write" && !text) text = first.value();
      if (next === "finished" && !second) second = again.value();
      if (next === step && step !== "write") return;
      if (ticking) stop("");
      step = next;
      show(verdict?.reveal);
    },
    lock(on) { locked = on; },
    submitLabel: () => ({ write: "Keep my words", criteria: "Compare with two wordings", models: "Keep my second version" })[step] ?? null,
    canSubmit: () => step !== "finished",
    offers: () => ({ reveal: false, again: step === "finished" }),
    firstFocus: () => (step === "models" ? again.field : first.field),
  };
}

export default { render(ctx) { return mountCard(ctx, makeInput); } };
