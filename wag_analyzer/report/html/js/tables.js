// Tables hold what the map shows; sorted by name at first, for this is no league table.
function sortable(id, columns, rows, options) {
  const table = byId(id);
  if (!table) return;
  const view = { sort: -1, down: false, most: options.most, wanted: "" };
  const body = h("tbody");
  const heads = columns.map((column, turn) => {
    const button = h("button", { type: "button", title: column.help || fill(W.people.sort, { column: column.label }), onclick: () => {
      view.down = view.sort === turn ? !view.down : Boolean(column.num);
      view.sort = turn;
      show();
    } }, column.label, h("span", { class: "arrow", "aria-hidden": "true" }));
    return h("th", { scope: "col", class: column.num ? "num" : "" }, button);
  });
  const show = () => {
    let listed = view.wanted ? rows.filter((one) => options.words(one).toLowerCase().includes(view.wanted)) : rows;
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
    byId(options.shown).textContent = fill(W.people.shown, { shown: num(shown.length), all: num(rows.length) });
    byId(options.more).hidden = shown.length >= listed.length;
  };
  byId(options.filter).addEventListener("input", (event) => { view.wanted = event.target.value.trim().toLowerCase(); show(); });
  byId(options.more).addEventListener("click", () => { view.most = Infinity; show(); });
  addEventListener("beforeprint", () => { view.most = Math.max(view.most, 60); show(); });
  table.append(h("thead", null, h("tr", null, heads)), body);
  show();
}
const personButton = (person) => h("button", { type: "button", class: "link", onclick: () => choosePerson(person, true) }, bdi(nameOf(person)));

function startTables() {
  if (!named) return;
  const circleName = (person) => (circleOf.has(P.c[person]) ? circleOf.get(P.c[person]).label : "–");
  const returned = (person) => {
    const mine = around[person];
    return mine.length ? Math.round((100 * mine.filter((turn) => back[turn] >= 0).length) / mine.length) : null;
  };
  sortable("peopletable", [
    { label: W.people.name, get: nameOf, cell: (person) => paint(personButton(person), P.c[person]) },
    { label: W.people.circle, get: circleName, cell: (person) => circleName(person) },
    { label: W.people.messages, help: W.people.messages_help, num: true, get: (person) => P.n[person] },
    { label: W.people.given, help: W.people.given_help, num: true, get: (person) => P.given[person] },
    { label: W.people.got, help: W.people.got_help, num: true, get: (person) => P.got[person] },
    { label: W.people.partners, help: W.people.partners_help, num: true, get: partners },
    { label: W.people.returned, help: W.people.returned_help, num: true, get: returned, cell: (person) => (returned(person) === null ? "–" : num(returned(person)) + " %") },
    { label: W.people.bridging, help: W.people.bridging_help, num: true, get: (person) => P.between[person], cell: (person) => (P.between[person] === null ? "–" : num(P.between[person]) + " %") },
  ], P.x.map((_, person) => person), { most: 15, filter: "peoplefilter", shown: "peopleshown", more: "peoplemore", words: (person) => P.name[person] + " " + (P.full[person] || "") + " " + circleName(person) });
  sortable("tiestable", [
    { label: W.ties.source, get: (turn) => nameOf(T.a[turn]), cell: (turn) => personButton(T.a[turn]) },
    { label: W.ties.target, get: (turn) => nameOf(T.b[turn]), cell: (turn) => personButton(T.b[turn]) },
    { label: W.ties.acts, help: W.ties.acts_help, num: true, get: (turn) => T.w[turn], cell: (turn) => h("button", { type: "button", class: "link", onclick: () => { chooseTie(turn); frame.scrollIntoView({ block: "start" }); } }, num(T.w[turn])) },
    { label: W.ties.interval, help: W.ties.interval_help, num: true, get: (turn) => T.lo[turn], cell: (turn) => num(T.lo[turn]) + " – " + num(T.hi[turn]) },
    { label: W.ties.chance, help: W.ties.chance_help, num: true, get: (turn) => T.e[turn] },
    { label: W.ties.strength, help: W.ties.strength_help, get: kindOf },
    { label: W.ties.first, get: (turn) => T.from[turn], cell: (turn) => dayOf(T.from[turn]) },
    { label: W.ties.last, get: (turn) => T.to[turn], cell: (turn) => dayOf(T.to[turn]) },
  ], T.a.map((_, turn) => turn), { most: 15, filter: "tiesfilter", shown: "tiesshown", more: "tiesmore", words: (turn) => nameOf(T.a[turn]) + " " + nameOf(T.b[turn]) });
  startMatrix();
}

