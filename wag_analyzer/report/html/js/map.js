// Ties are ordered pairs; on the map both directions of a pair are one line, unless directions are asked for.
const T = D.ties;
const tieOf = new Map(T.a.map((a, turn) => [a * 65536 + T.b[turn], turn]));
const back = T.a.map((a, turn) => tieOf.get(T.b[turn] * 65536 + a) ?? -1);
const around = P.x.map(() => []);
T.a.forEach((a, turn) => { around[a].push(turn); around[T.b[turn]].push(turn); });
const heaviest = T.w.length ? T.w[0] : 1;
let live = [...T.w]; // acts within the chosen weeks
let visibleTies = [];

function countActs() {
  const whole = state.from === 0 && state.to >= D.weeks.start.length - 1;
  live = T.w.map((weight, turn) => {
    if (whole) return weight;
    let sum = 0;
    const weeks = T.k[turn];
    for (let at = 0; at < weeks.length; at += 2) if (weeks[at] >= state.from && weeks[at] <= state.to) sum += weeks[at + 1];
    return sum;
  });
  visibleTies = [];
  for (let turn = 0; turn < live.length; turn += 1) if (shows(turn)) visibleTies.push(turn);
}
function shows(turn) {
  if (live[turn] < Math.max(0.2, state.least)) return false;
  const other = back[turn] >= 0 ? live[back[turn]] : 0;
  if (state.which === "mutual") return other >= 0.2;
  if (state.which === "oneway") return other < 0.2;
  if (state.which === "strong") return T.s[turn] === 0;
  if (state.which === "bridging") return T.s[turn] === 2;
  return true;
}

const canvas = byId("net");
const pen = canvas.getContext("2d");
const frame = byId("frame");
const camera = { k: 1, x: 0, y: 0 };
let size = { w: 0, h: 0, turned: false };
let hover = -1;
let queued = false;
let wheeling = false;
const px = (person) => (size.turned ? P.y[person] : P.x[person]);
const py = (person) => (size.turned ? P.x[person] : P.y[person]);
const sx = (x) => x * camera.k + camera.x;
const sy = (y) => y * camera.k + camera.y;

function measure() {
  const box = canvas.getBoundingClientRect();
  const ratio = Math.min(2, devicePixelRatio || 1);
  size = { w: box.width, h: box.height, turned: box.height > box.width, ratio };
  canvas.width = Math.round(box.width * ratio);
  canvas.height = Math.round(box.height * ratio);
  fit();
}
function fit() {
  const [w, hgt] = size.turned ? [640, 1000] : [1000, 640];
  const aside = size.turned ? 0 : 46; // room for the zoom buttons
  camera.k = Math.min((size.w - aside) / w, size.h / hgt) * 0.99;
  camera.x = (size.w - aside - w * camera.k) / 2;
  camera.y = (size.h - hgt * camera.k) / 2;
  draw();
}
function zoom(factor, x = size.w / 2, y = size.h / 2) {
  const k = Math.min(24, Math.max(0.25, camera.k * factor));
  camera.x = x - ((x - camera.x) * k) / camera.k;
  camera.y = y - ((y - camera.y) * k) / camera.k;
  camera.k = k;
  motion();
}
// While something moves only the strongest ties are drawn; all of them as soon as it rests.
const QUICK = 500;
let moved = -1e9, resting = 0;
const moves = () => performance.now() - moved < 150;
function motion() {
  moved = performance.now();
  clearTimeout(resting);
  resting = setTimeout(draw, 200);
  draw();
}
// The last full picture, so that a pointer passing over people costs nothing.
const still = document.createElement("canvas");
function pointOut() {
  if (moves() || still.width !== canvas.width || still.height !== canvas.height) { draw(); return; }
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.drawImage(still, 0, 0);
  pen.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  paintHover(tones());
}
function draw() {
  if (!queued) {
    queued = true;
    requestAnimationFrame(() => { queued = false; paintMap(); });
  }
}

