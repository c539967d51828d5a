// Forms, links that open something in place, dialogs, theme, copy and print.
import { announce, visit } from "./page.js";

document.addEventListener("submit", event => {
  const form = event.target;
  if (form.matches("[data-theme-choice]")) {
    event.preventDefault();
    chooseTheme(form, event.submitter);
  } else if (form.closest("[data-live]") && form.method === "post") {
    event.preventDefault();
    changed = false;
    event.submitter?.setAttribute("aria-disabled", "true");
    visit(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)) })
      .finally(() => event.submitter?.removeAttribute("aria-disabled"));
  }
});

document.addEventListener("click", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const { target } = event;
  const inPlace = target.closest("[data-live] a[data-in-place], a[data-close]");
  const tab = target.closest("[data-shows]");
  const opener = target.closest("[data-opens]");
  const copier = target.closest("[data-copies]");
  if (inPlace) {
    event.preventDefault();
    changed = false;
    visit(inPlace.href);
  } else if (tab) {
    show(tab.dataset.shows);
  } else if (opener) {
    document.getElementById(opener.dataset.opens)?.showModal();
  } else if (copier) {
    copy(document.querySelector(copier.dataset.copies), copier);
  } else if (target.closest("[data-prints]")) {
    window.print();
  }
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(target) || opener) menu.open = false;
});

/** On narrow screens: the note or the transcript. */
export function show(pane) {
  const panes = document.querySelector(".panes");
  if (!panes) return;
  panes.dataset.shown = pane;
  for (const tab of document.querySelectorAll("[data-shows]")) tab.setAttribute("aria-selected", String(tab.dataset.shows === pane));
}

function chooseTheme(form, button) {
  const root = document.documentElement;
  if (button.value === "system") delete root.dataset.theme;
  else root.dataset.theme = button.value;
  for (const other of form.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  announce(`Appearance: ${button.value}`);
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)), redirect: "manual" });
}

async function copy(source, button) {
  try {
    await navigator.clipboard.writeText(source.value);
  } catch {
    // Browsers give the clipboard only to secure contexts; a site that serves plain HTTP still gets its copy.
    source.hidden = false;
    source.select();
    document.execCommand("copy");
    source.hidden = true;
  }
  button.querySelector("[data-copied]")?.replaceChildren("Copied");
  announce("Copied");
}

// A half-written sentence is not lost by closing the tab.
let changed = false;
document.addEventListener("input", event => { if (event.target.closest("[data-live] textarea")) changed = true; });
window.addEventListener("beforeunload", event => { if (changed) event.preventDefault(); });
