// Words of a note while a model writes them, as server-sent events. The end is the server's: the page is loaded again and leads to the draft.
const page = document.querySelector("[data-writing]");
if (page?.dataset.writing) follow(page);

function follow(root) {
  const state = root.querySelector("[data-writing-state]");
  const stream = new EventSource(`/api/scribe/writings/${root.dataset.writing}/events?after=${root.dataset.after}`);
  let leaving = false;
  let heard = Number(root.dataset.after);
  addEventListener("pagehide", () => { leaving = true; stream.close(); });
  root.querySelector("form")?.addEventListener("submit", () => { leaving = true; });
  stream.addEventListener("words", event => {
    const said = JSON.parse(event.data);
    if (said.number <= heard) return;
    heard = said.number;
    const section = root.querySelector(`[data-section="${CSS.escape(said.section)}"]`);
    if (!section) return;
    const line = section.querySelector(`[data-statement="${said.statement}"]`) ?? begin(section, said.statement);
    line.append(said.words);
    line.classList.toggle("going-on", !said.complete);
    const lines = root.querySelectorAll(".writing-line").length;
    state.textContent = lines === 1 ? "1 statement" : `${lines} statements`;
  });
  stream.addEventListener("error", () => { if (!leaving) state.textContent = "Connecting again …"; });
  stream.addEventListener("end", () => {
    stream.close();
    if (!leaving) location.replace(location.pathname);
  });
}

function begin(section, statement) {
  const line = document.createElement("p");
  line.className = "writing-line";
  line.dataset.statement = statement;
  section.append(line);
  section.hidden = false;
  return line;
}
