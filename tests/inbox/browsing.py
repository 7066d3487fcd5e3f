"""Looking at the pages of the inbox as a colleague does."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from inbox.citizens import rudeness
from inbox.models import Conversation


def at(name: str, conversation: Conversation, *args: Any) -> str:
    """The address of a conversation, or of something that is done with it."""
    return reverse(name, args=[conversation.pk, *args])


def page_of(client: Client, address: str, target: str = "", **query: Any) -> str:
    """A page, or the part of it that htmx asks for by its target."""
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    response = client.get(address, query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def load(client: Client, address: str, **kwargs: Any) -> None:
    """Before queries are counted: what a page remembers for some seconds is remembered anew."""
    cache.clear()
    rudeness.forget()
    client.get(address, **kwargs)


def rows_of(page: str) -> list[int]:
    """Primary keys of the conversations in the queue, as they stand there."""
    return [int(pk) for pk in re.findall(r'id="row-(\d+)"', page)]


def pressed_by_enter(page: str) -> dict[str, str]:
    """Of every field of one line, by its id, which button Enter presses in it: "name=value"."""
    forms = _Forms()
    forms.feed(page)
    return {field: forms.first.get(form, "") for field, form in forms.fields.items()}


class _Forms(HTMLParser):
    """As a browser reads them: a form within a form is none. Enter presses the first button."""

    def __init__(self) -> None:
        super().__init__()
        self.form, self.number = 0, 0
        self.fields: dict[str, int] = {}
        self.first: dict[int, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and not self.form:
            self.number += 1
            self.form = self.number
        elif tag == "button" and given.get("type") == "submit":
            self.first.setdefault(self.form, f"{given.get('name')}={given.get('value')}")
        elif tag == "input" and given.get("type") in ("text", "datetime-local"):
            self.fields[given.get("id") or ""] = self.form

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = 0
