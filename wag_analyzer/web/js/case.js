// A case: what was handed over, who is who, how to run; and once it was run, its report, search and downloads.
const LEVELS = [["high", "▲"], ["medium", "◆"], ["low", "●"]];
const parts = () => (["search", "run"].includes(location.hash.slice(1)) ? location.hash.slice(1) : "");
function overview(state, page) {
  const all = state.findings + state.strengths;
  const badges = LEVELS.filter(([level]) => state.levels[level]).map(([level, shape]) => h("span", { class: "badge " + level }, h("span", { "aria-hidden": "true" }, shape), ` ${W("case", level)} ${num(state.levels[level])}`));
  if (state.strengths) badges.push(h("span", { class: "badge good" }, h("span", { "aria-hidden": "true" }, "✦"), ` ${W("case", "good")} ${num(state.strengths)}`));
  return [
    h("section", { class: "card", id: "result", "aria-labelledby": "h-result" }, h("h2", { id: "h-result" }, W("case", "ready")),
      h("p", null, fill(W("case", "counts"), { findings: many("desk", "findings", state.findings), strengths: many("desk", "strengths", state.strengths), reviewed: num(state.reviewed), all: num(all) })),
      h("div", { class: "levels" }, badges),
      h("div", { class: "row" }, h("a", { class: "button primary big", href: `/case/${state.id}/report` }, W("case", "open_report")), h("a", { class: "button big", href: "#search" }, W("case", "search_messages"))),
      foundList(state)),
    downloads(state, page),
    h("p", { class: "soft small where" }, W("page", "signals"), " ", fill(W("case", "place"), { place: state.place })),
  ];
}
// Each finding by its title, with what was decided; a click opens it in the report.
const SHAPE = { ...Object.fromEntries(LEVELS), good: "✦" };
function foundList(state) {
  if (!state.listed.length) return null;
  const one = (found) => h("li", null, h("a", { href: `/case/${state.id}/report#${found.id}` },
    h("span", { class: "shape " + found.level, role: "img", "aria-label": W("case", found.level === "good" ? "strength" : found.level) }, SHAPE[found.level] || "●"),
    h("b", null, found.title[lang]), h("span", { class: found.decided ? "state decided" : "state" }, found.decision[lang])));
  return h("ul", { class: "foundlist", id: "found" }, state.listed.map(one));
}
function downloads(state, page) {
  const plain = (name, word) => h("a", { class: "button", href: `/case/${state.id}/download/${name}`, download: "" }, W("case", word));
  const tier = h("select", { id: "d-tier" }, ["pseudonym", "names", "numbers"].map((value) => h("option", { value }, W("settings", value))));
  const inLang = h("select", { id: "d-lang" }, ["en", "id"].map((value) => h("option", { value }, W("settings", value))));
  inLang.value = state.lang;
  const kind = h("select", { id: "d-kind" }, ["report", "tables", "bundle"].map((value) => h("option", { value }, W("case", "download_" + value))));
  return h("section", { class: "card", id: "downloads", "aria-labelledby": "h-downloads" }, h("h2", { id: "h-downloads" }, W("case", "downloads")),
    h("p", { class: "soft" }, W("case", "downloads_about"), " ", fill(W("case", "tier_now"), { tier: W("case", "tier_" + state.tier) })),
    h("div", { class: "row" }, plain("report.html", "download_report"), plain("findings.csv", "download_findings"), state.reviewed ? plain("reviews.csv", "download_reviews") : null),
    h("div", { class: "down" }, h("div", { class: "field" }, h("label", { for: "d-kind" }, W("case", "what")), kind), h("div", { class: "field" }, h("label", { for: "d-tier" }, W("case", "in_tier")), tier), h("div", { class: "field" }, h("label", { for: "d-lang" }, W("settings", "lang")), inLang),
      h("button", { type: "button", onclick: () => page.make(kind.value, tier.value, inLang.value) }, W("case", "make"))));
}
// What is replaced between press and release of the pointer gets no click: drawing waits for the release, but not for ever.
const HELD = 1000;
let pressed = -HELD;
addEventListener("pointerdown", () => { pressed = performance.now(); }, true);
["pointerup", "pointercancel"].forEach((end) => addEventListener(end, () => setTimeout(() => { pressed = -HELD; }), true));
const isPressed = () => performance.now() - pressed < HELD;

