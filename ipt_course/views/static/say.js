// Say it: own words first, then criteria to look at them with, then two wordings and a contrast, then once more.
// Python hands out each stage with the verdict; nothing typed here is judged by anybody but the learner.
const CLOCK = 90;
const LEVELS = { adequate: "A good enough wording", skilled: "A skilled wording" };
const STEPS = { write: "1 of 4: your words", criteria: "2 of 4: look at them", models: "3 of 4: compare, then say it again", finished: "4 of 4: both versions" };
const NEXT = { write: "Keep my words", criteria: "Keep this and compare", models: "Keep my second version" };

function makeInput(card, ui) {
  let step = "write", text = "", second = "", opened = false;
  const ratings = {};
  const first = area("first", "Your words"), again = area("second", "Say it again, in your own words");
  const heading = h("h4", { class: "ipt-step-name", tabindex: "-1" });
  const body = h("div", {});
  const node = h("div", { class: "ipt-say" },
    h("p", { class: "ipt-self-check" }, h("strong", {}, "Self-check:"), " nobody grades this, and no machine does. Write about invented people only."),
    h("figure", { class: "ipt-speech" }, h("span", { class: "ipt-chip", "aria-hidden": "true" }, card.stimulus.initials),
      h("div", {}, h("figcaption", {}, `${card.stimulus.who} says`), html("blockquote", {}, card.stimulus.html))),
    h("div", { class: "ipt-aim-of-it" }, h("p", { class: "ipt-subhead" }, "Your aim"), html("div", {}, card.goal)),
    heading, body);

  function area(name, label) {
    const id = `${ui.uid}-${name}`, field = h("textarea", { id, rows: "4" });
    return { field, row: h("div", { class: "ipt-written" }, h("label", { for: id }, label), field), value: () => field.value.trim() };
  }

  // ---- the clock: only if wanted, never announced second by second
  const face = h("span", { role: "timer", class: "ipt-clock-face" });
  const start = button("Start a 90-second clock", { onclick: toggle });
  const clock = h("p", { class: "ipt-clock" }, start, face);
  let ticking = 0, until = 0;

  function toggle() {
    if (ticking) return stop("");
    until = Date.now() + CLOCK * 1000;
    start.textContent = "Stop the clock";
    ticking = setInterval(tick, 250);
    tick();
  }

  function tick() {
    const left = Math.ceil((until - Date.now()) / 1000);
    const words = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
    if (!clock.isConnected) stop("");
    else if (left <= 0) ui.announce(stop("The 90 seconds are over. Finish in your own time."));
    else if (face.textContent !== words) face.textContent = words;
  }

  function stop(words) {
    clearInterval(ticking);
    ticking = 0;
    start.textContent = "Start a 90-second clock";
    return (face.textContent = words);
  }

  // ---- what the stages are made of
  function quote(head, words) {
    const said = h("blockquote", { class: "ipt-own" });
    said.textContent = words;
    return h("div", {}, h("p", { class: "ipt-subhead" }, head), said);
  }

  function counts(words) {
    const count = (pattern, one, many) => { const n = words.match(pattern)?.length ?? 0; return `${n} ${n === 1 ? one : many}`; };
    return h("p", { class: "ipt-muted" }, `Counts, not marks: ${count(/\S+/g, "word", "words")}, ${count(/\?/g, "question mark", "question marks")}.`);
  }

  function criteria(list) {
    return h("fieldset", { class: "ipt-criteria" }, h("legend", {}, "Read your words once more. What is true of them? Tick it."),
      list.map(({ id, html: words }) => h("div", { class: "ipt-option" }, h("label", {},
        h("input", { type: "checkbox", checked: Boolean(ratings[id]), onchange: (event) => { ratings[id] = event.target.checked; } }), html("span", {}, words)))));
  }

  function ticked(list) {
    return [h("p", { class: "ipt-subhead" }, "What you saw in your first words"), h("ul", { class: "ipt-ticked" },
      list.map(({ id, html: words }) => h("li", {}, h("span", { "aria-hidden": "true" }, ratings[id] ? "✓" : "–"), h("span", { class: "ipt-sr" }, ratings[id] ? "Ticked: " : "Not ticked: "), html("span", {}, words))))];
  }

  function wordings({ models, contrast }) {
    const one = (head, words, why) => h("div", { class: "ipt-model" }, h("p", { class: "ipt-subhead" }, head), html("blockquote", {}, words), html("p", {}, why));
    return [
      h("div", { class: "ipt-two" }, models.map((m) => one(LEVELS[m.level] ?? m.level, m.html, m.why))),
      contrast && h("div", { class: "ipt-contrast" }, one("For contrast, a line to avoid", contrast.html, contrast.why)),
    ];
  }

  const STAGES = {
    write: () => [first.row, clock],
    criteria: (given) => [quote("Your words", text), counts(text), criteria(given.criteria)],
    models: (given) => [quote("Your words", text), ticked(given.criteria), wordings(given),
      given.again && h("div", { class: "ipt-again" }, h("p", { class: "ipt-subhead" }, `This time ${card.stimulus.who} says`), html("blockquote", {}, given.again)), again.row],
    finished: (given) => [h("div", { class: "ipt-two" }, quote("First", text), quote("Second", second)), ticked(given.criteria), wordings(given)],
  };

  function show(given) {
    for (const { id } of given?.criteria ?? []) ratings[id] ??= false;
    heading.textContent = STEPS[step];
    body.replaceChildren(...STAGES[step](given).flat().filter(Boolean));
  }

  function forget() {
    for (const id of Object.keys(ratings)) delete ratings[id];
    second = again.field.value = "";
  }

  show();
  return {
    node,
    ownNotes: true,
    empty: "Nothing written yet. A rough first try is enough.",
    read() {
      if (step === "write") return first.value() ? { text: first.value() } : null;
      if (step === "criteria") return { text, ratings: { ...ratings } };
      return { text, ratings: { ...ratings }, second: step === "models" ? again.value() : second };
    },
    problem: () => (step === "models" && !again.value() ? "Say it once more in your own words first. The second try is the practice." : ""),
    write(response) {
      forget();
      text = first.field.value = response?.text ?? "";
      second = again.field.value = response?.second ?? "";
      Object.assign(ratings, response?.ratings);
    },
    mark(verdict) {
      const next = verdict?.reveal?.step ?? "write";
      if (next === step) return;
      if (step === "write") text = first.value();
      if (next === "write") forget();
      if (next === "finished") second = again.value();
      if (ticking) stop("");
      step = next;
      opened = true;
      show(verdict?.reveal);
    },
    lock() {},
    submitLabel: () => NEXT[step] ?? null,
    canSubmit: (state) => state.verdict?.reveal?.step !== "finished",
    offers: () => ({ reveal: false, again: step === "finished" && "Start over" }),
    firstFocus: () => first.field,
    stageFocus: () => {
      const entered = opened;
      opened = false;
      return entered ? heading : null;
    },
  };
}

export default { render(ctx) { return mountCard(ctx, makeInput); } };
