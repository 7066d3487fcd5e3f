// Opening a conversation: begin at what is new, keep the queue and the focus in step, and say it
// when something comes in.

const pane = () => byId("thread-scroll");
let incoming = 0;

opened();
on("htmx:load", ({ detail }) => {
  if (detail.elt.id === "conversation") {
    opened();
    markCurrent();
    keepFocus();
  } else if (detail.elt.id === "thread") {
    refreshed();
  }
});
on("click", ({ target }) => {
  if (target.closest("#newer a")) newer(false);
});

// Of two under way the last one asked for is shown, whichever comes first; what was refused before all,
// but nobody is taken away from what they write by then.
let newest;
on("htmx:beforeRequest", ({ detail: { target, xhr } }) => {
  if (target.id !== "conversation") return;
  newest = xhr;
  target.addEventListener("htmx:beforeSwap", place);
});

function place({ currentTarget, detail }) {
  const { xhr, target, serverResponse } = detail;
  if (target !== currentTarget) return;
  const moved = !target.isConnected;
  if (xhr.status === 422) {
    detail.isError = moved && document.activeElement.matches("textarea");
    if (!detail.isError) newest = xhr;
  }
  // Notices are said all the same.
  if (xhr !== newest) detail.shouldSwap = htmx.swap("#messages", serverResponse, { swapStyle: "none" });
  detail.target = byId("conversation");
  // What left the page tells nobody.
  const name = detail.isError ? "responseError" : "beforeSwap";
  if (moved) document.dispatchEvent(new CustomEvent(`htmx:${name}`, { detail }));
}

function opened() {
  incoming = count();
  const end = byId("newest");
  const last = every("[data-testid=message]").at(-1);
  const wrong = document.querySelector("#conversation [aria-invalid=true]");
  if (!end || !last || wrong || /\d|composer/.test(location.hash)) return;
  end.scrollIntoView({ block: "end" });
  // Of a message longer than the screen, its beginning.
  const head = document.querySelector(".head__bar").getBoundingClientRect();
  if (last.getBoundingClientRect().top < head.bottom) last.scrollIntoView({ block: "start" });
}

// Who looks at the end stays there when something is added.
let atEnd = false;
on("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "thread" || !pane()) return;
  const { scrollHeight, scrollTop, clientHeight } = pane();
  atEnd = scrollHeight - scrollTop - clientHeight < 40;
});

function refreshed() {
  if (atEnd) pane().scrollTop = pane().scrollHeight;
  if (count() > incoming && !inView()) newer(true);
  incoming = count();
}

function inView() {
  const last = every("[data-incoming]").at(-1).getBoundingClientRect();
  const { top, bottom } = pane().getBoundingClientRect();
  return last.top >= top && last.bottom <= bottom;
}

function newer(shown) {
  document.querySelector("#newer a").hidden = !shown;
}

function count() {
  return every("[data-incoming]").length;
}

function markCurrent() {
  for (const row of every("a.row")) row.ariaCurrent = row.pathname === location.pathname || null;
}

function keepFocus() {
  if (document.activeElement.checkVisibility() && document.activeElement !== document.body) return;
  byId("conversation-title").focus({ preventScroll: true });
}