function startMatrix() {
  const small = P.x.length <= 40;
  const groups = small
    ? P.x.map((_, person) => person).filter((person) => around[person].length).sort((a, b) => (P.c[a] || 99) - (P.c[b] || 99) || a - b).map((person) => ({ label: nameOf(person), circle: P.c[person] }))
    : [...D.circles.map((circle) => ({ label: circle.label, circle: circle.n })), ...(T.a.some((a, turn) => !circleOf.has(P.c[a]) || !circleOf.has(P.c[T.b[turn]])) ? [{ label: W.ties.matrix_others, circle: 0 }] : [])];
  const index = new Map();
  if (small) P.x.map((_, person) => person).filter((person) => around[person].length).sort((a, b) => (P.c[a] || 99) - (P.c[b] || 99) || a - b).forEach((person, at) => index.set(person, at));
  const at = (person) => (small ? index.get(person) : groups.findIndex((group) => group.circle === P.c[person]));
  const cells = groups.map(() => groups.map(() => 0));
  T.a.forEach((a, turn) => { cells[at(a)][at(T.b[turn])] += T.w[turn]; });
  const most = Math.max(...cells.flat(), 0.1);
  const table = byId("matrix");
  if (groups.length < 2 || !T.a.length) { byId("h-matrix").hidden = true; table.parentElement.hidden = true; return; }
  byId("matrixnote").textContent = small ? W.ties.matrix_people : W.ties.matrix_circles;
  table.append(h("thead", null, h("tr", null, h("td"), groups.map((group) => h("th", { scope: "col" }, h("span", null, bdi(group.label)))))));
  table.append(h("tbody", null, groups.map((group, line) => h("tr", null, paint(h("th", { scope: "row" }, bdi(group.label)), group.circle),
    groups.map((other, turn) => {
      const value = cells[line][turn];
      const text = fill(W.ties.matrix_cell, { a: group.label, b: other.label, n: num(value) });
      const shade = value ? Math.ceil(8 * Math.sqrt(value / most)) : 0;
      return h("td", { class: "s" + shade, title: text }, h("span", null, value ? num(value < 100 ? Math.round(value * 10) / 10 : Math.round(value)) : ""));
    })))));
}

function startTree() {
  const place = byId("tree");
  if (!named) {
    place.append(h("p", null, D.brought[0] ? fill(W.invitations.numbers, { n: num(D.brought[0]), by: num(D.brought[1]) }) : W.invitations.none));
    return;
  }
  const below = new Map();
  P.by.forEach((by, person) => { if (by >= 0 && by !== person) below.set(by, [...(below.get(by) || []), person]); });
  if (!below.size) { place.append(h("p", null, W.invitations.none)); return; }
  const seen = new Set();
  const branch = (person, depth) => {
    seen.add(person);
    const own = (below.get(person) || []).filter((one) => !seen.has(one));
    const label = [paint(personButton(person), P.c[person]), P.in[person] && P.by[person] >= 0 ? h("span", { class: "soft" }, " " + P.in[person]) : null,
      own.length ? h("span", { class: "soft" }, " · " + fill(W.invitations.brought, { n: num(own.length) })) : null];
    return h("li", null, label, own.length && depth < 60 ? h("ul", null, own.map((one) => branch(one, depth + 1))) : null);
  };
  const roots = [...below.keys()].filter((person) => P.by[person] < 0 || P.by[person] === person);
  place.append(h("ul", null, (roots.length ? roots : [...below.keys()].slice(0, 1)).map((person) => branch(person, 0))));
}

function startReading() {
  const places = byId("sources");
  for (const source of D.sources) {
    const bar = h("div", { class: "bar", role: "img", "aria-label": source.bar, title: source.bar });
    source.counts.forEach((count, turn) => {
      if (!count) return;
      const piece = h("span", { class: ["read", "more", "lost"][turn] });
      piece.style.flexGrow = String(count);
      bar.append(piece);
    });
    places.append(h("div", { class: "card source" }, h("h3", null, bdi(source.file)), source.group && source.group !== source.file ? h("p", { class: "soft" }, bdi(source.group)) : null, bar, h("p", { class: "soft small" }, source.bar),
      h("dl", { class: "facts" }, source.facts.map(([label, value]) => h("div", null, row(label, bdi(value)))))));
  }
  byId("notices").append(D.notices.length ? h("ul", null, D.notices.map((notice) => h("li", null, h("b", null, notice.code + " "), bdi(notice.text), notice.place ? h("span", { class: "soft" }, " (" + notice.place + ")") : null))) : h("p", null, W.reading.notices_none));
  byId("lost").append(D.lost.length
    ? h("ul", null, D.lost.map(([file, first, last, reason]) => h("li", null, (D.files.length > 1 ? file + ", " : "") + fill(W.findings.line, { n: first === last ? first : first + "–" + last }) + (reason ? ": " + reason : ""))),
      D.lost_more ? h("li", null, fill(W.reading.lost_more, { n: num(D.lost_more) })) : null)
    : h("p", null, W.reading.lost_none));
}
