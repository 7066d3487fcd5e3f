// How parts of the page refresh themselves: in place, and never under someone's hands.

// The address says which queue and which conversation are shown; htmx keeps it up to date.
on("htmx:configRequest", ({ detail }) => {
  if (detail.elt.matches("#queue")) {
    const asked = new URLSearchParams(location.search);
    asked.set("rows", every("a.row").length);
    detail.path = `${location.pathname}?${asked}`;
  } else if (detail.elt.matches("[data-filters]")) {
    detail.path = location.pathname;
  }
});

on("htmx:beforeRequest", (event) => {
  if (isRefresh(event.detail) && document.hidden) event.preventDefault();
});

let looking; // again, by itself: nobody pressed
on("htmx:beforeSwap", ({ detail }) => {
  looking = isRefresh(detail);
  if (looking && isUnderHand(detail.target)) detail.shouldSwap = false;
});

// What happened while nobody looked, or while the line was down, is fetched at once.
let connected = false;
on("visibilitychange", () => document.hidden || wake());
on("htmx:sseOpen", () => {
  if (connected) wake();
  connected = true;
});

// What a person unfolded stays unfolded.
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) =>
  !(name === "open" && node.matches("details"));

// What was asked for by itself stays when the part around it is refreshed, and what was filled in.
Idiomorph.defaults.callbacks.beforeNodeMorphed = (old, fresh) =>
  !(looking && isFilledIn(old, fresh)) && (fresh.dataset?.kept ?? old.dataset?.kept !== "");

const filledIn = new WeakSet();
on("input", ({ target }) => filledIn.add(target));

function isFilledIn(old, { name, value }) {
  return filledIn.has(old) && old.name === name && (old.type !== "checkbox" || old.value === value);
}

function wake() {
  for (const part of every("[hx-trigger*=wake]")) htmx.trigger(part, "wake");
}

function isRefresh({ requestConfig, target }) {
  return requestConfig.elt === target;
}

// Something in it is being filled in, or a button of it is pressed and not yet let go.
function isUnderHand(part) {
  const focused = document.activeElement;
  const filledIn = part.contains(focused) && focused.matches("input, select, textarea, [data-hold] *");
  return filledIn || part.querySelector("button:active, a:active") !== null;
}
