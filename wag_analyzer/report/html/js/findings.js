const SHAPES = { 3: ["▲", "high"], 2: ["◆", "medium"], 1: ["●", "low"] };
const KEY = "wag-review-" + D.id;
const reviews = new Map();
let unsaved = false;

function badge(finding) {
  if (finding.strength) return h("span", { class: "badge good" }, h("span", { "aria-hidden": "true" }, "✦"), " " + W.findings.good);
  const [shape, word] = SHAPES[finding.severity];
  return h("span", { class: "badge " + word, title: W.findings.severity_help }, h("span", { "aria-hidden": "true" }, shape), " " + W.findings[word]);
}
function confidence(finding) {
  const word = W.findings[SHAPES[finding.confidence][1]];
  const steps = [1, 2, 3].map((step) => h("i", { class: step <= finding.confidence ? "on" : "" }));
  return h("p", { class: "confidence", title: W.findings.confidence_help }, W.findings.confidence + " ",
    h("span", { class: "steps", "aria-hidden": "true" }, steps), " ", h("b", null, word.toLowerCase()));
}
const part = (title, ...content) => [h("h4", null, title), ...content];
const list = (items) => h("ul", null, items.map((item) => h("li", null, sentence(item))));

function lines(finding) {
  if (!named || !finding.lines.length) return h("p", null, fill(W.findings.evidence_numbers, { n: num(finding.n) }));
  const box = h("div", { class: "lines" });
  finding.lines.forEach((row, turn) => {
    if (row.gap) box.append(h("p", { class: "gap" }, fill(W.findings.skipped, { n: num(row.gap) })));
    else if (turn && "gap" in row) box.append(h("p", { class: "gap" }, "…"));
    const item = message(row.m, row.marks, row.role ? h("span", { class: "role" }, row.role) : null);
    if ("role" in row) item.classList.add("cited");
    box.append(item);
  });
  if (finding.more) box.append(h("p", { class: "gap" }, fill(W.findings.evidence_more, { n: num(finding.more) })));
  return folded(box);
}

// The first lines are enough to judge whether to read on; all of them are one click away, and on paper.
function folded(box) {
  const items = [...box.children];
  let end = items.length, cited = 0;
  for (let at = 0; at < items.length; at += 1) {
    if (items[at].classList.contains("cited")) cited += 1;
    if (cited >= 4 && items[at].classList.contains("gap")) { end = at; break; }
  }
  const rest = items.slice(end);
  const hidden = rest.filter((item) => item.classList.contains("cited")).length;
  if (!hidden) return box;
  rest.forEach((item) => { item.hidden = true; });
  const more = h("button", { type: "button", class: "all", onclick: () => { rest.forEach((item) => { item.hidden = false; }); more.remove(); } }, fill(W.findings.evidence_all, { n: num(hidden) }));
  box.append(more);
  return box;
}

function body(finding) {
  return [
    h("p", { class: "seen" }, sentence(finding.said)),
    finding.protected ? h("div", { class: "notice" }, h("b", null, W.findings.protected), h("p", null, W.findings.protected_body)) : null,
    confidence(finding),
    part(W.findings.why, list(finding.for)),
    part(W.findings.against, finding.against.length ? list(finding.against) : h("p", { class: "soft" }, W.findings.against_none)),
    part(W.findings.alternatives, list(finding.other)),
    part(W.findings.wrong, h("p", null, finding.wrong)),
    finding.chance ? part(W.findings.chance, h("p", null, finding.chance)) : null,
    part(W.findings.evidence, lines(finding)),
    finding.who.length && named ? part(W.findings.persons, h("div", { class: "chiplist" }, finding.who.map(chip))) : null,
    finding.about.length && named ? part(W.findings.targets, h("div", { class: "chiplist" }, finding.about.map(chip))) : null,
    review(finding),
  ].flat(2);
}

