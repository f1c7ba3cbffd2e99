// The frame around every exercise: heading, prompt, buttons, status, hints and feedback.
// One file per kind of interaction follows this one and brings makeInput(card, ui), which returns
//   node, read(), write(response), mark(verdict, state), lock(on)
// and may also bring
//   empty        what to say when nothing was attempted
//   ownNotes     true: it shows the notes of a verdict beside their targets itself
//   nameOf(id)   name of a note's target, for the frame's own list
//   problem()    a sentence when the answer cannot be sent as it stands
//   draft()      what to keep of unsent work, if read() cannot give it
//   submitLabel(state)   the main button's text; null for "Check my answer"
//   canSubmit(state)     whether the main button still works after a verdict
//   offers(state)        {again, reveal}: which buttons to offer; again may be a text
//   firstFocus()         the node to go to on "Try again"
//   againWords       what to say on "Try again", if the last answer does not stay
//   stageFocus(state)    the node to go to when a verdict opens a new stage

const KIND_NAMES = {
  choice: "Choose one", multiple: "Choose all that apply", order: "Put in order", sort: "Sort", match: "Match",
  label: "Label the lines", inventory: "Closeness circles", interview: "Interview", area_points: "Share 100 points",
  timeline: "Timeline", questionnaire: "Score and decide", trend: "Read the line", number: "Work it out", forecast: "Predict", planner: "Plan the sessions", plane: "Place on the plane", rate: "Rate the session", red_pen: "Take the pen",
  formulation: "Build a formulation", communication: "Analyse the exchange", decision: "Weigh a decision", balance: "Balance sheet", say_it: "Say it in your own words",
};
const TESTS = {
  pretest: { name: "Pre-test", about: "A question to answer before you read. You get feedback, but it does not count." },
  posttest: { name: "Post-test", about: "An idea from before you read, now with other people in it." },
};
const SURE = [[60, "a guess with reasons"], [80, "fairly sure"], [95, "would act on it"]];
const MARK_NAMES = { right: "Right", near: "Close", wrong: "Not here", missed: "Missed", info: "Note" };
const PATIENCE = 4000;
const LONGEST_PAUSE = 60_000;

// An element. Props: class, id, other attributes, on… handlers, dataset; true stands for a bare attribute.
function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2).toLowerCase(), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// An element around HTML that the course itself wrote. Never pass it anything a learner typed.
function html(tag, props, trustedHtml) {
  const node = h(tag, props);
  node.innerHTML = trustedHtml ?? "";
  return node;
}

// A small drawn mark, for eyes only; the word beside it carries the meaning.
function icon(mark) {
  const shapes = {
    right: "M3 8.5l3.2 3.2L13 4.8", near: "M2.5 9.5c2-3 4-3 5.5-1.5s3.5 1.5 5.5-1.5", wrong: "M4 4l8 8M12 4l-8 8",
    missed: "M8 3v6.5M8 12.2v.6", info: "M8 7v5.5M8 3.4v.6", grip: "M5 4v.1M11 4v.1M5 8v.1M11 8v.1M5 12v.1M11 12v.1",
    up: "M3.5 10L8 5.5l4.5 4.5", down: "M3.5 6L8 10.5 12.5 6",
  };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", class: "ipt-icon", "aria-hidden": "true" })) svg.setAttribute(name, value);
  path.setAttribute("d", shapes[mark] ?? shapes.info);
  svg.append(path);
  return svg;
}

function badge(mark, word) {
  return h("span", { class: "ipt-mark", dataset: { mark } }, icon(mark), word ?? MARK_NAMES[mark] ?? "");
}

// What stands beneath a target: mark, word and the reason.
function remark(mark, word, trustedHtml) {
  return h("div", { class: "ipt-remark", dataset: { mark } }, badge(mark, word), " ", trustedHtml ? html("span", {}, trustedHtml) : null);
}

function button(text, props) {
  return h("button", { type: "button", class: "ipt-button", ...props }, text);
}

function plainText(trustedHtml) {
  return new DOMParser().parseFromString(trustedHtml ?? "", "text/html").body.textContent.trim();
}

function randomId() {
  return [...crypto.getRandomValues(new Uint32Array(3))].map((n) => n.toString(36)).join("");
}

