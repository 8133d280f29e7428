// Runs after the report's own script: the way back, and decisions that go to the case, each with the revision it rests on.
(() => {
  const A = JSON.parse(document.getElementById("app-data").textContent);
  const B = A.words[D.lang];
  const revisions = new Map(), waiting = new Map(), sent = new Map();
  const state = h("span", { role: "status", "aria-live": "polite" });
  const link = (href, word) => h("a", { href }, word);
  const base = `/case/${A.case}`, api = `/api/cases/${A.case}/reviews`;
  (document.querySelector(".skip") || document.body.firstElementChild).after(h("nav", { class: "appbar", "aria-label": B.label }, link("/", B.all), h("b", null, bdi(A.name)), link(base, B.overview), link(base + "#search", B.search), link(base + "#run", B.run), state));
  const boxOf = (finding) => document.querySelector(`[data-finding="${CSS.escape(finding)}"] .review`);
  const typing = () => document.activeElement && document.activeElement.closest(".review");
  const show = (found) => document.dispatchEvent(new CustomEvent("wag:reviews", { detail: found }));
  const take = (found) => {
    const news = found.filter((one) => revisions.get(one.finding_id) !== one.revision && !waiting.has(one.finding_id) && !sent.has(one.finding_id));
    if (!news.length || (typing() && revisions.size)) return;
    news.forEach((one) => revisions.set(one.finding_id, one.revision));
    show(news);
  };
  const load = async () => {
    try {
      const answer = await fetch(api);
      if (answer.ok) take((await answer.json()).reviews);
    } catch { /* the next try may work */ }
  };
  // One decision on a finding is on its way at a time, so that a tab is never its own rival; what is decided meanwhile follows.
  async function keep(one, leaving) {
    const before = sent.get(one.finding_id);
    if (before && !leaving) { before.next = one; return; }
    const mine = { one, next: null };
    sent.set(one.finding_id, mine);
    state.textContent = B.saving;
    const body = { ...one, revision: revisions.get(one.finding_id) || "", ...(before ? { over: before.one } : {}) };
    let answer = null, data = {};
    try {
      answer = await fetch(`${api}/${encodeURIComponent(one.finding_id)}`, { method: "PUT", keepalive: true, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
      data = JSON.parse(await answer.text());
    } catch { answer = null; }
    if (sent.get(one.finding_id) === mine) sent.delete(one.finding_id);
    if (answer && answer.ok) revisions.set(one.finding_id, data.review.revision);
    if (answer && answer.status === 409 && data.review) differ(mine.next || one, data.review);
    else if (mine.next) keep(mine.next);
    else state.textContent = !answer ? B.lost : answer.ok ? B.saved : fill(B.failed, { why: (D.lang === "id" && data.error_id) || data.error || answer.status });
  }
  // Two tabs: the newer decision is shown, and nobody's is lost without a choice.
  function differ(mine, theirs) {
    state.textContent = B.newer;
    const box = boxOf(mine.finding_id);
    const old = box.parentNode.querySelector(".conflict");
    if (old) old.remove();
    const said = (word) => W.findings[word] || word;
    const end = (decide) => () => { conflict.remove(); revisions.set(mine.finding_id, theirs.revision); decide(); };
    const conflict = h("div", { class: "conflict", role: "alert" }, h("b", null, B.newer),
      h("p", null, bdi(fill(B.theirs, { decision: said(theirs.decision), by: theirs.by, at: theirs.at.replace("T", " ") }))), theirs.note ? h("p", null, bdi(fill(B.note, { note: theirs.note }))) : null,
      h("p", null, fill(B.mine, { decision: said(mine.decision) })),
      h("div", null, h("button", { type: "button", class: "theirs", onclick: end(() => { show([theirs]); state.textContent = ""; }) }, B.take_theirs),
        h("button", { type: "button", class: "mine", onclick: end(() => keep(mine)) }, B.take_mine)));
    box.after(conflict);
  }
  document.addEventListener("wag:reviewed", (event) => { // a note is kept when typing pauses
    const one = event.detail;
    clearTimeout((waiting.get(one.finding_id) || {}).timer);
    const go = (leaving) => { waiting.delete(one.finding_id); keep(one, leaving); };
    waiting.set(one.finding_id, { timer: setTimeout(() => go(false), 700), go });
    state.textContent = B.saving;
  });
  const flush = (leaving) => {
    for (const { timer, go } of [...waiting.values()]) { clearTimeout(timer); go(leaving); }
    if (leaving) for (const one of [...sent.values()]) { const { next } = one; one.next = null; if (next) keep(next, true); }
  };
  addEventListener("pagehide", () => flush(true));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(false); else load(); });
  document.addEventListener("focusout", (event) => { if (event.target.closest && event.target.closest(".review")) flush(false); });
  setInterval(() => { if (document.visibilityState === "visible") load(); }, 4000);
  load().then(() => { document.documentElement.dataset.kept = "yes"; });
})();
