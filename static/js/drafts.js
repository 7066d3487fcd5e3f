// What is not sent yet. The server keeps words for who wrote them, and this tab all of the form until
// the server has it: a reload, a crash, a dead line, another press or a take-over costs nothing.

const ALL = "webcare.draft ";
const { user } = document.body.dataset;
const FORMS = "form[data-draft]";
const FIELDS = "textarea, select, input:not([type=hidden], [type=file]), [data-along]";
let ofOthers = false; // the words that are being put in are not this person's

const keyOf = (form) => `${ALL}${user} ${form.getAttribute("action")}`;
const slot = ({ id, name, value }) => id || name + value;
const wordsOf = (form) => form.querySelector("textarea");

// What somebody else left in this tab is not for who works here now.
for (const key of Object.keys(sessionStorage)) {
  if (user && key.startsWith(ALL) && !key.startsWith(`${ALL}${user} `)) sessionStorage.removeItem(key);
}

on("input", ({ target }) => {
  const form = target.closest(FORMS);
  if (form && !ofOthers) keep(form);
});
// Who leaves the field, or chooses another way, has it saved at once.
on("change", ({ target: { form } }) => {
  if (form?.dataset.save && wordsOf(form).value.trim()) save(form);
});
addEventListener("pagehide", () => {
  for (const form of every("[data-save]")) if (form.waits) save(form);
});

function keep(form, at = Date.now(), saved = false) {
  const kept = { at };
  for (const field of form.querySelectorAll(FIELDS)) {
    const { value, checked, defaultValue: over } = field;
    if (!saved || !field.matches("[name$=text], [name=way], [name=refer-question]")) kept[slot(field)] = { value, checked, over };
  }
  sessionStorage.setItem(keyOf(form), JSON.stringify(kept));
  if (saved) return;
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
    if (text.trim()) area.defaultValue = text; // what a reload would show
    if (area.value !== text) return form.waits && keep(form, form.typed);
    keep(form, 0, true);
    if (answer.status === 204) return;
    // Another page of theirs wrote here too: the newer words stand, the others are offered.
    const { text: newer, aside } = await answer.json();
    area.value = area.defaultValue = newer;
    if (aside) offer(form, aside);
  } catch {
    if (form.isConnected) later(form, 5000);
  }
}

// A redirect was followed to its end: what was sent, or discarded, is no draft any more. What did not
// come through still is one.
for (const name of ["beforeRequest", "beforeSwap", "sendError", "timeout", "responseError"]) {
  on(`htmx:${name}`, ({ detail: { requestConfig, xhr } }) => {
    const { elt, verb } = requestConfig;
    const form = elt.matches("#discard") ? byId("reply-form") : elt;
    if (verb !== "post" || !form.matches(FORMS)) return;
    stop(form);
    if (name[0] !== "b") later(form);
    if (xhr.status !== 200) return;
    if (/^\s*<!doctype/i.test(xhr.responseText)) return later(form); // the page to sign in on
    sessionStorage.removeItem(keyOf(form));
  });
}

on("submit", ({ target }) => {
  if (target.action.endsWith("/logout/")) sessionStorage.clear();
});

// Another text takes the place of this one; what stood there can be put back.
on("webcare:propose", ({ target, detail: { text } }) => {
  const before = target.value;
  ofOthers = !before.trim();
  write(target, text);
  ofOthers = false;
  if (before.trim() && before !== text) offer(target.form, before, true);
});

on("htmx:load", ({ detail }) => {
  for (const form of detail.elt.querySelectorAll(FORMS)) restore(form);
});
on("click", ({ target }) => {
  const button = target.closest("[data-undo-do]");
  if (button) putBack(button.closest("form"));
});

function restore(form) {
  const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) || "null");
  if (!kept) return;
  const areas = [...form.querySelectorAll("textarea")];
  const text = kept[areas[0]?.id]?.value;
  const differs = (area, was = area) => area.value && area.value !== was.value && area.defaultValue !== was.over;
  if (areas.some((area) => differs(area, kept[area.id]))) return offer(form, text);
  // Who is told what happened meanwhile sends over the newest version.
  const told = form.querySelector(".meanwhile");
  for (const field of form.querySelectorAll(FIELDS)) {
    if (!told || field.type !== "hidden") Object.assign(field, kept[slot(field)]);
  }
  form.querySelector("select[hx-trigger]")?.dispatchEvent(new Event("change"));
  if (text === undefined) return;
  write(areas[0], text);
  keep(form, kept.at);
}

function offer(form, text, replaced = false) {
  const notice = form.querySelector("[data-undo]");
  if (!notice || !text) return;
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
