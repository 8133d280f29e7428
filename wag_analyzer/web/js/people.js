// Who is who: the tool asks, the user decides; nothing decided is the same as leaving it open.
function peopleSection(state, page) {
  const looked = state.looked;
  if (!looked || !looked.people || !looked.people.length) return null;
  const decided = new Map(state.draft.identities.map(([name, person, joined]) => [name + "\0" + person, joined]));
  const called = (name) => bdi(name);
  const asked = new Set();
  const set = async (name, person, value) => {
    await page.change((draft) => {
      const others = draft.identities.filter(([one, other]) => one !== name || other !== person); // the newest, not those drawn
      return { identities: value === null ? others : [...others, [name, person, value]] };
    }, W("people", "kept"));
  };
  const box = (pair, turn) => {
    const key = pair.name + "\0" + pair.person;
    asked.add(key);
    const now = decided.has(key) ? decided.get(key) : null;
    const choice = (value, word) => h("label", null, h("input", { type: "radio", name: "who-" + turn, checked: now === value, onchange: () => set(pair.name, pair.person, value) }), W("people", word));
    const side = (word, reasons) => (reasons[lang].length ? h("p", null, h("b", null, W("people", word) + ": "), reasons[lang].join("; ")) : null);
    return h("fieldset", { class: "pair2", data: { pair: turn } }, h("legend", null, phrase(W("people", "pair"), { name: called(pair.name), person: called(pair.person) })),
      h("div", { class: "why soft" }, pair.joinable ? null : h("p", { class: "warn" }, W("people", "look_alike")), side("for", pair.for), side("against", pair.against), h("p", null, fill(W("people", "score"), { p: num(pair.score * 100) }))),
      h("div", { class: "seg" }, choice(true, "one"), choice(false, "two"), choice(null, "leave")));
  };
  const pairs = looked.pairs.map(box);
  const before = state.draft.identities.filter(([name, person]) => !asked.has(name + "\0" + person));
  const silent = looked.people.filter((one) => !one.messages).length;
  return h("section", { class: "card", id: "people", "aria-labelledby": "h-people" }, h("h2", { id: "h-people" }, W("people", "heading")),
    h("p", { class: "soft" }, pairs.length || before.length ? W("people", "about") : W("people", "none")), pairs,
    looked.more ? h("p", { class: "soft" }, many("people", "more", looked.more)) : null,
    before.length ? [h("h3", null, W("people", "before")), h("ul", { class: "tielist" }, before.map(([name, person, joined]) => h("li", null,
      h("span", null, phrase(W("people", "pair"), { name: called(name), person: called(person) }), ": ", W("people", joined ? "one" : "two")),
      h("button", { type: "button", onclick: () => set(name, person, null) }, W("people", "undo")))))] : null,
    h("details", { class: "more" }, h("summary", null, fill(W("people", "count"), { n: num(looked.people.length), silent: num(silent) })),
      h("ul", { class: "tielist" }, looked.people.map((one) => h("li", null, h("span", null, bdi(one.person), one.names.length > 1 ? [" (", bdi(one.names.filter((name) => name !== one.person).join(", ")), ")"] : null), h("span", { class: "soft" }, many("people", "writes", one.messages)))))));
}
