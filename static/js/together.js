// Who else is here: a pulse from the page in sight, and what the server says of the others.

const id = Math.random().toString(36).slice(2);
const others = byId("presence");
let wrote = 0;

function pulse(more) {
  if (document.hidden && !more) return;
  const conversation = byId("conversation")?.dataset.chosen ?? "";
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, page: id, conversation, ...more });
  fetch(others.dataset.pulse, { method: "POST", body, keepalive: true }).catch(() => {});
}

pulse();
setInterval(pulse, 10000);
on("visibilitychange", () => pulse(document.hidden && { gone: 1 }));
addEventListener("pagehide", () => pulse({ gone: 1 }));
on("input", ({ target, isTrusted }) => {
  if (!isTrusted || !target.matches("#composer textarea") || Date.now() - wrote < 4000) return;
  wrote = Date.now();
  pulse({ writing: 1 });
});

on("htmx:sseMessage", show);
on("htmx:load", ({ detail }) => {
  if (detail.elt.id === "conversation") pulse();
  show();
});

function show() {
  for (const slot of every("[data-here]")) {
    slot.textContent = others.querySelector(`[data-for="${slot.dataset.here}"]`)?.textContent ?? "";
  }
}