const tones = () => (dark()
  ? { ink: "#eceff4", halo: "#12151b", tie: "160,170,190", strong: "#8ab8ff", back: "#12151b", ring: "#ffffff" }
  : { ink: "#17191d", halo: "#ffffff", tie: "74,82,98", strong: "#1b5fb8", back: "#fcfbf9", ring: "#17191d" });

let hulls = null;
function convex(points) {
  const sorted = [...points].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const half = (list) => {
    const out = [];
    for (const p of list) {
      while (out.length > 1) {
        const [a, b] = [out[out.length - 2], out[out.length - 1]];
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        out.pop();
      }
      out.push(p);
    }
    return out.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.reverse())];
}
function hullOf(circle) {
  if (!hulls) {
    hulls = new Map();
    for (const { n } of D.circles) hulls.set(n, convex(P.c.flatMap((own, person) => {
      if (own !== n) return [];
      const r = P.r[person] + 11;
      return Array.from({ length: 16 }, (_, turn) => [P.x[person] + r * Math.cos(turn * 0.3927), P.y[person] + r * Math.sin(turn * 0.3927)]);
    })));
  }
  return hulls.get(circle);
}

function focusSet() {
  if (state.person >= 0) {
    const set = new Set([state.person]);
    around[state.person].forEach((turn) => { if (shows(turn)) set.add(T.a[turn]).add(T.b[turn]); });
    return set;
  }
  if (state.tie >= 0) return new Set([T.a[state.tie], T.b[state.tie]]);
  if (state.group && named) return new Set([...state.group.who, ...state.group.about.filter((one) => typeof one === "number")]);
  return null;
}

