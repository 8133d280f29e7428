function startTheme() {
  const root = document.documentElement;
  const show = () => { repaint(); draw(); };
  byId("theme").addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; show(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  let before = "";
  addEventListener("beforeprint", () => {
    before = root.dataset.theme || "";
    root.dataset.theme = "light";
    document.querySelectorAll("details").forEach((details) => { if (details.fillNow) details.fillNow(); details.open = true; details.querySelectorAll(".lines [hidden]").forEach((item) => { item.hidden = false; }); });
    repaint();
    paintMap();
  });
  addEventListener("afterprint", () => { root.dataset.theme = before; if (!before) delete root.dataset.theme; show(); });
}
// A tap or a hover on a figure says what it means.
function startHelp() {
  const bubble = h("div", { class: "bubble", role: "tooltip", hidden: true });
  document.body.append(bubble);
  const hide = () => { bubble.hidden = true; };
  const show = (node) => {
    bubble.textContent = node.dataset.help;
    bubble.hidden = false;
    const box = node.getBoundingClientRect();
    bubble.style.left = Math.max(8, Math.min(innerWidth - bubble.offsetWidth - 8, box.left)) + scrollX + "px";
    bubble.style.top = box.bottom + scrollY + 6 + "px";
  };
  document.querySelectorAll("[data-help]").forEach((node) => {
    node.addEventListener("mouseenter", () => show(node));
    node.addEventListener("focus", () => show(node));
    node.addEventListener("click", () => show(node));
    node.addEventListener("mouseleave", hide);
    node.addEventListener("blur", hide);
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}
byId("group").textContent = D.title;
showFindings();
startReviews();
startMap();
startFilters();
startTime();
startTables();
startTree();
startReading();
startTheme();
startHelp();
document.documentElement.dataset.ready = "yes";
