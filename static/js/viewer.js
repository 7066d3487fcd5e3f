// Pictures open large: arrows lead to the next one, Escape leads back. Without this the picture
// itself opens.

const viewer = byId("viewer");
const part = (name) => viewer.querySelector(`[data-${name}]`);
let at;

on("click", (event) => {
  const link = event.target.closest(".attachment__picture");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link);
  viewer.showModal();
});
viewer.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-step]");
  if (button) move(Number(button.dataset.step));
  else if (target === viewer) viewer.close();
});
viewer.addEventListener("keydown", ({ key }) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (step) move(step);
});

function move(step) {
  const all = every(".attachment__picture").filter(seen);
  show(all.at((all.indexOf(at) + step) % all.length));
}

function show(link) {
  at = link;
  const { alt } = link.querySelector("img");
  part("large").src = part("original").href = link.href;
  part("large").alt = part("words").textContent = alt;
}
