// The desk: where exports are dropped, and the cases there are.
const caseState = (one) => {
  if (one.problem) return why(one, "problem");
  if (one.job && one.job.state === "running") return fill(W("desk", "running"), { stage: W("work", one.job.stage || "starting") });
  if (!one.ready) return many("desk", "waiting", one.waiting);
  const parts = [many("desk", "findings", one.findings)];
  if (one.strengths) parts.push(many("desk", "strengths", one.strengths));
  if (one.reviewed) parts.push(fill(W("desk", "reviewed"), { n: num(one.reviewed) }));
  return parts.join(" · ");
};
function dropZone(take, small) {
  const input = h("input", { type: "file", id: "choose", class: "file-input", multiple: true, onchange: () => { take([...input.files]); input.value = ""; } });
  const zone = h("div", { class: small ? "drop small" : "drop" },
    small ? null : h("b", null, W("desk", "drop")), small ? null : h("p", null, fill(W("desk", "drop_body"), { cap: num(D.cap / 1048576) })),
    input, h("label", { for: "choose", class: small ? "button" : "button primary big" }, small ? W("files", "add") : W("desk", "choose")));
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); zone.classList.remove("over"); take([...event.dataTransfer.files]); });
  return zone;
}
addEventListener("dragover", (event) => event.preventDefault()); // a file dropped beside the zone must not replace the page
addEventListener("drop", (event) => event.preventDefault());

// fetch tells nothing of how far an upload is, so this one request is made the old way.
function upload(id, file, shown) {
  return new Promise((done, failed) => {
    const sending = new XMLHttpRequest();
    sending.open("PUT", `/api/cases/${id}/exports/${encodeURIComponent(file.name)}`);
    sending.setRequestHeader("content-type", "application/octet-stream");
    sending.upload.addEventListener("progress", (event) => { if (event.total) shown(event.loaded / event.total); });
    sending.addEventListener("error", () => failed(new Error(W("desk", "broken"))));
    sending.addEventListener("load", () => {
      let said = {};
      try { said = JSON.parse(sending.responseText); } catch { said = { error: sending.responseText.trim() }; }
      if (sending.status === 201) done(said);
      else failed(new Error(why(said) || String(sending.status)));
    });
    sending.send(file);
  });
}
async function send(id, files, place) {
  let good = 0;
  for (const file of files) {
    const word = h("span"), bar = h("progress", { max: 1, value: 0 });
    const line = h("div", { class: "send" }, word, bar);
    place.append(line);
    const show = (share) => {
      bar.value = share;
      word.replaceChildren(...phrase(W("desk", "uploading"), { name: file.name, p: num(share * 100), size: megabytes(file.size) }));
    };
    show(0);
    try {
      if (file.size > D.cap) throw new Error(fill(W("desk", "too_large"), { cap: num(D.cap / 1048576) }));
      await upload(id, file, show);
      word.replaceChildren(...phrase(W("desk", "uploaded"), { name: file.name }));
      good += 1;
    } catch (error) {
      line.classList.add("bad");
      word.setAttribute("role", "alert");
      word.replaceChildren(...phrase(W("desk", "failed"), { name: file.name, why: error.message }));
    }
    bar.remove();
  }
  return good;
}
async function showDesk() {
  redraw = showDesk;
  header([]);
  const sends = h("div", { class: "sends", id: "sends" });
  const list = h("ul", { class: "cases", id: "cases" }), where = h("p", { class: "soft small where" });
  let busy = false;
  const take = async (files) => {
    if (!files.length || busy) return;
    busy = true;
    sends.replaceChildren();
    try {
      const { id } = await ask("POST", "/api/cases", { name: files[0].name, lang });
      const good = await send(id, files, sends);
      if (good === files.length) { location.assign(`/case/${id}`); return; }
      if (good) sends.append(h("a", { class: "button primary", href: `/case/${id}` }, W("desk", "open")));
    } catch (error) { told(error); }
    busy = false;
    fillCases();
  };
  const fillCases = async () => {
    try {
      const found = await ask("GET", "/api/cases");
      where.textContent = fill(W("desk", "where"), { home: found.home });
      const shown = found.cases.filter((one) => one.ready || one.waiting || one.job);
      list.replaceChildren(...(shown.length ? shown.map((one) => h("li", null, h("a", { href: `/case/${one.id}` }, h("b", null, bdi(one.name)), h("span", { class: "soft" }, caseState(one))))) : [h("li", { class: "soft" }, W("desk", "none"))]));
    } catch (error) { told(error); }
  };
  byId("main").replaceChildren(
    h("h1", null, W("desk", "heading")), h("p", { class: "soft" }, W("page", "signals")), dropZone(take), sends,
    h("h2", { class: "second" }, W("desk", "cases")), list, where);
  await fillCases();
}
