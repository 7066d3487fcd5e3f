// Unsent text. The server keeps it for who wrote it, and this tab until the server has it: a reload,
// a crash, a dead line or a take-over costs nothing.

const ALL = "webcare.draft ";
const PREFIX = `${ALL}${document.body.dataset.user} `;
const AREAS = "form[data-draft] textarea";
const PAUSE = 2000; // milliseconds between two saves
const AGAIN = 5000; // after one that did not arrive
let ofOthers = false; // the words that are being put in are not this person's

const keyOf = (area) => `${PREFIX}${area.form.getAttribute("action")} ${area.name}`;
const wordsOf = (form) => form.querySelector("textarea");

// Whose turn it is now does not get what somebody else left in this tab.
for (const key of Object.keys(sessionStorage)) {
  if (document.body.dataset.user && key.startsWith(ALL) && !key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

document.addEventListener("input", ({ target }) => {
  if (target.matches(AREAS) && !ofOthers) keep(target);
});
// Who leaves the field, or chooses another way, has it saved at once.
document.addEventListener("change", ({ target }) => {
  if (target.form?.dataset.save && wordsOf(target.form).value.trim()) save(target.form);
});
window.addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("[data-save]")) if (form.saving) save(form);
});

function keep(area, at = Date.now()) {
  const { form, value: text, defaultValue: over } = area;
  const isServed = form.dataset.save && area === wordsOf(form);
  if (text === over && !isServed) sessionStorage.removeItem(keyOf(area));
  else {
    const { version, way } = form.elements;
    const draft = { text, over, at, version: version?.value, way: way?.value };
    sessionStorage.setItem(keyOf(area), JSON.stringify(draft));
  }
  if (isServed) later(form, at);
}

function later(form, at = Date.now()) {
  form.typed = at;
  form.saving ??= setTimeout(save, PAUSE, form);
}

async function save(form) {
  stop(form);
  const area = wordsOf(form);
  const text = area.value;
  const { key, version, way, csrfmiddlewaretoken } = form.elements;
  const { mode, over } = form.dataset;
  const number = Date.now();
  const page = (key ?? form.elements["note-page"]).value;
  const age = (number - (form.typed ?? number)) / 1000;
  const given = { mode, text, over, page, number, age, version: version?.value ?? 0, way: way?.value ?? "" };
  if (form.aside !== undefined) given.aside = form.aside;
  const headers = { "X-CSRFToken": csrfmiddlewaretoken.value };
  try {
    const body = new URLSearchParams(given);
    const answer = await fetch(form.dataset.save, { method: "POST", headers, body, keepalive: text.length < 9999 });
    if (!answer.ok || answer.redirected) throw answer;
    if (area.value === text) sessionStorage.removeItem(keyOf(area));
    if (answer.status === 200) settle(form, text, await answer.json());
  } catch {
    if (form.isConnected) form.saving ??= setTimeout(save, AGAIN, form);
  }
}

function stop(form) {
  clearTimeout(form.saving);
  delete form.saving;
}

// Another page of the same person wrote here too: the newer words stand, the others are offered.
function settle(form, sent, { text, aside }) {
  const area = wordsOf(form);
  if (area.value === sent) area.value = text;
  if (aside) offer(form, aside, "kept");
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const form = senderOf(detail.requestConfig);
  if (form) stop(form);
});
// A redirect was followed to its end: what was sent stands.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.xhr.status === 200 && senderOf(detail.requestConfig);
  for (const area of form ? form.querySelectorAll("textarea") : []) sessionStorage.removeItem(keyOf(area));
});

function senderOf({ elt, verb }) {
  if (elt.matches("[data-discard]")) return document.getElementById("reply-form");
  return verb === "post" && elt.matches("form[data-draft]") && elt;
}

document.addEventListener("submit", ({ target }) => {
  if (target.action.endsWith("/logout/")) sessionStorage.clear();
});

// Another text takes the place of this one; what stood there can be put back.
document.addEventListener("webcare:propose", ({ target, detail }) => {
  const before = target.value;
  ofOthers = !before.trim();
  write(target, detail.text);
  ofOthers = false;
  if (before.trim() && before !== detail.text) offer(target.form, before, "replaced");
});

document.addEventListener("htmx:load", ({ detail }) => restore(detail.elt));
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-undo-do]");
  if (button) putBack(button.closest("form"));
});

function restore(root) {
  for (const area of root.querySelectorAll(AREAS)) {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(area)) || "null");
    if (!kept) continue;
    const { form } = area;
    if (kept.text === area.value || !area.value || kept.over === area.defaultValue) {
      if (kept.version) form.elements.version.value = kept.version;
      for (const way of form.querySelectorAll("[type=radio][name=way]")) way.checked = way.value === kept.way;
      write(area, kept.text);
      keep(area, kept.at);
    } else offer(form, kept.text, "kept");
  }
}

function offer(form, text, why) {
  const notice = form.querySelector("[data-undo]");
  if (!notice) return;
  notice.dataset.text = text;
  notice.hidden = false;
  notice.querySelector("[data-undo-replaced]").hidden = why !== "replaced";
  notice.querySelector("[data-undo-kept]").hidden = why !== "kept";
  form.aside = text;
  if (form.dataset.save) later(form, form.typed);
}

function putBack(form) {
  const notice = form.querySelector("[data-undo]");
  const area = wordsOf(form);
  const before = area.value;
  notice.hidden = true;
  form.aside = "";
  write(area, notice.dataset.text);
  if (before.trim()) offer(form, before, "kept");
  area.focus();
}

function write(area, text) {
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
