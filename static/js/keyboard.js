// Keys. What they do stands in the help (inbox/keys.py). Those of one letter can be switched off
// (WCAG 2.1.4) and rest while someone types.

const KEY = "webcare.shortcuts";
const PAUSE = 1000; // milliseconds: who typed is still in the middle of a word
const TYPED_IN = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";
const help = byId("keys");
const palette = byId("palette");
const table = new Map(
  [...help.querySelectorAll("[data-keys]")].flatMap((row) => row.dataset.keys.split(",").map((key) => [key, row.dataset])),
);
const special = { next: () => move(1), previous: () => move(-1), open: () => here()?.click(), help: () => help.showModal(), palette: search, select, range: () => select(true) };
let begun, typed = -PAUSE;

for (const box of every("[data-shortcuts]")) {
  box.checked = areOn();
  box.addEventListener("change", () => localStorage.setItem(KEY, box.checked ? "on" : "off"));
}

on("keydown", (event) => {
  const { key, target, timeStamp, repeat } = event;
  const modified = event.ctrlKey || event.metaKey;
  if (modified && key === "k" && !event.altKey && !event.shiftKey) {
    event.preventDefault();
    return palette.open || repeat ? null : search();
  }
  if (modified || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  // A field that is taken away under the hands leaves the rest of the word: no keys are meant.
  const typing = target.matches(TYPED_IN);
  if (typing || timeStamp - typed < PAUSE) {
    typed = ["Tab", "Escape"].includes(key) ? -PAUSE : timeStamp;
    return;
  }
  if (!areOn() || key.length > 1) return;
  const before = begun;
  begun = !before && key === "g" ? key : "";
  const row = table.get(before ? `${before} ${key}` : key);
  if (!row) return;
  event.preventDefault();
  // A key that is held down walks on; it does nothing twice.
  if (!repeat || /next|previous/.test(row.do)) act(row, key);
});
on("pointerdown", () => (typed = -PAUSE));

function areOn() {
  return localStorage.getItem(KEY) !== "off" && document.documentElement.dataset.shortcuts !== "off";
}

function act({ do: name, press, focus, go }, key) {
  if (name) special[name]();
  if (go) location.assign(go);
  if (press) pressed(press.replace("%", key))?.click();
  if (focus) every(focus).find(seen)?.focus();
}

// Only what is in sight, and nothing to the open conversation from another row of the queue.
function pressed(selector) {
  const found = every(selector).find(seen);
  const row = here();
  return row && row.pathname !== location.pathname && found?.closest("#conversation") ? null : found;
}

const here = () => document.activeElement.closest(".queue__row")?.querySelector("a.row[href]");

function move(step) {
  const rows = every("a.row[href]");
  const at = rows.indexOf(here());
  const from = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
  rows[Math.min(Math.max(from + step, 0), rows.length - 1)]?.focus();
}

function select(shiftKey = false) {
  const box = here()?.closest(".queue__row").querySelector("[data-select]");
  box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
}

// The palette: what can be done here and where one can go, narrowed by typing.
function search() {
  palette.showModal();
  htmx.trigger("#palette-body", "open");
}

const field = () => palette.querySelector("input");
const shown = () => [...palette.querySelectorAll("[role=option]:not([hidden])")];
const chosen = () => palette.querySelector("[aria-selected=true]");

function narrow() {
  const words = field().value.toLowerCase().split(" ");
  for (const option of palette.querySelectorAll("[role=option]")) {
    const { press } = option.dataset;
    option.hidden = !words.every((word) => option.textContent.toLowerCase().includes(word)) || Boolean(press && !pressed(press));
  }
  mark(shown()[0]);
  palette.querySelector("[data-none]").hidden = shown().length > 0;
}

function mark(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  field().setAttribute("aria-activedescendant", option?.id ?? "");
}

function run(option) {
  palette.close();
  act(option.dataset);
}

palette.addEventListener("input", narrow);
palette.addEventListener("htmx:load", () => {
  narrow();
  field().focus();
});
palette.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = shown();
  if (step && all.length) mark(all.at((all.indexOf(chosen()) + step) % all.length));
  else if (event.key === "Enter" && chosen()) run(chosen());
  else return;
  event.preventDefault();
});
on("click", ({ target }) => {
  const option = target.closest("#palette [role=option]");
  if (option) run(option);
  if (target.closest("[data-help]")) help.showModal();
});
