// Long work: told how far it is, may be stopped, goes on when the page is closed.
function workBox(job, page, id) {
  const box = h("div", { id });
  workShown(box, job, page);
  return box;
}
function workShown(box, job, page) {
  if (!job || job.kind === "look") { box.replaceChildren(); return; }
  if (job.state !== "running") {
    const said = job.state === "failed" ? fill(W("work", "failed"), { why: why(job) }) : job.state === "stopped" ? W("work", "stopped") : fill(W("work", "done"), { seconds: num(job.seconds, 1) });
    box.replaceChildren(h("p", { class: job.state === "failed" ? "notice" : "soft", role: job.state === "failed" ? "alert" : "status", data: { state: job.state } }, said));
    return;
  }
  const share = job.stages ? (Math.max(0, job.number - 1) + (job.steps ? job.done / job.steps : 0)) / job.stages : 0;
  const said = job.stages ? fill(W("work", "step"), { n: job.number, all: job.stages, stage: W("work", job.stage) }) + (job.steps ? ` ${num(job.done)}/${num(job.steps)}` : "") : W("work", "starting");
  if (!box.querySelector("progress")) {
    box.replaceChildren(h("p", { class: "row" }, h("span", { class: "step", role: "status" }), h("span", { class: "soft clock" }), h("button", { type: "button", onclick: page.stop }, W("work", "stop"))), h("progress", { max: 1, "aria-label": W("work", "run") }), h("p", { class: "soft small" }, W("work", "began")));
  }
  if (box.querySelector(".step").textContent !== said) box.querySelector(".step").textContent = said;
  box.querySelector(".clock").textContent = num(job.seconds) + " s";
  box.querySelector("progress").value = share;
}
