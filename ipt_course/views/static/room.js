// The room: a conversation with a simulated client, one move after another. Python hands out the words of the moves in
// the order shown and nothing else of them; what a learner types first stays in this browser's tab.
// Concatenated after card.js, whose h(), html(), button(), badge() and activeClock() build elements and count seconds.
const AFTERWARDS = `
  body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 17px/1.55 Georgia, serif; color: #24211d; background: #fff; }
  h1, h4 { line-height: 1.25; } h4 { margin: 2rem 0 .4rem; font-size: 1.15rem; } table { border-collapse: collapse; font: 15px/1.45 sans-serif; }
  th, td { padding: .35rem .7rem .35rem 0; border-bottom: 1px solid #bbb; text-align: left; vertical-align: top; } blockquote { margin: .5rem 0; padding-left: .8rem; border-left: 3px solid #bbb; }
  li { margin-bottom: .6rem; } .ipt-muted { color: #555; } svg { width: 100%; height: auto; color: #24211d; } svg text { font: 13px sans-serif; fill: currentColor; }
  svg path { fill: none; stroke: #7a4b2b; stroke-width: 2; } .ipt-rule { stroke: #ccc; } .ipt-harm { stroke: #9a3412; stroke-dasharray: 3 3; } .ipt-bearable { fill: #eee; }
  .ipt-well { fill: #7a4b2b; } .ipt-short { fill: #fff; stroke: #7a4b2b; }
  @media print { details > * { display: block; } }`;

function renderRoom({ model, el }) {
  const only = Boolean(model.get("card").only);
  const addressed = !only && Boolean(document.getElementById("ipt-page")); // JupyterLab's address is not ours
  const root = h("section", { class: "ipt-card ipt-room", "aria-label": "Simulated session", dataset: { lmSuppressShortcuts: "true" } });
  const status = h("div", { class: "ipt-status", role: "status", "aria-live": "polite" });
  const inside = h("div", {});
  root.append(inside, status);
  let view = null, waiting = null, acted = false;

  function send(message) {
    if (waiting) return;
    acted = true;
    root.setAttribute("aria-busy", "true");
    waiting = setTimeout(() => say("Still waiting for the course’s kernel. Nothing is lost."), PATIENCE);
    try { model.send(message); } catch { say("The course’s kernel cannot be reached. Nothing is lost; try again in a moment."); settle(); }
  }
  function settle() {
    clearTimeout(waiting);
    waiting = null;
    root.removeAttribute("aria-busy");
  }
  function say(words) { status.replaceChildren(h("p", { class: "ipt-alert" }, words)); }

  function show() {
    settle();
    const s = model.get("state");
    if (!view || view.stage !== s.stage || view.key !== keyOf(s)) {
      view?.close?.();
      view = { stage: s.stage, key: keyOf(s), ...STAGES[s.stage](s, { send, say, only, root, model }) };
      root.dataset.stage = s.stage;
      inside.replaceChildren(view.node);
      const top = root.getBoundingClientRect().top, scroller = scrollerOf(root);
      if (acted && (top < 0 || top > innerHeight / 2)) root.scrollIntoView({ block: "start", behavior: "instant" });
      else if (acted) scroller.scrollTo({ top: scroller.scrollTop, behavior: "instant" }); // a quick Tab may still be scrolling to a button that is gone
      view.placed?.();
      if (acted) (view.first ?? inside.querySelector("h3"))?.focus({ preventScroll: true });
    } else view.update?.(s);
    status.replaceChildren(...[
      s.saved === "retrying" ? h("p", { class: "ipt-alert" }, "Not saved yet, trying again…") : null,
      s.notice ? h("p", { class: "ipt-alert" }, s.notice) : null].filter(Boolean));
    if (addressed) address(s);
  }
  const pressed = (event) => { if (!waiting) view?.onKey?.(event); };
  root.addEventListener("keydown", pressed);
  // On a page of our own a number counts wherever nothing else has the focus, for instance after a reload.
  const loose = (event) => { if (event.target === document.body && document.getElementById("ipt-page")) pressed(event); };
  document.addEventListener("keydown", loose);

  // The scene stands in the address, so that a reload or a link opens it.
  function address(s) {
    if (!acted) return;
    const hash = s.stage === "choose" ? "" : `#${s.id}`;
    if (location.hash !== hash) history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
  }
  function fromAddress() {
    const asked = decodeURIComponent(location.hash.slice(1));
    if (addressed && /^[a-z0-9-]+\.[a-z0-9-]+$/.test(asked) && asked !== model.get("state").id) model.send({ do: "open", session: asked });
  }

  model.on("change:state", show);
  addEventListener("hashchange", fromAddress);
  el.append(root);
  show();
  fromAddress();
  return () => {
    model.off("change:state", show);
    removeEventListener("hashchange", fromAddress);
    document.removeEventListener("keydown", loose);
    view?.close?.();
    settle();
  };
}

