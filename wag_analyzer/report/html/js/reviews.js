// Decisions on findings: in the words of reviews.csv, saved to a file and loaded from one. Until then the browser keeps a draft with this entry
// of its history: it lives through a reload, and no other page can read it (all local files share one store of the other kinds).
const reviews = new Map();
let unsaved = false;
const inApp = () => Boolean(document.documentElement.dataset.app); // the app keeps decisions itself

function review(finding) {
  const id = "r-" + finding.id;
  const known = reviews.get(finding.id) || { decision: "pending", note: "", by: "" };
  const keep = () => {
    const by = box.querySelector(".r-by").value;
    reviews.set(finding.id, { finding_id: finding.id, decision: box.querySelector("select").value, by, at: now(), note: box.querySelector("textarea").value });
    mark(finding.id);
    draft(reviews.get(finding.id));
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
function draft(one) {
  if (inApp()) { document.dispatchEvent(new CustomEvent("wag:reviewed", { detail: { ...one } })); return; }
  unsaved = true;
  keepDraft();
  tell(W.findings.unsaved);
}
function keepDraft() {
  try { history.replaceState({ ...history.state, [D.id]: [...reviews.values()], unsaved }, ""); } catch { /* a browser may refuse to keep it */ }
}
function mark(id) {
  const known = reviews.get(id);
  const place = document.querySelector(`[data-finding="${CSS.escape(id)}"] .state`);
  if (place) {
    place.textContent = W.findings[known ? known.decision : "pending"];
    place.classList.toggle("decided", Boolean(known && known.decision !== "pending"));
  }
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
  keepDraft();
  tell(fill(W.findings.saved, { file: name }));
}
function startReviews() {
  document.addEventListener("wag:reviews", (event) => takeReviews(event.detail));
  if (inApp()) {
    document.querySelectorAll(".filing").forEach((control) => { control.hidden = true; });
    return;
  }
  const kept = history.state || {};
  takeReviews(kept[D.id]);
  unsaved = Boolean(kept.unsaved && reviews.size);
  if (unsaved) tell(W.findings.unsaved);
  addEventListener("hashchange", keepDraft); // a new entry of the history takes the draft along
  byId("save").addEventListener("click", saveReviews);
  byId("load").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    event.target.value = "";
    if (!file) return;
    let taken = 0;
    try { taken = takeReviews(JSON.parse(await file.text()).reviews); } catch { taken = 0; }
    if (taken) keepDraft();
    tell(taken ? fill(W.findings[taken === 1 ? "loaded_one" : "loaded"], { n: num(taken) }) : W.findings.load_failed);
  });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
