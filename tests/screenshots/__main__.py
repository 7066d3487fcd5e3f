"""``make screenshots``: a demo, a day in it, and a picture of every screen."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webcare.settings")

import django

django.setup()

from PIL import Image  # noqa: E402 - after the set-up
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests import prepared  # noqa: E402
from tests.browser.chromium import launch_options  # noqa: E402
from tests.browser.conftest import Demo, start_demo  # noqa: E402
from tests.screenshots.camera import shoot  # noqa: E402
from tests.screenshots.screens import Screen  # noqa: E402
from tests.screenshots.sheet import sheet  # noqa: E402
from tests.screenshots.walking import Walk  # noqa: E402
from webcare.env import BASE_DIR  # noqa: E402

PICTURES = BASE_DIR / "docs" / "pictures"
FRONT = "voorbeeld/1440/conversation-proposal.webp"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "names", nargs="*", help="only these screens, by name or the beginning of it"
    )
    asked.add_argument("--into", type=Path, default=PICTURES)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as var, sync_playwright() as playwright:
        prepared.database(Path(var))
        demo = start_demo(Path(var), stream="0")
        browser = playwright.chromium.launch(**launch_options())
        try:
            failed = Photographer(demo, browser, given.into, given.names).work()
        finally:
            browser.close()
            demo.stop()
    (given.into / "README.md").write_text(sheet(), encoding="utf-8")
    published(given.into / FRONT, given.into / "inbox.png")
    if failed:
        raise SystemExit("These could not be made:\n  " + "\n  ".join(failed))


def published(picture: Path, png: Path) -> None:
    """The standard of publiccode.yml knows no WebP."""
    if picture.exists():
        Image.open(picture).convert("RGB").quantize(64).save(png, optimize=True)


class Photographer(Walk):
    """Takes the pictures of each."""

    def __init__(self, demo: Demo, browser: Browser, into: Path, names: list[str]) -> None:
        super().__init__(demo, browser, names)
        self.into = into

    def look(self, page: Page, screen: Screen) -> None:
        made = list(shoot(page, screen, self.into))
        print(f"  {screen.name}: {sum(new for _, new in made)} of {len(made)} changed")  # noqa: T201


if __name__ == "__main__":
    main()
