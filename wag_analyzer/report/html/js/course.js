// The life of the group: phases and changes of pace above the weeks, and each with its lines below.
const DAY = 864e5;
const whenOf = (iso) => (iso ? calendar.format(new Date(iso)) : "");
const spanOf = (phase) => (phase.end && phase.end !== phase.start ? whenOf(phase.start) + " – " + whenOf(phase.end) : phase.phase === "change" ? fill(W.life.since, { day: whenOf(phase.start) }) : whenOf(phase.start));
const titleOf = (phase) => W.life[phase.phase] + (phase.group ? " · " + phase.group : "");
const paceOf = (phase) => (phase.before !== null && phase.after !== null ? fill(W.life.pace, { before: num(phase.before), after: num(phase.after) }) : "");

function startCourse() {
  const seen = D.life.filter((phase) => phase.start);
  startLane(seen);
  const box = byId("phases");
  if (!box) return;
  box.append(...seen.map(phaseCard));
  const missing = D.life.filter((phase) => !phase.start).map((phase) => (phase.group ? phase.group + ": " : "") + W.life["no_" + phase.phase]);
  byId("unseen").textContent = missing.length ? W.life.unseen + ": " + [...new Set(missing)].join(" ") : "";
}
function phaseCard(phase, turn) {
  const told = phase.certain ? W.life.certain : phase.phase === "purpose" ? W.life.named_only : W.life.figured;
  const facts = [paceOf(phase), phase.start_lo && phase.start_lo !== phase.start_hi ? fill(W.life.between, { lo: whenOf(phase.start_lo), hi: whenOf(phase.start_hi) }) : "", told, phase.p !== null ? fill(W.life.chance, { p: phase.p < 0.001 ? "< " + figure3.format(0.001) : figure3.format(phase.p) }) : ""];
  return h("article", { class: "card phase " + phase.phase, id: "phase-" + turn, tabindex: -1 },
    h("h3", null, helped(titleOf(phase), W.life[phase.phase + "_help"])),
    h("p", { class: "when" }, spanOf(phase), phase.by >= 0 ? [" " + W.life.by + " ", personButton(phase.by)] : null),
    facts.filter(Boolean).map((fact) => h("p", { class: "soft small" }, fact)),
    phase.m.length ? h("details", { open: phase.m.length <= 1 }, h("summary", null, W.life.lines), h("div", { class: "lines" }, phase.m.map((one) => message(one)),
      phase.n > phase.m.length ? h("p", { class: "gap" }, fill(W.life.lines_of, { shown: num(phase.m.length), all: num(phase.n) })) : null)) : null);
}
const figure3 = new Intl.NumberFormat(D.lang, { maximumFractionDigits: 3 });

// A thin band over the weeks: stretches as bars, moments as marks, the range of a change as a whisker.
function startLane(seen) {
  if (D.weeks.start.length < 2 || !seen.length) return;
  let wide = Math.round(size.w || 900); // as wide as the map: asking the band itself would lay out the page once more
  drawLane(seen, wide);
  new ResizeObserver(([lane]) => {
    const now = Math.round(lane.contentRect.width);
    if (now && now !== wide) drawLane(seen, (wide = now));
  }).observe(byId("lane"));
}
function drawLane(seen, room) {
  const lane = byId("lane"), weeks = D.weeks.start.length;
  lane.hidden = false;
  lane.replaceChildren();
  const zero = Date.parse(D.weeks.start[0]);
  const at = (iso) => Math.max(0, Math.min(100, ((Date.parse(iso) - zero) / DAY / (7 * weeks)) * 100));
  const rows = [];
  seen.forEach((phase, turn) => {
    const from = at(phase.start), lasting = phase.phase !== "change" && phase.end && phase.end > phase.start;
    const to = lasting ? Math.max(at(phase.end), from + 1.5) : from;
    const shape = phase.phase !== "change" ? "" : phase.after >= phase.before ? "↗ " : "↘ ";
    const mark = h("button", { type: "button", class: "stretch " + phase.phase + (lasting ? " lasting" : ""), data: { help: [titleOf(phase), spanOf(phase), paceOf(phase)].filter(Boolean).join(" · ") }, onclick: () => openPhase(turn) }, shape + W.life[phase.phase]);
    const words = (shape + W.life[phase.phase]).length * 7 + 14;
    const wide = Math.max(to - from, (words / room) * 100);
    const first = Math.min(from, 100 - wide), slack = lasting ? 0 : 25; // the mark of a moment may stand a little to the right of it
    let row = 0;
    while (rows[row] > first && (rows[row] > first + slack || rows[row] + wide > 100)) row += 1;
    const left = Math.max(first, rows[row] || 0);
    rows[row] = left + wide + 0.4;
    mark.style.left = left + "%";
    mark.style.minWidth = to - from + "%";
    mark.style.top = row * 24 + "px";
    lane.append(mark);
    if (phase.start_lo && phase.start_hi) {
      const whisker = h("i", { class: "whisker", "aria-hidden": "true" });
      whisker.style.left = at(phase.start_lo) + "%";
      whisker.style.width = Math.max(0.3, at(phase.start_hi) - at(phase.start_lo)) + "%";
      whisker.style.top = row * 24 + 21 + "px";
      lane.append(whisker);
    }
  });
  lane.style.height = rows.length * 24 + 2 + "px";
}
function openPhase(turn) {
  const card = byId("phase-" + turn);
  card.querySelectorAll("details").forEach((details) => { details.open = true; });
  card.scrollIntoView({ block: "center" });
  card.focus({ preventScroll: true });
}
