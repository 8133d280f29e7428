// The ties as a matrix beside the map: rows act towards columns, in the order of circles; never more cells than can be read.
const MATRIX = { on: false, pair: null, rows: [], cells: [], at: [0, 0], most: 0, tiny: false };
const matrixBox = byId("matrixview");
const given = (person) => (P.given && P.given[person] ? P.given[person] : 0) + (P.got && P.got[person] ? P.got[person] : 0);
const readable = () => Math.max(8, Math.min(40, Math.floor((frame.clientWidth - (frame.clientWidth < 560 ? 84 : 130)) / 21)));
const inOrder = (people) => people.sort((a, b) => (P.c[a] || 999) - (P.c[b] || 999) || given(b) - given(a) || a - b);
const strongest = (people, most) => inOrder([...people].sort((a, b) => given(b) - given(a) || a - b).slice(0, most));
const circleName = (circle) => (circleOf.has(circle) ? circleOf.get(circle).label : W.matrix.others);

// What the rows are: people, or whole circles where people are too many.
function matrixRows() {
  const tied = P.x.map((_, person) => person).filter((person) => around[person].length);
  const single = (people) => people.map((person) => ({ label: nameOf(person), circle: P.c[person], person }));
  const known = [...D.circles.map((circle) => circle.n), ...(tied.some((person) => !circleOf.has(P.c[person])) ? [0] : [])];
  const own = (person) => (circleOf.has(P.c[person]) ? P.c[person] : 0);
  const whole = known.map((circle) => ({ label: circleName(circle), circle, people: new Set(tied.filter((person) => own(person) === circle)) }));
  if (!named) return [whole, fill(W.matrix.circles, { n: num(tied.length) })];
  if (MATRIX.pair) {
    const people = tied.filter((person) => MATRIX.pair.includes(own(person)));
    const kept = strongest(people, MATRIX.most);
    return [single(kept), fill(W.matrix.pair, { a: circleName(MATRIX.pair[0]), b: circleName(MATRIX.pair[1]), n: num(kept.length), all: num(people.length) })];
  }
  if (tied.length <= MATRIX.most) return [single(inOrder(tied)), W.matrix.people];
  if (known.length > 2) return [whole, fill(W.matrix.circles, { n: num(tied.length) })];
  return [single(strongest(tied, MATRIX.most)), fill(W.matrix.some, { n: num(MATRIX.most), all: num(tied.length) })];
}

function buildMatrix() {
  MATRIX.most = readable();
  const [rows, note] = matrixRows();
  MATRIX.rows = rows;
  MATRIX.at = [0, 0];
  const head = h("div", { class: "matrixhead" }, MATRIX.pair ? h("button", { type: "button", onclick: () => { MATRIX.pair = null; buildMatrix(); } }, "← " + W.matrix.back) : null, h("p", { class: "soft small" }, rows.length < 2 ? W.matrix.empty : note));
  if (rows.length < 2) { matrixBox.replaceChildren(head); MATRIX.cells = []; return; }
  const border = (turn) => (turn && rows[turn].circle !== rows[turn - 1].circle && !rows[turn].people ? " first" : "");
  MATRIX.cells = rows.map((_, line) => rows.map((_, turn) => h("td", { class: "c" + border(turn), tabindex: line || turn ? -1 : 0, data: { line, turn } })));
  const dot = (group, node) => paint(node, group.circle);
  const table = h("table", { role: "grid", "aria-label": W.matrix.label },
    h("thead", null, h("tr", null, h("td"), rows.map((group, turn) => dot(group, h("th", { scope: "col", class: border(turn) }, h("span", null, bdi(group.label))))))),
    h("tbody", null, rows.map((group, line) => h("tr", { class: border(line) }, dot(group, h("th", { scope: "row" }, bdi(group.label))), MATRIX.cells[line]))));
  table.addEventListener("click", (event) => { const cell = event.target.closest("td.c"); if (cell) chooseCell(+cell.dataset.line, +cell.dataset.turn); });
  table.addEventListener("keydown", matrixKeys);
  matrixBox.replaceChildren(head, table);
  fitCells();
}
// Cells are as wide as the place allows, also beside the open panel, so that no column lies out of sight.
function fitCells() {
  const table = matrixBox.querySelector("table"), many = MATRIX.rows.length;
  if (!table) return;
  const edge = 2 * parseFloat(getComputedStyle(matrixBox).paddingLeft);
  const room = Math.floor((matrixBox.clientWidth - edge - table.tBodies[0].rows[0].cells[0].offsetWidth - 4) / many) - 2;
  MATRIX.tiny = many > 26 || room < 28;
  table.className = MATRIX.tiny ? "tiny" : many > 12 || room < 48 ? "" : "roomy";
  table.style.setProperty("--cell", Math.max(11, Math.min(19, room)) + "px");
  fillMatrix();
}