function mountCard({ model, el }, makeInput) {
  let frame = buildFrame(model, makeInput);
  el.append(frame.node);
  const show = () => frame.show();
  const rebuild = () => {
    const next = buildFrame(model, makeInput);
    frame.close();
    frame.node.replaceWith(next.node);
    frame = next;
  };
  model.on("change:state", show);
  model.on("change:card", rebuild);
  return () => {
    model.off("change:state", show);
    model.off("change:card", rebuild);
    frame.close();
    frame.node.remove();
  };
}

function buildFrame(model, makeInput) {
  const card = model.get("card") ?? {};
  const uid = `ipt-${randomId()}`;
  const drafts = draftsOf(card.id);
  const clock = activeClock();
  const test = TESTS[card.use];

  let pending = null; // a message the kernel has not answered yet: {turn, timer, late, nonce, sent, then}
  let reopened = null; // the number of tries after which unsent changes were found; hides that old verdict
  let locked = false;
  let lastTries = null;
  let localWords = false;

  const status = h("div", { class: "ipt-status", role: "status", "aria-live": "polite" });
  const spoken = h("div", { class: "ipt-sr", "aria-live": "polite" });
  const after = h("div", { class: "ipt-after" });
  const submit = h("button", { type: "submit", class: "ipt-button ipt-primary" }, "Check my answer");
  const hint = button("Hint", { onclick: askHint });
  const again = button("Try again", { onclick: () => send({ do: "again" }, (s) => { sure.clear(); (input.firstFocus?.() ?? focusable(input.node))?.focus(); if (!localWords) tell(s, input.againWords ?? "Ready for another try. Your last answer is still here."); }) });
  const reveal = button("Show the answer", { onclick: () => send({ do: "reveal" }, () => (after.querySelector("h4") ?? submit).focus()) });
  const sure = confidenceOf(uid, card.confidence);

  const ui = { uid, promptId: `${uid}-prompt`, changed, announce: (text) => sayAgain(spoken, text), send: (message, then) => send(message, then) };
  const input = makeInput(card, ui);

  const form = h("form", { class: "ipt-form-frame", novalidate: true, onsubmit: onSubmit },
    h("div", { class: "ipt-input" }, input.node), sure.node,
    h("div", { class: "ipt-buttons" }, submit, card.hints ? hint : null, again, reveal));

  // JupyterLab must leave keys such as the arrows to the controls in here.
  const node = h("section", { class: "ipt-card", "aria-labelledby": `${uid}-title`, dataset: { kind: card.kind ?? "", use: card.use ?? "", exercise: card.id ?? "", lmSuppressShortcuts: "true" } },
    h("header", { class: "ipt-head" },
      h("h3", { id: `${uid}-title` }, card.title ?? ""),
      h("p", { class: "ipt-kind" }, KIND_NAMES[card.kind] ?? "", test ? h("span", { class: "ipt-badge" }, test.name) : null)),
    card.content_note ? h("p", { class: "ipt-content-note" }, h("strong", {}, "Content note. "), html("span", {}, card.content_note)) : null,
    html("div", { class: "ipt-prompt", id: ui.promptId }, card.prompt),
    test ? h("p", { class: "ipt-muted" }, test.about) : null,
    form, status, after, spoken);

  for (const event of ["keydown", "pointerdown", "input"]) node.addEventListener(event, clock.touch);
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(submit); }
  });

  function state() {
    const s = model.get("state") ?? {};
    return reopened !== null && reopened === (s.tries ?? 0) && !s.revealed ? { ...s, verdict: null } : s;
  }

  function changed() {
    clock.touch();
    if (locked) return;
    if (localWords && !pending) { status.replaceChildren(); localWords = false; }
    const response = input.draft ? input.draft() : input.read();
    drafts.keep(response, sure.read(), state().tries ?? 0);
  }

  function onSubmit(event) {
    event.preventDefault();
    if (locked) return sayAgain(status, "This answer is already checked.", true);
    if (pending && !pending.late) return;
    const problem = input.problem?.();
    if (problem) return sayAgain(status, problem, true);
    const response = input.read();
    if (response === null || response === undefined) return sayAgain(status, input.empty ?? "Nothing chosen yet, so nothing was checked.", true);
    if (input.node.contains(document.activeElement)) submit.focus();
    const sent = JSON.stringify(response);
    const nonce = pending?.sent === sent ? pending.nonce : randomId(); // asked twice, it is still one try
    send({ do: "answer", response, confidence: sure.read(), seconds: clock.seconds(), nonce }, (s) => {
      if (s.verdict && s.verdict.outcome !== "empty" && !s.notice) { drafts.forget(); clock.restart(); }
      input.stageFocus?.(s)?.focus();
    }, sent);
  }

  function askHint() {
    const had = state().hints?.length ?? 0;
    if (had >= card.hints) return ui.announce("There are no more hints.");
    send({ do: "hint" }, (s) => {
      const hints = s.hints ?? [];
      if (hints.length > had) ui.announce(`Hint ${hints.length} of ${card.hints}. ${plainText(hints[hints.length - 1])}`);
    });
  }

  function send(message, then, sent) {
    if (pending && !pending.late) return;
    clearTimeout(pending?.timer);
    status.replaceChildren();
    form.setAttribute("aria-busy", "true");
    pending = { turn: model.get("state")?.turn, late: false, nonce: message.nonce, sent, then };
    const mine = pending;
    mine.timer = setTimeout(() => {
      mine.late = true;
      sayAgain(status, "Still waiting for the course’s kernel. Your answer is on this page; nothing is lost.", true);
    }, PATIENCE);
    try {
      model.send(message);
    } catch {
      clearTimeout(mine.timer);
      mine.late = true;
      sayAgain(status, "The course’s kernel cannot be reached. Your answer is on this page; nothing is lost. Try again in a moment.", true);
    }
  }

  function show() {
    const raw = model.get("state") ?? {};
    if (reopened !== null && ((raw.tries ?? 0) !== reopened || raw.revealed || !raw.verdict)) reopened = null;
    const answered = pending && (raw.turn === undefined || raw.turn !== pending.turn) ? pending : null;
    if (answered) {
      clearTimeout(answered.timer);
      pending = null;
      form.removeAttribute("aria-busy");
    }
    if (lastTries !== null && lastTries !== (raw.tries ?? 0) && JSON.stringify(input.read()) !== JSON.stringify(raw.response ?? null)) input.write(raw.response ?? null);
    lastTries = raw.tries ?? 0;
    draw();
    answered?.then?.(state());
  }

  function draw() {
    const s = state();
    const verdict = s.verdict ?? null;
    const over = Boolean(verdict) && verdict.outcome !== "empty";
    const open = !over || Boolean(input.canSubmit?.(s));
    locked = !open;
    node.dataset.outcome = over ? verdict.outcome : "";
    if (locked && input.node.contains(document.activeElement) && !document.activeElement.closest("details")) submit.focus();
    input.mark(verdict, s);
    input.lock(locked);
    sure.lock(over);

    const done = verdict?.outcome === "done";
    submit.textContent = locked ? (done ? "Done" : "Checked") : input.submitLabel?.(s) ?? "Check my answer";
    submit.toggleAttribute("data-spent", locked);
    if (locked) submit.setAttribute("aria-disabled", "true"); else submit.removeAttribute("aria-disabled");

    const right = verdict?.outcome === "right";
    const offers = over ? { again: true, reveal: !right && !done && !s.revealed && (s.tries ?? 0) > 0, ...input.offers?.(s) } : {};
    again.hidden = !offers.again;
    again.textContent = typeof offers.again === "string" ? offers.again : right ? "Once more" : "Try again";
    reveal.hidden = !offers.reveal;
    const left = Math.max(0, (card.hints ?? 0) - (s.hints?.length ?? 0));
    hint.textContent = left ? `Hint (${left} left)` : "No more hints";
    hint.hidden = over && (right || done || Boolean(s.revealed)) && document.activeElement !== hint;
    if (left) hint.removeAttribute("aria-disabled"); else hint.setAttribute("aria-disabled", "true");

    if (!pending) tell(s);
    after.replaceChildren(...results(s, input, card));
  }

  // The status line: what was found, and whether it is kept.
  function tell(s, words = "") {
    const verdict = s.verdict;
    const lines = [];
    if (verdict) {
      const mark = { right: "right", partly: "near", wrong: "wrong", done: "right" }[verdict.outcome];
      lines.push(h("p", { class: "ipt-headline", dataset: { mark: mark ?? "info" } }, mark ? icon(mark) : null, verdict.headline));
      if (s.revealed) lines.push(h("p", { class: "ipt-muted" }, "The answer is shown above."));
      if (input.ownNotes && verdict.notes?.length === 1) lines.push(h("p", { class: "ipt-sr" }, plainText(verdict.notes[0].html)));
    }
    if (words) lines.push(h("p", {}, words));
    if (s.saved === "retrying") lines.push(h("p", { class: "ipt-saved ipt-alert" }, icon("missed"), "Not saved yet, trying again…"));
    else if (verdict && verdict.outcome !== "empty" && s.saved === "saved") lines.push(h("p", { class: "ipt-saved" }, "Kept."));
    if (s.notice) lines.push(h("p", { class: "ipt-alert" }, s.notice));
    status.replaceChildren(...lines);
    localWords = Boolean(words);
  }

  // A live region stays silent when its text does not change, so the same words are set a moment later.
  function sayAgain(region, text, warn = false) {
    const set = () => region.replaceChildren(h("p", { class: warn ? "ipt-alert" : null }, text));
    if (region === status) localWords = true;
    if (region.textContent === text) { region.replaceChildren(); setTimeout(set, 60); } else set();
  }

  function restore() {
    const s = state();
    input.write(s.response ?? null);
    if (s.verdict) sure.write(s.confidence);
    const draft = drafts.kept();
    let back = false;
    if (draft && draft.tries >= (s.tries ?? 0)) {
      try {
        input.write(draft.response);
        sure.write(draft.confidence);
        if (s.verdict && !input.canSubmit?.(s)) reopened = s.tries ?? 0;
        back = true;
      } catch {
        drafts.forget();
        input.write(s.response ?? null);
      }
    } else if (draft) drafts.forget();
    lastTries = s.tries ?? 0;
    draw();
    if (back) tell(state(), "What you had not sent yet is back.");
  }

  restore();
  return { node, show, close: () => clearTimeout(pending?.timer) };
}

