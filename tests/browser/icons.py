"""The icons of the app, drawn from ``static/icon.svg``: ``python -m tests.browser.icons``."""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch_options
from webcare.env import BASE_DIR

DRAWING = BASE_DIR / "static" / "icon.svg"
ICONS = BASE_DIR / "static" / "icons"
# A device cuts its own shape out of a maskable one: ground to the edges, the drawing within 80 %.
FULL = ('rx="5"', "")
WITHIN = "translate(12 12) scale(.8) translate(-12 -12)"


def main() -> None:
    drawing = DRAWING.read_text(encoding="utf-8")
    maskable = drawing.replace(*FULL).replace("<path ", f'<path transform="{WITHIN}" ')
    ICONS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for name, size, svg in (
            ("192", 192, drawing),
            ("512", 512, drawing),
            ("512-maskable", 512, maskable),
        ):
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>body{{margin:0}}svg{{width:100vw}}</style>{svg}")
            page.screenshot(path=ICONS / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
