"""Takes the picture of a page in each house style and at each width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.screenshots.keeping import keep
from tests.screenshots.screens import COMPARED, KEPT, SIZES, THEMES, Screen

LONGEST = 1600  # pixels: what is longer shows its beginning
STILL = """*, *::before, *::after {
  animation: none !important; transition: none !important; caret-color: transparent !important;
}"""
# The page names its sheets by house style; one visit gives all three.
DRESS = """async ([theme, themes]) => {
  const html = document.documentElement;
  const now = themes.find(each => html.classList.contains(`${each}-theme`));
  if (!now || now === theme) return;
  const sheets = [...document.querySelectorAll('link[rel=stylesheet]')]
    .filter(each => each.href.includes(`/themes/${now}`));
  await Promise.all(sheets.map(each => new Promise(done => {
    const next = each.cloneNode();
    next.href = each.href.replace(`/themes/${now}`, `/themes/${theme}`);
    next.onload = next.onerror = () => { each.remove(); done(); };
    each.after(next);
  })));
  html.className = html.className.replaceAll(now, theme);
}"""
SETTLED = """async () => {
  await document.fonts.ready;
  await Promise.allSettled([...document.images].filter(each => !each.complete)
    .map(each => new Promise(done => {
      each.onload = each.onerror = done;
      setTimeout(done, 2000);
    })));
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
MOVING = """() => [...document.querySelectorAll('time, .clock, [data-testid=clock]')]
  .map(each => each.getBoundingClientRect())
  .filter(box => box.width)
  .map(box => [box.left - 40, box.top - 3, box.right + 40, box.bottom + 3].map(Math.round))"""
NEWEST = """() => {
  scrollTo(0, 0);
  const thread = document.querySelector("#thread");
  if (thread) thread.scrollTop = thread.scrollHeight;
}"""
TALL = "Math.ceil(document.documentElement.scrollHeight)"


def shoot(page: Page, screen: Screen, folder: Path) -> Iterator[tuple[Path, bool]]:
    """Every picture of this screen, which stands on the page: where, and whether it is new."""
    page.emulate_media(
        color_scheme=screen.scheme, contrast=screen.contrast, reduced_motion="reduce"
    )
    for theme in screen.themes:
        dress(page, theme)
        kept = KEPT if theme == THEMES[0] else COMPARED
        for width, height in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(SETTLED)
            _stretch(page, width, height)
            _show(page, screen)
            path = folder / theme / str(width) / f"{screen.name}.webp"
            shot, moving = page.screenshot(style=STILL), page.evaluate(MOVING)
            yield path, keep(shot, path, kept[width], moving)


def dress(page: Page, theme: str) -> None:
    """In the house style of this municipality."""
    page.evaluate(DRESS, [theme, THEMES])


def _stretch(page: Page, width: int, height: int) -> None:
    """Where the page itself scrolls, what is below comes into the picture too; not where people
    scroll within it, nor behind a dialog."""
    if not page.locator(".shell--inbox, dialog[open]").count():
        tall = min(max(height, page.evaluate(TALL)), LONGEST)
        page.set_viewport_size({"width": width, "height": tall})


def _show(page: Page, screen: Screen) -> None:
    if screen.show:
        page.locator(screen.show).first.evaluate("each => each.scrollIntoView({block: 'center'})")
    else:
        page.evaluate(NEWEST)
