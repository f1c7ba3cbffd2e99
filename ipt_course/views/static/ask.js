// A few small fields: numbers, lists, one question with options; and, where it helps, a picture of them.
// Used by number, forecast, timeline, planner, questionnaire, trend, rate and red_pen. The picture shows only what the fields say.
const SVG = "http://www.w3.org/2000/svg";

function s(tag, props, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props ?? {})) if (value !== null && value !== undefined) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function makeInput(card, ui) {
  const fields = card.fields.map(makeField);
  const byId = new Map(fields.map((field) => [field.id, field]));
  const drawn = picture();
  const rows = fields.filter(({ about }) => !about).map((field) => {
    const beside = fields.filter(({ about }) => about === field.id);
    return h("li", { class: "ipt-ask-row", dataset: { type: field.type } }, field.node, beside.map(({ node }) => node), field.notes, beside.map(({ notes }) => notes));
  });
  const node = h("fieldset", { class: "ipt-ask", "aria-labelledby": ui.promptId, dataset: { kind: card.kind } },
    card.form ? formTable(card.form) : null, card.lines ? transcript(card.lines) : null, drawn?.last ? null : drawn?.node,
    card.levels?.length ? rubric(card.levels) : null, h("ol", { class: "ipt-ask-rows" }, rows), drawn?.last ? drawn.node : null);

  function makeField(field, n) {
    const id = `${ui.uid}-f-${n}`, notes = h("div", { id: `${id}-note`, class: "ipt-remarks" });
    const made = { number: numberField, list: listField, radio: radioField }[field.type]({ ...field, n: n + 1, dom: id, note: notes.id });
    return { ...field, notes, ...made };
  }

  function told() {
    drawn?.draw();
    ui.changed();
  }

  // ---- the three types of field
  function labelled(dom, trusted, ...control) {
    return h("div", { class: "ipt-ask-field" }, html("label", { for: dom }, trusted), h("span", { class: "ipt-ask-control" }, ...control));
  }

  function numberField({ dom, html: text, low, high, step, unit, note }) {
    const box = h("input", { id: dom, type: "number", inputmode: step < 1 ? "decimal" : "numeric", min: low, max: high, step: step < 1 ? "any" : step, "aria-describedby": unit ? `${dom}-unit ${note}` : note, oninput: told });
    return {
      node: labelled(dom, text, box, unit ? h("span", { id: `${dom}-unit`, class: "ipt-muted" }, unit) : null),
      read: () => (box.value.trim() === "" ? null : Number(box.value)),
      write: (value) => { box.value = value ?? ""; },
      wrong() {
        if (box.validity.badInput) return `“${plainText(text)}” needs a number.`;
        const value = box.value === "" ? null : Number(box.value);
        return value !== null && (value < low || value > high) ? `“${plainText(text)}” takes ${low} to ${high}.` : "";
      },
      say: (value) => `${value} ${unit ?? ""}`.trim(),
      first: box,
    };
  }

  function listField({ dom, html: text, options, note, about }) {
    const whose = about ? ` <span class="ipt-sr">(${card.fields.find((one) => one.id === about).html})</span>` : "";
    const select = h("select", { id: dom, "aria-describedby": note, onchange: told }, h("option", { value: "" }, "Choose…"), options.map((one) => h("option", { value: one.id }, plainText(one.html))));
    return {
      node: labelled(dom, text + whose, select), first: select, wrong: () => "",
      read: () => select.value || null,
      write: (value) => { select.value = value ?? ""; },
      say: (value) => plainText(options.find((one) => one.id === value)?.html ?? value),
    };
  }

  function radioField({ dom, html: text, options, note }) {
    const radios = options.map((one) => h("input", { type: "radio", name: dom, value: one.id, onchange: told }));
    return {
      node: h("fieldset", { class: "ipt-then", "aria-describedby": note }, html("legend", {}, text),
        options.map((one, n) => h("div", { class: "ipt-option" }, h("label", {}, radios[n], html("span", {}, one.html))))),
      first: radios[0], wrong: () => "",
      read: () => radios.find((radio) => radio.checked)?.value ?? null,
      write: (value) => radios.forEach((radio) => { radio.checked = radio.value === value; }),
      say: (value) => plainText(options.find((one) => one.id === value)?.html ?? value),
    };
  }

  // ---- what is given
  function formTable({ title, link, answers, rows: given }) {
    const two = given[0]?.given.length === 2;
    return h("div", { class: "ipt-scroll", tabindex: "0", role: "group", "aria-label": `Answers to the ${title}` },
      h("table", { class: "ipt-filled" }, h("caption", {}, `${title}, by topic. 0: ${answers[0]}, 1: ${answers[1]}, 2: ${answers[2]}, 3: ${answers[3]}. `, h("a", { href: link, rel: "noreferrer" }, "The form itself")),
        h("thead", {}, h("tr", {}, ["Topic", ...(two ? ["Earlier", "Today"] : ["Answer"])].map((word) => h("th", { scope: "col" }, word)))),
        h("tbody", {}, given.map((row, n) => h("tr", {}, h("th", { scope: "row" }, `${n + 1}. ${row.topic}`), row.given.map((answer) => h("td", {}, String(answer))))))));
  }

  function transcript(lines) {
    return h("ol", { class: "ipt-script", "aria-label": "The excerpt" }, lines.map((line) => h("li", {}, h("span", { class: "ipt-who" }, `${line.who} `), html("span", {}, line.html))));
  }

  function rubric(items) {
    return h("details", { class: "ipt-rubric" }, h("summary", {}, "What the levels look like"),
      items.map((item) => h("div", {}, h("h4", {}, plainText(byId.get(item.id)?.html ?? item.id)), h("ul", {}, item.levels.map((level) => h("li", {}, h("strong", {}, `${level.name}: `), level.text))))));
  }

  // ---- pictures
  function picture() {
    if (card.timeline) return timelinePicture(card.timeline);
    if (card.trend) return trendPicture(card.trend);
    if (card.forecast) return forecastPicture(card.forecast);
    if (card.sureness) return surenessPicture();
    return card.sessions ? planPicture(card.sessions) : null;
  }
  function number(id) {
    return fields.findIndex((field) => field.id === id);
  }

  function timelinePicture({ span: [from, to], mood, events }) {
    const WIDE = 640, HIGH = 196, LEFT = 34, RIGHT = 12, TOP = 14, FLOOR = 150;
    const x = (week) => LEFT + ((week - from) / (to - from)) * (WIDE - LEFT - RIGHT);
    const y = (value) => FLOOR - (value / 10) * (FLOOR - TOP);
    const over = s("g", {});
    const every = [1, 2, 4, 8, 13, 26, 52, 104].find((step) => (to - from) / step <= 9) ?? 104;
    const ticks = [];
    for (let week = to; week >= from; week -= every) ticks.push(s("g", {}, s("line", { x1: x(week), x2: x(week), y1: FLOOR, y2: FLOOR + 5, class: "ipt-axis" }), text(x(week), FLOOR + 20, String(-week), "middle")));
    const svg = s("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "ipt-chart", role: "img", "aria-label": "Mood and events over time; the same is in the list below." },
      s("line", { x1: LEFT, x2: WIDE - RIGHT, y1: FLOOR, y2: FLOOR, class: "ipt-axis" }), ...ticks, text(WIDE - RIGHT, FLOOR + 38, "weeks before the first session", "end"),
      mood.length ? text(4, y(10) + 4, "good", "start") : null, mood.length ? text(4, y(0) - 4, "low", "start") : null,
      mood.length ? s("polyline", { points: mood.map(([week, value]) => `${x(week)},${y(value)}`).join(" "), class: "ipt-mood" }) : null, over);
    // events that stand close together are put on different floors
    const floors = [];
    const at = new Map(events.map(({ id, week }) => {
      let floor = 0;
      while (floors[floor] !== undefined && x(week) - floors[floor] < 24) floor += 1;
      floors[floor] = x(week);
      return [id, [x(week), FLOOR - 16 - 24 * (floor % 5)]];
    }));
    const steps = h("details", { class: "ipt-table" }, h("summary", {}, "The picture as a table"),
      h("div", { class: "ipt-scroll", tabindex: "0", role: "group", "aria-label": "Timeline" }, h("table", {}, h("thead", {}, h("tr", {}, ["Weeks before", "What"].map((word) => h("th", { scope: "col" }, word)))),
        h("tbody", {}, [...events.map(({ id, week }) => [week, `${number(id)}. ${plainText(byId.get(id).html)}`]), ...mood.map(([week, value]) => [week, `Mood ${value} of 10`])]
          .sort((a, b) => a[0] - b[0]).map(([week, what]) => h("tr", {}, h("td", {}, String(-week)), h("td", {}, what)))))));
    return {
      node: h("div", { class: "ipt-picture" }, svg, steps),
      draw() {
        const onset = byId.get("_onset").read();
        over.replaceChildren(
          ...(onset !== null && onset >= -to && onset <= -from ? [s("line", { x1: x(-onset), x2: x(-onset), y1: TOP - 8, y2: FLOOR, class: "ipt-onset" }), text(x(-onset) + 5, TOP, "onset", "start", "ipt-onset-word")] : []),
          ...events.map(({ id }) => marker(...at.get(id), number(id), byId.get(id).read())));
      },
    };
  }

  function trendPicture({ scores, sessions, bands }) {
    const WIDE = 440, HIGH = 330, LEFT = 34, TOP = 8, FLOOR = 272, highest = Math.max(22, ...scores) + 1;
    const x = (session) => LEFT + 14 + ((session - 1) / Math.max(1, sessions - 1)) * (WIDE - LEFT - 32);
    const y = (points) => FLOOR - (points / highest) * (FLOOR - TOP);
    const numbers = Array.from({ length: sessions }, (_, n) => n + 1).filter((n) => sessions <= 10 || n % 2 === 1);
    const over = s("g", {});
    const svg = s("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "ipt-chart ipt-trend", role: "img", "aria-label": `PHQ-9 totals of ${scores.length} sessions; the same is in the table below.` },
      ...bands.flatMap(({ from, name }) => [s("line", { x1: LEFT, x2: WIDE, y1: y(from), y2: y(from), class: from ? "ipt-band" : "ipt-axis" }), text(LEFT - 8, y(from) + 5, String(from), "end"), text(WIDE - 2, y(from) - 5, name, "end", "ipt-quarter")]),
      ...numbers.map((n) => text(x(n), FLOOR + 22, String(n), "middle")), text((LEFT + WIDE) / 2, FLOOR + 48, "session", "middle"),
      s("polyline", { points: scores.map((points, n) => `${x(n + 1)},${y(points)}`).join(" "), class: "ipt-mood" }), over);
    const table = h("details", { class: "ipt-table" }, h("summary", {}, "The picture as a table"),
      h("div", { class: "ipt-scroll", tabindex: "0", role: "group", "aria-label": "PHQ-9 by session" }, h("table", {}, h("thead", {}, h("tr", {}, ["Session", "PHQ-9"].map((word) => h("th", { scope: "col" }, word)))),
        h("tbody", {}, scores.map((points, n) => h("tr", {}, h("th", { scope: "row" }, String(n + 1)), h("td", {}, String(points))))))));
    return {
      node: h("div", { class: "ipt-picture" }, svg, table),
      draw() {
        const since = byId.get("since").read();
        over.replaceChildren(...scores.map((points, n) => s("circle", { cx: x(n + 1), cy: y(points), r: n + 1 === since ? 9 : 5, class: n + 1 === since ? "ipt-score ipt-since" : "ipt-score" })));
      },
    };
  }

  // Your intervals as brackets, open until the results come in as squares with their own intervals below them; then a
  // second drawing: how far off each guess was, in units of its own reach. Inside the band, it was held.
  function forecastPicture({ ids, reaches, unsaid, span }) {
    const WIDE = 480, LEFT = 40, RIGHT = 12, ROW = 34, TOP = 30, floor = TOP + ROW * ids.length, AWAY = 3.4;
    const [from, to] = span;
    const x = (g) => LEFT + ((Math.min(Math.max(g, from), to) - from) / (to - from)) * (WIDE - LEFT - RIGHT);
    const off = (units) => LEFT + ((Math.min(Math.max(units, -AWAY), AWAY) + AWAY) / (2 * AWAY)) * (WIDE - LEFT - RIGHT);
    const shown = (g) => g.toFixed(2).replace("-", "−");
    const over = s("g", {}), marks = s("g", {});
    const ticks = [-1, 0, 1, 2, 3].filter((g) => g >= from && g <= to);
    const svg = s("svg", { viewBox: `0 0 ${WIDE} ${floor + 52}`, class: "ipt-chart ipt-forest", role: "img" },
      ...ticks.map((g) => s("g", {}, s("line", { x1: x(g), x2: x(g), y1: TOP - 8, y2: floor, class: g ? "ipt-grid" : "ipt-axis" }), text(x(g), floor + 20, shown(g).replace(".00", ""), "middle"))),
      text(x(0) - 6, 14, "← control ahead", "end"), text(x(0) + 6, 14, "IPT ahead →", "start"), text((LEFT + WIDE) / 2, floor + 44, "g", "middle"),
      ...ids.map((_, n) => text(LEFT - 12, TOP + ROW * n + 18, `${n + 1}.`, "end")), over);
    const high = 34 + 20 * ids.length;
    const calibration = s("svg", { viewBox: `0 0 ${WIDE} ${high + 46}`, class: "ipt-chart ipt-calibration", role: "img" },
      s("rect", { x: off(-1), y: 22, width: off(1) - off(-1), height: high - 22, class: "ipt-held" }), text(off(0), 14, "held by your interval", "middle"),
      s("line", { x1: off(0), x2: off(0), y1: 22, y2: high, class: "ipt-axis" }), ...[-3, -2, -1, 0, 1, 2, 3].map((u) => text(off(u), high + 18, String(u).replace("-", "−"), "middle")),
      text(off(0), high + 40, "result less guess, in units of your own reach", "middle"), marks);
    const after = h("figure", { class: "ipt-calibrated", hidden: true }, h("figcaption", {}, "How far off, by your own measure"), calibration);
    let found = null;
    const guesses = () => ids.map((id) => {
      const guess = byId.get(id).read(), reach = reaches[byId.get(`${id}-reach`).read() ?? unsaid];
      return guess === null || !Number.isFinite(guess) ? null : { id, guess, reach };
    });
    function draw() {
      const said = [];
      const rows = guesses().map((one, n) => {
        const y = TOP + ROW * n + 10, parts = [];
        if (one) {
          parts.push(s("path", { d: `M${x(one.guess - one.reach)} ${y - 5}v10m0 -5H${x(one.guess + one.reach)}m0 -5v10`, class: "ipt-guess" }), s("circle", { cx: x(one.guess), cy: y, r: 4, class: "ipt-guess" }));
          said.push(`${n + 1}: you, ${shown(one.guess)} give or take ${one.reach}`);
        }
        const result = one && found?.[one.id];
        if (result) {
          parts.push(s("line", { x1: x(result.low), x2: x(result.high), y1: y + 13, y2: y + 13, class: "ipt-result" }), s("rect", { x: x(result.effect) - 4.5, y: y + 8.5, width: 9, height: 9, class: "ipt-result-at" }));
          said[said.length - 1] += `; the trial, ${shown(result.effect)}`;
        }
        return s("g", {}, ...parts);
      });
      over.replaceChildren(...rows);
      svg.setAttribute("aria-label", said.length ? `Your intervals${found ? " (brackets) and the results (squares)" : ""}. ${said.join(". ")}.` : "Your intervals will be drawn here as you type them.");
    }
    return {
      node: h("div", { class: "ipt-picture" }, svg, after),
      draw,
      reveal(verdict) {
        found = verdict?.reveal?.trials ?? null;
        draw();
        after.hidden = !found;
        if (!found) return;
        const words = [];
        marks.replaceChildren(...guesses().map((one, n) => {
          const result = one && found[one.id];
          if (!result) return s("g", {});
          const units = (result.effect - one.guess) / one.reach, held = Math.abs(units) <= 1 + 1e-9, y = 34 + 20 * n;
          words.push(`${n + 1}: ${shown(units)}, ${held ? "held" : "missed"}`);
          return s("g", {}, held ? s("circle", { cx: off(units), cy: y, r: 5.5, class: "ipt-result-at" }) : s("path", { d: `M${off(units) - 5} ${y - 5}l10 10m0 -10l-10 10`, class: "ipt-missed" }), text(off(units) + (off(units) > WIDE - 50 ? -12 : 12), y + 5, `${n + 1}${Math.abs(units) > AWAY ? (units > 0 ? " →" : " ←") : ""}`, off(units) > WIDE - 50 ? "end" : "start"));
        }));
        calibration.setAttribute("aria-label", `Result less guess in units of your reach; between −1 and 1 your interval held it. ${words.join(". ")}.`);
      },
    };
  }

  // How sure, against how often right: hidden until there is a verdict; the same as a table.
  function surenessPicture() {
    const SIDE = 308, LEFT = 54, FLOOR = 252, TOP = 16, LEAST = 30;
    const x = (level) => LEFT + 8 + ((level - LEAST) / (100 - LEAST)) * (SIDE - LEFT - 26);
    const y = (share) => FLOOR - (share / 100) * (FLOOR - TOP);
    const dots = s("g", {}), rows = h("tbody", {});
    const svg = s("svg", { viewBox: `0 0 ${SIDE} ${FLOOR + 52}`, class: "ipt-chart ipt-calibration", role: "img", "aria-label": "Share right against how sure you were; the same is in the table beside it." },
      s("path", { d: `M${LEFT} ${TOP - 8}V${FLOOR}H${SIDE - 4}`, class: "ipt-axis", fill: "none" }), s("path", { d: `M${x(34)} ${y(34)}L${x(100)} ${y(100)}`, class: "ipt-grid", fill: "none" }),
      ...[0, 50, 100].map((share) => text(LEFT - 8, y(share) + 5, `${share} %`, "end")), ...[34, 50, 70, 90].map((level) => text(x(level), FLOOR + 20, `${level} %`, "middle")),
      text((LEFT + SIDE) / 2, FLOOR + 44, "how sure you were", "middle"), dots);
    const node = h("figure", { class: "ipt-calibrated", hidden: true }, h("figcaption", {}, "How sure, and how right"),
      h("div", { class: "ipt-side-by-side" }, svg, h("table", {}, h("thead", {}, h("tr", {}, ["You were", "Claims", "Right"].map((word) => h("th", { scope: "col" }, word)))), rows)),
      h("p", { class: "ipt-muted" }, "On the line, you were as right as you were sure; below it, surer than right."));
    return {
      node, last: true,
      draw() {},
      reveal(verdict) {
        const found = verdict?.reveal?.sureness;
        node.hidden = !found;
        if (!found) return;
        dots.replaceChildren(...found.map(([level, all, right]) => s("circle", { cx: x(level), cy: y((100 * right) / all), r: 4 + 1.5 * Math.sqrt(all), class: "ipt-score" })));
        rows.replaceChildren(...found.map(([level, all, right]) => h("tr", {}, h("th", { scope: "row" }, `${level} %`), h("td", {}, String(all)), h("td", {}, String(right)))));
      },
    };
  }

  function marker(x, y, label, state) {
    return s("g", { class: "ipt-dot", "data-state": state ?? "" }, s("circle", { cx: x, cy: y, r: 11 }), text(x, y + 4.5, String(label), "middle"));
  }

  function planPicture(sessions) {
    const cells = Array.from({ length: sessions }, (_, n) => h("td", { "data-session": n + 1 }));
    return {
      node: h("div", { class: "ipt-scroll ipt-picture", "aria-hidden": "true" }, h("table", { class: "ipt-plan" }, h("tbody", {}, h("tr", {}, cells.map((_, n) => h("th", {}, String(n + 1)))), h("tr", {}, cells)))),
      draw() {
        for (const [n, cell] of cells.entries()) cell.replaceChildren(...fields.filter((field) => field.read() === n + 1).map((field) => h("span", { class: "ipt-token" }, String(number(field.id) + 1))));
      },
    };
  }

  function text(x, y, words, anchor, name) {
    const node = s("text", { x, y, "text-anchor": anchor, class: name ?? null });
    node.textContent = words;
    return node;
  }
  drawn?.draw();
  return {
    node, ownNotes: true, empty: "Nothing filled in yet, so nothing was checked.",
    problem: () => fields.map((field) => field.wrong()).find(Boolean) ?? "",
    read() {
      const response = Object.fromEntries(fields.map((field) => [field.id, field.read()]).filter(([, value]) => value !== null));
      return Object.keys(response).length ? response : null;
    },
    write(response) {
      for (const field of fields) field.write(response?.[field.id] ?? null);
      drawn?.draw();
    },
    mark(verdict) {
      drawn?.reveal?.(verdict);
      const correct = verdict?.reveal?.correct;
      for (const field of fields) {
        const note = verdict?.notes?.find(({ target }) => target === field.id);
        const shown = note ? [remark(note.mark, { missed: "Not filled in", wrong: "Not yet", ...card.marks }[note.mark] ?? null, note.html)] : [];
        const right = correct?.[field.id];
        if (right !== undefined && JSON.stringify(right) !== JSON.stringify(field.read())) shown.push(h("p", { class: "ipt-answer" }, "The answer: ", h("strong", {}, field.say(right))));
        field.notes.replaceChildren(...shown);
      }
    },
    lock(on) { node.disabled = on; },
    firstFocus: () => (fields.find((field) => field.read() === null) ?? fields[0])?.first,
  };
}
export default { render(ctx) { return mountCard(ctx, makeInput); } };
