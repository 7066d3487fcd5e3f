"""Whatever figures look at: who writes it, and however, it is counted anew."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from inbox.models import Conversation
from tests.webcare.figures.test_in_step import Town
from webcare.figures.models import Changed

pytestmark = pytest.mark.django_db

OF_A_CONVERSATION = ("inbox.message", "inbox.outbound", "inbox.event", "inbox.hop")
OF_A_DEPARTMENT = ("inbox.forwarding", "routing.referral", "routing.answer")


@pytest.fixture
def asked() -> Conversation:
    """A question that a department answered."""
    town = Town()
    for step in ("forwards", "department_answers", "answers", "is_placed"):
        town.does(step, 0, 5)
    Changed.objects.all().delete()
    return town.conversations[0]


def _changed() -> set[int]:
    return set(Changed.objects.values_list("conversation", flat=True))


@pytest.mark.parametrize("name", [*OF_A_CONVERSATION, *OF_A_DEPARTMENT])
def test_changed_row(asked: Conversation, name: str) -> None:
    table = apps.get_model(name)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id")  # noqa: S608 a name of ours
        assert cursor.rowcount
    assert asked.pk in _changed()


def test_removed_words(asked: Conversation) -> None:
    asked.messages.order_by("pk").first().delete()  # type: ignore[union-attr]
    assert _changed() == {asked.pk}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("private", True), ("kind", "klacht"), ("urgent", True), ("neighbourhood", "Zuid")),
        *(("district", "Oost"), ("sentiment", "negatief"), ("closed_through", 1)),
    ],
)
def test_changed_conversation(asked: Conversation, name: str, value: object) -> None:
    Conversation.objects.filter(pk=asked.pk).update(**{name: value})
    assert _changed() == {asked.pk}


def test_what_figures_do_not_look_at(asked: Conversation) -> None:
    """Such as who looks at it: written often, and no reason to count."""
    Conversation.objects.filter(pk=asked.pk).update(needs_lead=True, snoozed_until=None)
    assert _changed() == set()
