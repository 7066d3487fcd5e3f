// The device keeps a few static files and one page, never another, and nothing of a citizen.
// KEEP comes from webcare/installable.py.

const NAME = `webcare-${KEEP.version}`;
const fill = async () => (await caches.open(NAME)).addAll(KEEP.files);

async function clean() {
  for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(clean().then(() => clients.claim())));

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin) return;
  if (method === "POST" && pathname === "/logout/") event.waitUntil(forget());
  const kept = mode === "navigate" ? KEEP.files[0] : pathname.startsWith(KEEP.assets) && event.request;
  if (method !== "GET" || !kept) return;
  event.respondWith(fetch(event.request).catch(() => caches.match(kept)));
});

// Who signs out leaves nothing behind, and is told nothing here any more.
async function forget() {
  await (await registration.pushManager?.getSubscription())?.unsubscribe();
  await caches.delete(NAME);
  await fill();
}

self.addEventListener("push", (event) => {
  const { title, ...rest } = event.data.json();
  event.waitUntil(registration.showNotification(title, rest));
});

self.addEventListener("notificationclick", (event) => {
  const { data } = event.notification;
  event.notification.close();
  const go = ([one]) => one?.focus().then(() => one.navigate(data)) ?? clients.openWindow(data);
  event.waitUntil(clients.matchAll().then(go));
});
