"use strict";
// Everything a chat says enters the page here, as text nodes only.
const D = JSON.parse(document.getElementById("data").textContent);
const W = D.words;
const byId = (id) => document.getElementById(id);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));
// A count of one has its own wording where a language asks for it.
const many = (section, key, n, values) => fill(n === 1 && W[section][key + "_one"] ? W[section][key + "_one"] : W[section][key], { n: num(n), ...values });
const figure = new Intl.NumberFormat(D.lang, { maximumFractionDigits: 1 });
const calendar = new Intl.DateTimeFormat(D.lang === "id" ? "id" : "en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const dayOf = (days) => (days < 0 ? "–" : calendar.format(new Date(Date.parse(D.weeks.start[0]) + days * 864e5)));
const num = (value) => (value === null || value === undefined ? "–" : figure.format(value));

function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (key === "data") Object.assign(node.dataset, value);
    else if (key === "value" || key === "hidden" || key === "open") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}
// Text of the chat is kept apart from the direction of what stands around it.
const bdi = (text, props, ...more) => h("bdi", props, text, ...more);

// A pseudonym in a sentence is never broken over lines, and leads to the person.
const CODE = /(M-[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4})?)(?![0-9A-Za-z])/;
function sentence(text) {
  if (D.tier !== "pseudonym") return bdi(text);
  return bdi(null, null, text.split(CODE).map((piece, turn) => {
    if (turn % 2 === 0) return piece;
    const person = D.people.name.indexOf(piece);
    return person < 0 ? h("b", { class: "code" }, piece) : h("button", { type: "button", class: "link code", onclick: () => choosePerson(person, true) }, piece);
  }));
}
// In a message it is only kept whole.
const whole = (text) => (D.tier === "pseudonym" && text.includes("M-") ? text.split(CODE).map((piece, turn) => (turn % 2 ? h("span", { class: "whole" }, piece) : piece)) : [text]);
const P = D.people;
const named = D.tier !== "numbers";
const nameOf = (person) => (person < 0 ? "" : named ? P.name[person] : "");
const circleOf = new Map(D.circles.map((circle, turn) => [circle.n, { ...circle, turn }]));
const dark = () => document.documentElement.dataset.theme === "dark" ||
  (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
const HUES = {
  light: ["#3128e0", "#4c9e60", "#b75ee8", "#7c1111", "#919715", "#e85eb0", "#471875", "#753853"],
  dark: ["#6d67e9", "#1fdf6c", "#936eb9", "#df3c1f", "#d5df1f", "#f3aee2", "#b3eec2", "#c95e7e"],
};
const hue = (circle) => {
  const known = circleOf.get(circle);
  return known ? HUES[dark() ? "dark" : "light"][known.turn % 8] : D.circles.length ? (dark() ? "#8b93a0" : "#6b7280") : dark() ? "#6f9fe0" : "#2f6fbb";
};
const tell = (text) => { byId("said").textContent = text; };

// One shared state: who and what is chosen, which weeks, which ties.
const state = { person: -1, tie: -1, group: null, least: 0, which: "all", direction: false, from: 0, to: Math.max(0, D.weeks.start.length - 1) };
const listeners = [];
const changed = () => listeners.forEach((listener) => listener());

function message(place, marks, extra) {
  const text = marks && marks.length ? [...D.pool.x[place]] : D.pool.x[place], kind = D.pool.k[place], person = D.pool.p[place];
  const body = h("p", { class: "text", dir: "auto" });
  const words = (start, end) => { const part = text.slice(start, end); return Array.isArray(part) ? part.join("") : part; };
  let done = 0; // marks count characters, not halves of them: an emoji is one
  for (const [start, end] of marks || []) {
    body.append(...whole(words(done, start)), h("mark", null, whole(words(start, end))));
    done = end;
  }
  body.append(...whole(words(done)));
  const where = fill(W.findings.line, { n: D.pool.l[place] });
  const head = h("p", { class: "by" }, person >= 0 ? h("b", { class: "who", data: { person } }, bdi(nameOf(person))) : null,
    h("span", { class: "at" }, D.pool.t[place]),
    h("span", { class: "at", data: { help: W.findings.line_help } }, D.files.length > 1 ? D.files[D.pool.f[place]] + ", " + where : where), extra);
  const item = h("div", { class: "msg" + (kind === 2 ? " system" : kind === 1 ? " other" : "") }, head, body);
  if (person >= 0) paint(head.querySelector(".who"), P.c[person]);
  return item;
}
// Names carry the colour of their circle as a dot, so that contrast of the words never depends on it.
function paint(node, circle) {
  const dot = h("i", { class: "dot", "aria-hidden": "true", data: { circle } });
  dot.style.background = hue(circle);
  node.prepend(dot);
  return node;
}
const repaint = () => document.querySelectorAll("i.dot").forEach((dot) => { dot.style.background = hue(+dot.dataset.circle); });
function chip(person) {
  if (typeof person === "string") return h("span", { class: "chip" }, bdi(person));
  return paint(h("button", { type: "button", class: "chip", onclick: () => choosePerson(person, true) }, bdi(nameOf(person))), P.c[person]);
}
