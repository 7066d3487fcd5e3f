// What the device keeps: our static files and one page without a connection. Never another page, and
// nothing of a citizen. KEEP is set by webcare/installable.py.

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
  if (method !== "GET") return;
  if (pathname.startsWith(KEEP.assets)) event.respondWith(asset(event.request));
  else if (mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(KEEP.files[0])));
  }
});

async function asset(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(NAME)).put(request, answer.clone());
    return answer;
  } catch {
    return (await caches.match(request)) ?? Response.error();
  }
}

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
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data));
});
