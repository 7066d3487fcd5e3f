// Keeps the messages on a page current: asks for them every so often and changes only what changed.
"use strict";

const INTERVAL = 1000;
const list = document.querySelector("[data-live]");
const news = document.getElementById("nieuws");
let known = null;

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

function announce(item) {
  item.classList.add("fresh");
  if (item.querySelector("[data-testid=municipality-answer]")) {
    news.textContent = `Nieuw antwoord van de gemeente: ${item.querySelector(".text")?.textContent ?? "een foto"}`;
    item.scrollIntoView({ block: "nearest" });
  }
}

function place(items) {
  const present = new Map([...list.children].map((item) => [item.dataset.key, item]));
  items.forEach((item, index) => {
    let shown = present.get(item.dataset.key);
    present.delete(item.dataset.key);
    if (!shown) {
      announce(item);
      shown = item;
    } else if (!shown.firstElementChild.isEqualNode(item.firstElementChild)) {
      shown.replaceWith(item);
      shown = item;
    }
    if (list.children[index] !== shown) list.insertBefore(shown, list.children[index] ?? null);
  });
  present.forEach((item) => item.remove());
}

async function refresh() {
  const address = new URL(location.href);
  address.searchParams.set("fragment", "1");
  address.hash = "";
  const headers = known ? { "If-None-Match": known } : {};
  const answer = await fetch(address, { cache: "no-store", headers });
  if (!answer.ok) return;
  known = answer.headers.get("etag");
  place(parsed(await answer.text()));
}

if (list?.classList.contains("notes")) list.lastElementChild?.scrollIntoView({ block: "nearest" });

if (list) {
  setInterval(() => {
    if (!document.hidden) refresh().catch(() => {});
  }, INTERVAL);
}
