"""What a person does on a platform's permission page: read the form, tick, and decide."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx  # noqa: TID251 - the browser of a person


class _Form(HTMLParser):
    """The fields that stand ready: hidden ones, and boxes that are ticked."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.action = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        ready = given.get("type") == "hidden" or "checked" in given
        if tag == "form":
            self.action = given.get("action") or self.action
        if tag == "input" and name and ready:
            self.fields.append((name, value))


def decide(address: str, decision: str = "authorize", without: str = "") -> dict[str, str]:
    """Give permission, save for the box with this value; the query we are sent back with."""
    page = httpx.get(address)
    assert page.status_code == 200, page.text
    form = _Form()
    form.feed(page.text)
    given: dict[str, list[str]] = {"decision": [decision]}
    for name, value in form.fields:
        if value != without:
            given.setdefault(name, []).append(value)
    there = httpx.post(urljoin(address, form.action), data=given)
    assert there.status_code in (302, 303), there.text
    return dict(parse_qsl(urlsplit(there.headers["Location"]).query))
