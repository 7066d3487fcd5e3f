"""What figures count anew is read again."""

from __future__ import annotations

import pytest

from inbox.models import Conversation, Message
from tests.factories import NOON, MessageFactory
from tests.webcare.talk.town import said
from webcare.figures.keeping import keep_up as count
from webcare.talk import keeping
from webcare.talk.models import Heard

pytestmark = pytest.mark.django_db


def terms(one: Conversation) -> list[str]:
    count()
    keeping.keep_up()
    return [term for row in Heard.objects.filter(conversation=one) for term in row.terms]


def test_what_is_written_changed_or_taken_back() -> None:
    [one] = said("De boom is om")
    assert terms(one) == ["boom"]
    later = MessageFactory(conversation=one, text="En de lantaarn", created_at=NOON)
    assert sorted(terms(one)) == ["boom", "lantaarn"]
    Message.objects.filter(pk=later.pk).update(text="En het bankje")
    assert sorted(terms(one)) == ["bankje", "boom"]
    Message.objects.filter(conversation=one).update(text="", deleted_at=NOON)
    assert terms(one) == []
