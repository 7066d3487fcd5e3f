// Writing an answer: proposals go in with one press, Ctrl+Enter sends.

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-use-proposal]");
  const form = document.getElementById("reply-form");
  if (!link || !form) return;
  event.preventDefault();
  document.getElementById("mode-reply").checked = true;
  const area = form.elements.text;
  const text = link.closest("[data-testid=proposal]").querySelector("[data-words]").textContent;
  area.dispatchEvent(new CustomEvent("webcare:propose", { bubbles: true, detail: { text } }));
  area.focus();
});

document.addEventListener("keydown", (event) => {
  const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (!isSend || !event.target.matches("#composer textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// Who turns to another way of writing while the last one is under way, stays there.
let asked, turnedTo;
const mode = () => document.querySelector("[name=mode]:checked")?.id;
const isConversation = ({ target }) => target.id === "conversation";

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (isConversation(detail)) asked = mode();
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (isConversation(detail)) turnedTo = mode() === asked ? null : mode();
});
document.addEventListener("htmx:load", ({ detail }) => {
  const choice = detail.elt.id === "conversation" && document.getElementById(turnedTo);
  if (choice) choice.checked = true;
});
