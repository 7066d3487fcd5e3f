// To the search box by one key, and back to the queue.

document.addEventListener("keydown", (event) => {
  const box = document.getElementById("search");
  const busy = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  if (!box || busy || off()) return;
  if (event.key !== "/" || event.target.matches("input, select, textarea")) return;
  if (!box.checkVisibility({ visibilityProperty: true })) return;
  event.preventDefault();
  box.select();
});

function off() {
  return [localStorage.getItem("webcare.shortcuts"), document.documentElement.dataset.shortcuts].includes("off");
}
