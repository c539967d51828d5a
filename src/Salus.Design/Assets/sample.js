// Looking through documents of a release: one key per act, and what is selected in the document becomes what was missed.
const page = document.querySelector("[data-sample]");
if (page) listen(page);

function listen(root) {
  const missed = root.querySelector("[data-sample-missed]");
  const text = root.querySelector("[data-sample-text]");
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    if (event.key === "m" && missed) {
      const selected = selection(text);
      if (selected) missed.value = selected;
      missed.focus();
      event.preventDefault();
      return;
    }
    const act = [...root.querySelectorAll("[data-sample-key]")].find(e => e.dataset.sampleKey === event.key);
    if (!act) return;
    event.preventDefault();
    act.click();
  });
}

/** What is selected in the document, without the numbers that lead to what stood there. */
function selection(text) {
  const chosen = getSelection();
  if (!text || chosen.rangeCount === 0 || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return "";
  const part = chosen.getRangeAt(0).cloneContents();
  for (const number of part.querySelectorAll(".id-number")) number.remove();
  return part.textContent.trim();
}
