function startTheme() {
  const root = document.documentElement;
  const show = () => { repaint(); draw(); };
  byId("theme").addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; show(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  let before = "";
  addEventListener("beforeprint", () => {
    before = root.dataset.theme || "";
    root.dataset.theme = "light";
    document.querySelectorAll("details").forEach((details) => { if (details.fillNow) details.fillNow(); details.open = true; });
    repaint();
    paintMap();
  });
  addEventListener("afterprint", () => { root.dataset.theme = before; if (!before) delete root.dataset.theme; show(); });
}
byId("group").textContent = D.title;
showFindings();
startReviews();
startMap();
startFilters();
startMatrix();
startTime();
startCourse();
startTables();
startUses();
startReading();
startTheme();
startHelp();
// The address may name a finding: report.html#F-….
const addressed = () => { const id = location.hash.slice(1); if (D.findings.some((finding) => finding.id === id)) openFinding(id); };
addEventListener("hashchange", addressed);
document.documentElement.dataset.ready = "yes";
addressed();
// Far down the page: made when the first picture has been shown.
let waits = true;
function rest() { if (waits) { waits = false; startTree(); } }
requestAnimationFrame(() => setTimeout(rest));
addEventListener("beforeprint", rest);
