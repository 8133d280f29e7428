// Searching the messages, each hit with its context a click away.
function said(one) {
  const body = h("p", { class: "text", dir: "auto" });
  let done = 0;
  for (const [start, end] of one.marks) {
    body.append(one.text.slice(done, start), h("mark", null, one.text.slice(start, end)));
    done = end;
  }
  body.append(one.text.slice(done));
  return body;
}
function hit(one, id, isContext, isHere) {
  const around = h("div", { class: "around", hidden: true });
  const open = isContext ? null : h("button", { type: "button", "aria-expanded": "false", onclick: async () => {
    if (!around.hidden) { around.hidden = true; } else {
      try {
        const { messages } = await ask("GET", `/api/cases/${id}/messages/${one.n}`);
        around.replaceChildren(...messages.map((other) => hit(other, id, true, other.n === one.n)));
        around.hidden = false;
      } catch (error) { told(error); }
    }
    open.setAttribute("aria-expanded", String(!around.hidden));
    open.textContent = W("search", around.hidden ? "context" : "close");
  } }, W("search", "context"));
  const message = h("div", { class: "msg" + (one.kind === 2 ? " system" : one.kind === 1 ? " other" : "") + (isHere ? " cited" : "") },
    h("p", { class: "by" }, one.who ? h("b", null, bdi(one.who)) : null, h("span", { class: "at" }, one.at), h("span", { class: "at" }, fill(W("search", "line"), { n: num(one.line) })), open), said(one));
  return isContext ? message : h("div", { class: "hit" }, message, around);
}
// The page may be drawn anew, and answers may come in another order than they were asked for: what was typed stays, and the last search is shown.
function searchSection(state, page) {
  const sought = page.sought || (page.sought = { words: "", who: "", since: "", until: "" });
  const hits = h("div", { class: "hits", id: "hits" }), count = h("p", { role: "status", id: "count" });
  const words = h("input", { type: "search", id: "q-words", autocomplete: "off", spellcheck: "false", value: sought.words });
  const who = h("select", { id: "q-who" }, h("option", { value: "" }, W("search", "anyone")), sought.who ? h("option", { value: sought.who }, sought.who) : null);
  const since = h("input", { type: "date", id: "q-since", value: sought.since }), until = h("input", { type: "date", id: "q-until", value: sought.until });
  who.value = sought.who;
  const note = () => Object.assign(sought, { words: words.value, who: who.value, since: since.value, until: until.value });
  let turn = 0, isListed = false;
  const run = async (after) => {
    const mine = ++turn, asked = new URLSearchParams({ ...sought, after: String(after) });
    let found;
    try { found = await ask("GET", `/api/cases/${state.id}/messages?${asked}`); } catch (error) {
      if (error.status !== 409 || error.data.error !== "no index") { told(error); return undefined; }
      try { await page.index(count); } catch (failed) { told(failed); return undefined; }
      return mine === turn ? run(after) : undefined;
    }
    if (mine !== turn) return undefined;
    if (found.tier === "numbers") { count.textContent = W("search", "numbers"); return found; }
    if (found.people && !isListed) {
      who.append(...found.people.filter((person) => person !== sought.who).map((person) => h("option", { value: person }, person)));
      isListed = true;
    }
    if (after < 0) { hits.replaceChildren(); count.textContent = many("search", "found", found.total); }
    hits.append(...found.messages.map((one) => hit(one, state.id)));
    if (found.more) {
      const more = h("button", { type: "button", onclick: () => { more.remove(); run(found.messages[found.messages.length - 1].n); } }, W("search", "more"));
      hits.append(more);
    }
    return found;
  };
  const field = (id, label, control, wide) => h("div", { class: wide ? "field wide2" : "field" }, h("label", { for: id }, label), control);
  const form = h("form", { class: "searchform", role: "search", oninput: note, onsubmit: (event) => { event.preventDefault(); run(-1); } },
    field("q-words", W("search", "words"), words, true), field("q-who", W("search", "who"), who), field("q-since", W("search", "since"), since), field("q-until", W("search", "until"), until),
    h("button", { type: "submit", class: "primary" }, W("search", "go")));
  run(-1);
  return h("section", { class: "card", id: "search", "aria-labelledby": "h-search" }, h("h2", { id: "h-search" }, W("search", "heading")),
    h("p", { class: "soft" }, W("search", "words_help"), " ", state.tier === "pseudonym" ? W("search", "pseudonyms") : ""), form, count, hits);
}
