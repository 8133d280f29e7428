// What the doctor says of each file.
const MARKS = { good: "✓", doubt: "◆", loss: "▲", unread: "✕" };
const gradeBadge = (grade) => h("span", { class: "grade " + grade }, h("span", { "aria-hidden": "true" }, MARKS[grade]), W("files", grade));
function fileCard(card) {
  const said = card[lang] || {};
  const doubts = (said.doubts || []).map((doubt) => h("li", null, h("b", null, bdi(doubt.what)), doubt.line ? ` (${fill(W("files", "line"), { n: num(doubt.line) })})` : "",
    doubt.why ? h("p", { class: "soft" }, W("files", "why") + ": ", bdi(doubt.why)) : null, doubt.do ? h("p", null, W("files", "do") + ": ", bdi(doubt.do)) : null));
  const facts = (said.facts || []).flatMap(([label, text], turn, all) => [h("dt", null, turn && all[turn - 1][0] === label ? "" : label), h("dd", null, bdi(text))]);
  return h("article", { class: "filecard", data: { grade: card.grade } },
    h("header", null, gradeBadge(card.grade), h("b", null, bdi(said.title || card.file))),
    h("p", null, bdi(said.verdict || "")), said.do ? h("p", { class: "soft" }, W("files", "do") + ": ", bdi(said.do)) : null,
    doubts.length ? h("ol", null, doubts) : null,
    facts.length ? h("details", null, h("summary", null, W("files", "details")), h("dl", null, facts),
      said.notes && said.notes.length ? [h("h4", null, W("files", "notes")), h("ul", null, said.notes.map((note) => h("li", null, bdi(note))))] : null) : null);
}
function filesSection(state, page) {
  const sends = h("div", { class: "sends" });
  const take = async (files) => {
    const good = await send(state.id, files, sends);
    if (good) await page.look();
  };
  const looking = Boolean(state.job && state.job.kind === "look" && state.job.state === "running");
  const handed = state.draft.exports.map((one, number) => h("li", { class: "row" }, h("span", null, bdi(one.name), " ", h("span", { class: "soft" }, one.size ? megabytes(one.size) + " MB" : "")),
    h("button", { type: "button", disabled: looking, onclick: async () => { try { await ask("DELETE", `/api/cases/${state.id}/exports/${number}`); await page.look(); } catch (error) { told(error); } } }, W("files", "remove"))));
  const failed = state.job && state.job.kind === "look" && state.job.state === "failed" ? h("p", { class: "notice", role: "alert" }, why(state.job), " ", h("button", { type: "button", onclick: page.look }, W("files", "look"))) : null;
  const cards = state.looked ? state.looked.files.map(fileCard) : [];
  return h("section", { class: "card", id: "files", "aria-labelledby": "h-files" }, h("h2", { id: "h-files" }, W("files", "heading")), h("p", { class: "soft" }, W("files", "about")),
    handed.length ? null : h("p", null, W(state.ready ? "files" : "work", state.ready ? "none" : "nothing")),
    cards, looking ? h("p", { role: "status" }, W("files", "looking"), h("progress", { "aria-label": W("files", "looking") })) : failed,
    handed.length > 1 || (handed.length && !cards.length) ? h("ul", { class: "tielist" }, handed) : null, sends, dropZone(take, true));
}
