"""A list with nothing in it says why, and where to go."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from inbox.models import Crisis, Label
from tests.factories import ConversationFactory
from webcare.models import User

pytestmark = pytest.mark.django_db


def test_each_list_of_the_queue_says_why_it_is_empty(as_user: Any, anouk: User) -> None:
    client = as_user(anouk)
    said = {
        status: client.get(f"/inbox/?status={status}")
        .content.decode()
        .partition('class="empty"')[2]
        for status in ("open", "snoozed", "referred", "answered", "closed")
    }
    sentences = {
        words.partition("<strong>")[2].partition("</strong>")[0] for words in said.values()
    }
    assert len(sentences) == len(said), sentences
    assert all("<a " in words.partition("</div>")[0] for words in said.values())


def test_search_in_one_list_offers_to_search_in_all(as_user: Any, anouk: User) -> None:
    page = as_user(anouk).get("/inbox/?status=open&q=ooievaar").content.decode()
    assert "status=all" in page.partition('class="empty"')[2].partition("</div>")[0]
    everywhere = as_user(anouk).get("/inbox/?status=all&q=ooievaar").content.decode()
    assert "status=all" not in everywhere.partition('class="empty"')[2].partition("</div>")[0]


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/bundels/", "/inbox/"),
        ("/standaardantwoorden/", "/standaardantwoorden/nieuw/"),
        ("/labels/", "#id_new-name"),
        ("/inwoners/maatregelen/", "/inbox/"),
        ("/meekijken/dagen/", "#id_observer"),
        ("/crisis/", "#id_reason"),
        ("/inbox/genoemd/", "/inbox/"),
        ("/inbox/weergaven/", "/inbox/"),
    ],
)
def test_page_with_nothing_on_it_says_what_to_do(
    as_user: Any, lena: User, address: str, leads_to: str
) -> None:
    page = as_user(lena).get(address).content.decode()
    [empty] = _empty(page)
    assert empty.count("<svg") == 1
    assert re.search(r"<strong>[^<]+\.</strong>", empty)
    [link] = re.findall(r'<a [^>]*href="([^"]+)"', empty)
    assert link == leads_to
    assert not link.startswith("#") or f'id="{link[1:]}"' in page


def test_page_with_something_on_it_says_nothing_of_the_kind(as_user: Any, lena: User) -> None:
    Label.objects.create(name="Kermis", colour="pink")
    assert not _empty(as_user(lena).get("/labels/").content.decode())


def test_new_citizen_has_no_promises_and_no_measures(as_user: Any, anouk: User) -> None:
    conversation = ConversationFactory()
    page = as_user(anouk).get(f"/inwoners/{conversation.author_id}/").content.decode()
    assert [_sign(empty) for empty in _empty(page)] == ["clock", "shown"]


def test_crisis_in_which_nobody_wrote_has_no_table(as_user: Any, lena: User) -> None:
    row = Crisis.objects.create(reason="Storm", words="storm", begun_by=lena)
    client = as_user(lena)
    assert [_sign(empty) for empty in _empty(client.get("/crisis/").content.decode())] == ["person"]
    address = f"/crisis/{row.pk}/"
    page = client.get(address).content.decode()
    [going_on] = _empty(page)
    assert 'data-testid="quarter"' not in page
    Crisis.objects.update(ended_at=timezone.now(), ended_by=lena)
    [over] = _empty(client.get(address).content.decode())
    assert "</strong></p>" in over  # nothing is still to come
    assert "</strong></p>" not in going_on


def _empty(page: str) -> list[str]:
    return re.findall(r'data-testid="empty">(.*?)</div>', page, re.DOTALL)


def _sign(empty: str) -> str:
    return empty.partition("icons.svg#")[2].partition('"')[0]