function sums() {
  const { rows } = MATRIX;
  const index = new Map(), total = rows.map(() => rows.map(() => 0));
  rows.forEach((group, turn) => { for (const person of group.people || [group.person]) index.set(person, turn); });
  for (const turn of visibleTies) {
    const a = index.get(T.a[turn]), b = index.get(T.b[turn]);
    if (a !== undefined && b !== undefined) total[a][b] += live[turn];
  }
  return total;
}
function fillMatrix() {
  const { rows, cells } = MATRIX;
  const total = sums(), most = Math.max(...total.flat(), 0.1), { tiny } = MATRIX;
  cells.forEach((line, a) => line.forEach((cell, b) => {
    const value = total[a][b];
    const shade = value ? "s" + Math.ceil(8 * Math.sqrt(value / most)) : a === b && !rows[a].people ? "self" : "";
    if (cell.dataset.shade !== shade) { cell.classList.remove(cell.dataset.shade || "s0"); if (shade) cell.classList.add(shade); cell.dataset.shade = shade; }
    const text = !value || tiny ? "" : num(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
    if (cell.textContent !== text) cell.textContent = text;
    cell.dataset.help = cellHelp(rows[a], rows[b], value);
    if (tiny) cell.setAttribute("aria-label", cell.dataset.help);
    else cell.removeAttribute("aria-label");
  }));
  showPair();
}
function cellHelp(one, other, value) {
  const names = { a: one.label, b: other.label };
  if (!value) return fill(W.matrix.none, names);
  const turn = one.people ? -1 : tieOf.get(one.person * 65536 + other.person);
  const more = turn >= 0 ? " (" + fill(W.matrix.cell_more, { lo: num(T.lo[turn]), hi: num(T.hi[turn]), e: num(T.e[turn]) }) + ")" : "";
  return many("matrix", "cell", Math.round(value * 10) / 10, names) + more;
}
// The pair that is chosen, on the map or here.
function showPair() {
  if (!MATRIX.on) return;
  const ends = state.tie >= 0 ? [T.a[state.tie], T.b[state.tie]] : null;
  MATRIX.cells.forEach((line, a) => line.forEach((cell, b) => {
    const [one, other] = [MATRIX.rows[a].person, MATRIX.rows[b].person];
    cell.classList.toggle("chosen", Boolean(ends && ends.includes(one) && ends.includes(other) && one !== other));
  }));
  const chosen = ends && matrixBox.querySelector(".chosen");
  if (chosen) matrixBox.scrollTo({ left: Math.max(0, chosen.offsetLeft - matrixBox.clientWidth / 2), top: Math.max(0, chosen.offsetTop - matrixBox.clientHeight / 2) });
}
function chooseCell(line, turn) {
  const [one, other] = [MATRIX.rows[line], MATRIX.rows[turn]];
  focusCell(line, turn);
  if (!named) return;
  if (one.people) {
    MATRIX.pair = [...new Set([one.circle, other.circle])];
    if (MATRIX.pair.length === 1) MATRIX.pair.push(one.circle);
    buildMatrix();
    MATRIX.cells[0]?.[0]?.focus({ preventScroll: true });
    return;
  }
  const tie = tieOf.get(one.person * 65536 + other.person) ?? tieOf.get(other.person * 65536 + one.person);
  if (one.person === other.person) choosePerson(one.person, false);
  else if (tie !== undefined) chooseTie(tie);
  else { clearChoice(); tell(fill(W.matrix.none, { a: one.label, b: other.label })); }
}
function focusCell(line, turn) {
  const [oldLine, oldTurn] = MATRIX.at;
  MATRIX.cells[oldLine][oldTurn].tabIndex = -1;
  MATRIX.at = [line, turn];
  MATRIX.cells[line][turn].tabIndex = 0;
  MATRIX.cells[line][turn].focus();
}
function matrixKeys(event) {
  const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const [line, turn] = MATRIX.at, last = MATRIX.rows.length - 1;
  const within = (value) => Math.max(0, Math.min(last, value));
  if (move) focusCell(within(line + move[0]), within(turn + move[1]));
  else if (event.key === "Enter" || event.key === " ") chooseCell(line, turn);
  else if (event.key === "Escape") clearChoice();
  else return;
  event.preventDefault();
}
function showView(view) {
  MATRIX.on = view === "matrix";
  document.querySelectorAll(".views button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.view === view)));
  matrixBox.hidden = !MATRIX.on;
  frame.classList.toggle("as-matrix", MATRIX.on);
  if (MATRIX.on) buildMatrix();
}
function startMatrix() {
  document.querySelectorAll(".views button").forEach((button) => button.addEventListener("click", () => showView(button.dataset.view)));
  listeners.push(() => { if (MATRIX.on) fillMatrix(); });
  new ResizeObserver(() => { if (MATRIX.on && readable() !== MATRIX.most) buildMatrix(); }).observe(frame);
}
