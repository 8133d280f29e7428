// What the ties are used for, and how far the exchange of pairs goes.
const USES = ["communication", "information", "problem-solving", "knowledge", "access"];
const meter = (share) => { const bar = h("span", { class: "meter", "aria-hidden": "true" }, h("i")); bar.firstChild.style.width = Math.min(100, Math.max(share > 0 ? 0.8 : 0, 100 * share)) + "%"; return bar; };

function startUses() {
  const table = byId("usetable");
  if (!table) return;
  const all = D.uses.reduce((sum, one) => sum + one.acts, 0) || 1, most = Math.max(...D.uses.map((one) => one.acts));
  const columns = ["use", "acts", "share", "given", "asked", "ties"];
  table.append(
    h("thead", null, h("tr", null, columns.map((name) => h("th", { scope: "col", class: name === "use" ? "" : "num" }, helped(W.uses[name], W.uses[name + "_help"]))))),
    h("tbody", null, D.uses.map((one) => h("tr", null, h("th", { scope: "row" }, helped(W.uses[one.use], W.uses[one.use + "_help"]), meter(one.acts / most)),
      [num(one.acts), num(Math.round((100 * one.acts) / all)) + "\u00a0%", num(one.given), num(one.asked), num(one.ties)].map((value) => h("td", { class: "num" }, value))))));
  const widest = Math.max(1, ...D.rungs.map((one) => one.dyads));
  byId("rungs").append(...D.rungs.map((one) => h("li", null,
    h("p", null, h("b", null, helped(W.uses[one.rung], W.uses[one.rung + "_help"])), " ", helped(many("uses", "pairs", one.dyads, { lo: num(one.lo), hi: num(one.hi), all: num(one.possible) }), W.uses.pairs_help)),
    meter(one.dyads / widest), one.skipped ? h("p", { class: "soft small" }, fill(W.uses.skipped, { n: num(one.skipped) })) : null)));
}
// Uses of one tie, as words with their share.
function usesOf(turn) {
  const listed = (T.u && T.u[turn]) || [];
  const parts = [];
  for (let at = 0; at < listed.length; at += 2) parts.push(W.uses[USES[listed[at]]] + " " + num(listed[at + 1]) + "\u00a0%");
  return parts.join(", ");
}
