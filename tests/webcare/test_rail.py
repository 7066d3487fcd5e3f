"""The rail: where one can go, and how much waits there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from routing.mail import tray
from routing.models import Letter
from webcare.models import User

pytestmark = pytest.mark.django_db


def _lay(number: int, **fields: Any) -> None:
    given = {"state": "tray", "why": "sender", "sender": f"{number}@example.nl", **fields}
    Letter.objects.create(digest=str(number), size=1, **given)


def _waiting(page: str) -> list[str]:
    return re.findall(r'data-testid="waiting-letters"><span aria-hidden="true">(.*?)</span>', page)


def _rail(client: Any) -> str:
    return str(client.get(reverse("inbox")).content.decode())


def test_letters_that_wait_are_counted_a_heap_for_one(as_user: Any, anouk: User) -> None:
    for number in range(2):
        _lay(number)
    for number in range(2, 5):
        _lay(number, why="too_many", sender="bom@example.nl")
    _lay(5, state="put_away")
    assert _waiting(_rail(as_user(anouk))) == ["3"]


def test_empty_tray_has_no_number(as_user: Any, anouk: User) -> None:
    assert _waiting(_rail(as_user(anouk))) == []


def test_who_does_not_sort_mail_sees_no_number(as_user: Any, otto: User) -> None:
    _lay(1)
    assert _waiting(_rail(as_user(otto))) == []


def test_counting_costs_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        tray.waiting()
