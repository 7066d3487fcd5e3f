"""Plain HTTP to the simulator, as a client that knows nothing of Webcare."""

from __future__ import annotations

from typing import Any

import httpx  # noqa: TID251 - the simulator is tested from outside, over real HTTP

from connectors.simulator.testing import Simulator

Response = httpx.Response
Broken = httpx.TransportError


class Web:
    """Calls below one address. ``secret`` goes in as a bearer token, ``query`` with every call."""

    def __init__(self, address: str, secret: str = "", query: dict[str, str] | None = None) -> None:
        headers = {"authorization": f"Bearer {secret}"} if secret else {}
        self.client = httpx.Client(base_url=address, headers=headers, params=query, timeout=60)

    def get(self, path: str, **query: Any) -> Response:
        merged = self.client.params.merge(query)
        return self.client.get(path, params=merged)

    def post(self, path: str, **content: Any) -> Response:
        return self.client.post(path, **content)

    def delete(self, path: str) -> Response:
        return self.client.delete(path)


class Town:
    """The simulator with shorthand for what people do."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.accounts = simulator.control("GET", "municipality")

    def control(self, method: str, path: str, json: Any = None) -> Any:
        return self.simulator.control(method, path, json)

    def says(self, platform: str, text: str, parent: str | None = None, **more: Any) -> str:
        """Somebody writes; the id of it."""
        draft = {"platform": platform, "author": "noor_voorbeeld", "text": text, "parent": parent}
        return str(self.control("POST", "posts", draft | more)["id"])

    def set(self, **settings: Any) -> None:
        self.control("POST", "settings", settings)

    def fault(self, platform: str, kind: str, **more: Any) -> None:
        self.control("POST", "faults", {"platform": platform, "kind": kind, **more})

    def own(self, platform: str) -> str:
        """The newest post of the municipality itself."""
        posts = self.control("GET", f"posts/{platform}")
        own = [p for p in posts if p["municipality"] and not p["parent_id"]]
        return str([p for p in own if p["place"] == "page"][-1]["id"])

    def outbox(self, platform: str = "") -> list[str]:
        """The texts the municipality wrote."""
        query = f"?platform={platform}" if platform else ""
        return [post["text"] for post in self.control("GET", f"outbox{query}")]

    def web(self) -> Web:
        """The citizen's browser."""
        return Web(self.simulator.url)
