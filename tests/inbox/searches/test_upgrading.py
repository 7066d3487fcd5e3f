"""Searches that were typed before there was a rule."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from connectors.models import Account, Search
from inbox import migrations
from inbox.models import Listened

[_path] = Path(migrations.__path__[0]).glob("*_listen.py")
stop = import_module(f"inbox.migrations.{_path.stem}").stop


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "active"),
    [
        ("from:iemand afval", False),
        ("afval (to:iemand OR brug)", False),
        ("@iemand -is:retweet", False),
        ('afval "Jan Jansen"', False),
        ("Jan van der Berg", False),
        ('afval OR "grof vuil" -from:GemVoorbeeld -is:retweet', True),
        ("Voorbeeld OR Voorbeelddorp", True),
        ("info@voorbeeld.nl lang:nl", True),
        ("#zwerfvuil", True),
    ],
)
def test_what_may_be_about_a_person_is_switched_off(
    account: Account, query: str, active: bool
) -> None:
    Search.objects.create(account=account, query=query)
    stop(apps, connection.schema_editor())
    assert Search.objects.get().active is active
    assert Listened.objects.filter(verb="stopped").exists() is not active


@pytest.mark.django_db
def test_what_was_made_by_the_rule_goes_on(account: Account) -> None:
    wanted = {"words": ["Jan Jansen"]}
    Search.objects.create(account=account, query='"Jan Jansen"', wanted=wanted)
    stop(apps, connection.schema_editor())
    assert Search.objects.get().active
