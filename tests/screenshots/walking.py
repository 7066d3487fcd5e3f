"""Walks the screens, each as who it is of, while the day in the town goes on."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo
from tests.screenshots import screens
from tests.screenshots.screens import NOBODY, Screen
from webcare.demo.load import town

PATIENCE = 15_000  # milliseconds


class Walk(ABC):
    """``names``: only these screens, by name or the beginning of it; all without any."""

    def __init__(self, demo: Demo, browser: Browser, names: Iterable[str] = ()) -> None:
        self.demo, self.browser, self.names = demo, browser, tuple(names)
        self.places: dict[str, int | str] = {"simulator": demo.simulator.url}
        self.pages: dict[str, Page] = {}
        self.failed: list[str] = []

    @abstractmethod
    def look(self, page: Page, screen: Screen) -> None:
        """At this screen, which stands on the page."""

    def work(self) -> list[str]:
        """The screens that could not be looked at, and why."""
        self.walk(screens.BEFORE)
        self.happens("play")
        self.walk(screens.DAY)
        self.happens("storm")
        self.walk(screens.CRISIS)
        self.happens("calm")
        self.walk(screens.AFTER)
        self.happens("doubt")
        self.walk(screens.DOUBT)
        return self.failed

    def happens(self, what: str) -> None:
        """In the demo's own database."""
        command = (
            f"from tests.screenshots import playing; playing.{what}('{self.demo.simulator.url}')"
        )
        self.places |= json.loads(self.demo.shell(command))

    def walk(self, some: Iterable[Screen]) -> None:
        for screen in some:
            if self.wants(screen):
                self.take(screen)

    def wants(self, screen: Screen) -> bool:
        return not self.names or screen.name.startswith(self.names)

    def take(self, screen: Screen) -> None:
        """One that fails is told at the end: the others are looked at."""
        try:
            page = self.page_of(screen.who)
            self.look(self.stand_on(page, screen), screen)
        except Exception as error:
            self.failed.append(f"{screen.name}: {str(error).splitlines()[0]}")
            self.pages.pop(screen.who, None)
            print(f"  {screen.name}: {error}")  # noqa: T201

    def stand_on(self, page: Page, screen: Screen) -> Page:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(urljoin(self.demo.address, screen.address.format(**self.places)))
        if screen.who:
            page.wait_for_timeout(500)
        else:  # a window on a platform, which is still filled
            page.wait_for_load_state("networkidle")
        if screen.do:
            screen.do(page)
            page.wait_for_timeout(300)
        return page

    def page_of(self, who: str) -> Page:
        """Signed in, unless it is of nobody; the same one each time."""
        if who not in self.pages:
            # Its own style and the other sheets are not of the page: the policy refuses those.
            context = self.browser.new_context(locale="nl-NL", bypass_csp=True)
            context.set_default_timeout(PATIENCE)
            self.pages[who] = context.new_page()
            if who != NOBODY:
                self.sign_in(self.pages[who], who)
        return self.pages[who]

    def sign_in(self, page: Page, who: str) -> None:
        page.goto(self.demo.address)
        page.locator("[name=login]").fill(who)
        page.locator("[name=password]").fill(str(town()["password"]))
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(re.compile("/login/"))
