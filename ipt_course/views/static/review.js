// Review: think of the answer, turn the card, say how well you knew it. Space turns, 1 to 4 rate, U takes back.
// Concatenated after card.js, whose h(), html() and button() build elements.
function renderReview({ model, el }) {
  const { ratings, retention } = model.get("card");
  const where = h("p", { class: "ipt-kind" });
  const front = h("div", { class: "ipt-review-front" });
  const back = h("div", { class: "ipt-review-back", tabindex: "-1" });
  const show = button("Show the answer", { class: "ipt-button ipt-primary", "aria-keyshortcuts": "Space", onclick: () => send({ do: "show" }) });
  const rate = ratings.map(([n, name]) => h("button", { type: "button", class: "ipt-button", "aria-keyshortcuts": String(n), onclick: () => send({ do: "rate", rating: n }) }, `${n} ${name}`));
  const rating = h("div", { class: "ipt-buttons", role: "group", "aria-label": "How well did you know it?" }, rate);
  const undo = button("Take back the last rating", { "aria-keyshortcuts": "U", onclick: () => send({ do: "undo" }) });
  const status = h("div", { class: "ipt-status", role: "status", "aria-live": "polite" });
  const ahead = h("details", { class: "ipt-review-ahead" });
  const keys = h("p", { class: "ipt-muted" }, "Space turns the card, 1 to 4 say how well you knew it, U takes the last rating back.");
  const root = h("section", { class: "ipt-card ipt-review", "aria-label": "Review", dataset: { lmSuppressShortcuts: "true" } },
    where, front, h("p", {}, show), back, rating, status,
    keys,
    h("p", {}, undo), ahead);
  let waiting = false;

  function send(message) {
    if (waiting) return;
    waiting = true;
    model.send(message);
  }
  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { card, undo: may } = model.get("state");
    if (event.key === " " && card && !card.back && event.target.tagName !== "BUTTON" && event.target.tagName !== "SUMMARY") { event.preventDefault(); send({ do: "show" }); }
    else if (card?.back && /^[1-4]$/.test(event.key)) { event.preventDefault(); send({ do: "rate", rating: Number(event.key) }); }
    else if (event.key.toLowerCase() === "u" && may) { event.preventDefault(); send({ do: "undo" }); }
  }
  root.addEventListener("keydown", pressed);
  // On a page of our own the keys count wherever nothing else has the focus, so from the moment the page is open.
  const loose = (event) => { if (event.target === document.body && document.getElementById("ipt-page")) pressed(event); };
  document.addEventListener("keydown", loose);

  const inDays = (n) => (n === 0 ? "today" : n === 1 ? "tomorrow" : n < 45 ? `in ${n} days` : n < 500 ? `in ${Math.round(n / 30)} months` : `in ${Math.round(n / 365)} years`);

  function draw() {
    waiting = false;
    const s = model.get("state"), card = s.card, turned = Boolean(card?.back);
    where.textContent = card ? `Lesson ${card.lesson}` : "";
    if (card) front.innerHTML = card.front;
    else front.replaceChildren(...finished(s));
    back.innerHTML = card?.back ?? "";
    back.hidden = !turned;
    show.parentElement.hidden = !card || turned;
    keys.hidden = !card && !s.undo;
    rating.hidden = !turned;
    for (const [n, days] of card?.days ?? []) {
      const [, name] = ratings.find(([one]) => one === n);
      rate[n - 1].replaceChildren(`${n} ${name}`, h("span", { class: "ipt-muted" }, ` ${inDays(days)}`));
    }
    undo.parentElement.hidden = !s.undo;
    const words = card ? `${s.left} left today, ${s.done} done.` : "";
    const lines = [h("p", {}, words)];
    if (s.saved === "retrying") lines.push(h("p", { class: "ipt-alert" }, "Not saved yet, trying again…"));
    if (s.notice) lines.push(h("p", { class: "ipt-alert" }, s.notice));
    status.replaceChildren(...lines);
    drawAhead(s);
    if (s.turn) (card ? (turned ? back : show) : front).focus();
  }

  function finished(s) {
    front.tabIndex = -1;
    if (!s.cards) return [h("p", {}, "There is nothing to review yet. Begin a lesson: its cards come here, and so do the exercises you miss.")];
    const next = s.forecast.findIndex((n, day) => day && n);
    return [h("p", {}, s.done ? `Done for today: ${s.done} card${s.done === 1 ? "" : "s"}.` : "Nothing is due today."),
      h("p", {}, next > 0 ? `The next ${s.forecast[next] === 1 ? "one comes" : `${s.forecast[next]} come`} ${inDays(next)}.` : "The next ones come in more than two weeks, or with the next lesson you begin.")];
  }

  function drawAhead(s) {
    const open = ahead.open, most = Math.max(1, ...s.forecast);
    const honest = s.honesty ? `So far the forecast expected you to know ${Math.round(100 * s.honesty[0])} of 100 cards, and you knew ${Math.round(100 * s.honesty[1])} (${s.honesty[2]} reviews).`
      : "After twenty reviews this place says how good its forecasts for you have been.";
    ahead.replaceChildren(h("summary", {}, "The next two weeks"),
      h("table", { tabindex: "0" }, h("caption", {}, "Cards that fall due, as things stand"),
        h("tbody", {}, s.forecast.map((n, day) => h("tr", {}, h("th", { scope: "row" }, day === 0 ? "today" : day === 1 ? "tomorrow" : `in ${day} days`), h("td", {}, String(n)),
          h("td", { "aria-hidden": "true" }, h("span", { class: "ipt-bar", style: `width:${(8 * n) / most}rem` })))))),
      h("p", { class: "ipt-muted" }, `Dates are chosen so that about ${retention} of 100 cards are still known when they come back. ${honest}`));
    ahead.open = open;
  }

  model.on("change:state", draw);
  el.append(root);
  draw();
  return () => { model.off("change:state", draw); document.removeEventListener("keydown", loose); };
}
export default { render: renderReview };
