// Tables hold what the map shows; sorted by name at first, for this is no league table.
function sortable(id, columns, rows, options) {
  const table = byId(id);
  if (!table) return;
  const view = { sort: -1, down: false, most: options.most, wanted: "" };
  const body = h("tbody");
  const heads = columns.map((column, turn) => {
    const button = h("button", { type: "button", data: { help: (column.help ? column.help + " " : "") + fill(W.people.sort, { column: column.label }) + "." }, onclick: () => {
      view.down = view.sort === turn ? !view.down : Boolean(column.num);
      view.sort = turn;
      show();
    } }, column.label, h("span", { class: "arrow", "aria-hidden": "true" }));
    return h("th", { scope: "col", class: column.num ? "num" : "" }, button);
  });
  const show = () => {
    let listed = rows.filter((one) => (!view.wanted || options.words(one).toLowerCase().includes(view.wanted)) && (!options.keeps || options.keeps(one)));
    if (view.sort >= 0) {
      const { get } = columns[view.sort];
      const compare = new Intl.Collator(D.lang, { numeric: true }).compare;
      listed = [...listed].sort((a, b) => {
        const [x, y] = [get(a), get(b)];
        if (x === null || y === null) return (x === null) - (y === null);
        return (typeof x === "number" ? x - y : compare(x, y)) * (view.down ? -1 : 1);
      });
    }
    heads.forEach((head, turn) => {
      head.setAttribute("aria-sort", view.sort !== turn ? "none" : view.down ? "descending" : "ascending");
      head.querySelector(".arrow").textContent = view.sort !== turn ? "" : view.down ? " ↓" : " ↑";
    });
    const shown = listed.slice(0, view.most);
    body.replaceChildren(...shown.map((one) => h("tr", null, columns.map((column, turn) => h(turn ? "td" : "th",
      { class: column.num ? "num" : "", scope: turn ? null : "row" }, column.cell ? column.cell(one) : column.num ? num(column.get(one)) : column.get(one))))));
    byId(options.shown).textContent = fill(W.people.shown, { shown: num(shown.length), all: num(listed.length) });
    byId(options.more).hidden = shown.length >= listed.length;
  };
  byId(options.filter).addEventListener("input", (event) => { view.wanted = event.target.value.trim().toLowerCase(); show(); });
  byId(options.more).addEventListener("click", () => { view.most = Infinity; show(); });
  for (const id of options.also || []) byId(id).addEventListener("change", show);
  addEventListener("beforeprint", () => { view.most = Math.max(view.most, 60); show(); });
  table.append(h("thead", null, h("tr", null, heads)), body);
  show();
}
const personButton = (person) => h("button", { type: "button", class: "link", onclick: () => choosePerson(person, true) }, bdi(nameOf(person)));

function startTables() {
  if (!named) return;
  const shownCircle = (person) => (circleOf.has(P.c[person]) ? circleOf.get(P.c[person]).label : "–");
  const which = byId("peoplewhich"), circles = byId("peoplecircle");
  const choices = (select, listed) => select.append(...listed.map(([value, label]) => h("option", { value }, label)));
  choices(which, ["all", "found", "alone", "silent"].map((key) => [key, W.people["which_" + key]]));
  choices(circles, [["", W.people.circle_all], ...D.circles.map((circle) => [String(circle.n), circle.label]), ["0", W.people.circle_none]]);
  circles.closest("label").hidden = !D.circles.length;
  const found = new Set(D.findings.flatMap((finding) => [...finding.who, ...finding.about]));
  const wanted = { all: () => true, found: (person) => found.has(person), alone: (person) => !around[person].length, silent: (person) => !P.n[person] };
  const keeps = (person) => wanted[which.value](person) && (!circles.value || String(circleOf.has(P.c[person]) ? P.c[person] : 0) === circles.value);
  const returned = (person) => {
    const mine = around[person];
    return mine.length ? Math.round((100 * mine.filter((turn) => back[turn] >= 0).length) / mine.length) : null;
  };
  sortable("peopletable", [
    { label: W.people.name, help: W.people.name_help, get: nameOf, cell: (person) => paint(personButton(person), P.c[person]) },
    { label: W.people.circle, help: W.people.circle_help, get: shownCircle, cell: (person) => shownCircle(person) },
    { label: W.people.messages, help: W.people.messages_help, num: true, get: (person) => P.n[person] },
    { label: W.people.given, help: W.people.given_help, num: true, get: (person) => P.given[person] },
    { label: W.people.got, help: W.people.got_help, num: true, get: (person) => P.got[person] },
    { label: W.people.partners, help: W.people.partners_help, num: true, get: partners },
    { label: W.people.returned, help: W.people.returned_help, num: true, get: returned, cell: (person) => (returned(person) === null ? "–" : num(returned(person)) + "\u00a0%") },
    { label: W.people.bridging, help: W.people.bridging_help, num: true, get: (person) => P.between[person], cell: (person) => (P.between[person] === null ? "–" : num(P.between[person]) + "\u00a0%") },
  ], P.x.map((_, person) => person), { most: 15, filter: "peoplefilter", shown: "peopleshown", more: "peoplemore", keeps, also: ["peoplewhich", "peoplecircle"], words: (person) => P.name[person] + " " + (P.full[person] || "") + " " + shownCircle(person) });
  sortable("tiestable", [
    { label: W.ties.source, help: W.ties.source_help, get: (turn) => nameOf(T.a[turn]), cell: (turn) => personButton(T.a[turn]) },
    { label: W.ties.target, help: W.ties.target_help, get: (turn) => nameOf(T.b[turn]), cell: (turn) => personButton(T.b[turn]) },
    { label: W.ties.acts, help: W.ties.acts_help, num: true, get: (turn) => T.w[turn], cell: (turn) => h("button", { type: "button", class: "link", onclick: () => { chooseTie(turn); frame.scrollIntoView({ block: "start" }); } }, num(T.w[turn])) },
    { label: W.ties.interval, help: W.ties.interval_help, num: true, get: (turn) => T.lo[turn], cell: (turn) => num(T.lo[turn]) + " – " + num(T.hi[turn]) },
    { label: W.ties.chance, help: W.ties.chance_help, num: true, get: (turn) => T.e[turn] },
    { label: W.ties.strength, help: W.ties.strength_help, get: kindOf },
    { label: W.ties.first, help: W.ties.first_help, get: (turn) => T.from[turn], cell: (turn) => dayOf(T.from[turn]) },
    { label: W.ties.last, help: W.ties.last_help, get: (turn) => T.to[turn], cell: (turn) => dayOf(T.to[turn]) },
  ], T.a.map((_, turn) => turn), { most: 15, filter: "tiesfilter", shown: "tiesshown", more: "tiesmore", words: (turn) => nameOf(T.a[turn]) + " " + nameOf(T.b[turn]) });
}
