// Shortcuts of one key. They can be switched off (WCAG 2.1.4) and rest while someone types.

const KEY = "webcare.shortcuts";
const actions = { j: () => move(1), k: () => move(-1), r: answer };
for (const key of "123") actions[key] = (event) => choose(event);

for (const box of document.querySelectorAll("[data-shortcuts]")) {
  box.checked = areOn();
  box.addEventListener("change", () => localStorage.setItem(KEY, box.checked ? "on" : "off"));
}

document.addEventListener("keydown", (event) => {
  const busy = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  if (busy || !areOn() || event.target.matches("input, select, textarea")) return;
  if (!(event.key in actions)) return;
  event.preventDefault();
  actions[event.key](event);
});

function areOn() {
  return localStorage.getItem(KEY) !== "off" && document.documentElement.dataset.shortcuts !== "off";
}

function move(step) {
  const rows = [...document.querySelectorAll("[data-testid=queue-row]")];
  const here = rows.indexOf(document.activeElement.closest("[data-testid=queue-row]"));
  const from = here >= 0 ? here : rows.findIndex((row) => row.hasAttribute("aria-current"));
  rows[Math.min(Math.max(from + step, 0), rows.length - 1)]?.focus();
}

// Only what is in sight: nobody sends a question elsewhere by a key that seems to do nothing. Nor by
// one that is held down, or pressed on another row of the queue than that of the open conversation.
function choose({ key, repeat, target }) {
  const row = target.closest("[data-testid=queue-row]");
  if (repeat || (row && row.pathname !== location.pathname)) return;
  const proposed = document.querySelector(`[data-choice="${key}"]`);
  if (proposed?.checkVisibility({ visibilityProperty: true })) proposed.click();
}

function answer() {
  const mode = document.getElementById("mode-reply");
  if (!mode) return;
  mode.checked = true;
  document.querySelector("#reply-form [name=text]")?.focus();
}
