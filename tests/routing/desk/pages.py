"""Looking at the pages of a department as an official does."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client
from django.urls import reverse

from routing.models import Referral
from webcare.models import User

AREA = re.compile(r"<textarea[^>]*>\s*(.*?)</textarea>", re.DOTALL)


def seen_by(user: User) -> Client:
    """Someone's screen, in English."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def page_of(client: Client, address: str, target: str = "") -> str:
    """A page, or the part of it that htmx asks for by its target."""
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def at(name: str, referral: Referral) -> str:
    return reverse(name, args=[referral.pk])


def shown(client: Client, referral: Referral) -> str:
    return page_of(client, at("question", referral))


def offers(page: str, *testids: str) -> list[str]:
    """Which of these stand on the page."""
    return [testid for testid in testids if f'data-testid="{testid}"' in page]


def written(page: str) -> list[str]:
    """What stands in the text fields."""
    return [unescape(words).strip() for words in AREA.findall(page)]
