// Runs before the first paint: says that there is JavaScript, and folds the columns that this
// person folded before.

// For every script here.
const on = document.addEventListener.bind(document);
const byId = document.getElementById.bind(document);
const every = (selector) => [...document.querySelectorAll(selector)];
const seen = (one) => one?.checkVisibility({ visibilityProperty: true });

const KEY = "webcare.folded";
const root = document.documentElement;
const folded = new Set((localStorage.getItem(KEY) || "").split(" ").filter(Boolean));

const show = () => {
  root.dataset.folded = [...folded].join(" ");
  for (const button of every("[data-fold]")) {
    button.setAttribute("aria-expanded", String(!folded.has(button.dataset.fold)));
  }
};

const toggle = (pane) => {
  if (!folded.delete(pane)) folded.add(pane);
  localStorage.setItem(KEY, [...folded].join(" "));
  show();
  const visible = every(`[data-fold="${pane}"]`);
  visible.find(seen)?.focus();
};

root.dataset.js = "";
show();
on("DOMContentLoaded", show);
on("htmx:load", show);
on("click", (event) => {
  const button = event.target.closest("[data-fold]");
  if (button) toggle(button.dataset.fold);
});

// A menu closes by itself.
for (const kind of ["click", "keydown"]) {
  on(kind, ({ key, target }) => {
    for (const menu of every(":is(.menu, .person, .find__help)[open]")) {
      menu.open = key ? key !== "Escape" : menu.contains(target) && !target.closest("a");
      if (!menu.open && menu.contains(target)) menu.firstElementChild.focus();
    }
  });
}