function review(finding) {
  const id = "r-" + finding.id;
  const known = reviews.get(finding.id) || { decision: "pending", note: "", by: "" };
  const keep = () => {
    const by = box.querySelector(".r-by").value;
    reviews.set(finding.id, { finding_id: finding.id, decision: box.querySelector("select").value, by, at: now(), note: box.querySelector("textarea").value });
    draft();
    mark(finding.id);
  };
  const select = h("select", { id: id + "-d", onchange: keep }, D.decisions.map((word) => h("option", { value: word }, W.findings[word])));
  select.value = known.decision;
  const note = h("textarea", { id: id + "-n", rows: 2, placeholder: W.findings.note_hint, oninput: keep });
  note.value = known.note;
  const by = h("input", { id: id + "-b", class: "r-by", placeholder: W.findings.by_hint, autocomplete: "off", oninput: keep });
  by.value = known.by;
  const box = h("fieldset", { class: "review" }, h("legend", null, W.findings.review),
    h("div", { class: "pair" }, h("div", null, h("label", { for: id + "-d" }, W.findings.decision), select), h("div", null, h("label", { for: id + "-b" }, W.findings.by), by)),
    h("label", { for: id + "-n" }, W.findings.note), note);
  return box;
}
const now = () => new Date(Date.now() - new Date().getTimezoneOffset() * 6e4).toISOString().slice(0, 19);
function draft() {
  unsaved = true;
  try { localStorage.setItem(KEY, JSON.stringify([...reviews.values()])); } catch { /* a browser may refuse to keep it */ }
  tell(W.findings.unsaved);
}
function mark(id) {
  const known = reviews.get(id);
  const place = document.querySelector(`[data-finding="${CSS.escape(id)}"] .state`);
  if (place) {
    place.textContent = W.findings[known ? known.decision : "pending"];
    place.classList.toggle("decided", Boolean(known && known.decision !== "pending"));
  }
}

function card(finding) {
  const inside = h("div", { class: "inside" });
  const details = h("details", { class: "card finding", data: { finding: finding.id, level: finding.severity } },
    h("summary", null,
      badge(finding), h("span", { class: "state" }, W.findings.pending),
      h("h3", null, finding.title), h("span", { class: "meta" }, [finding.code, finding.id, fill(W.findings.lines_n, { n: num(finding.n) }), finding.span].filter(Boolean).join(" · "))),
    inside);
  const open = () => { if (!inside.childNodes.length) inside.append(...body(finding).filter(Boolean)); };
  details.addEventListener("toggle", () => {
    if (details.open) open();
    const opened = document.querySelectorAll("details.finding[open]");
    chooseGroup(details.open ? finding : opened.length ? D.findings.find((f) => f.id === opened[opened.length - 1].dataset.finding) : null);
  });
  details.fillNow = open;
  return details;
}

function showFindings() {
  for (const [id, strong] of [["risks", false], ["strengths", true]]) {
    const place = byId(id);
    if (place) place.append(...D.findings.filter((finding) => finding.strength === strong).map(card));
  }
  document.querySelectorAll(".chips button").forEach((button) => button.addEventListener("click", () => {
    const level = +button.dataset.level;
    document.querySelectorAll(".chips button").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    document.querySelectorAll("#risks .finding").forEach((item) => { item.hidden = level > 0 && +item.dataset.level !== level; });
  }));
}
function takeReviews(found) {
  const known = new Set(D.findings.map((finding) => finding.id));
  let taken = 0;
  for (const one of Array.isArray(found) ? found : []) {
    if (one && known.has(one.finding_id) && D.decisions.includes(one.decision)) {
      const text = (value) => String(value === null || value === undefined ? "" : value).slice(0, 4000);
      reviews.set(one.finding_id, { finding_id: one.finding_id, decision: one.decision, by: text(one.by), at: text(one.at), note: text(one.note) });
      taken += 1;
    }
  }
  document.querySelectorAll("details.finding").forEach((details) => {
    const old = details.querySelector(".review");
    if (old) old.replaceWith(review(D.findings.find((finding) => finding.id === details.dataset.finding)));
    mark(details.dataset.finding);
  });
  return taken;
}
function saveReviews() {
  const name = "reviews-" + D.id + ".json";
  const content = JSON.stringify({ format: "wag-reviews", version: 1, report: D.id, reviews: [...reviews.values()] }, null, 1);
  const url = URL.createObjectURL(new Blob([content + "\n"], { type: "application/json" }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 5000);
  unsaved = false;
  tell(fill(W.findings.saved, { file: name }));
}
function startReviews() {
  try { takeReviews(JSON.parse(localStorage.getItem(KEY) || "[]")); } catch { /* no draft */ }
  byId("save").addEventListener("click", saveReviews);
  byId("load").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    event.target.value = "";
    if (!file) return;
    let taken = 0;
    try { taken = takeReviews(JSON.parse(await file.text()).reviews); } catch { taken = 0; }
    tell(taken ? fill(W.findings.loaded, { n: num(taken) }) : W.findings.load_failed);
  });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
