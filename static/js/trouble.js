// When the server cannot be reached, or no longer knows who asks: say so, keep what was written.

const on = document.addEventListener.bind(document);
const says = (what) => {
  const banner = document.getElementById("offline");
  banner.hidden = !what;
  banner.textContent = what ? banner.dataset[what] : "";
};

const connection = () => says(navigator.onLine ? "" : "offline");
if (!navigator.onLine) connection();
addEventListener("offline", connection);
addEventListener("online", connection);

on("htmx:sendError", () => says(navigator.onLine ? "unreachable" : "offline"));
on("htmx:timeout", () => says("unreachable"));
on("htmx:responseError", ({ detail }) => {
  says(detail.xhr.status >= 500 ? "unreachable" : "refused");
});

// A whole page where a part was asked for: the session ended and this is the sign-in page.
on("htmx:beforeSwap", ({ detail }) => {
  if (/^\s*<!doctype/i.test(detail.serverResponse)) {
    detail.shouldSwap = false;
    says("signedOut");
  } else if (detail.xhr.status < 400) {
    says("");
  }
});

// Where something was refused, the field that asks for a change has the focus.
on("htmx:load", ({ detail }) => {
  detail.elt.querySelector("[aria-invalid=true]")?.focus();
});

// A second press while the first is under way is the same press.
on("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});
