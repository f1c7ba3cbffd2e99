// The inventory interview: choose a question, read the reply, watch the file fill. Replies come from the kernel, one by
// one; what was not asked for is not on the page. The answer is the list of questions asked.
function makeInput(card, ui) {
  let asked = [];
  let wanted = null; // questions of an unfinished try, to be asked again after a reload
  let locked = false;
  let left = card.budget;
  const buttons = new Map();
  const answers = new Map(); // where the reply to a question stands: beneath it, so that nobody has to look for it

  const talk = h("ol", { class: "ipt-talk" });
  const order = h("summary", {}, "");
  const told = h("details", { class: "ipt-topic", hidden: true }, order, talk);
  const few = h("p", { class: "ipt-questions-left" });
  const menu = h("div", { class: "ipt-menu", role: "group", "aria-label": "Questions" });
  const circles = h("div", { class: "ipt-drawn" });
  const people = h("ul", { class: "ipt-known" });
  const events = h("ol", { class: "ipt-known" });
  const nobody = h("p", { class: "ipt-muted" }, "Nobody has been named yet.");
  const nothing = h("p", { class: "ipt-muted" }, "No event is known yet.");
  const model = h("div", {});
  const node = h("div", { class: "ipt-interview", role: "group", "aria-labelledby": ui.promptId },
    few, menu, told, model,
    h("div", { class: "ipt-so-far-known" }, h("h4", {}, "The file so far"), circles, nobody, people, h("h4", {}, "The line so far"), nothing, events));

  const topics = new Map(card.topics.map((one) => [one.id, topic(one.id, html("span", {}, one.html))]));
  for (const one of card.menu) offer(one);

  function topic(id, name) {
    const list = h("ul", {});
    const box = h("details", { class: "ipt-topic", open: true, hidden: true }, h("summary", {}, name), list);
    menu.append(box);
    return { box, list };
  }

  // A question of the menu; those about one person stand together under that person's name.
  function offer({ id, topic: under, html: words, about }, name) {
    if (buttons.has(id)) return;
    const key = about ? `about ${about}` : under;
    if (!topics.has(key)) topics.set(key, topic(key, name));
    const { box, list } = topics.get(key);
    const reply = h("div", { class: "ipt-reply" });
    const press = h("button", { type: "button", class: "ipt-ask-this", dataset: { question: id }, onclick: () => ask(id) }, html("span", {}, words));
    buttons.set(id, press);
    answers.set(id, reply);
    list.append(h("li", {}, press, reply));
    box.hidden = false;
  }

  function ask(id) {
    if (locked) return ui.announce("This interview is already checked.");
    if (asked.includes(id)) return ui.announce("You have asked this already.");
    if (left < 1) return ui.announce("There are no questions left. Finish the interview below.");
    ui.send({ do: "ask", response: [...asked, id] }, (s) => {
      const turn = s.replies?.turns.at(-1);
      if (turn) ui.announce(`${turn.noted ? "You note: " : ""}${plainText(turn.says)} ${leftWords()}`);
      ui.changed();
    });
  }

  function leftWords() {
    return left === 1 ? "One question left." : left ? `${left} questions left.` : "No questions left.";
  }

  function draw(replies) {
    asked = replies.turns.map(({ id }) => id);
    left = replies.left;
    few.textContent = leftWords();
    told.hidden = asked.length === 0;
    order.textContent = `The conversation in order (${asked.length})`;
    talk.replaceChildren(...replies.turns.map((turn) => h("li", {}, html("p", { class: "ipt-asked" }, turn.ask), said(turn))));
    const names = new Map(replies.people.map((one) => [one.id, one.name]));
    for (const one of replies.menu) offer(one, names.get(one.about));
    for (const [id, place] of answers) place.replaceChildren(...replies.turns.filter((turn) => turn.id === id).map(said));
    for (const [key, { box }] of topics) if (key.startsWith("about ")) box.hidden = !names.has(key.slice(6));
    for (const [id, press] of buttons) {
      const spent = asked.includes(id) || locked || left < 1;
      press.toggleAttribute("data-asked", asked.includes(id));
      if (spent) press.setAttribute("aria-disabled", "true"); else press.removeAttribute("aria-disabled");
    }
    circles.innerHTML = replies.circles;
    nobody.hidden = replies.people.length > 0;
    people.replaceChildren(...replies.people.map((one) => h("li", {}, h("strong", {}, one.name), `, ${one.relation}${one.status === "deceased" ? " (died)" : ""}`,
      one.ring ? `. Ring: ${["closest", "close", "further out"][one.ring - 1]}` : "", one.notes.map((note) => html("p", {}, note)))));
    nothing.hidden = replies.events.length > 0;
    events.replaceChildren(...replies.events.map(({ week, text }) => h("li", {}, `${ago(week)}: `, html("span", {}, text))));
  }

  function said({ says, noted }) {
    return h("p", { class: noted ? "ipt-noted" : "ipt-says" }, noted ? h("strong", {}, "You note: ") : null, html("span", {}, says));
  }

  function ago(week) {
    return week < -104 ? `${Math.round(-week / 52)} years before` : `${-week} week${week === -1 ? "" : "s"} before`;
  }

  return {
    node,
    empty: "Nothing has been asked yet, so nothing was checked.",
    againWords: "Ready for another interview. You begin with an empty file.",
    read: () => (asked.length ? [...asked] : null),
    write(response) { wanted = Array.isArray(response) && response.length ? response : null; },
    mark(verdict, s) {
      draw(s.replies);
      if (wanted && JSON.stringify(wanted) !== JSON.stringify(asked)) {
        const again = wanted;
        setTimeout(() => ui.send({ do: "ask", response: again }));
      }
      wanted = null;
      const correct = verdict?.reveal?.correct;
      model.replaceChildren(...(correct ? [h("h4", {}, "One way to ask what is needed"), h("ol", {}, correct.map((id) => html("li", {}, verdict.reveal.asks[id])))] : []));
    },
    lock(on) {
      locked = on;
      few.hidden = on;
      menu.classList.toggle("ipt-menu-over", on);
      for (const press of buttons.values()) if (on) press.setAttribute("aria-disabled", "true");
    },
    submitLabel: () => "Finish the interview",
    firstFocus: () => buttons.values().next().value,
  };
}
export default { render(ctx) { return mountCard(ctx, makeInput); } };
