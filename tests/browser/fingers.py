"""Somebody who has keys and nothing else, and who can always see where they are."""

from __future__ import annotations

from playwright.sync_api import Page

MOST = 200  # elements one would walk past
# Where the focus is on this page, and what is wrong with that, in words; "" when all is well.
WHERE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "the focus is nowhere";
  const name = one.cloneNode().outerHTML.slice(0, 200);
  const shown = [one, ...(one.labels ?? []), one.parentElement];
  if (!shown.some(each => each.checkVisibility({ visibilityProperty: true }))) {
    return `the focus is out of sight: ${name}`;
  }
  const rings = shown.map(each => getComputedStyle(each));
  const ring = ({ outlineStyle, outlineWidth, boxShadow }) =>
    (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  if (!rings.some(ring)) return `nothing shows the focus: ${name}`;
  const inView = ({ top, bottom, left, right }) =>
    bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  return shown.some(each => inView(each.getBoundingClientRect())) ? "" : `scrolled away: ${name}`;
}"""
REST = 1100  # milliseconds: who typed is for a second in the middle of a word


class Fingers:
    """``Fingers(page)``. Before and after each key the focus has to be somewhere one can see."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.look()
            self.page.keyboard.press(key)
        self.look()

    def begin(self) -> None:
        """The first key on a page, once it is whole, from where the browser begins."""
        self.page.wait_for_load_state("load")
        self.page.keyboard.press("Tab")
        self.look()

    def type(self, words: str) -> None:
        self.look()
        self.page.keyboard.type(words)
        self.look()

    def rest(self) -> None:
        self.page.wait_for_timeout(REST)

    def to(self, selector: str, key: str = "Tab") -> None:
        """Walk until this has the focus."""
        for _step in range(MOST):
            if self.is_on(selector):
                return
            self.press(key)
        raise AssertionError(f"{selector} cannot be reached with {key}")

    def is_on(self, selector: str) -> bool:
        return bool(
            self.page.locator(f"{selector} >> visible=true").evaluate_all(
                "found => found.some(each => each === document.activeElement)"
            )
        )

    def look(self) -> None:
        wrong = self.page.evaluate(WHERE)
        assert not wrong, wrong
