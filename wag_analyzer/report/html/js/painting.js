// How the map is drawn: patches of circles, ties, people, names; and what the pointer is over.
const tones = () => (dark()
  ? { ink: "#eceff4", halo: "#12151b", tie: "160,170,190", strong: "#8ab8ff", back: "#12151b", ring: "#ffffff" }
  : { ink: "#17191d", halo: "#ffffff", tie: "74,82,98", strong: "#1b5fb8", back: "#fcfbf9", ring: "#17191d" });

const hullOf = (circle) => circleOf.get(circle).hull;

function focusSet() {
  if (state.person >= 0) {
    const set = new Set([state.person]);
    around[state.person].forEach((turn) => { if (passes(turn, 0)) set.add(T.a[turn]).add(T.b[turn]); });
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
  const turn = painted += 1;
  if (hover >= 0) keepStill(turn);
  else setTimeout(() => keepStill(turn), 100); // to copy a picture waits for its rasterisation, which the first one is not to be shown after
  paintHover(tone);
}
let painted = 0, kept = -1;
function keepStill(turn) {
  if (turn !== painted || kept === turn || moves() || !canvas.width || !canvas.height) return;
  [still.width, still.height] = [canvas.width, canvas.height];
  still.getContext("2d").drawImage(canvas, 0, 0);
  kept = turn;
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
    if (points.length < 2) continue;
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
  const light = (turn) => (state.tie >= 0 ? turn === state.tie || turn === back[state.tie] : state.person >= 0 ? T.a[turn] === state.person || T.b[turn] === state.person : chosen.has(T.a[turn]) && chosen.has(T.b[turn]));
  // Ties of who or what is chosen are drawn though they are weaker than what is shown else.
  const own = state.person >= 0 ? [state.person] : chosen ? [...chosen] : [];
  const weak = new Set(own.flatMap((person) => around[person]).filter((turn) => live[turn] < state.least && passes(turn, 0) && light(turn)));
  for (const turn of [...(moves() ? visibleTies.slice(0, QUICK) : visibleTies), ...weak]) {
    const a = T.a[turn], b = T.b[turn];
    if (!state.direction && back[turn] >= 0 && a > b && (shows(back[turn]) || weak.has(back[turn]))) continue; // drawn once
    const lit = chosen ? light(turn) : false;
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
// While something moves people are stamped, at whole pixels: rasterisers without a GPU need a tenth of the time that circles cost.
const stamps = new Map();
function stamp(colour, halo, wide) {
  const key = colour + halo + wide;
  if (!stamps.has(key)) {
    const made = document.createElement("canvas");
    made.width = made.height = wide + 4;
    const ink = made.getContext("2d");
    ink.beginPath();
    ink.arc(wide / 2 + 2, wide / 2 + 2, wide / 2, 0, 6.2832);
    ink.fillStyle = colour;
    ink.fill();
    ink.strokeStyle = halo;
    ink.lineWidth = 1.2;
    ink.stroke();
    stamps.set(key, made);
  }
  return stamps.get(key);
}
function stampPeople(tone, chosen) {
  const hues = new Map(), { ratio } = size;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  for (const dim of [true, false]) {
    if (dim && !chosen) continue;
    pen.globalAlpha = dim ? 0.22 : 1;
    for (let person = 0; person < P.x.length; person += 1) {
      if (chosen && chosen.has(person) === dim) continue;
      const x = sx(px(person)), y = sy(py(person)), r = radius(person);
      if (x < -r || y < -r || x > size.w + r || y > size.h + r) continue;
      if (!hues.has(P.c[person])) hues.set(P.c[person], hue(P.c[person]));
      const wide = Math.max(3, Math.round(2 * r * ratio));
      pen.drawImage(stamp(hues.get(P.c[person]), tone.halo, wide), Math.round(x * ratio - wide / 2 - 2), Math.round(y * ratio - wide / 2 - 2));
    }
  }
  pen.globalAlpha = 1;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
}
function paintPeople(tone, chosen) {
  if (moves() && P.x.length > 200) stampPeople(tone, chosen);
  else drawPeople(tone, chosen);
  ring(tone);
}
function drawPeople(tone, chosen) {
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
}
function ring(tone) {
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
const radius = (person) => Math.max(around[person].length ? 1.6 : 3, P.r[person] * Math.pow(camera.k, 0.9)); // who has no tie is seen too

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
    if (!points.length) continue;
    const xs = points.map(([x, y]) => sx(size.turned ? y : x)), ys = points.map(([x, y]) => sy(size.turned ? x : y));
    const small = size.w < 560;
    const text = circle.of && !small && P.x.length > 60 ? circle.label + " · " + circle.of : circle.label;
    const x = (Math.min(...xs) + Math.max(...xs)) / 2, top = Math.min(...ys) - 6, below = Math.max(...ys) + 18;
    if (!put(text, x, top, 12.5, true, false) && !put(text, x, below, 12.5, true, false)) put(circle.label, x, top - 14, 12.5, true, false);
  }
}