function paintMap() {
  const tone = tones();
  const chosen = focusSet();
  const { w, h: hgt, ratio } = size;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = tone.back;
  pen.fillRect(0, 0, w, hgt);
  paintHulls(chosen);
  paintTies(tone, chosen);
  paintPeople(tone, chosen);
  paintNames(tone, chosen);
  if (!moves()) {
    [still.width, still.height] = [canvas.width, canvas.height];
    still.getContext("2d").drawImage(canvas, 0, 0);
  }
  paintHover(tone);
}
function paintHover(tone) {
  if (hover < 0) return;
  const x = sx(px(hover)), y = sy(py(hover)), r = radius(hover), text = nameOf(hover);
  pen.beginPath();
  pen.arc(x, y, r + 3, 0, 6.2832);
  pen.strokeStyle = tone.ring;
  pen.lineWidth = 1.8;
  pen.stroke();
  pen.font = '600 12px system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
  const left = Math.max(4, Math.min(size.w - pen.measureText(text).width - 4, x - pen.measureText(text).width / 2)), top = Math.max(14, y - r - 6);
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = tone.halo;
  pen.strokeText(text, left, top);
  pen.fillStyle = tone.ink;
  pen.fillText(text, left, top);
}
function paintHulls(chosen) {
  pen.lineJoin = "round";
  for (const { n } of D.circles) {
    const points = hullOf(n);
    if (!points || points.length < 2) continue;
    pen.beginPath();
    points.forEach(([x, y], turn) => pen[turn ? "lineTo" : "moveTo"](sx(size.turned ? y : x), sy(size.turned ? x : y)));
    pen.closePath();
    pen.globalAlpha = (dark() ? 0.17 : 0.1) * (chosen ? 0.6 : 1);
    pen.fillStyle = hue(n);
    pen.fill();
  }
  pen.globalAlpha = 1;
}
function paintTies(tone, chosen) {
  const busy = visibleTies.length;
  const buckets = new Map();
  for (const turn of moves() ? visibleTies.slice(0, QUICK) : visibleTies) {
    const a = T.a[turn], b = T.b[turn];
    if (!state.direction && back[turn] >= 0 && a > b && shows(back[turn])) continue; // drawn once
    const lit = chosen ? (state.tie >= 0 ? turn === state.tie || turn === back[state.tie] : state.person >= 0 ? a === state.person || b === state.person : chosen.has(a) && chosen.has(b)) : false;
    const weight = live[turn] + (!state.direction && back[turn] >= 0 ? live[back[turn]] : 0);
    const level = Math.min(6, Math.floor(7 * Math.sqrt(weight / (heaviest * (state.direction ? 1 : 1.6)))));
    const key = (lit ? 100 : 0) + level;
    if (!buckets.has(key)) buckets.set(key, []);
    buckets.get(key).push(turn);
  }
  const crowd = busy > 2500 ? 0.34 : busy > 1200 ? 0.5 : busy > 400 ? 0.72 : 1;
  for (const key of [...buckets.keys()].sort((p, q) => p - q)) {
    const lit = key >= 100, level = key % 100;
    const width = (0.5 + level * 0.62) * Math.max(0.7, Math.min(2.2, Math.sqrt(camera.k)));
    const alpha = lit ? 0.95 : chosen ? 0.07 * crowd : (0.1 + level * 0.1) * crowd;
    pen.globalAlpha = alpha;
    pen.fillStyle = pen.strokeStyle = lit ? tone.strong : `rgb(${tone.tie})`;
    pen.lineWidth = width * (lit ? 1.25 : 1);
    for (const turn of buckets.get(key)) { // one by one: rasterisers without a GPU are slow with one long path
      pen.beginPath();
      (state.direction ? taper : line)(turn, width);
      if (state.direction) pen.fill(); else pen.stroke();
    }
  }
  pen.globalAlpha = 1;
}
function line(turn) {
  pen.moveTo(sx(px(T.a[turn])), sy(py(T.a[turn])));
  pen.lineTo(sx(px(T.b[turn])), sy(py(T.b[turn])));
}
// A wedge from the one who acts, thick, to the one acted upon, a point; slightly bent, so that both directions are seen.
function taper(turn, width) {
  const ax = sx(px(T.a[turn])), ay = sy(py(T.a[turn])), bx = sx(px(T.b[turn])), by = sy(py(T.b[turn]));
  const dx = bx - ax, dy = by - ay, far = Math.hypot(dx, dy) || 1;
  const nx = -dy / far, ny = dx / far, wide = 1 + width * 1.3, bend = Math.min(14, far * 0.09);
  const mx = (ax + bx) / 2 + nx * bend, my = (ay + by) / 2 + ny * bend;
  pen.moveTo(ax + nx * wide, ay + ny * wide);
  pen.quadraticCurveTo(mx + nx * wide * 0.5, my + ny * wide * 0.5, bx, by);
  pen.quadraticCurveTo(mx - nx * wide * 0.5, my - ny * wide * 0.5, ax - nx * wide, ay - ny * wide);
  pen.closePath();
}
function paintPeople(tone, chosen) {
  const groups = new Map();
  P.x.forEach((_, person) => {
    const dim = chosen && !chosen.has(person);
    const key = P.c[person] * 2 + (dim ? 1 : 0);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(person);
  });
  for (const [key, people] of [...groups.entries()].sort((p, q) => (q[0] % 2) - (p[0] % 2))) {
    const dim = key % 2 === 1;
    pen.beginPath();
    for (const person of people) {
      const x = sx(px(person)), y = sy(py(person)), r = radius(person);
      if (x < -r || y < -r || x > size.w + r || y > size.h + r) continue;
      pen.moveTo(x + r, y);
      pen.arc(x, y, r, 0, 6.2832);
    }
    pen.fillStyle = hue(Math.floor(key / 2));
    pen.globalAlpha = dim ? 0.22 : 1;
    pen.fill();
    if (!dim) { pen.strokeStyle = tone.halo; pen.lineWidth = camera.k > 0.8 ? 1.4 : 0.8; pen.stroke(); }
  }
  pen.globalAlpha = 1;
  const ringed = state.person >= 0 ? [state.person] : state.tie >= 0 ? [T.a[state.tie], T.b[state.tie]] : state.group && named ? state.group.who : [];
  for (const person of ringed) {
    if (person < 0) continue;
    pen.beginPath();
    pen.arc(sx(px(person)), sy(py(person)), radius(person) + 3, 0, 6.2832);
    pen.strokeStyle = tone.ring;
    pen.lineWidth = 1.8;
    pen.stroke();
  }
}
const radius = (person) => Math.max(1.6, P.r[person] * Math.pow(camera.k, 0.9));