const keyOf = (s) => `${s.id ?? ""} ${s.run ?? ""} ${s.stage === "talk" || s.stage === "choose" ? "" : s.turn}`;
const heading = (text) => h("h3", { tabindex: "-1" }, text);
const face = (letters) => h("span", { class: "ipt-chip", "aria-hidden": "true" }, letters);
const remembered = (name) => { try { return sessionStorage.getItem(name); } catch { return null; } };
const remember = (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* a tab without storage forgets */ } };
const typedIn = (run) => JSON.parse(remembered(`ipt-words:${run}`) ?? "{}");

const STAGES = { choose, lobby, talk, left, ended, debrief };

// ---- which client
function choose(s, { send }) {
  const phases = [...new Set(s.sessions.map((one) => one.phase))];
  return { node: h("div", {}, heading("Who is it today?"),
    phases.map((phase) => h("section", { class: "ipt-part" }, h("h4", {}, phase),
      h("ul", { class: "ipt-doors" }, s.sessions.filter((one) => one.phase === phase).map((one) => door(one, send)))))) };
}
function door(one, send) {
  return h("li", {}, face(one.initials), h("div", {},
    button(one.title, { class: "ipt-button ipt-quiet ipt-door", onclick: () => send({ do: "open", session: one.id }) }),
    h("p", { class: "ipt-muted" }, `${one.client}; ${one.done}. ${one.note}`)));
}

// ---- before it begins
function lobby(s, { send, only }) {
  const feedback = h("fieldset", { class: "ipt-choice" }, h("legend", {}, "Feedback on your moves"),
    [["turn", "after each move"], ["end", "only when the session is over"]].map(([value, words]) => h("label", {},
      h("input", { type: "radio", name: "feedback", value, checked: (remembered("ipt-feedback") ?? "turn") === value, onchange: () => remember("ipt-feedback", value) }), h("span", {}, words))));
  const words = h("fieldset", { class: "ipt-choice" }, h("legend", {}, "Your moves"), h("label", {},
    h("input", { type: "checkbox", checked: remembered("ipt-first") === "yes", onchange: (event) => remember("ipt-first", event.target.checked ? "yes" : "no") }),
    h("span", {}, "I want to write my own words first, and then choose what comes closest. Nobody reads or grades them; they stay in this tab.")));
  const begin = button(s.unfinished || s.earlier.length ? "Begin a new session" : "Begin", { class: `ipt-button${s.unfinished ? "" : " ipt-primary"}`,
    onclick: () => send({ do: "begin", feedback: feedback.querySelector("input:checked").value }) });
  return { node: h("div", {},
    h("header", { class: "ipt-head" }, heading(s.title), h("p", { class: "ipt-kind" }, s.phase)),
    h("p", { class: "ipt-content-note" }, h("strong", {}, "Content note. "), s.note),
    h("div", { class: "ipt-meet" }, face(s.initials), h("div", {}, h("p", {}, s.about), h("p", { class: "ipt-muted" }, s.setting))),
    s.before ? h("p", {}, s.before) : null,
    h("p", { class: "ipt-subhead" }, "What you are there for"), h("ul", {}, s.aims.map((aim) => h("li", {}, aim))),
    h("p", { class: "ipt-muted" }, `About ${s.turns} turns. You can pause or leave at any moment, and come back. An invented person, invented numbers. ${s.reviewer}`),
    feedback, words,
    h("div", { class: "ipt-buttons" },
      s.unfinished ? button(`Go on at turn ${s.unfinished.at}`, { class: "ipt-button ipt-primary", onclick: () => send({ do: "resume" }) }) : null,
      begin, only ? null : button("All simulated clients", { onclick: () => send({ do: "close" }) })),
    s.rewritten ? h("p", { class: "ipt-muted" }, s.rewritten) : null,
    s.earlier.length ? h("section", { class: "ipt-part" }, h("h4", {}, "Your sessions here"), h("ul", { class: "ipt-runs" }, s.earlier.map((one) => h("li", {},
      `${one.day}: ${one.came}${one.practice ? ", practice" : ""}. `,
      one.same ? button("Look back at it", { class: "ipt-button ipt-small", "aria-label": `Look back at the session of ${one.day}`, onclick: () => send({ do: "look", run: one.run }) })
        : h("span", { class: "ipt-muted" }, "The scene has been edited since, so it cannot be replayed; it still counts."))))) : null,
    s.others.length ? h("section", { class: "ipt-part" }, h("h4", {}, "Rather another scene of this phase?"), h("ul", { class: "ipt-doors" }, s.others.map((one) => door(one, send)))) : null) };
}

