"""Every screen of which there is a picture: axe finds nothing, in any look and any house style."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import prepared
from tests.browser.conftest import Demo, start_demo
from tests.browser.looking import IN_COLOUR, problems, sideways
from tests.screenshots.camera import dress
from tests.screenshots.screens import SCREENS, THEMES, Screen
from tests.screenshots.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.thorough, pytest.mark.timeout(3600)]


class Inspector(Walk):
    """Asks axe about each."""

    found: list[str]
    looked_at: list[str]

    def look(self, page: Page, screen: Screen) -> None:
        found = problems(page)
        for theme in THEMES[1:]:
            dress(page, theme)
            found += [f"in {theme}: {each}" for each in problems(page, looks=IN_COLOUR)]
        dress(page, THEMES[0])
        page.set_viewport_size({"width": 320, "height": 640})
        found += sideways(page)
        self.found += [f"{screen.name}: {each}" for each in found]
        self.looked_at.append(screen.name)


@pytest.fixture
def quiet_demo() -> Iterator[Demo]:
    """In which only happens what the day of the pictures brings."""
    with tempfile.TemporaryDirectory() as var:
        prepared.database(Path(var))
        running = start_demo(Path(var), stream="0")
        yield running
        running.stop()


def test_axe_finds_nothing_on_any_screen(quiet_demo: Demo, browser: Browser) -> None:
    inspector = Inspector(quiet_demo, browser)
    inspector.found, inspector.looked_at = [], []
    assert inspector.work() == []
    assert len(inspector.looked_at) == len(SCREENS)
    assert not inspector.found, "\n".join(inspector.found)
