// What is chosen goes in where one was writing; "/" finds a canned answer.

const field = () => document.querySelector("#reply-form [name=text]");
const tool = () => byId("tool");
const choices = () => every("#tool [data-insert]");
let soon;

on("click", (event) => {
  clearTimeout(soon);
  const chosen = event.target.closest("[data-insert]");
  if (chosen) insert(chosen);
  else if (event.target.closest("[data-tool-close]")) close();
  else return;
  event.preventDefault();
});

on("input", ({ target }) => {
  if (target !== field()) return;
  clearTimeout(soon);
  const typed = slash(target);
  if (typed) soon = setTimeout(look, 150, typed.slice(1));
  else if (tool()?.dataset.typed) tool().replaceChildren();
});

on("keydown", (event) => {
  const { key, target, ctrlKey, metaKey, isComposing } = event;
  if (ctrlKey || metaKey || isComposing) return;
  if (!tool()?.firstElementChild) {
    // Who leaves what they write means keys again.
    if (key === "Escape" && target.matches("#composer textarea")) byId("conversation-title").focus();
    return;
  }
  const typed = target === field() && tool().dataset.typed && slash(target);
  const searching = target.id === "tool-q";
  const [first] = choices();
  if (key === "Escape" && (target === field() || tool().contains(target))) close();
  else if (key === "Enter" && first && (searching || typed?.length > 1)) insert(first);
  else if (key === "ArrowDown" && (searching || typed)) first?.focus();
  else if (key.startsWith("Arrow") && target.matches("[data-insert]")) move(target, key);
  else if (key !== "Enter" || !searching) return;
  event.preventDefault();
  event.stopPropagation();
});

function slash({ value, selectionStart }) {
  return value.slice(0, selectionStart).match(/(?:^|\s)(\/[a-z0-9-]*)$/i)?.[1] ?? "";
}

function look(q) {
  const source = byId("tool-canned");
  const values = { tool: "canned", typed: 1, q };
  const asked = htmx.ajax("POST", source.formAction, { source, target: "#tool", swap: "outerHTML", values });
  asked.catch(() => {}); // the next one took its place
}

function close() {
  tool().replaceChildren();
  field().focus();
}

// As if typed: Ctrl+Z takes it back.
function insert(chosen) {
  const area = field();
  const end = area.selectionEnd;
  const start = end - (tool().dataset.typed ? slash(area).length : 0);
  const words = chosen.querySelector("[data-words]");
  const apart = words && /\S$/.test(area.value.slice(0, start)) ? " " : "";
  const text = apart + (words ?? chosen).textContent.trim();
  close();
  area.setSelectionRange(start, end);
  document.execCommand("insertText", false, text);
  if (chosen.name === "take-canned") area.form.elements.canned.value = chosen.value;
  const open = /\{\{.*?\}\}/.exec(text);
  if (open) area.setSelectionRange(start + open.index, start + /}}/.exec(text).index + 2);
}

function move(from, key) {
  const all = choices();
  const row = all.filter(({ offsetTop }) => offsetTop === from.offsetTop).length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row }[key];
  (all[all.indexOf(from) + step] ?? tool().querySelector("input"))?.focus();
}
