// A statement shows the words it rests on; words show the statements that rest on them.
// data-mark names a statement or an omission; data-for on words of a source lists who cites them.
import { show } from "./forms.js";

let lit = [];
let timer = 0;

function light(elements, name) {
  for (const [element, old] of lit) element.classList.remove(old);
  lit = elements.map(element => [element, name(element)]);
  for (const [element, added] of lit) element.classList.add(added);
}

function markEvidence(citing) {
  const words = [...document.querySelectorAll(`[data-for~="${CSS.escape(citing.dataset.mark)}"]`)];
  const turns = new Set(words.map(w => w.closest(".turn")).filter(Boolean));
  light([...words, ...turns], () => "on");
  return words[0];
}

function markCiting(turn) {
  const marks = new Set([...turn.querySelectorAll("[data-for]")].flatMap(w => w.dataset.for.split(" ")));
  const citing = [...marks].flatMap(m => [...document.querySelectorAll(`[data-mark="${CSS.escape(m)}"]`)]);
  light(citing, () => "cited");
  return citing[0];
}

function bringIntoView(element) {
  const pane = element?.closest(".pane");
  if (!pane || pane.scrollHeight <= pane.clientHeight) return;
  const box = element.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  if (box.top < frame.top + 56 || box.bottom > frame.bottom - 32)
    pane.scrollTo({ top: pane.scrollTop + box.top - frame.top - frame.height / 3, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

function follow(target, wait) {
  clearTimeout(timer);
  const citing = target.closest?.("[data-mark]");
  const turn = target.closest?.(".turn");
  if (!citing && !turn) return;
  const first = citing ? markEvidence(citing) : markCiting(turn);
  timer = setTimeout(() => bringIntoView(first), wait);
}

document.addEventListener("focusin", event => follow(event.target, 0));
// Whoever came by the keyboard before this script was there sees the words too.
if (document.activeElement) follow(document.activeElement, 0);

// Text that scrolls under a resting pointer is not a wish to see something else.
let pointer = "";
document.addEventListener("mouseover", event => {
  const now = `${event.screenX} ${event.screenY}`;
  if (now === pointer) return;
  pointer = now;
  follow(event.target, 220);
});

// A citation leads to its place without leaving an entry in the history.
document.addEventListener("click", event => {
  const chip = event.target.closest("[data-live] a.chip[href^='#']");
  const place = chip && document.getElementById(chip.getAttribute("href").slice(1));
  if (!place) return;
  event.preventDefault();
  pointer = `${event.screenX} ${event.screenY}`;
  show("source");
  place.scrollIntoView({ block: "center" });
  place.focus({ preventScroll: true });
  markEvidence(chip.closest("[data-mark]"));
});
