// Who brought whom in: how many came in which week, then the tree, siblings together by day and wave.
const CAME = D.came;
const WAYS = ["created", "added", "link", "community"];

function startTree() {
  const box = byId("tree"), known = CAME.day.length;
  if (!known || (!named && !D.brought[0])) {
    box.append(h("p", null, W.invitations.none));
    return;
  }
  byId("arrivals").append(arrivalFigures(), arrivalWeeks());
  if (!named) { box.append(h("p", null, fill(W.invitations.numbers, { n: num(D.brought[0]), by: num(D.brought[1]) }))); return; }
  const below = new Map();
  CAME.by.forEach((by, turn) => { if (by >= 0 && by !== CAME.who[turn]) (below.get(by) || below.set(by, []).get(by)).push(turn); });
  if (!below.size) { box.append(h("p", null, W.invitations.none)); return; }
  const brought = new Set([...below.values()].flat().map((turn) => CAME.who[turn]));
  const roots = [...below.keys()].filter((person) => !brought.has(person));
  const seen = new Set();
  box.append(h("h3", null, W.invitations.tree), h("div", { class: "tree" }, h("ul", null, (roots.length ? roots : [...below.keys()].slice(0, 1)).map((person) => branch(person, below, seen, 0)))));
  if (D.recruiters.length) box.append(h("h3", null, W.invitations.beside_chance), recruiterTable());
}
function arrivalFigures() {
  const ways = WAYS.map((_, way) => CAME.how.filter((how) => how === way).length);
  const waves = new Set(CAME.wave.filter(Boolean)).size;
  const by = named ? new Set(CAME.by.filter((one) => one >= 0)).size : D.brought[1];
  const one = (value, unit, help) => h("div", { class: "figure" }, h("dt", null, helped(unit, help)), h("dd", { class: "value" }, num(value)));
  return h("dl", { class: "figures small" }, one(CAME.day.length, W.invitations.came, W.invitations.came_help), one(by, W.invitations.by_people, W.invitations.by_people_help),
    waves ? one(waves, waves === 1 ? W.invitations.waves_one : W.invitations.waves, W.invitations.waves_help) : null, WAYS.map((way, turn) => (ways[turn] && turn ? one(ways[turn], W.invitations["way_" + way], W.invitations.way_help) : null)));
}
function arrivalWeeks() {
  const days = CAME.day.filter(Boolean).sort();
  if (!days.length || !D.weeks.start.length) return null;
  const start = Math.min(Date.parse(D.weeks.start[0]), Date.parse(days[0])), week = 7 * DAY;
  const end = Math.max(Date.parse(D.weeks.start[D.weeks.start.length - 1]), Date.parse(days[days.length - 1]));
  const counts = Array.from({ length: Math.floor((end - start) / week) + 1 }, () => 0);
  for (const day of days) counts[Math.floor((Date.parse(day) - start) / week)] += 1;
  const most = Math.max(...counts);
  const picture = svg("svg", { viewBox: `0 0 ${counts.length * 10} 50`, preserveAspectRatio: "none", role: "img", "aria-label": W.invitations.per_week });
  counts.forEach((n, turn) => {
    const tall = n ? Math.max(3, (n / most) * 48) : 0;
    const bar = svg("rect", { x: turn * 10 + 0.7, y: 50 - tall, width: 8.6, height: tall });
    const back = svg("rect", { class: "back", x: turn * 10, y: 0, width: 10, height: 50 });
    back.dataset.help = many("invitations", "bar", n, { day: calendar.format(new Date(start + turn * week)) });
    picture.append(bar, back);
  });
  return h("div", { class: "weeks arrivals" }, h("p", { class: "soft small" }, W.invitations.per_week), picture);
}
const joinedBy = (turn) => whenOf(CAME.day[turn]) + (CAME.wave[turn] ? " · " + fill(W.invitations.wave, { n: CAME.wave[turn] }) : "");
function branch(person, below, seen, depth) {
  seen.add(person);
  const own = (below.get(person) || []).filter((turn) => !seen.has(CAME.who[turn]));
  own.forEach((turn) => seen.add(CAME.who[turn]));
  const groups = new Map();
  for (const turn of own) {
    const when = joinedBy(turn);
    (groups.get(when) || groups.set(when, []).get(when)).push(turn);
  }
  const further = own.map((turn) => CAME.who[turn]).filter((one) => below.has(one) && one !== person);
  const all = D.recruiters.find((one) => one.who === person);
  return h("li", null,
    h("p", null, paint(personButton(person), P.c[person]), h("span", { class: "soft" }, " " + many("invitations", "brought", own.length) + (all && all.below > own.length ? ", " + fill(W.invitations.branch, { n: num(all.below) }) : ""))),
    h("div", { class: "brought" }, [...groups].map(([when, turns]) => h("div", null, h("span", { class: "soft small" }, when || "–"), broughtChips(turns)))),
    further.length && depth < 60 ? h("ul", null, further.map((one) => branch(one, below, seen, depth + 1))) : null);
}
function broughtChips(turns) {
  const one = (turn) => {
    const made = chip(CAME.who[turn]);
    if (CAME.p[turn] < 1) { made.classList.add("perhaps"); made.dataset.help = fill(W.invitations.perhaps, { name: nameOf(CAME.who[turn]), p: num(100 * CAME.p[turn]) }); }
    return made;
  };
  const box = h("div", { class: "chiplist tight" }, turns.slice(0, 40).map(one));
  if (turns.length > 40) {
    const more = h("button", { type: "button", class: "chip", onclick: () => more.replaceWith(...turns.slice(40).map(one)) }, fill(W.invitations.more, { n: num(turns.length - 40) }));
    box.append(more);
  }
  return box;
}
function recruiterTable() {
  const W2 = W.invitations;
  const columns = [["recruits", (one) => num(one.recruits)], ["below", (one) => num(one.below)], ["rank", (one) => num(one.rank_lo) + " – " + num(one.rank_hi)], ["later", (one) => num(one.later)], ["expected", (one) => num(one.expected)], ["q", (one) => (one.q === null ? "–" : one.q < 0.001 ? "< " + figure3.format(0.001) : figure3.format(one.q))]];
  return h("div", { class: "scroll fit", tabindex: 0, role: "region", "aria-label": W2.beside_chance }, h("table", null,
    h("thead", null, h("tr", null, h("th", { scope: "col" }, W.people.name), columns.map(([name]) => h("th", { scope: "col", class: "num" }, helped(W2[name], W2[name + "_help"]))))),
    h("tbody", null, D.recruiters.map((one) => h("tr", null, h("th", { scope: "row" }, paint(personButton(one.who), P.c[one.who])), columns.map(([, get]) => h("td", { class: "num" }, get(one))))))));
}
