// The department's words beside the answer that is being written, with what was changed in them.

const MOST_WORDS = 400; // of more words than this the difference is not marked

const panel = () => document.querySelector("#reply-form [data-beside]");

// A proposal that goes into the composer stands beside it too.
on("webcare:propose", ({ target, detail }) => {
  const beside = target.form?.querySelector("[data-beside]");
  if (!beside) return;
  beside.hidden = false;
  beside.dataset.words = detail.text;
  mark(beside, target.value);
});

on("input", ({ target }) => {
  if (target.matches("#reply-form [name=text]") && panel() && !panel().hidden) mark(panel(), target.value);
});

on("htmx:load", () => {
  const beside = panel();
  if (beside && !beside.hidden) mark(beside, beside.closest("form").elements.text.value);
});

on("click", (event) => {
  const link = event.target.closest("[data-beside-back]");
  if (!link) return;
  event.preventDefault();
  const area = link.closest("form").elements.text;
  const text = wordsOf(panel());
  area.dispatchEvent(new CustomEvent("webcare:propose", { bubbles: true, detail: { text } }));
  area.focus();
});

const wordsOf = (beside) => (beside.dataset.words ??= beside.querySelector("[data-beside-words]").textContent);

function mark(beside, text) {
  const theirs = wordsOf(beside);
  const shown = beside.querySelector("[data-beside-words]");
  const changed = text.trim() && !same(text, theirs);
  const parts = changed ? difference(split(theirs), split(text)) : null;
  beside.querySelector("[data-beside-changed]").hidden = !parts;
  shown.replaceChildren(...(parts?.map(element) ?? [theirs]));
}

// Each word with the space before it; the first one too, for something may come before it.
const split = (text) => ` ${text.trim()}`.match(/\s*\S+/g) ?? [];

function element([kind, words]) {
  if (kind === "same") return words;
  const made = document.createElement(kind);
  made.textContent = words;
  return made;
}

// The longest row of words that both have, in order; null where there are too many words.
function difference(theirs, ours) {
  if (theirs.length > MOST_WORDS || ours.length > MOST_WORDS) return null;
  const lengths = Array.from({ length: theirs.length + 1 }, () => new Uint16Array(ours.length + 1));
  for (let i = theirs.length - 1; i >= 0; i--)
    for (let j = ours.length - 1; j >= 0; j--)
      lengths[i][j] = same(theirs[i], ours[j])
        ? lengths[i + 1][j + 1] + 1
        : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  return joined(walk(theirs, ours, lengths));
}

const same = (one, other) => one.trim() === other.trim();

function* walk(theirs, ours, lengths) {
  let [i, j] = [0, 0];
  while (i < theirs.length || j < ours.length) {
    if (i < theirs.length && j < ours.length && same(theirs[i], ours[j])) {
      yield ["same", theirs[i++]];
      j++;
    } else if (j === ours.length || (i < theirs.length && lengths[i + 1][j] >= lengths[i][j + 1])) {
      yield ["del", theirs[i++]];
    } else yield ["ins", ours[j++]];
  }
}

function joined(parts) {
  const runs = [];
  for (const [kind, word] of parts) {
    const last = runs.at(-1);
    if (last?.[0] === kind) last[1] += word;
    else runs.push([kind, word]);
  }
  return runs;
}
