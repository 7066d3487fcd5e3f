// Help with writing: what is chosen goes in where one was writing, and "/" finds a canned answer.

const field = () => document.querySelector("#reply-form [name=text]");
const tool = () => document.getElementById("tool");
const choices = () => [...tool().querySelectorAll("[data-insert]")];
let soon;

document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-insert]");
  if (chosen) insert(chosen);
  else if (event.target.closest("[data-tool-close]")) close();
  else return;
  event.preventDefault();
});

// What was typed after a slash is looked up while it is typed.
document.addEventListener("input", ({ target }) => {
  if (target !== field()) return;
  clearTimeout(soon);
  const typed = slash(target);
  if (typed) soon = setTimeout(look, 150, typed.slice(1));
  else if (tool()?.dataset.typed) tool().replaceChildren();
});

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !tool()?.firstElementChild) return;
  const writing = target === field();
  const typed = writing && tool().dataset.typed;
  const searching = target.matches("[data-tool-search]");
  if (key === "Escape" && (writing || tool().contains(target))) close();
  else if (key === "Enter" && (searching || (typed && slash(target).length > 1)) && choices()[0]) insert(choices()[0]);
  else if (key === "ArrowDown" && (searching || typed)) choices()[0]?.focus();
  else if (target.matches("[data-insert]") && key.startsWith("Arrow")) move(target, key);
  else if (key !== "Enter" || !searching) return;
  event.preventDefault();
  event.stopPropagation();
});

function slash({ value, selectionStart }) {
  return value.slice(0, selectionStart).match(/(?:^|\s)(\/[a-z0-9-]*)$/i)?.[1] ?? "";
}

function look(q) {
  htmx.ajax("POST", document.getElementById("tool-canned").getAttribute("formaction"), {
    source: "#tool-canned",
    target: "#tool",
    swap: "outerHTML",
    values: { tool: "canned", typed: "1", q },
  });
}

function close() {
  tool().replaceChildren();
  field().focus();
}

// The browser inserts it, so that Ctrl+Z takes it back and nothing else is lost.
function insert(chosen) {
  const area = field();
  const { form, selectionEnd } = area;
  const start = selectionEnd - (tool().dataset.typed ? slash(area).length : 0);
  const words = chosen.querySelector("[data-words]");
  const apart = words && /\S$/.test(area.value.slice(0, start)) ? " " : "";
  const text = apart + (words ?? chosen).textContent.trim();
  close();
  area.setSelectionRange(start, selectionEnd);
  document.execCommand("insertText", false, text);
  if (chosen.name === "take-canned") form.elements.canned.value = chosen.value;
  const open = /\{\{.*?\}\}/.exec(text);
  if (open) area.setSelectionRange(start + open.index, start + open.index + open[0].length);
}

// To the one beside it, or above and below it in a grid.
function move(from, key) {
  const all = choices();
  const row = all.filter((one) => one.offsetTop === from.offsetTop).length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row }[key];
  (all[all.indexOf(from) + step] ?? (step < 0 ? tool().querySelector("input") : all.at(-1)))?.focus();
}
