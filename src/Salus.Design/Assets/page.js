// Exchanging the content of the page for a newer one from the server, keeping place and focus.
const main = () => document.getElementById("main");

// The next look at something that goes on by itself.
let poll = 0;

// Where the reviewer was before a field or dialog took the focus.
let place = "";
document.addEventListener("focusin", event => {
  const at = event.target.closest(".statement, .finding");
  if (at) place = at.id;
});

/** Fetches a page and puts its main part in place; follows the server to another page when it leads there. */
export async function visit(url, options = {}) {
  const page = main();
  page.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" }, ...options });
    const html = new DOMParser().parseFromString(await response.text(), "text/html");
    const next = html.getElementById("main");
    if (!response.ok && !next) {
      tell(`The server refused this (${response.status}). Nothing was changed; reload the page and try again.`);
      return;
    }
    if (!next || (response.ok && !next.querySelector("[data-live]"))) {
      location.assign(response.url);
      return;
    }
    exchange(next, html.title, new URL(url, location.href).hash.slice(1));
    const address = new URL(response.url);
    address.searchParams.delete("did");
    if (response.ok) history.replaceState(null, "", address);
  } catch {
    poll = setTimeout(look, 5000);
    tell("The server did not answer, so nothing was saved. What you wrote is still here: try again.");
  } finally {
    main().removeAttribute("aria-busy");
  }
}

function exchange(next, title, anchor) {
  const page = main();
  const places = [...page.querySelectorAll("[data-place]")].map(e => [e.dataset.place, e.scrollTop]);
  const shown = page.querySelector("[data-shown]")?.dataset.shown;
  const held = document.activeElement?.closest?.("[id]")?.id;
  const scrolled = window.scrollY;
  page.replaceChildren(...next.childNodes);
  document.title = title;
  if (shown) page.querySelector(".panes")?.setAttribute("data-shown", shown);
  for (const [name, top] of places) {
    const pane = page.querySelector(`[data-place="${name}"]`);
    if (pane) pane.scrollTop = top;
  }
  window.scrollTo(0, scrolled);
  enhance(page);
  const named = id => (id ? document.getElementById(id) : null);
  const wanted = page.querySelector("dialog[open] [autofocus]") ?? page.querySelector("[autofocus]") ?? page.querySelector("[data-focus]") ?? named(anchor) ?? named(held) ?? named(place);
  wanted?.focus({ preventScroll: false });
  if (wanted?.matches("textarea")) wanted.setSelectionRange(wanted.value.length, wanted.value.length);
}

function look() {
  if (document.querySelector("[data-poll]")) visit(location.href);
}

/** Turns what the server sent into what a browser with script can do better. */
export function enhance(root) {
  for (const hidden of root.querySelectorAll("[data-needs-script][hidden]")) hidden.hidden = false;
  for (const dialog of root.querySelectorAll("dialog[data-modal]")) {
    dialog.close();
    dialog.showModal();
    dialog.addEventListener("cancel", event => {
      event.preventDefault();
      visit(dialog.dataset.away);
    });
  }
  const panes = root.querySelector(".panes");
  if (panes && !panes.dataset.shown) panes.dataset.shown = "note";
  for (const tab of root.querySelectorAll(".pane-tabs [data-shows]"))
    tab.setAttribute("aria-selected", String(tab.dataset.shows === panes?.dataset.shown));
  clearTimeout(poll);
  const running = document.querySelector("[data-poll]");
  if (running) poll = setTimeout(look, Number(running.dataset.poll));
  const news = root.querySelector("[data-announce]");
  if (news) announce(news.dataset.announce);
  for (const toast of document.querySelectorAll("[data-toast]:not(.sample)"))
    toast.addEventListener("animationend", () => toast.remove());
}

/** Says something to screen readers. */
export function announce(text) {
  const region = document.getElementById("announce");
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

function tell(text) {
  document.querySelector(".toast:not(.sample)")?.remove();
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = text;
  toast.addEventListener("animationend", () => toast.remove());
  document.body.append(toast);
  announce(text);
}
