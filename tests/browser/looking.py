"""What axe finds on a page, in every look that a person may choose.

``make thorough`` takes every look at each page: light, dark and high contrast, on a wide screen and
on a telephone. ``make test`` takes two: as most people meet it, and one that its address chooses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit
from zlib import crc32

from playwright.sync_api import Page, ViewportSize

from tests.thorough import THOROUGH
from webcare.env import BASE_DIR

AXE = BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async ([part, options]) => {
  const fading = document.getAnimations().filter(each => each instanceof CSSTransition);
  await Promise.allSettled(fading.map(each => each.finished));
  return axe.run(part, { ...options, resultTypes: ["violations"] });
}"""
# All that another scheme changes.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
TELEPHONE: ViewportSize = {"width": 320, "height": 640}


@dataclass(frozen=True)
class Look:
    """How a person has it: their scheme, their contrast, and how wide their screen is."""

    scheme: Literal["light", "dark"] = "light"
    contrast: Literal["no-preference", "more"] = "no-preference"
    narrow: bool = False
    options: dict[str, Any] | None = None

    def __str__(self) -> str:
        return f"{self.scheme}, {self.contrast}{', narrow' if self.narrow else ''}"


PLAIN = Look()
LOOKS = [
    PLAIN,
    Look(narrow=True),
    Look("dark", options=COLOURS),
    Look("dark", narrow=True, options=COLOURS),
    Look(contrast="more", options=COLOURS),
    Look("dark", "more", options=COLOURS),
]
IN_COLOUR = [Look(options=COLOURS), Look("dark", options=COLOURS)]


def problems(page: Page, part: str = "html", looks: Sequence[Look] = ()) -> list[str]:
    """What axe finds in this part, in one line each."""
    page.wait_for_load_state("load")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    size = page.viewport_size
    assert size
    found: list[str] = []
    for look in looks or (LOOKS if THOROUGH else [PLAIN, _other(page)]):
        page.set_viewport_size(TELEPHONE if look.narrow else size)
        page.emulate_media(color_scheme=look.scheme, contrast=look.contrast)
        found += _violations(page, part, look)
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light", contrast="no-preference")
    return found


def _other(page: Page) -> Look:
    """Another look at each page, and always the same one."""
    others = LOOKS[1:]
    return others[crc32(urlsplit(page.url).path.encode()) % len(others)]


def _violations(page: Page, part: str, look: Look) -> list[str]:
    found: Any = page.evaluate(RUN, [part, look.options or {}])
    return [
        f"{page.url} ({look}) {violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """Where a person would have to scroll sideways (WCAG 1.4.10)."""
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    return [f"{page.url} is too wide at {page.viewport_size}"] if wide else []
