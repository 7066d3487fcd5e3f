"""A municipality that has just begun."""

from __future__ import annotations

import pytest

from connectors.models import Account
from tests.webcare.warnings.town import NOW, crowd, ordinary
from webcare.warnings.models import Signal
from webcare.warnings.signalling import look

pytestmark = pytest.mark.django_db


def test_a_new_municipality_is_not_judged(account: Account) -> None:
    ordinary(account, weeks=1)
    crowd(account, 60)
    look(NOW)
    assert not Signal.objects.exists()
