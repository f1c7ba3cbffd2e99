// The learner's own record: how much is kept, a copy to take away, erasing with a second question.
// Concatenated after card.js, whose h() builds elements.
function renderRecord({ model, el }) {
  const count = h("p", {});
  const status = h("p", { role: "status", "aria-live": "polite", class: "ipt-status" });
  const sure = h("p", { hidden: "" }, "Erase every answer for good? There is no way back. ");
  const take = h("button", { type: "button", class: "ipt-button" }, "Download my record");
  const erase = h("button", { type: "button", class: "ipt-button" }, "Erase everything");
  const yes = h("button", { type: "button", class: "ipt-button ipt-danger" }, "Yes, erase it");
  const no = h("button", { type: "button", class: "ipt-button" }, "No, keep it");
  sure.append(yes, " ", no);
  const cohort = h("strong", {});
  const leave = h("button", { type: "button", class: "ipt-button", hidden: "" }, "Leave the cohort");
  const member = h("p", { hidden: "" }, "You are in the cohort ", cohort, ". Whoever teaches it sees your work under your number.");
  const root = h("section", { class: "ipt-card ipt-record", "aria-label": "Your record" },
    count,
    h("p", { class: "ipt-muted" }, `Your number here: ${model.get("card").learner}. It stands for this browser; no name is known.`),
    member, h("p", {}, take, " ", leave, " ", erase), sure, status);

  take.addEventListener("click", () => { status.textContent = "Gathering your record…"; model.send({ do: "takeout" }); });
  erase.addEventListener("click", () => { sure.hidden = false; no.focus(); });
  no.addEventListener("click", () => { sure.hidden = true; erase.focus(); });
  leave.addEventListener("click", () => { status.textContent = "Leaving…"; take.focus(); model.send({ do: "leave" }); });
  yes.addEventListener("click", () => { sure.hidden = true; status.textContent = "Erasing…"; erase.focus(); model.send({ do: "forget", sure: true }); });

  function show() {
    const s = model.get("state");
    const many = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
    const kept = [s.answers ? `${many(s.answers, "answer")} of yours` : "", s.sessions ? many(s.sessions, "simulated session") : ""].filter(Boolean);
    count.textContent = s.answers === null ? "Your record cannot be read just now." :
      !kept.length ? "Nothing of yours is kept." : `${kept.join(" and ")} ${s.answers + s.sessions === 1 ? "is" : "are"} kept.`;
    member.hidden = leave.hidden = !s.cohort;
    cohort.textContent = s.cohort;
    if (s.notice) status.textContent = s.notice;
    else if (s.erased !== undefined) status.textContent = ["Everything is erased.", s.remains].join(" ").trim();
    else if (s.left) status.textContent = "You have left the cohort. Your answers are still yours.";
    else if (s.download) {
      const bytes = Uint8Array.from(atob(s.download.base64), (c) => c.charCodeAt(0));
      const link = h("a", { href: URL.createObjectURL(new Blob([bytes], { type: "application/zip" })), download: s.download.name });
      document.body.append(link);
      link.click();
      link.remove();
      status.textContent = `Saved as ${s.download.name}.`;
    }
  }
  model.on("change:state", show);
  el.append(root);
  show();
  return () => model.off("change:state", show);
}
export default { render: renderRecord };
