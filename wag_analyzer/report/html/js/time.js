// The strip of weeks: how many messages, where the findings are, and which weeks the map shows.
const SVG = "http://www.w3.org/2000/svg";
const svg = (tag, props, text) => {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(props)) node.setAttribute(key, value);
  if (text) { const title = document.createElementNS(SVG, "title"); title.textContent = text; node.append(title); }
  return node;
};
function startTime() {
  const count = D.weeks.n.length;
  const box = document.querySelector(".time");
  if (count < 2) { box.hidden = true; return; }
  const most = Math.max(...D.weeks.n, 1);
  const picture = svg("svg", { viewBox: `0 0 ${count * 10} 74`, preserveAspectRatio: "none", role: "img", "aria-label": W.time.heading });
  const bars = D.weeks.n.map((n, week) => {
    const tall = n ? Math.max(1.5, (n / most) * 72) : 0;
    const bar = svg("rect", { x: week * 10 + 0.7, y: 74 - tall, width: 8.6, height: tall }, "");
    const back = svg("rect", { class: "back", x: week * 10, y: 0, width: 10, height: 74 });
    back.dataset.help = many("time", "bar", n, { day: D.weeks.label[week] });
    picture.append(bar, back);
    return bar;
  });
  const around = svg("rect", { class: "span", y: 0.5, height: 73, width: 0, x: 0 });
  picture.append(around);
  const marks = h("div", { class: "marks" });
  const weekOf = (day) => { let week = 0; while (week + 1 < count && D.weeks.start[week + 1] <= day) week += 1; return week; };
  const stacked = new Map();
  for (const finding of D.findings) {
    const week = Math.round((weekOf(finding.first) + weekOf(finding.last)) / 2);
    const level = stacked.get(week) || 0;
    stacked.set(week, level + 1);
    if (level > 2) continue;
    const [shape, word] = finding.strength ? ["✦", "good"] : SHAPES[finding.severity];
    const mark = h("button", { type: "button", class: "mark " + word, data: { help: finding.title + ", " + finding.span }, "aria-label": finding.title + ", " + finding.span, onclick: () => openFinding(finding.id) }, shape);
    mark.style.left = ((week + 0.5) / count) * 100 + "%";
    mark.style.top = level * 16 + "px";
    marks.append(mark);
  }
  if (marks.childNodes.length) marks.style.height = 18 + 16 * (Math.min(3, Math.max(...stacked.values())) - 1) + "px";
  byId("weeks").append(picture, marks);
  const from = byId("from"), to = byId("to");
  for (const slider of [from, to]) slider.max = count - 1;
  to.value = count - 1;
  const show = () => {
    bars.forEach((bar, week) => bar.classList.toggle("off", week < state.from || week > state.to));
    byId("chosen").style.left = (state.from / (count - 1)) * 100 + "%";
    byId("chosen").style.right = 100 - (state.to / (count - 1)) * 100 + "%";
    const shown = state.group ? [weekOf(state.group.first), weekOf(state.group.last)] : null;
    around.setAttribute("x", shown ? shown[0] * 10 + 0.2 : 0);
    around.setAttribute("width", shown ? (shown[1] - shown[0] + 1) * 10 - 0.4 : 0);
    const whole = state.from === 0 && state.to === count - 1;
    byId("span").textContent = fill(state.from === state.to ? W.time.week_of : W.time.weeks_of, { first: D.weeks.label[state.from], last: D.weeks.label[state.to] }) + (whole ? " (" + W.time.whole + ")" : "");
    for (const [slider, week] of [[from, state.from], [to, state.to]]) slider.setAttribute("aria-valuetext", D.weeks.label[week]);
  };
  const set = (first, last) => {
    Object.assign(state, { from: first, to: last });
    motion();
    from.value = first;
    to.value = last;
    changed();
  };
  from.addEventListener("input", () => set(Math.min(+from.value, state.to), state.to));
  to.addEventListener("input", () => set(state.from, Math.max(+to.value, state.from)));
  listeners.push(show);
  show();
  let timer = 0;
  const stop = () => { clearInterval(timer); timer = 0; byId("playword").textContent = W.time.play; byId("play").firstElementChild.textContent = "▶"; };
  byId("play").addEventListener("click", () => {
    if (timer) { stop(); return; }
    const width = Math.max(1, state.from === 0 && state.to === count - 1 ? Math.round(count / 6) : state.to - state.from + 1);
    let week = state.to === count - 1 ? 0 : state.from;
    byId("playword").textContent = W.time.stop;
    byId("play").firstElementChild.textContent = "■";
    set(week, Math.min(count - 1, week + width - 1));
    timer = setInterval(() => {
      week += 1;
      if (week + width > count) { stop(); set(0, count - 1); return; }
      set(week, week + width - 1);
    }, matchMedia("(prefers-reduced-motion: reduce)").matches ? 1400 : 550);
  });
}
function openFinding(id) {
  const details = document.querySelector(`[data-finding="${CSS.escape(id)}"]`);
  details.hidden = false;
  details.open = true;
  details.scrollIntoView({ block: "start" });
  details.querySelector("summary").focus({ preventScroll: true });
}
