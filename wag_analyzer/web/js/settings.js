// How the next run shall work: the few settings everybody may need, the others for researchers.
const CHOICES = { lang: ["en", "id"], tier: ["pseudonym", "names", "numbers"], date_order: ["auto", "dmy", "mdy", "ymd"], null: ["session", "day", "activity", "configuration"], reply_model: ["full", "linear", "adjacency"], heads: ["off", "words", "semantic"] };
const NUMBERS = { seed: [0, 1], session_gap: [1, 1], half_life: [1, "any"], draws: [1, 1], min_group: [1, 1], identity_threshold: [0.5, 0.01], max_loss: [0, "any"], base_rate: [0.0001, "any"] };
const LISTS = ["select", "ignore"];
function settingsSection(state, page) {
  const now = state.settings;
  const set = (name, value) => {
    const said = value === "" || (Array.isArray(value) && !value.length) ? null : value; // nothing: the usual, whatever the case was made with
    return page.change((draft) => ({ settings: { ...draft.settings, [name]: said } }), W("settings", "kept"));
  };
  const usual = () => ({ ...Object.fromEntries([...Object.keys(now), ...Object.keys(page.state.draft.settings)].map((name) => [name, null])), lang: now.lang });
  const field = (name, control, help) => h("div", { class: "field" }, h("label", { for: "s-" + name }, W("settings", name)), control, help ? h("small", null, help) : null);
  const choice = (name, help) => {
    const select = h("select", { id: "s-" + name, onchange: () => set(name, select.value) }, CHOICES[name].map((value) => h("option", { value }, W("settings", value))));
    select.value = now[name];
    return field(name, select, help);
  };
  const number = (name) => field(name, h("input", { type: "number", id: "s-" + name, min: NUMBERS[name][0], step: NUMBERS[name][1], value: now[name], onchange: (event) => set(name, event.target.value === "" ? "" : +event.target.value) }));
  const text = (name, help, type) => field(name, h("input", { type: type || "text", id: "s-" + name, autocomplete: "off", value: LISTS.includes(name) ? (now[name] || []).join(", ") : now[name] || "",
    onchange: (event) => set(name, LISTS.includes(name) ? event.target.value.split(",").map((code) => code.trim()).filter(Boolean) : event.target.value.trim()) }), help);
  const stated = (name, help, type) => field(name, h("input", { type: type || "text", id: "s-" + name, value: state.draft.stated[name] || "", onchange: (event) => { const value = event.target.value.trim(); page.change((draft) => ({ stated: { ...draft.stated, [name]: value } }), W("settings", "kept")); } }), help);
  const given = (kind, accept) => {
    const has = state.attached.includes(kind);
    const put = async (body) => {
      try { await ask("PUT", `/api/cases/${state.id}/given/${kind}`, body); tell(W("settings", "kept")); await page.look(); } catch (error) { told(error); }
    };
    const input = h("input", { type: "file", class: "file-input", id: "g-" + kind, accept, onchange: () => { if (input.files[0]) put(input.files[0]); } });
    return h("div", { class: "field" }, h("span", { class: "label" }, W("settings", kind)),
      has ? h("div", { class: "row" }, h("span", null, "✓ " + W("settings", "given")), h("button", { type: "button", onclick: () => put(new Blob([])) }, W("settings", "take_away")))
        : h("div", { class: "row" }, input, h("label", { class: "button", for: "g-" + kind }, W("settings", "give"))));
  };
  const research = h("details", { class: "more", id: "research", open: page.research, ontoggle: () => { page.research = research.open; } }, h("summary", null, W("settings", "more")),
    h("div", { class: "form" }, choice("date_order"), text("locale"), text("tz"), number("seed"), number("session_gap"), number("half_life"), choice("null"), number("draws"), choice("reply_model"), choice("heads", W("settings", "heads_help")),
      number("min_group"), number("identity_threshold"), number("max_loss"), number("base_rate"), text("select"), text("ignore"), text("as_of", W("settings", "as_of_help"), "date")),
    h("p", { class: "row more" }, h("button", { type: "button", onclick: () => page.change(() => ({ settings: usual() }), W("settings", "kept")) }, W("settings", "reset"))));
  return h("section", { class: "card", id: "settings", "aria-labelledby": "h-settings" }, h("h2", { id: "h-settings" }, W("settings", "heading")), h("p", { class: "soft" }, W("settings", "about")),
    h("div", { class: "form" }, choice("lang"), choice("tier", W("settings", "tier_help")), stated("purpose", W("settings", "purpose_help")), stated("legal_basis"), stated("retain_until", "", "date"),
      given("roster", ".csv"), given("policy", ".yaml,.yml"), given("vcard", ".vcf"),
      text("consent_message", W("settings", "consent_help")), given("consent_list", ".txt")), research);
}
