// Pointer, wheel and keys on the map.
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
  new ResizeObserver(() => { const box = canvas.getBoundingClientRect(); if (box.width !== size.w || box.height !== size.h) measure(); }).observe(frame);
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
