// The queue under somebody's hands: nothing moves or comes in beneath pointer, finger, focus or
// selection. What came in is said, and comes when one asks or leaves.

const queue = () => byId("queue");
const rows = () => [...queue().querySelectorAll(".queue__row")];
const focused = () => seen(document.querySelector(":focus"));
const boxes = () => [...queue().querySelectorAll("[data-select]")];
const selected = () => boxes().filter((box) => box.checked);
const numberOf = (box) => box.value.split("-")[0];
const pointed = matchMedia("(hover: hover)");
let last, waiting, asked, kept, place, touched, address;

on("click", ({ target, shiftKey }) => {
  if (target.matches("[data-select-all]")) for (const [at, box] of boxes().entries()) box.checked = target.checked && !box.disabled && at < 60;
  if (target.matches("[data-select]")) {
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(target)].sort((one, other) => one - other);
    if (shiftKey && from >= 0) for (const box of all.slice(from, to + 1)) box.checked = target.checked && !box.disabled;
    last = target;
  }
  if (target.closest("[data-show-news]")) {
    asked = true;
    htmx.trigger(queue(), "wake");
  }
  if (queue()?.contains(target)) count();
});

function count() {
  const said = queue().querySelector("[data-selected]");
  const number = selected().length;
  if (said) said.textContent = number ? said.dataset[number < 60 ? "words" : "most"].replace("#", number) : "";
}

// A list that was touched just now may still roll.
for (const kind of ["touchstart", "touchmove"]) {
  on(kind, ({ target }) => (touched = queue()?.contains(target) && Date.now()));
}

function isHeld() {
  if (pointed.matches ? queue().matches(":hover") : Date.now() - touched < 5000) return true;
  return queue().contains(document.activeElement) || selected().length > 0;
}

// More than is shown, so that what is pushed down by news is known to be there still.
on("htmx:configRequest", ({ detail }) => {
  if (detail.elt !== queue()) return;
  address = location.href;
  if (isHeld()) detail.path = detail.path.replace(/rows=(\d+)/, (_all, rows) => `rows=${Number(rows) + 60}`);
});

on("htmx:beforeSwap", ({ detail }) => {
  if (detail.target !== queue()) return;
  place = focused() && rows().findIndex((row) => row.matches(":focus-within, :has(:checked)"));
  if (detail.xhr.status !== 200) return;
  const { elt, verb } = detail.requestConfig;
  kept = verb === "get" ? selected().map(numberOf) : null; // what was done to several is done
  if (elt !== queue()) return;
  if (address !== location.href) {
    detail.shouldSwap = false; // of what was shown before: asked for once more
    return htmx.trigger(elt, "wake");
  }
  waiting = !asked && isHeld();
  if (!waiting) return;
  detail.shouldSwap = false;
  leaveInPlace(new DOMParser().parseFromString(detail.serverResponse, "text/html"));
});
on("htmx:afterSettle", ({ target }) => {
  if (target.id !== "queue") return;
  for (const box of boxes()) box.checked ||= kept?.includes(numberOf(box));
  kept = null;
  // Whose row or button went away goes on at the next.
  if (asked || (place >= -1 && !focused())) (rows()[asked ? 0 : place] ?? rows()[0])?.querySelector("a").focus();
  asked = false;
  count();
});

// Each row where it was: with its new words, or saying that it left the list. It stays a link, for the
// focus that is on it.
function leaveInPlace(fresh) {
  if (!fresh.getElementById("queue")) return; // the sign-in page
  for (const row of rows()) {
    const now = fresh.getElementById(row.id);
    const [link, box] = [row.querySelector(".row"), row.querySelector("[data-select]")];
    if (now) {
      Idiomorph.morph(link, now.querySelector(".row").outerHTML);
      if (box && !box.checked) Object.assign(box, { value: now.querySelector("[data-select]").value, disabled: false });
    } else if (link.firstElementChild) {
      row.style.minBlockSize = `${row.offsetHeight}px`;
      link.replaceChildren(queue().querySelector("[data-news]").dataset.left);
      if (box) box.checked = !(box.disabled = true);
    }
  }
  const all = [...fresh.querySelectorAll(".queue__row")];
  const known = ({ id }) => byId(id);
  const end = byId("more") ? all.findLastIndex(known) : all.length;
  say(all.filter((row, place) => place < end && !known(row)).length);
}

function say(number) {
  const news = queue().querySelector("[data-news]");
  news.hidden = !number;
  const { one, many } = news.dataset;
  const words = number === 1 ? one : many.replace("#", number);
  const button = news.querySelector("button");
  if (number && button.textContent !== words) button.textContent = words;
}

// Who leaves gets the list as it is.
for (const kind of ["mouseover", "focusin", "click"]) {
  on(kind, () => {
    if (!waiting || isHeld()) return;
    waiting = false;
    htmx.trigger(queue(), "wake");
  });
}
