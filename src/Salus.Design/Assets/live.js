// The page of a live visit: what is said goes out turn by turn, the note comes back as server-sent events.
// Settled statements are never touched again; open ones are changed in place, so that nothing jumps.
import { announce, enhance } from "./page.js";

const page = document.querySelector("[data-live-visit]");
if (page) follow(page);

function follow(root) {
  const address = `/api/scribe/live/${root.dataset.liveVisit}`;
  const find = name => root.querySelector(`[data-live-${name}]`);
  const form = find("say");
  const field = form.elements.namedItem("text");
  const token = form.elements.namedItem("__RequestVerificationToken").value;
  const state = find("state");
  let heard = Number(root.dataset.after);
  let known = heard;
  let pending = [];
  let sending = false;
  let playing = 0;
  let leaving = false;

  const stream = new EventSource(`${address}/events?after=${heard}`);
  stream.addEventListener("open", () => tell(""));
  stream.addEventListener("error", () => tell("Connecting again …"));
  stream.addEventListener("turn", event => {
    const change = JSON.parse(event.data);
    if (change.number <= heard) return;
    heard = change.number;
    known = Math.max(known, heard);
    addTurn(change.turn);
    for (const line of change.changes) apply(line);
    for (const section of new Set(change.changes.map(line => line.section))) regroup(section);
    count(change.phase);
  });
  stream.addEventListener("end", event => {
    stream.close();
    if (leaving) return;
    const end = JSON.parse(event.data);
    location.assign(end.draft ? `/drafts/${end.draft}` : "/visits/live");
  });

  function tell(trouble) {
    state.classList.toggle("trouble", trouble.length > 0);
    state.textContent = trouble || `${heard} ${heard === 1 ? "turn" : "turns"}`;
  }

  // What is said

  form.addEventListener("submit", event => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    const several = text.includes("\n");
    say(several ? { lines: text } : { turns: [{ text, speaker: new FormData(form).get("speaker") }] });
    field.value = "";
    size();
    if (!several) other();
    field.focus();
  });

  field.addEventListener("keydown", event => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  field.addEventListener("input", size);

  function size() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 160)}px`;
  }

  /** The next turn is usually the other person's. */
  function other() {
    const [doctor, patient] = form.querySelectorAll("input[name=speaker]");
    (doctor.checked ? patient : doctor).checked = true;
  }

  function say(what) {
    pending.push(what);
    send();
  }

  /** One request at a time, each with the number of turns before it: sent again after a break, nothing is added twice. */
  async function send() {
    if (sending || pending.length === 0) return;
    sending = true;
    try {
      const response = await fetch(`${address}/turns`, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-Form-Token": token },
        body: JSON.stringify({ ...pending[0], after: known }),
      });
      if (response.ok) {
        known = Math.max(known, (await response.json()).turns);
        pending.shift();
      } else if (response.status === 409) {
        location.reload();
        return;
      } else if (response.status < 500 && response.status !== 429) {
        pending.shift();
        stop();
        refuse((await response.json().catch(() => ({}))).detail);
      } else {
        await pause(2000);
      }
    } catch {
      tell("Not sent yet, trying again …");
      await pause(2000);
    } finally {
      sending = false;
    }
    send();
  }

  const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));

  function refuse(detail) {
    const text = detail ?? "The server refused this. Reload the page and try again.";
    tell(text);
    announce(text);
  }

  // The conversation

  function addTurn(turn) {
    const pane = root.querySelector(".pane.source");
    const atEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 120;
    const row = make("li", `turn${turn.speaker === "doctor" ? " doctor" : ""}`);
    row.id = `turn-${turn.index}`;
    row.tabIndex = -1;
    const says = make("div", "says");
    const speaker = make("span", "speaker", turn.speaker);
    if (turn.guessed) speaker.append(make("span", "faint", " ?"));
    says.append(speaker, make("span", "at", String(turn.index + 1)));
    row.append(says, make("p", "said", turn.text));
    find("turns").append(row);
    find("quiet").hidden = true;
    if (atEnd) pane.scrollTop = pane.scrollHeight;
  }

  // The note

  function apply(change) {
    const section = root.querySelector(`[data-section="${CSS.escape(change.section)}"]`);
    let line = document.getElementById(`line-${change.id}`);
    if (change.kind === "withdrawn") {
      line?.remove();
      return;
    }
    if (!section) return;
    const isNew = !line;
    line ??= build(change.id);
    const before = change.after ? document.getElementById(`line-${change.after}`) : section.querySelector("header");
    if (isNew || (!change.settled && lineBefore(line) !== (change.after ? before : null))) before.after(line);
    line.classList.toggle("settled", change.settled);
    line.classList.toggle("open", !change.settled);
    line.classList.toggle("corrected", change.kind === "corrected");
    line.setAttribute("aria-label", change.settled ? "Settled statement" : "Open statement");
    const claim = line.querySelector(".claim");
    if (claim.textContent !== change.text) {
      claim.textContent = change.text;
      line.classList.remove("fresh");
      requestAnimationFrame(() => line.classList.add("fresh"));
    }
    line.dataset.group = change.group ?? "";
    const places = change.evidence.filter(e => e.turn !== undefined);
    line.dataset.words = places.map(e => `${e.turn}:${e.start}:${e.length}`).join(" ");
    line.querySelector(".chips").replaceChildren(...[...new Set(places.map(e => e.turn))].map(chip));
    line.querySelector(".live-reason")?.remove();
    if (change.reason) line.querySelector(".text").append(make("span", "live-reason", change.reason));
    section.hidden = false;
    if (isNew) offer(line, section);
  }

  function lineBefore(line) {
    let at = line.previousElementSibling;
    while (at && !at.matches(".live-line, header")) at = at.previousElementSibling;
    return at?.matches(".live-line") ? at : null;
  }

  function build(id) {
    const line = make("div", "statement live-line");
    line.id = `line-${id}`;
    line.tabIndex = 0;
    line.setAttribute("role", "group");
    const mark = make("span", "mark");
    mark.setAttribute("aria-hidden", "true");
    mark.append(make("span", "bullet"));
    const text = make("div", "text");
    text.append(make("span", "claim"), " ", make("span", "chips"));
    line.append(mark, text);
    return line;
  }

  function chip(turn) {
    const link = make("a", "chip", String(turn + 1));
    link.href = `#turn-${turn}`;
    link.setAttribute("aria-label", `Said in turn ${turn + 1}`);
    return link;
  }

  /** Headings inside a section stand before the first statement under them; a section without statements is not shown. */
  function regroup(key) {
    const section = root.querySelector(`[data-section="${CSS.escape(key)}"]`);
    if (!section) return;
    const lines = [...section.querySelectorAll(".live-line")];
    section.hidden = lines.length === 0;
    let group = "";
    for (const line of lines) {
      const own = line.dataset.group ?? "";
      const heading = line.previousElementSibling.matches(".group") ? line.previousElementSibling : null;
      const wanted = own !== group ? own : "";
      group = own;
      if (!wanted) heading?.remove();
      else if (!heading) line.before(make("h4", "group", wanted));
      else if (heading.textContent !== wanted) heading.textContent = wanted;
    }
    for (const heading of section.querySelectorAll(".group"))
      if (!heading.nextElementSibling?.matches(".live-line")) heading.remove();
  }

  let told = 0;
  let toldAt = 0;
  function count(phase) {
    const settled = root.querySelectorAll(".live-line.settled").length;
    const open = root.querySelectorAll(".live-line.open").length;
    find("tally").textContent = `${settled} ${settled === 1 ? "statement" : "statements"} settled, ${open} open · ${phase}`;
    find("empty").hidden = settled + open > 0;
    tell("");
    // Heard by screen readers: what has settled, and not more often than four times a minute.
    if (settled > told && Date.now() - toldAt > 15000) {
      announce(`${settled - told} more ${settled - told === 1 ? "statement" : "statements"} settled, ${settled} in all`);
      [told, toldAt] = [settled, Date.now()];
    }
  }

  // Something new outside of what is in view is offered, not scrolled to.
  const note = root.querySelector(".pane.note");
  const more = make("button", "button small live-more");
  more.type = "button";
  more.hidden = true;
  root.querySelector(".panes").append(more);
  let newest = null;
  more.addEventListener("click", () => {
    newest?.scrollIntoView({ block: "center" });
    newest?.focus({ preventScroll: true });
    more.hidden = true;
  });
  note.addEventListener("scroll", () => { if (newest && inView(newest)) more.hidden = true; });

  function offer(line, section) {
    newest = line;
    more.hidden = inView(line);
    more.textContent = `New in ${section.querySelector("h3").textContent.toLowerCase()} ${line.getBoundingClientRect().top > note.getBoundingClientRect().bottom - 40 ? "↓" : "↑"}`;
  }

  function inView(line) {
    const [box, frame] = [line.getBoundingClientRect(), note.getBoundingClientRect()];
    return box.top >= frame.top + 40 && box.bottom <= frame.bottom;
  }

  // Statements show their words

  let lit = [];
  const light = event => {
    const line = event.target.closest?.(".live-line");
    for (const said of lit) {
      said.textContent = said.textContent;
      said.closest(".turn").classList.remove("on");
    }
    lit = [];
    if (!line?.dataset.words) return;
    const turns = new Map();
    for (const place of line.dataset.words.split(" ")) {
      const [turn, start, length] = place.split(":").map(Number);
      turns.set(turn, [...(turns.get(turn) ?? []), [start, start + length]]);
    }
    for (const [turn, ranges] of turns) {
      const said = document.querySelector(`#turn-${turn} .said`);
      if (!said) continue;
      mark(said, ranges.sort((a, b) => a[0] - b[0]));
      said.closest(".turn").classList.add("on");
      lit.push(said);
    }
    if (event.type === "focusin") lit[0]?.closest(".turn").scrollIntoView({ block: "nearest" });
  };
  note.addEventListener("mouseover", light);
  note.addEventListener("mouseleave", light);
  note.addEventListener("focusin", light);

  function mark(said, ranges) {
    const text = said.textContent;
    const parts = [];
    let at = 0;
    for (const [start, end] of ranges) {
      if (start < at) continue;
      parts.push(text.slice(at, start), make("mark", "words on", text.slice(start, end)));
      at = end;
    }
    said.replaceChildren(...parts, text.slice(at));
  }

  note.addEventListener("click", event => {
    const place = event.target.closest("a.chip") && document.getElementById(event.target.closest("a.chip").hash.slice(1));
    if (!place) return;
    event.preventDefault();
    const panes = root.querySelector(".panes");
    panes.dataset.shown = "source";
    enhance(root);
    place.scrollIntoView({ block: "center" });
    place.focus({ preventScroll: true });
  });

  // Trying out: a transcript spoken line by line

  const player = document.getElementById("live-player");
  find("play").addEventListener("click", () => playing ? stop() : player.showModal());
  player.querySelector("[data-live-close]").addEventListener("click", () => player.close());
  player.querySelector("[data-live-start]").addEventListener("click", async () => {
    const file = document.getElementById("field-live-file").files[0];
    if (!file) return;
    const lines = (await file.text()).split(/\r?\n/).map(l => l.trim()).filter(Boolean);
    player.close();
    play(lines, Number(document.getElementById("live-pace").value));
  });

  function play(lines, pace) {
    const [line, ...rest] = lines;
    if (!line) return stop();
    find("play").lastChild.textContent = "Stop playing";
    say({ lines: line });
    const words = line.split(/\s+/).length;
    playing = setTimeout(() => play(rest, pace), Math.max(150, (words / 150) * 60000 / pace));
  }

  function stop() {
    clearTimeout(playing);
    playing = 0;
    find("play").lastChild.textContent = "Play a transcript";
  }

  // The end: what waits to be sent goes first

  for (const button of [find("finish"), find("discard")]) {
    button.addEventListener("click", async event => {
      stop();
      if (button.matches("[data-live-discard]") && !button.dataset.sure) {
        event.preventDefault();
        button.dataset.sure = "true";
        button.lastChild.textContent = "Discard what was said?";
        setTimeout(() => { delete button.dataset.sure; button.lastChild.textContent = "Discard"; }, 5000);
        return;
      }
      leaving = true;
      if (pending.length === 0) return;
      event.preventDefault();
      while (pending.length > 0) await pause(50);
      button.form.requestSubmit(button);
    });
  }

  root.querySelector(".pane.source").scrollTop = 1e9;
}

function make(name, style, text) {
  const element = document.createElement(name);
  element.className = style;
  if (text !== undefined) element.textContent = text;
  return element;
}
