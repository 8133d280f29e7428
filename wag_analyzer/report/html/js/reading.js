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
    places.append(h("div", { class: "card source" }, h("h3", null, bdi(source.file)), source.group && source.group !== source.file ? h("p", { class: "soft" }, bdi(source.group)) : null, bar, h("p", { class: "soft small" }, source.bar), lossStrip(source),
      h("dl", { class: "facts" }, source.facts.map(([label, value, help]) => h("div", null, row(label, bdi(value), help))))));
  }
  byId("notices").append(D.notices.length ? h("ul", null, D.notices.map((notice) => h("li", null, h("b", null, notice.code + " "), bdi(notice.text), notice.place ? h("span", { class: "soft" }, " (" + notice.place + ")") : null))) : h("p", null, W.reading.notices_none));
  byId("lost").append(D.lost.length
    ? h("ul", null, D.lost.map(([file, first, last, reason]) => h("li", null, (D.files.length > 1 ? file + ", " : "") + fill(W.findings.line, { n: first === last ? first : first + "–" + last }) + (reason ? ": " + reason : ""))),
      D.lost_more ? h("li", null, many("reading", "lost_more", D.lost_more)) : null)
    : h("p", null, W.reading.lost_none));
}
// Where in the file lines were lost: its whole length is the strip.
function lossStrip(source) {
  if (!source.strip.length) return null;
  const strip = h("div", { class: "strip", role: "img", "aria-label": W.reading.where, data: { help: W.reading.where } });
  for (const [start, wide] of source.strip) {
    const piece = h("i");
    piece.style.left = start / 10 + "%";
    piece.style.width = wide / 10 + "%";
    strip.append(piece);
  }
  return [h("p", { class: "soft small" }, W.reading.where), strip];
}
