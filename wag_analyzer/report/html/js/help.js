// A hover, a tap or the keyboard's focus on a figure says what it means.
const helped = (text, help, props) => (help ? h("button", { type: "button", class: "help", data: { help }, ...props }, text) : text);

function startHelp() {
  const bubble = h("div", { class: "bubble", id: "bubble", role: "tooltip", hidden: true });
  document.body.append(bubble);
  let shown = null;
  const hide = () => {
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    bubble.hidden = true;
  };
  const show = (node) => {
    if (shown !== node) hide();
    shown = node;
    bubble.textContent = node.dataset.help;
    bubble.hidden = false;
    node.setAttribute("aria-describedby", "bubble");
    const box = node.getBoundingClientRect();
    const above = box.bottom + bubble.offsetHeight + 12 > innerHeight && box.top > bubble.offsetHeight + 12;
    bubble.style.left = Math.max(8, Math.min(document.documentElement.clientWidth - bubble.offsetWidth - 8, box.left)) + scrollX + "px";
    bubble.style.top = (above ? box.top - bubble.offsetHeight - 6 : box.bottom + 6) + scrollY + "px";
  };
  const meant = (event) => (event.target instanceof Element ? event.target.closest("[data-help]") : null);
  for (const kind of ["mouseover", "focusin", "click"]) {
    document.addEventListener(kind, (event) => {
      const node = meant(event);
      if (node && (kind !== "focusin" || node.matches(":focus-visible"))) show(node);
      else if (kind !== "focusin") hide();
    });
  }
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}
