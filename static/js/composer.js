// Writing an answer: proposals go in with one press, Ctrl+Enter sends.

on("click", (event) => {
  const link = event.target.closest("[data-use-proposal]");
  const form = byId("reply-form");
  if (!link || !form) return;
  event.preventDefault();
  byId("mode-reply").checked = true;
  const area = form.elements.text;
  look(form);
  fill(area, link);
  area.focus();
});

// What was on the screen when the writing began; what comes in later stops the sending once.
on("beforeinput", ({ target }) => {
  if (target.matches("#reply-form [name=text], [name=refer-question]") && !target.value.trim()) look(target.form);
});

// A department's answer that comes in while nothing was written yet stands ready.
on("htmx:load", ({ detail }) => {
  const area = document.querySelector("#reply-form [name=text]");
  const links = detail.elt.id === "thread" ? detail.elt.querySelectorAll("[data-use-proposal]") : [];
  const shown = byId("shown");
  if (!area || !links.length || area.value.trim() || shown.dataset.proposal === area.dataset.offered) return;
  area.dataset.offered = shown.dataset.proposal;
  look(area.form);
  fill(area, [...links].at(-1));
});

function look(form) {
  const { dataset } = byId("shown");
  for (const input of form.querySelectorAll("[data-shown]")) input.value = dataset[input.dataset.shown];
}

function fill(area, link) {
  const text = link.closest(":has([data-words])").querySelector("[data-words]").textContent;
  area.dispatchEvent(new CustomEvent("webcare:propose", { bubbles: true, detail: { text } }));
}

// A way to answer that closes, or opens again, changes the composer; never under someone's hands.
on("htmx:load", ({ detail }) => {
  const composer = byId("composer");
  const shown = byId("shown");
  if (detail.elt.id !== "thread" || composer.dataset.ways === shown.dataset.ways) return;
  const changed = composer.querySelector("[data-ways-changed]");
  const busy = [...composer.querySelectorAll("textarea")].some((area) => area.value.trim());
  if (busy && changed) changed.hidden = false;
  else if (!composer.contains(document.activeElement)) htmx.trigger(composer, "ways");
});
on("click", ({ target }) => {
  if (target.closest("[data-ways-show]")) htmx.trigger("#composer", "ways");
});

on("keydown", (event) => {
  const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (!isSend || !event.target.matches("#composer textarea")) return;
  event.preventDefault();
  const { form } = event.target;
  (form.querySelector("[data-send]") ?? form.querySelector("[type=submit]")).click();
});

// What the platform takes from a person only opens there at once, with the text ready.
on("click", ({ target }) => {
  const button = target.closest("[data-open]");
  const text = button?.form.elements.text?.value.trim();
  if (!button || text === "") return;
  const whole = /\s\^\w+$/.test(text) ? text : text + button.dataset.sign;
  window.open(button.dataset.open.replace("%7Btext%7D", encodeURIComponent(whole)), "_blank", "noopener");
});

// What was laid ready to go along: a picture asks what can be seen on it.
on("htmx:load", ({ detail }) => {
  if (!detail.elt.matches(".attach-part")) return;
  const words = [...detail.elt.querySelectorAll("textarea")];
  (words.find((area) => !area.value) ?? detail.elt.querySelector("[type=file]")).focus();
});

// Who turns to another way of writing while the last one is under way, stays there.
let asked, turnedTo, writing, chosen;
const mode = () => document.querySelector("[name=mode]:checked")?.id;
const isConversation = ({ target }) => target.id === "conversation";

on("htmx:beforeRequest", ({ detail }) => {
  if (isConversation(detail)) asked = mode();
});
on("htmx:beforeSwap", (event) => {
  if (!isConversation(event)) return;
  turnedTo = mode() === asked ? null : mode();
  writing = document.activeElement.id;
  chosen = byId("conversation").dataset.chosen;
});
on("htmx:load", ({ detail }) => {
  const choice = detail.elt.id === "conversation" && byId(turnedTo);
  if (!choice) return;
  choice.checked = true;
  // The field was not shown when htmx gave the focus back. That of another conversation is another.
  if (chosen === detail.elt.dataset.chosen) byId(writing)?.focus();
});
