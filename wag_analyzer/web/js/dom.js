"use strict";
// Everything a chat or a file says enters the page here, as text nodes only.
const D = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const kept = (name, value) => { try { if (value === undefined) return sessionStorage.getItem(name); sessionStorage.setItem(name, value); } catch { /* a browser may refuse */ } return null; };
let lang = kept("wag-lang") === "id" || (kept("wag-lang") === null && D.lang === "id") ? "id" : "en";
const W = (section, key) => D.words[lang][section][key] || key;
const why = (said, key = "error") => (said && ((lang === "id" && said[key + "_id"]) || said[key])) || "";
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));
const num = (value, digits = 0) => new Intl.NumberFormat(lang, { maximumFractionDigits: digits }).format(value);
const many = (section, key, n) => (n === 0 && W(section, key + "_none") !== key + "_none" ? W(section, key + "_none") : n === 1 ? W(section, key + "_one") : fill(W(section, key), { n: num(n) }));
const megabytes = (bytes) => num(bytes / 1048576, bytes < 10485760 ? 1 : 0);

function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (key === "data") Object.assign(node.dataset, value);
    else if (["value", "hidden", "open", "checked", "disabled", "max"].includes(key)) node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === "" || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}
// Text of the chat is kept apart from the direction of what stands around it.
const bdi = (text, props) => h("bdi", props, text);
// A sentence of ours with words of theirs in it.
const phrase = (text, values) => text.split(/(\{\w+\})/).map((piece) => {
  const key = /^\{(\w+)\}$/.exec(piece);
  return key && key[1] in values ? (values[key[1]] instanceof Node ? values[key[1]] : bdi(values[key[1]])) : piece;
});

let redraw = () => {};
let quiet = 0;
function tell(text) {
  byId("said").textContent = text;
  clearTimeout(quiet);
  quiet = setTimeout(() => { byId("said").textContent = ""; }, 9000);
}
class Refused extends Error {
  constructor(status, data) { super(why(data) || String(status)); this.status = status; this.data = data; }
}
async function ask(method, path, body) {
  let answer;
  const raw = body instanceof Blob;
  try {
    answer = await fetch(path, { method, body: body === undefined ? undefined : raw ? body : JSON.stringify(body), headers: body === undefined ? {} : { "content-type": raw ? "application/octet-stream" : "application/json" } });
  } catch { throw new Refused(0, { error: W("page", "lost") }); }
  const text = await answer.text();
  let data;
  try { data = JSON.parse(text); } catch { data = { error: text.trim() || answer.statusText }; }
  if (!answer.ok) throw new Refused(answer.status, data);
  return data;
}
const told = (error) => { tell(error.message); };

function header(links) {
  byId("skip").textContent = W("page", "skip");
  const other = h("button", { type: "button", title: W("page", "language"), lang: lang === "id" ? "en" : "id", onclick: () => { lang = lang === "id" ? "en" : "id"; kept("wag-lang", lang); redraw(); } }, h("span", { class: "long" }, W("page", "language")), h("span", { class: "short" }, lang === "id" ? "EN" : "ID"));
  const theme = h("button", { type: "button", title: W("page", "theme"), "aria-label": W("page", "theme"), onclick: turned }, h("span", { "aria-hidden": "true" }, "◐"));
  byId("top").replaceChildren(
    h("div", { class: "brand" }, h("p", { class: "name" }, h("a", { href: "/" }, W("page", "title"))), h("p", { class: "soft" }, W("page", "private"))),
    links && links.length ? h("nav", { "aria-label": W("bar", "label") }, links) : h("span"),
    h("div", { class: "actions" }, other, theme));
  document.documentElement.lang = lang;
  document.title = W("page", "title");
}
function turned() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  kept("wag-theme", root.dataset.theme);
}
if (kept("wag-theme")) document.documentElement.dataset.theme = kept("wag-theme");
