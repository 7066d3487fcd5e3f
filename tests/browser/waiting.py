"""Waiting for the server's own answer, where the screen may say the same for another reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Until the press inside has its own answer on the screen, not only what a bell brought: that
    renews parts of the open conversation, and an answer puts another one in its place."""
    before = page.locator("#conversation").element_handle()
    yield
    before.wait_for_element_state("hidden")  # as it is once it left the page
