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
const shows = (turn) => passes(turn, state.least);
function passes(turn, least) {
  if (live[turn] < Math.max(0.2, least)) return false;
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
  const narrow = matchMedia("(max-width: 600px)").matches; // room for the zoom buttons: below on a phone, else at the right
  const [aside, under] = narrow ? [0, 48] : [size.turned ? 0 : 46, 0];
  camera.k = Math.min((size.w - aside) / w, (size.h - under) / hgt) * 0.99;
  camera.x = (size.w - aside - w * camera.k) / 2;
  camera.y = (size.h - under - hgt * camera.k) / 2;
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
  if (moves() || kept !== painted) { draw(); return; }
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