// ---- the conversation
function lineNode(line, before) {
  if (line.you) {
    return h("div", { class: "ipt-said", dataset: { who: "you" } }, h("p", { class: "ipt-who" }, "You"),
      h("div", { class: "ipt-bubble" }, line.say ? h("p", {}, line.say) : h("p", {}, h("em", {}, "(You say nothing, and wait.)"))),
      line.feedback ? h("div", { class: "ipt-remark", dataset: { mark: line.feedback.mark } }, badge(line.feedback.mark, line.feedback.word), " ", h("span", {}, line.feedback.because)) : null);
  }
  const goesOn = before && !before.you && before.who === line.who;
  return h("div", { class: "ipt-said", dataset: { who: "client", goesOn: goesOn ? "yes" : "" } },
    goesOn ? null : h("p", { class: "ipt-who" }, face(line.initials), line.who),
    h("div", { class: "ipt-bubble" }, line.seen ? h("p", { class: "ipt-seen" }, `(${line.seen})`) : null, line.say ? h("p", {}, line.say) : null));
}

function conversation(s) {
  const log = h("div", { class: "ipt-log", role: "log", "aria-live": "polite", "aria-label": `The conversation with ${s.client}` });
  let shown = 0;
  function grow(lines) {
    if (lines.length < shown) { log.replaceChildren(); shown = 0; }
    const fresh = lines.slice(shown).map((line, n) => lineNode(line, lines[shown + n - 1]));
    log.append(...fresh);
    shown = lines.length;
    return fresh;
  }
  return { log, grow };
}

// Down as far as the moves go, and never so far that what is new leaves the screen at the top: had it left, back up to it.
function follow(fresh, bar, foot) {
  const scroller = scrollerOf(foot);
  const bottom = scroller === document.scrollingElement ? innerHeight : scroller.getBoundingClientRect().bottom;
  const down = foot.getBoundingClientRect().bottom + 12 - bottom, most = fresh ? fresh.getBoundingClientRect().top - bar.getBoundingClientRect().bottom - 20 : Infinity;
  const by = most < 0 ? most : Math.max(0, Math.min(down, most));
  if (by) scroller.scrollTo({ top: scroller.scrollTop + by, behavior: "instant" }); // a smooth one would still be under way at the next move
}
function scrollerOf(node) {
  for (let one = node.parentElement; one && one !== document.body; one = one.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight) return one;
  }
  return document.scrollingElement;
}