// Feedback the input does not show itself, then hints, then the deciding reason.
function results(s, input, card) {
  const parts = [];
  const block = (name, title, ...inside) => parts.push(h("div", { class: `ipt-block ${name}` }, h("h4", { tabindex: "-1" }, title), ...inside));
  const notes = input.ownNotes ? [] : (s.verdict?.notes ?? []).filter((note) => note.html);
  if (notes.length) {
    block("ipt-feedback", "Feedback", h("ul", {}, notes.map((note) => {
      const name = input.nameOf?.(note.target);
      return h("li", { dataset: { mark: note.mark } }, name ? h("strong", {}, name, " ") : null, remark(note.mark, null, note.html));
    })));
  }
  if (s.verdict?.because) block("ipt-because", "Why", html("div", {}, s.verdict.because));
  if (s.hints?.length) block("ipt-hints", s.hints.length < card.hints ? `Hints (${s.hints.length} of ${card.hints})` : "Hints", h("ol", {}, s.hints.map((text) => html("li", {}, text))));
  return parts;
}

function confidenceOf(uid, asked) {
  if (!asked) return { node: null, read: () => null, write() {}, clear() {}, lock() {} };
  const radios = SURE.map(([value]) => h("input", { type: "radio", name: `${uid}-sure`, value: String(value) }));
  const node = h("fieldset", { class: "ipt-sure" },
    h("legend", {}, "How sure are you? ", h("span", { class: "ipt-muted" }, "(if you like)")),
    h("div", { class: "ipt-sure-choices" }, SURE.map(([value, words], n) => h("label", {}, radios[n], h("span", {}, `${value} %: ${words}`)))));
  const write = (value) => radios.forEach((radio) => { radio.checked = Number(radio.value) === value; });
  return {
    node, write,
    read: () => Number(radios.find((radio) => radio.checked)?.value) || null,
    clear: () => write(null),
    lock: (on) => { node.disabled = on; },
  };
}

// Unsent work survives a reload of this tab and nothing more.
function draftsOf(id) {
  const key = `ipt-draft:${id}`;
  const trying = (act) => { try { return act(); } catch { return null; } };
  const forget = () => trying(() => sessionStorage.removeItem(key));
  return {
    forget,
    kept: () => trying(() => JSON.parse(sessionStorage.getItem(key))),
    keep: (response, confidence, tries) => response === null || response === undefined ? forget()
      : trying(() => sessionStorage.setItem(key, JSON.stringify({ response, confidence, tries }))),
  };
}

// Seconds at work since the first touch; a long silence counts as a minute.
function activeClock() {
  let total = 0;
  let last = null;
  const touch = () => {
    const now = performance.now();
    if (last !== null) total += Math.min(now - last, LONGEST_PAUSE);
    last = now;
  };
  return {
    touch,
    seconds: () => { if (last !== null) touch(); return Math.round(total / 1000); },
    restart: () => { total = 0; last = null; },
  };
}

function focusable(node) {
  return node.querySelector("input:not(:disabled), select:not(:disabled), textarea:not(:disabled), button:not(:disabled)");
}
