// Webcare as an app: what the device keeps, and what it says while nobody looks.

navigator.serviceWorker?.register("/sw.js");

const news = byId("news");
let quiet = true; // what came before somebody looked away is no news

on("visibilitychange", () => {
  quiet = true;
  if (news && document.hidden) htmx.trigger(news, "away");
});

on("webcare:news", async ({ detail: { now, title, ...rest } }) => {
  const untold = !quiet && document.hidden && title && Notification.permission === "granted";
  quiet = false;
  news.setAttribute("hx-vals", JSON.stringify({ since: now }));
  if (!untold) return;
  (await navigator.serviceWorker.ready).showNotification(title, rest);
  if ("sound" in news.dataset) beep();
});

function beep() {
  const audio = new AudioContext();
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  volume.gain.value = 0.1;
  tone.connect(volume).connect(audio.destination);
  tone.onended = () => audio.close();
  tone.start();
  tone.stop(audio.currentTime + 0.15);
}

// The person presses, the browser asks, Webcare keeps the address of this device.
on("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-key]")) return;
  event.preventDefault();
  try {
    if ((await Notification.requestPermission()) !== "granted") throw new Error();
    const { pushManager } = await navigator.serviceWorker.ready;
    const given = { userVisibleOnly: true, applicationServerKey: form.dataset.key };
    const { endpoint, keys } = (await pushManager.subscribe(given)).toJSON();
    for (const [name, value] of Object.entries({ endpoint, ...keys })) form.elements[name].value = value;
    form.submit();
  } catch {
    form.querySelector("[data-refused]").hidden = false;
  }
});