function talk(first, { send, root }) {
  let s = first, paused = false, hidden = false, ticking = 0, gone = first.seconds, since = performance.now();
  const { log, grow } = conversation(first);
  const at = h("p", { class: "ipt-at" });
  const clock = h("span", { role: "timer", "aria-live": "off" });
  const title = heading(s.title);
  const pause = button("Pause", { class: "ipt-button ipt-small", onclick: () => setPaused(!paused) });
  const leave = button("Leave", { class: "ipt-button ipt-small", onclick: () => send({ do: "leave", seconds: lap() }) });
  const own = h("input", { type: "checkbox", checked: remembered("ipt-first") === "yes", onchange: (event) => { remember("ipt-first", event.target.checked ? "yes" : "no"); hidden = event.target.checked; drawMoves(); } });
  const area = h("div", { class: "ipt-your-move" });
  const field = h("textarea", { rows: "3", id: `words-${randomId()}` });
  const rest = h("p", { class: "ipt-muted", role: "status", hidden: true }, "Paused. Nothing moves on by itself. Take the time you need.");
  const bar = h("div", { class: "ipt-room-bar" }, h("header", { class: "ipt-head" }, title, h("div", { class: "ipt-stops" }, pause, leave)), at);
  let sinceMove = performance.now(), list = null, scroller = null;

  const now = () => Math.round(gone + (paused ? 0 : Math.min((performance.now() - since) / 1000, 3600)));
  // Seconds since the last move; a long silence counts for less, as everywhere in the course.
  function lap() {
    const seconds = Math.min((performance.now() - sinceMove) / 1000, 600);
    sinceMove = performance.now();
    return Math.round(seconds);
  }
  function tick() {
    const n = now(), words = `${Math.floor(n / 60)}:${String(n % 60).padStart(2, "0")}`;
    if (clock.textContent !== words) clock.textContent = words;
  }
  function setPaused(on) {
    gone = now();
    since = performance.now();
    paused = on;
    if (!on) sinceMove = performance.now();
    pause.textContent = on ? "Go on" : "Pause";
    rest.hidden = !on;
    area.hidden = on;
    log.toggleAttribute("data-paused", on);
    if (!on) list?.focus();
  }

  function pick(n) {
    if (paused || hidden || !s.choices[n]) return;
    list.querySelectorAll("button")[n]?.setAttribute("data-chosen", "");
    send({ do: "move", number: s.number, choice: n, seconds: lap() });
  }
  function keepWords() {
    const words = field.value.trim();
    if (words) remember(`ipt-words:${s.run}`, JSON.stringify({ ...typedIn(s.run), [s.number]: words }));
    hidden = false;
    drawMoves();
    list.focus();
  }
  function drawMoves() {
    const typed = typedIn(s.run)[s.number];
    if (hidden) {
      if (typed) field.value = typed;
      area.replaceChildren(
        h("label", { for: field.id, class: "ipt-subhead" }, "What would you say now, in your own words?"), field,
        h("p", { class: "ipt-muted" }, "Invented people only. Nobody reads or grades this; it stays in this tab, and comes back when you look back."),
        h("div", { class: "ipt-buttons" }, button("Show the moves", { class: "ipt-button ipt-primary", onclick: keepWords })));
      list = field;
      return;
    }
    const name = typed ? "Which of these comes closest to your words?" : "What do you say?";
    list = h("div", { class: "ipt-choices", role: "group", tabindex: "-1", "aria-label": `Turn ${s.number}. ${name}` },
      s.choices.map((one, n) => h("button", { type: "button", class: "ipt-offer", "aria-keyshortcuts": String(n + 1), onclick: () => pick(n) },
        h("span", { class: "ipt-key", "aria-hidden": "true" }, String(n + 1)), h("span", {}, one.silence ? h("em", {}, "Say nothing, and wait.") : one.say))));
    area.replaceChildren(
      ...(typed ? [h("p", { class: "ipt-subhead" }, "Your words"), h("blockquote", { class: "ipt-own" }, typed)] : []),
      h("p", { class: "ipt-subhead", "aria-hidden": "true" }, name), list);
  }

  function drawTime() {
    const wall = s.minute ?? null;
    at.replaceChildren(`Turn ${s.number} of about ${Math.max(s.of, s.number)}`, wall === null ? "" : ` · minute ${wall} of ${s.minutes} on the wall`, " · your time ", clock);
  }

  function update(state) {
    const before = s.number;
    s = state;
    drawTime();
    const fresh = grow(s.lines);
    if (before !== s.number) { field.value = ""; hidden = own.checked; }
    if (before !== s.number || !list) { drawMoves(); list.focus({ preventScroll: true }); }
    follow(fresh[0], bar, area);
  }

  hidden = own.checked;
  grow(s.lines);
  drawMoves();
  drawTime();
  ticking = setInterval(tick, 500);
  tick();
  return {
    node: h("div", { class: "ipt-talk" },
      bar, s.practice ? h("p", { class: "ipt-muted" }, `Practice, from turn ${s.practice} of an earlier session.`) : null,
      log, rest, area,
      h("label", { class: "ipt-first" }, own, h("span", {}, "My own words first")),
      h("p", { class: "ipt-muted ipt-how" }, "Keys 1 to 4 choose.")),
    first: title,
    update,
    placed: () => {
      scroller = scrollerOf(area);
      scroller.style.overflowAnchor = "none"; // the browser would move the page down with the growing talk, and we once more
      if (s.lines.length > 1) follow(log.lastElementChild, bar, area);
    },
    onKey(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target === field) return;
      if (/^[1-9]$/.test(event.key) && Number(event.key) <= s.choices.length) { event.preventDefault(); pick(Number(event.key) - 1); }
    },
    close() { clearInterval(ticking); scroller?.style.removeProperty("overflow-anchor"); },
  };
}

