// What is known about the person or tie that was chosen.
const panel = byId("panel");
function choosePerson(person, scroll) {
  Object.assign(state, { person, tie: -1 });
  if (!scroll) uncover([person]);
  else {
    centre(person);
    if (matchMedia("(max-width: 1000px)").matches) frame.scrollIntoView({ block: "start" });
  }
  showPanel();
  draw();
}
// The part of the map that the panel leaves free.
const free = () => (matchMedia("(max-width: 600px)").matches ? [size.w, size.h * 0.26] : [Math.max(size.w * 0.3, size.w - 352), size.h]);
function uncover(people) {
  const [w, hgt] = free();
  const xs = people.map((person) => sx(px(person))), ys = people.map((person) => sy(py(person)));
  if (Math.min(...xs) > 20 && Math.max(...xs) < w - 20 && Math.min(...ys) > 20 && Math.max(...ys) < hgt - 20) return;
  const wide = Math.max(...xs) - Math.min(...xs), tall = Math.max(...ys) - Math.min(...ys);
  zoom(Math.min(1, (w - 70) / (wide || 1), (hgt - 60) / (tall || 1)));
  const mean = (list) => list.reduce((sum, one) => sum + one, 0) / list.length;
  camera.x = w / 2 - mean(people.map(px)) * camera.k;
  camera.y = hgt / 2 - mean(people.map(py)) * camera.k;
}
function chooseTie(tie) { Object.assign(state, { person: -1, tie }); showPanel(); uncover([T.a[tie], T.b[tie]]); draw(); }
function chooseGroup(group) { Object.assign(state, { person: -1, tie: -1, group }); showPanel(); changed(); }
function clearChoice() { Object.assign(state, { person: -1, tie: -1 }); showPanel(); draw(); }

const row = (label, value, help) => [h("dt", null, helped(label, help)), h("dd", null, value)];
function some(places, all) {
  if (!places || !places.length) return null;
  return [h("h4", null, W.map.messages), places.map((place) => message(place)),
    all > places.length ? h("p", { class: "soft small" }, fill(W.map.messages_of, { shown: places.length, all: num(all) })) : null];
}
function showPanel() {
  const nothing = !named || (state.person < 0 && state.tie < 0), moved = panel.hidden !== nothing;
  panel.hidden = nothing;
  frame.classList.toggle("with-panel", !nothing);
  if (MATRIX.on && moved) fitCells();
  else showPair();
  if (nothing) { panel.replaceChildren(); return; }
  const close = h("button", { type: "button", class: "close", "aria-label": W.map.close, title: W.map.close, onclick: () => { clearChoice(); canvas.focus({ preventScroll: true }); } }, "×");
  panel.replaceChildren(close, ...(state.person >= 0 ? personPanel(state.person) : tiePanel(state.tie)).flat(Infinity).filter(Boolean));
  panel.scrollTop = 0;
}
function personPanel(person) {
  const circle = circleOf.get(P.c[person]);
  const first = around[person].slice(0, 12);
  return [
    paint(h("h3", null, bdi(P.name[person])), P.c[person]),
    P.full.length && P.full[person] !== P.name[person] ? h("p", { class: "soft small" }, P.full[person]) : null,
    h("p", { class: "soft small" }, (circle ? circle.label : W.map.no_circle) + " · " + many("map", "messages_n", P.n[person])),
    h("dl", { class: "facts" },
      row(W.people.given, many("map", "acts", P.given[person]), W.people.given_help),
      row(W.people.got, many("map", "acts", P.got[person]), W.people.got_help),
      row(W.people.partners, num(partners(person)) + " " + W.people.unit_people, W.people.partners_help),
      row(W.people.bridging, num(P.between[person]) + "\u00a0%", W.people.bridging_help),
      row(W.people.from, P.first[person] || "–", W.people.from_help), row(W.people.to, P.last[person] || "–", W.people.to_help)),
    first.length
      ? [h("h4", null, W.map.strongest), h("ul", { class: "tielist" }, first.map((turn) => h("li", null,
        h("button", { type: "button", class: "link", onclick: () => chooseTie(turn) }, bdi(fill(W.map.gives, { a: nameOf(T.a[turn]), b: nameOf(T.b[turn]) }))),
        h("span", { class: "soft" }, many("map", "acts", T.w[turn])))))]
      : h("p", { class: "soft" }, W.map.no_ties),
    some(P.m[person], P.n[person]),
  ];
}
function tiePanel(turn) {
  const both = [turn, back[turn]].filter((one) => one >= 0);
  return [
    h("h3", null, bdi(nameOf(T.a[turn])), " – ", bdi(nameOf(T.b[turn]))),
    both.map((one) => [
      h("h4", null, bdi(fill(W.map.gives, { a: nameOf(T.a[one]), b: nameOf(T.b[one]) }))),
      h("dl", { class: "facts" },
        row(W.ties.acts, fill(W.map.acts_interval, { n: num(T.w[one]), lo: num(T.lo[one]), hi: num(T.hi[one]) }), W.ties.interval_help),
        row(W.ties.chance, many("map", "acts", T.e[one]), W.ties.chance_help),
        row(W.ties.strength, kindOf(one), W.ties.strength_help),
        usesOf(one) ? row(W.map.uses, usesOf(one), W.map.uses_help) : [],
        row(W.people.from + " – " + W.people.to, dayOf(T.from[one]) + " – " + dayOf(T.to[one]), W.ties.first_help + " " + W.ties.last_help)),
      some(T.m[one], T.n[one]),
    ]),
    h("div", { class: "chiplist" }, chip(T.a[turn]), chip(T.b[turn])),
  ];
}
const kindOf = (turn) => (T.s[turn] >= 0 ? W.map[["strong", "weak", "bridging", "latent"][T.s[turn]]] : "–");
const partners = (person) => new Set(around[person].map((turn) => (T.a[turn] === person ? T.b[turn] : T.a[turn]))).size;