function paintNames(tone, chosen) {
  const taken = P.x.length <= 60 ? P.x.map((_, person) => { const r = radius(person) - 1; return [sx(px(person)) - r, sy(py(person)) - r, 2 * r, 2 * r]; }) : [];
  const free = (x, y, w, hgt) => !taken.some(([a, b, c, d]) => x < a + c && a < x + w && y < b + d && b < y + hgt);
  const put = (text, x, y, sizePx, bold, must) => {
    if (x < 0 || y < 0 || x > size.w || y > size.h + 8) return false;
    pen.font = `${bold ? 600 : 500} ${sizePx}px system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif`;
    const wide = pen.measureText(text).width;
    const left = Math.max(4, Math.min(size.w - wide - 4, x - wide / 2));
    const top = Math.max(2, Math.min(size.h - sizePx - 4, y - sizePx));
    if (!must && !free(left, top, wide, sizePx + 2)) return false;
    taken.push([left, top, wide, sizePx + 2]);
    pen.lineWidth = 4;
    pen.lineJoin = "round";
    pen.strokeStyle = tone.halo;
    pen.globalAlpha = 0.92;
    pen.strokeText(text, left, top + sizePx - 1);
    pen.globalAlpha = 1;
    pen.fillStyle = tone.ink;
    pen.fillText(text, left, top + sizePx - 1);
    return true;
  };
  const label = (person, must) => {
    const x = sx(px(person)), y = sy(py(person)), r = radius(person), bold = Boolean(chosen && chosen.has(person));
    const text = nameOf(person), half = text.length * 3.1;
    for (const [dx, dy] of [[0, -r - 4], [0, r + 14], [r + 6 + half, 4], [-r - 6 - half, 4]]) if (put(text, x + dx, y + dy, 11.5, bold, false)) return true;
    return must && put(text, x, y - r - 4, 11.5, bold, true);
  };
  if (named && chosen) [...chosen].sort((a, b) => P.r[b] - P.r[a]).slice(0, 40).forEach((person, turn) => label(person, turn < 6));
  paintCircleNames(put);
  if (named && !chosen && P.x.length) {
    const order = paintNames.order || (paintNames.order = P.x.map((_, person) => person).sort((a, b) => P.r[b] - P.r[a]));
    const many = P.x.length <= 60 ? order : order.slice(0, Math.round(10 * Math.max(0, camera.k / baseScale() - 1.3) ** 2));
    for (const person of many) {
      const x = sx(px(person)), y = sy(py(person));
      if (x > 0 && y > 0 && x < size.w && y < size.h) label(person, false);
    }
  }
}
const baseScale = () => Math.min(size.w / (size.turned ? 640 : 1000), size.h / (size.turned ? 1000 : 640));
function paintCircleNames(put) {
  for (const circle of D.circles) {
    const points = hullOf(circle.n);
    if (!points || !points.length) continue;
    const xs = points.map(([x, y]) => sx(size.turned ? y : x)), ys = points.map(([x, y]) => sy(size.turned ? x : y));
    const small = size.w < 560;
    const text = circle.of && !small && P.x.length > 60 ? circle.label + " · " + circle.of : circle.label;
    const x = (Math.min(...xs) + Math.max(...xs)) / 2, top = Math.min(...ys) - 6, below = Math.max(...ys) + 18;
    if (!put(text, x, top, 12.5, true, false) && !put(text, x, below, 12.5, true, false)) put(circle.label, x, top - 14, 12.5, true, false);
  }
}

