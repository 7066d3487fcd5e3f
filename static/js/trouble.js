// When the server cannot be reached, or no longer knows who asks: say so, keep what was written.

const banner = byId("offline");
let unheard; // what is said of a press that failed, until another is answered

function says(what = "") {
  const now = navigator.onLine ? unheard || what : "offline";
  banner.hidden = !now;
  banner.textContent = banner.dataset[now] ?? "";
}

const isPress = ({ requestConfig }) => requestConfig.elt.matches("form, a, button");
function failed(detail, what) {
  if (isPress(detail)) unheard = what;
  says(what);
}

says();
for (const kind of ["offline", "online"]) addEventListener(kind, () => says());
for (const kind of ["sendError", "timeout", "responseError"]) {
  on(`htmx:${kind}`, ({ detail }) => failed(detail, /^4/.test(detail.xhr.status) ? "refused" : "unreachable"));
}

// A whole page where a part was asked for: the session ended and this is the sign-in page.
on("htmx:beforeSwap", ({ detail }) => {
  // Who writes keeps the focus.
  if (document.activeElement.matches("textarea")) detail.serverResponse = detail.serverResponse.replaceAll(" autofocus>", ">");
  if (/^\s*<!doctype/i.test(detail.serverResponse)) {
    detail.shouldSwap = false;
    failed(detail, "signedOut");
  } else if (!detail.isError) {
    if (isPress(detail)) unheard = "";
    says();
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
addEventListener("pageshow", () => {
  for (const form of every("[data-sent]")) delete form.dataset.sent;
});
