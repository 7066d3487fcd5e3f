// Unsent text. The server keeps it for who wrote it, and this tab until the server has it: a reload,
// a crash, a dead line or a take-over costs nothing.

const ALL = "webcare.draft ";
const { user } = document.body.dataset;
const AREAS = "form[data-draft] textarea";
let ofOthers = false; // the words that are being put in are not this person's

const keyOf = (area) => `${ALL}${user} ${area.form.getAttribute("action")} ${area.name}`;
const wordsOf = (form) => form.querySelector("textarea");

// What somebody else left in this tab is not for who works here now.
for (const key of Object.keys(sessionStorage)) {
  if (user && key.startsWith(ALL) && !key.startsWith(`${ALL}${user} `)) sessionStorage.removeItem(key);
}

document.addEventListener("input", ({ target }) => {
  if (target.matches(AREAS) && !ofOthers) keep(target);
});
// Who leaves the field, or chooses another way, has it saved at once.
document.addEventListener("change", ({ target: { form } }) => {
  if (form?.dataset.save && wordsOf(form).value.trim()) save(form);
});
window.addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("[data-save]")) if (form.waits) save(form);
});

function keep(area, at = Date.now()) {
  const { form, value: text, defaultValue: over } = area;
  const { version, way } = form.elements;
  if (text === over && !form.dataset.save) sessionStorage.removeItem(keyOf(area));
  else sessionStorage.setItem(keyOf(area), JSON.stringify({ text, over, at, version: version?.value, way: way?.value }));
  form.typed = at;
  later(form);
}

function later(form, pause = 2000) {
  if (form.dataset.save) form.waits ??= setTimeout(save, pause, form);
}

function stop(form) {
  clearTimeout(form.waits);
  form.waits = null;
}

async function save(form) {
  stop(form);
  const area = wordsOf(form);
  const text = area.value;
  const number = Date.now();
  const body = new URLSearchParams(new FormData(form));
  body.set("number", number);
  body.set("age", (number - (form.typed ?? number)) / 1000);
  if (form.aside !== undefined) body.set("aside", form.aside);
  try {
    const answer = await fetch(form.dataset.save, { method: "POST", body, keepalive: text.length < 9999 });
    if (!answer.ok || answer.redirected) throw answer;
    if (area.value !== text) return;
    sessionStorage.removeItem(keyOf(area));
    if (answer.status === 204) return;
    // Another page of theirs wrote here too: the newer words stand, the others are offered.
    const { text: newer, aside } = await answer.json();
    area.value = newer;
    if (aside) offer(form, aside);
  } catch {
    if (form.isConnected) later(form, 5000);
  }
}

// A redirect was followed to its end: what was sent, or discarded, is no draft any more.
for (const name of ["htmx:beforeRequest", "htmx:beforeSwap"]) {
  document.addEventListener(name, ({ detail: { requestConfig, xhr } }) => {
    const { elt, verb } = requestConfig;
    const form = elt.matches("#discard") ? document.getElementById("reply-form") : elt;
    if (verb !== "post" || !form.matches("form[data-draft]")) return;
    stop(form);
    if (xhr.status !== 200) return;
    if (/^\s*<!doctype/i.test(xhr.responseText)) return later(form); // the page to sign in on
    for (const area of form.querySelectorAll("textarea")) sessionStorage.removeItem(keyOf(area));
  });
}

document.addEventListener("submit", ({ target }) => {
  if (target.action.endsWith("/logout/")) sessionStorage.clear();
});

// Another text takes the place of this one; what stood there can be put back.
document.addEventListener("webcare:propose", ({ target, detail: { text } }) => {
  const before = target.value;
  ofOthers = !before.trim();
  write(target, text);
  ofOthers = false;
  if (before.trim() && before !== text) offer(target.form, before, true);
});

document.addEventListener("htmx:load", ({ detail }) => {
  for (const area of detail.elt.querySelectorAll(AREAS)) restore(area);
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-undo-do]");
  if (button) putBack(button.closest("form"));
});

function restore(area) {
  const { form } = area;
  const kept = JSON.parse(sessionStorage.getItem(keyOf(area)) || "null");
  if (!kept) return;
  if (area.value && kept.text !== area.value && kept.over !== area.defaultValue) return offer(form, kept.text);
  if (kept.version) form.elements.version.value = kept.version;
  for (const way of form.querySelectorAll("[type=radio][name=way]")) way.checked = way.value === kept.way;
  write(area, kept.text);
  keep(area, kept.at);
}

function offer(form, text, replaced = false) {
  const notice = form.querySelector("[data-undo]");
  if (!notice) return;
  form.aside = notice.dataset.text = text;
  notice.hidden = false;
  notice.querySelector("[data-undo-replaced]").hidden = !replaced;
  notice.querySelector("[data-undo-kept]").hidden = replaced;
  later(form);
}

function putBack(form) {
  const notice = form.querySelector("[data-undo]");
  const area = wordsOf(form);
  const before = area.value;
  notice.hidden = true;
  form.aside = "";
  write(area, notice.dataset.text);
  if (before.trim()) offer(form, before);
  area.focus();
}

function write(area, text) {
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
