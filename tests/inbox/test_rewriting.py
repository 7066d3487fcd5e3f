"""Many rows are rewritten at once, and nothing else of them."""

from __future__ import annotations

import pytest

from inbox.models import Conversation
from inbox.rewriting import rewrite
from tests.factories import ConversationFactory

pytestmark = pytest.mark.django_db


def _rows() -> list[Conversation]:
    for _number in range(3):
        ConversationFactory(status="open", why="")
    return list(Conversation.objects.order_by("pk"))


def test_fields_that_are_named_are_written() -> None:
    rows = _rows()
    for row in rows:
        row.why, row.urgent = f"regel {row.pk}", True
    rewrite(rows, ["why", "urgent"])
    written = Conversation.objects.order_by("pk").values_list("why", "urgent", "rank")
    assert list(written) == [(f"regel {row.pk}", True, 1) for row in rows]


def test_what_somebody_else_wrote_in_another_field_stays() -> None:
    rows = _rows()
    Conversation.objects.update(status="closed")
    rewrite(rows, ["why"])
    assert set(Conversation.objects.values_list("status", flat=True)) == {"closed"}


def test_no_row_is_added() -> None:
    rows = _rows()
    rewrite(rows, ["why"])
    assert Conversation.objects.count() == len(rows)


def test_nothing_to_write_asks_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator] # pytest-django's fixture
        rewrite([], ["why"])
