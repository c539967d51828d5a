// One key per act, active while no field has the focus. The same acts are links and buttons.
const writing = element => element?.matches?.("input, textarea, select, [contenteditable]");

const acts = { a: "accept", e: "edit", x: "reject", o: "overrule", s: "sign" };

document.addEventListener("keydown", event => {
  const at = document.activeElement;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at?.form) {
    event.preventDefault();
    at.form.requestSubmit(at.form.querySelector("button:not([type='button'])"));
    return;
  }
  if (event.key === "Escape") {
    leave(at, event);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || writing(at) || document.querySelector("dialog:modal")) return;
  const done = press(event.key, at);
  if (done) event.preventDefault();
});

function press(key, at) {
  switch (key) {
    case "j": return move(at, 1);
    case "k": return move(at, -1);
    case "n": return nextFinding(at);
    case "/": return focus(document.getElementById("find"));
    case "?": document.getElementById("keys")?.showModal(); return true;
    case "s": return click(document.querySelector('[data-act="sign"]'));
    default: return acts[key] ? click(at?.closest(".statement, .finding")?.querySelector(`[data-act~="${acts[key]}"]`)) : false;
  }
}

function move(at, step) {
  const rows = [...document.querySelectorAll(".statement, [data-row]")];
  if (rows.length === 0) return false;
  const here = rows.indexOf(at?.closest?.(".statement, tr")?.matches(".statement") ? at.closest(".statement") : at?.closest?.("[data-row]"));
  return focus(rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, here + step))]);
}

function nextFinding(at) {
  const open = [...document.querySelectorAll(".finding[data-open]")];
  if (open.length === 0) return false;
  const after = open.find(f => at && !f.contains(at) && (at.compareDocumentPosition(f) & Node.DOCUMENT_POSITION_FOLLOWING) && !(at.contains(f) && at.closest(".statement") === at && f === at.querySelector(".finding[data-open]")));
  const next = after ?? open[0];
  return focus(next.closest(".statement") ?? next, next);
}

function focus(element, show = element) {
  if (!element) return false;
  element.focus({ preventScroll: true });
  show.scrollIntoView({ block: "nearest" });
  return true;
}

function click(element) {
  if (!element) return false;
  element.click();
  return true;
}

function leave(at, event) {
  if (document.querySelector("dialog:modal")) return;
  const away = at?.closest?.("form")?.querySelector("[data-close]");
  if (away) {
    event.preventDefault();
    away.click();
  } else if (writing(at)) {
    at.blur();
  }
}