function personAt(x, y) {
  let best = -1, least = Infinity;
  for (let person = 0; person < P.x.length; person += 1) {
    const far = Math.hypot(sx(px(person)) - x, sy(py(person)) - y) - radius(person);
    if (far < least) { least = far; best = person; }
  }
  return least < 6 ? best : -1;
}
function tieAt(x, y) {
  let best = -1, least = 6;
  for (const turn of visibleTies) {
    const ax = sx(px(T.a[turn])), ay = sy(py(T.a[turn])), bx = sx(px(T.b[turn])), by = sy(py(T.b[turn]));
    const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2 || 1)));
    const far = Math.hypot(ax + along * (bx - ax) - x, ay + along * (by - ay) - y);
    if (far < least) { least = far; best = turn; }
  }
  return best;
}
function centre(person) {
  const wanted = Math.max(camera.k, baseScale() * (P.x.length > 200 ? 2.2 : 1.2));
  const [w, hgt] = free();
  camera.k = wanted;
  camera.x = w / 2 - px(person) * wanted;
  camera.y = hgt / 2 - py(person) * wanted;
}
function step(dx, dy) {
  const start = state.person;
  if (start < 0) { choosePerson(P.r.indexOf(Math.max(...P.r)), false); return; }
  let best = -1, least = Infinity;
  P.x.forEach((_, person) => {
    const x = px(person) - px(start), y = py(person) - py(start), forward = x * dx + y * dy, side = Math.abs(x * dy - y * dx);
    if (person !== start && forward > 0 && side <= forward * 1.2 && forward + 2 * side < least) { least = forward + 2 * side; best = person; }
  });
  if (best >= 0) choosePerson(best, false);
}

function startMap() {
  if (!pen) return;
  const held = new Map();
  let far = 0, pinch = 0;
  const at = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  canvas.addEventListener("pointerdown", (event) => { held.set(event.pointerId, at(event)); far = 0; pinch = 0; if (wheeling || event.pointerType === "mouse") canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = at(event);
    if (!held.has(event.pointerId)) { hovered(x, y); return; }
    const [ox, oy] = held.get(event.pointerId);
    held.set(event.pointerId, [x, y]);
    if (held.size === 2) {
      const [one, two] = [...held.values()];
      const apart = Math.hypot(one[0] - two[0], one[1] - two[1]);
      if (pinch) zoom(apart / pinch, (one[0] + two[0]) / 2, (one[1] + two[1]) / 2);
      pinch = apart;
      far = 99;
    } else {
      far += Math.abs(x - ox) + Math.abs(y - oy);
      if (far > 5) { camera.x += x - ox; camera.y += y - oy; motion(); }
    }
  });
  const release = (event) => {
    if (held.delete(event.pointerId) && event.type === "pointerup" && far <= 5) click(...at(event));
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", () => { hover = -1; pointOut(); });
  canvas.addEventListener("wheel", (event) => {
    if (!wheeling) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * 0.0016), ...at(event));
  }, { passive: false });
  addEventListener("pointerdown", (event) => { if (!frame.contains(event.target)) wheel(false); });
  canvas.addEventListener("keydown", keys);
  byId("in").addEventListener("click", () => zoom(1.5));
  byId("out").addEventListener("click", () => zoom(1 / 1.5));
  byId("fit").addEventListener("click", fit);
  new ResizeObserver(measure).observe(frame);
  listeners.push(() => { countActs(); draw(); });
  countActs();
  measure();
}
function wheel(on) {
  wheeling = on;
  canvas.classList.toggle("live", on);
  byId("hint").hidden = on;
}
function click(x, y) {
  wheel(true);
  canvas.focus({ preventScroll: true });
  const person = personAt(x, y);
  if (person >= 0) { choosePerson(person, false); return; }
  const tie = tieAt(x, y);
  if (tie >= 0) chooseTie(tie);
  else clearChoice();
}
function hovered(x, y) {
  const person = personAt(x, y);
  canvas.classList.toggle("over", person >= 0 || tieAt(x, y) >= 0);
  if (person !== hover) { hover = person; pointOut(); }
}
function keys(event) {
  const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (move && event.shiftKey) { camera.x -= move[0] * 60; camera.y -= move[1] * 60; draw(); }
  else if (move) step(...move);
  else if (event.key === "+" || event.key === "=") zoom(1.3);
  else if (event.key === "-") zoom(1 / 1.3);
  else if (event.key === "0") fit();
  else if (event.key === "Escape") clearChoice();
  else return;
  event.preventDefault();
}
