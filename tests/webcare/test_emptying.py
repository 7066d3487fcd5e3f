"""What stays in the database after a test that committed."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType

from inbox import actions
from tests import emptying
from tests.factories import ConversationFactory
from webcare.models import User

pytestmark = pytest.mark.django_db


def test_nothing_stays_but_what_migrating_made(anouk: User) -> None:
    actions.reply(ConversationFactory(), "Dinsdag.", anouk)
    before = emptying.made()
    emptying.empty()
    left = {model._meta.db_table for model in apps.get_models() if model.objects.exists()}  # type: ignore[attr-defined]
    assert left <= {*emptying.MADE}
    assert ContentType.objects.exists()
    assert emptying.made() == before is not None


def test_change_of_a_role_is_noticed() -> None:
    before = emptying.made()
    role = Group.objects.get(name="Agent")
    role.permissions.remove(*role.permissions.all()[:1])
    assert emptying.made() != before
