"""A slow line between a browser and the server."""

from __future__ import annotations

from playwright.sync_api import APIResponse, Page, Route

LOOK_MILLISECONDS, TRIES = 100, 600


class Line:
    """What the server said for this part of the page waits here until it is let through, in any
    order, however long that takes. ``held`` by method: the newest of each."""

    def __init__(self, page: Page, target: str = "conversation") -> None:
        self.page, self.target = page, target
        self.held: dict[str, tuple[Route, APIResponse]] = {}
        page.evaluate("htmx.config.timeout = 0")
        page.route(lambda _address: True, self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.headers.get("hx-target") == self.target:
            self.held[route.request.method] = (route, route.fetch())
        else:
            route.continue_()

    def holds(self, *methods: str) -> None:
        """Wait until an answer to each of these is held. What is led on keeps its method."""
        for _try in range(TRIES):
            if self.held.keys() >= set(methods):
                return
            self.page.wait_for_timeout(LOOK_MILLISECONDS)
        raise AssertionError(f"Held: {set(self.held)}, not {set(methods)}.")

    def let_through(self, method: str) -> None:
        route, response = self.held.pop(method)
        route.fulfill(response=response)

    def is_fast_again(self) -> None:
        self.page.unroute_all()
