"""A list with nothing in it says why, and where to go."""

from __future__ import annotations

from typing import Any

import pytest

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