// ---- stopping early
function left(s, { send }) {
  return { node: h("div", {}, heading("You have left the room"),
    h("p", {}, `That is all right. ${s.client} is invented and loses nothing by it, and looking after yourself is part of this work. If something in it touched you, talk to somebody you trust; the lines at the foot of this page are open too.`),
    h("p", {}, `The session is kept as it stands, at turn ${s.at}.`),
    h("div", { class: "ipt-buttons" }, button("Go back in", { class: "ipt-button ipt-primary", onclick: () => send({ do: "resume" }) }),
      button("To the door of this scene", { onclick: () => send({ do: "lobby" }) }))) };
}

// ---- the end, and the learner's own rating before anything else
function ended(s, { send }) {
  const { log, grow } = conversation(s);
  grow(s.lines);
  log.setAttribute("aria-live", "off");
  const from = s.lines.findLastIndex((line) => line.you);
  const last = s.lines.slice(from).map((line, n) => lineNode(line, n ? s.lines[from + n - 1] : null));
  const selects = s.form.map(({ item, title, levels }) => {
    const id = `rate-${randomId()}`;
    const select = h("select", { id, name: item }, h("option", { value: "" }, "Not rated"), levels.map(({ value, text }) => h("option", { value: JSON.stringify(value) }, `${value}: ${text}`)));
    return { item, select, node: h("div", { class: "ipt-field" }, h("label", { for: id }, title), select) };
  });
  const rated = () => Object.fromEntries(selects.filter(({ select }) => select.value).map(({ item, select }) => [item, JSON.parse(select.value)]));
  const title = heading(s.ending.title);
  return {
    node: h("div", {}, h("div", { class: "ipt-last" }, last), title, h("p", {}, s.ending.text),
      h("details", { class: "ipt-again" }, h("summary", {}, "Read the conversation again"), log),
      h("section", { class: "ipt-part" }, h("h4", {}, "First your own rating"),
        h("p", {}, "How well did you do, for this client, today? Rate yourself before you see the reference. H is harm, 3 is skilled and fitted to this person."),
        h("form", { onsubmit: (event) => { event.preventDefault(); send({ do: "rate", ratings: rated() }); } }, selects.map(({ node }) => node),
          h("div", { class: "ipt-buttons" }, h("button", { type: "submit", class: "ipt-button ipt-primary" }, "Show how it was rated"),
            button("Leave my own rating out", { onclick: () => send({ do: "rate", ratings: {} }) }))))),
    first: title,
  };
}

// ---- looking back
function debrief(s, { send }) {
  const body = html("div", { class: "ipt-debrief" }, s.html);
  for (const slot of body.querySelectorAll("[data-words]")) {
    const words = typedIn(s.run)[slot.dataset.words];
    if (words) { slot.textContent = `Your own words first: “${words}”`; slot.hidden = false; }
  }
  body.addEventListener("click", (event) => {
    const turn = event.target.closest("[data-replay]")?.dataset.replay;
    if (turn) send({ do: "replay", turn: Number(turn) });
  });
  const name = `Debrief: ${s.title}, ${s.client}`;
  return { node: h("div", {}, h("header", { class: "ipt-head" }, heading(`Looking back: ${s.title}`)), body,
    h("div", { class: "ipt-buttons ipt-screen" }, button("Play this scene again", { class: "ipt-button ipt-primary", onclick: () => send({ do: "lobby" }) }),
      button("Save as a file", { onclick: () => save(name, body) }), button("Print", { onclick: () => print_(body) }))) };
}
function opened(body, on) { for (const one of body.querySelectorAll("details")) one.open = on; }
function print_(body) {
  opened(body, true);
  print();
}
function save(name, body) {
  const page = document.implementation.createHTMLDocument(name);
  page.documentElement.lang = "en";
  const copy = page.importNode(body, true);
  for (const gone of copy.querySelectorAll(".ipt-screen, [hidden]")) gone.remove();
  for (const link of copy.querySelectorAll("a")) if (!/^https:/.test(link.getAttribute("href"))) link.replaceWith(link.textContent); // our own pages are not beside the file
  opened(copy, true);
  const style = page.createElement("style"), charset = page.createElement("meta"), top = page.createElement("h1");
  style.textContent = AFTERWARDS;
  charset.setAttribute("charset", "utf-8");
  top.textContent = name;
  page.head.prepend(charset);
  page.head.append(style);
  page.body.append(top, copy);
  const link = h("a", { href: URL.createObjectURL(new Blob([`<!doctype html>\n${page.documentElement.outerHTML}`], { type: "text/html" })), download: "debrief.html" });
  document.body.append(link);
  link.click();
  link.remove();
}

export default { render: renderRoom };