const CROWD = 1500;
function startFilters() {
  const slider = byId("least");
  // The slider goes through the sorted weights, so that every step hides about as many ties.
  const least = () => { const at = Math.floor((slider.value / 100) * (T.w.length - 1)); return slider.value === "0" || !T.w.length ? 0 : T.w[T.w.length - 1 - at]; };
  // A crowd of lines shows nothing: of many ties the strongest come first, and the line below the map says how many are hidden.
  if (T.w.length > CROWD) slider.value = Math.ceil(100 * (1 - CROWD / T.w.length));
  state.least = least();
  let rest = 0;
  const show = () => {
    clearTimeout(rest);
    if (moves()) { rest = setTimeout(show, 160); return; } // words are set when the map rests
    byId("shown").textContent = fill(W.map.shown, { shown: num(visibleTies.length), all: num(T.w.length), least: num(Math.max(state.least, T.w.length ? Math.min(0.5, T.w[T.w.length - 1]) : 0)) }) + ".";
  };
  slider.addEventListener("input", () => { state.least = least(); changed(); });
  byId("which").addEventListener("change", (event) => { state.which = event.target.value; changed(); });
  byId("direction").addEventListener("change", (event) => { state.direction = event.target.checked; changed(); });
  countActs();
  draw();
  listeners.push(show);
  show();
  const notes = [];
  if (!D.clear) notes.push(W.map.unclear);
  if (T.all > T.w.length) notes.push(fill(W.map.capped, { n: num(T.w.length), all: num(T.all) }));
  if (D.folded) notes.push(many("map", "small", D.folded, { least: D.least }));
  byId("mapnote").textContent = notes.join(" ");
  const find = byId("find");
  if (!find) return;
  find.addEventListener("focus", () => byId("names").append(...P.name.map((name) => h("option", { value: name }))), { once: true });
  const look = (strict) => {
    const wanted = find.value.trim().toLowerCase();
    if (!wanted) return;
    let found = P.name.findIndex((name, person) => name.toLowerCase() === wanted || (P.full[person] || "").toLowerCase() === wanted);
    if (found < 0 && strict) found = P.name.findIndex((name) => name.toLowerCase().includes(wanted));
    if (found >= 0) choosePerson(found, true);
    else if (strict) tell(W.map.nobody);
  };
  find.addEventListener("input", () => look(false));
  find.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); look(true); } });
}
