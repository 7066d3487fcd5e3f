// Unsent text, kept in this tab until it is sent: a reload, a failure or a take-over costs nothing.

const PREFIX = "webcare.draft";
const AREAS = "form[data-draft] textarea";

const keyOf = (area) => `${PREFIX} ${area.form.getAttribute("action")} ${area.name}`;

document.addEventListener("input", ({ target }) => {
  if (!target.matches(AREAS)) return;
  if (target.value === target.defaultValue) sessionStorage.removeItem(keyOf(target));
  else {
    const draft = { text: target.value, over: target.defaultValue };
    sessionStorage.setItem(keyOf(target), JSON.stringify(draft));
  }
});

// A redirect was followed to its end: what was sent stands.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { elt, verb } = detail.requestConfig;
  if (verb !== "post" || detail.xhr.status !== 200 || !elt.matches("form[data-draft]")) return;
  for (const area of elt.querySelectorAll("textarea")) sessionStorage.removeItem(keyOf(area));
});

document.addEventListener("submit", ({ target }) => {
  if (target.action.endsWith("/logout/")) sessionStorage.clear();
});

// Another text takes the place of this one; what stood there can be put back.
document.addEventListener("webcare:propose", ({ target, detail }) => {
  const before = target.value;
  write(target, detail.text);
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
    if (!kept || kept.text === area.value) continue;
    if (!area.value || kept.over === area.defaultValue) write(area, kept.text);
    else offer(area.form, kept.text, "kept");
  }
}

function offer(form, text, why) {
  const notice = form.querySelector("[data-undo]");
  if (!notice) return;
  notice.dataset.text = text;
  notice.hidden = false;
  notice.querySelector("[data-undo-replaced]").hidden = why !== "replaced";
  notice.querySelector("[data-undo-kept]").hidden = why !== "kept";
}

function putBack(form) {
  const notice = form.querySelector("[data-undo]");
  const area = form.querySelector("textarea");
  write(area, notice.dataset.text);
  notice.hidden = true;
  area.focus();
}

function write(area, text) {
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