async function showCase(id) {
  const page = { research: false, state: null };
  let polling = 0, late = 0;
  const fresh = async () => { page.state = await ask("GET", `/api/cases/${id}`); return page.state; };
  const follow = () => { // asks how the work stands until it ends
    clearTimeout(polling);
    polling = setTimeout(async () => {
      const before = page.state.job;
      try { await fresh(); } catch (error) { told(error); follow(); return; }
      const job = page.state.job;
      if (job && job.state === "running") { document.querySelectorAll(".workbox > div").forEach((box) => workShown(box, job, page)); follow(); return; }
      if (page.waiting) { const done = page.waiting; page.waiting = null; done(job); return; }
      if (before && before.kind === "audit" && job && job.state === "done") { location.hash = ""; }
      draw();
    }, 600);
  };
  const begin = async (order) => {
    try { await ask("POST", `/api/cases/${id}/work`, order); await fresh(); } catch (error) { told(error); return false; }
    follow();
    return true;
  };
  const ended = (order) => new Promise((done) => { page.waiting = done; begin(order).then((good) => { if (!good) { page.waiting = null; done(null); } }); });
  page.look = async () => { if (await begin({ kind: "look" })) draw(); };
  page.stop = async () => { try { await ask("DELETE", `/api/cases/${id}/work`); await fresh(); draw(); } catch (error) { told(error); } };
  let saving = Promise.resolve(); // one change at a time, each on what the one before left: a tab is no rival of itself
  page.change = (made, word) => { saving = saving.then(() => changed(made(page.state.draft), word)); return saving; };
  const changed = async (what, word) => {
    try {
      await ask("PUT", `/api/cases/${id}/draft`, { revision: page.state.draft.revision, ...what });
      await fresh();
      tell(word);
      if (!what.identities) draw();
    } catch (error) {
      if (error.status === 409) { page.state = error.data.state; draw(); tell(W("settings", "newer")); } else { told(error); await fresh().catch(() => {}); draw(); }
    }
  };
  const indexed = async () => {
    const job = await ended({ kind: "index" });
    if (!job || job.state !== "done") throw new Refused(500, { error: why(job) });
  };
  page.index = (place) => { // two searches wait for one index
    place.textContent = W("search", "building");
    page.indexing = page.indexing || indexed().finally(() => { page.indexing = null; });
    return page.indexing;
  };
  page.make = async (kind, tier, inLang) => {
    const job = await (async () => { const done = ended({ kind, tier, lang: inLang }); await fresh(); draw(); return done; })();
    draw();
    if (job && job.state === "done") location.assign(`/case/${id}/download/${kind}`);
  };
  page.refresh = async () => {
    const done = ended({ kind: "page" });
    await fresh();
    draw();
    const job = await done;
    if (job && job.state === "done") location.assign(`/case/${id}/report`);
    else draw();
  };
  page.run = async () => { await saving; if (await begin({ kind: "audit" })) draw(); };
  const draw = () => {
    clearTimeout(late);
    if (isPressed()) { late = setTimeout(draw, 50); return; }
    const state = page.state, part = state.ready ? parts() : "run";
    const link = (href, word, here) => h("a", { href, "aria-current": here ? "page" : null }, word);
    header([link("/", W("page", "all")), ...(state.ready ? [link("#", W("case", "overview"), part === ""), link(`/case/${id}/report`, W("case", "report")), link("#search", W("case", "search"), part === "search"), link("#run", W("case", "run"), part === "run")] : [])]);
    const shown = { "": () => overview(state, page), search: () => [searchSection(state, page)], run: () => [filesSection(state, page), peopleSection(state, page), settingsSection(state, page), runBar(state, page)] };
    const box = part ? null : h("div", { class: "workbox" }, workBox(state.job, page));
    const old = D.old && !part ? h("div", { class: "notice", role: "alert" }, h("p", null, W("case", "old")), h("p", { class: "row" }, h("button", { type: "button", id: "again", disabled: Boolean(state.job && state.job.state === "running"), onclick: page.refresh }, W("case", "make_again")))) : null;
    const focused = document.activeElement && document.activeElement.id;
    byId("main").replaceChildren(h("h1", null, bdi(state.name)), ...(state.problem ? [h("p", { class: "notice", role: "alert" }, fill(W("case", "problem"), { why: why(state, "problem") }))] : [old, box, ...shown[part]()]).filter(Boolean));
    if (focused && byId(focused)) byId(focused).focus({ preventScroll: true });
  };
  redraw = draw;
  addEventListener("hashchange", () => { if (page.state) draw(); });
  try { await fresh(); } catch (error) { header([]); byId("main").replaceChildren(h("p", { class: "notice", role: "alert" }, error.message)); return; }
  draw();
  if (page.state.job && page.state.job.state === "running") follow();
  else if (!page.state.looked && (page.state.draft.exports.length || page.state.ready) && (!page.state.ready || parts() === "run")) page.look();
  addEventListener("hashchange", () => { if (parts() === "run" && !page.state.looked && !(page.state.job && page.state.job.state === "running")) page.look(); });
}
function runBar(state, page) {
  const running = state.job && state.job.state === "running";
  const can = state.draft.exports.length || state.ready;
  return h("div", { class: "runbar" }, h("div", { class: "row" }, h("button", { type: "button", class: "primary big", id: "run", disabled: running || !can, onclick: page.run }, W("work", state.ready ? "again" : "run")), can ? null : h("span", { class: "soft" }, W("work", "nothing"))),
    h("div", { class: "workbox" }, workBox(state.job, page)));
}
