"""``make screenshots``: a demo, a day in it, and a picture of every screen; for those of Insight
another one, with fourteen months behind it."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Sequence
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
from tests.screenshots.screens import INSIGHT, SCREENS, Screen  # noqa: E402
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
    failed: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for photographer in (Photographer, OfThePast):
            if any(photographer.is_asked(screen, given.names) for screen in SCREENS):
                failed += photographed(photographer, browser, given.into, given.names)
        browser.close()
    (given.into / "README.md").write_text(sheet(), encoding="utf-8")
    published(given.into / FRONT, given.into / "inbox.png")
    if failed:
        raise SystemExit("These could not be made:\n  " + "\n  ".join(failed))


def published(picture: Path, png: Path) -> None:
    """The standard of publiccode.yml knows no WebP."""
    if picture.exists():
        Image.open(picture).convert("RGB").quantize(64).save(png, optimize=True)


def photographed(
    photographer: type[Photographer], browser: Browser, into: Path, names: list[str]
) -> list[str]:
    """In a demo of its own. What could not be made."""
    with tempfile.TemporaryDirectory() as var:
        prepared.database(Path(var))
        demo = start_demo(Path(var), stream="0")
        try:
            return photographer(demo, browser, into, names).work()
        finally:
            demo.stop()


class Photographer(Walk):
    """Takes the pictures of each, on a day that begins with an empty inbox."""

    past = False

    def __init__(self, demo: Demo, browser: Browser, into: Path, names: list[str]) -> None:
        super().__init__(demo, browser, names)
        self.into = into

    def wants(self, screen: Screen) -> bool:
        return self.is_asked(screen, self.names)

    @classmethod
    def is_asked(cls, screen: Screen, names: Sequence[str]) -> bool:
        return screen.past == cls.past and (not names or screen.name.startswith(tuple(names)))

    def look(self, page: Page, screen: Screen) -> None:
        made = list(shoot(page, screen, self.into))
        print(f"  {screen.name}: {sum(new for _, new in made)} of {len(made)} changed")  # noqa: T201


class OfThePast(Photographer):
    """Takes those of Insight, in a town of which much is known."""

    past = True

    def work(self) -> list[str]:
        self.demo.manage("demo_history", "--months", "14", "--messages", "50000", "--seed", "1")
        self.places |= json.loads(
            self.demo.shell("from tests.screenshots import past; past.lead()")
        )
        self.walk(INSIGHT)
        return self.failed


if __name__ == "__main__":
    main()
