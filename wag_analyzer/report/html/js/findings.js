const SHAPES = { 3: ["▲", "high"], 2: ["◆", "medium"], 1: ["●", "low"] };

function badge(finding) {
  if (finding.strength) return h("span", { class: "badge good" }, h("span", { "aria-hidden": "true" }, "✦"), " " + W.findings.good);
  const [shape, word] = SHAPES[finding.severity];
  return h("span", { class: "badge " + word, data: { help: W.findings.severity_help } }, h("span", { "aria-hidden": "true" }, shape), " " + W.findings[word]);
}
function confidence(finding) {
  const word = W.findings[SHAPES[finding.confidence][1]];
  const steps = [1, 2, 3].map((step) => h("i", { class: step <= finding.confidence ? "on" : "" }));
  return h("p", { class: "confidence" }, helped(W.findings.confidence, W.findings.confidence_help), " ",
    h("span", { class: "steps", "aria-hidden": "true" }, steps), " ", h("b", null, word.toLowerCase()), named && finding.lines.length ? h("button", { type: "button", class: "link jump", onclick: (event) => event.target.closest(".inside").querySelector(".lines").scrollIntoView({ block: "start" }) }, W.findings.to_lines + " ↓") : null);
}
const part = (title, ...content) => [h("h4", null, title), ...content];
const list = (items) => h("ul", null, items.map((item) => h("li", null, sentence(item))));

function lines(finding) {
  if (!named || !finding.lines.length) return h("p", null, many("findings", "evidence_numbers", finding.n));
  const box = h("div", { class: "lines" });
  finding.lines.forEach((row, turn) => {
    if (row.gap) box.append(h("p", { class: "gap" }, many("findings", "skipped", row.gap)));
    else if (turn && "gap" in row) box.append(h("p", { class: "gap" }, "…"));
    const item = message(row.m, row.marks, row.role ? h("span", { class: "role" }, row.role) : null);
    if ("role" in row) item.classList.add("cited");
    box.append(item);
  });
  if (finding.more) box.append(h("p", { class: "gap" }, many("findings", "evidence_more", finding.more)));
  return folded(box);
}

// The first lines are enough to judge whether to read on; all of them are one click away, and paper says where they are.
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
  const more = h("button", { type: "button", class: "all", onclick: () => { rest.forEach((item) => { item.hidden = false; }); more.remove(); told.remove(); } }, many("findings", "evidence_all", hidden));
  const told = h("p", { class: "gap paper" }, many("findings", "evidence_paper", hidden));
  box.append(more, told);
  return box;
}

function body(finding) {
  return [
    h("p", { class: "seen" }, sentence(finding.said)),
    finding.protected ? h("div", { class: "notice" }, h("b", null, W.findings.protected), h("p", null, W.findings.protected_body)) : null,
    confidence(finding),
    finding.weighed ? h("div", { class: "hinted" }, h("b", null, W.findings.weighed_title), h("p", null, W.findings.weighed_body)) : null,
    part(W.findings.why, list(finding.for)),
    part(W.findings.against, finding.against.length ? list(finding.against) : h("p", { class: "soft" }, W.findings.against_none)),
    part(W.findings.alternatives, list(finding.other)),
    part(finding.weighed ? W.findings.wrong_weighed : W.findings.wrong, h("p", null, finding.wrong)),
    finding.chance ? part(W.findings.chance, h("p", null, finding.chance)) : null,
    part(W.findings.evidence, lines(finding)),
    finding.who.length && named ? part(W.findings.persons, h("div", { class: "chiplist" }, finding.who.map(chip))) : null,
    finding.about.length && named ? part(W.findings.targets, h("div", { class: "chiplist" }, finding.about.map(chip))) : null,
    h("p", { class: "soft small" }, helped(W.findings.rule, W.findings.rule_help), " ", finding.code + " " + finding.name + " · ", h("span", { class: "whole" }, finding.id)),
    review(finding),
  ].flat(2);
}

function card(finding) {
  const inside = h("div", { class: "inside" });
  const details = h("details", { class: "card finding", data: { finding: finding.id, level: finding.severity } },
    h("summary", null,
      badge(finding), finding.weighed ? h("span", { class: "hints", data: { help: W.findings.weighed_help } }, W.findings.weighed) : null, h("span", { class: "state" }, W.findings.pending),
      h("h3", null, finding.title), h("span", { class: "meta" }, [finding.people ? many("findings", "people_n", finding.people) : "", many("findings", "lines_n", finding.n), finding.span].filter(Boolean).join(" · "))),
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
  document.querySelectorAll(".levels button").forEach((button) => button.addEventListener("click", () => {
    const { level } = button.dataset; // 0 is all, good the strengths alone
    document.querySelectorAll(".levels button").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    document.querySelectorAll("#risks .finding").forEach((item) => { item.hidden = level !== "0" && item.dataset.level !== level; });
  }));
}
