"""A search that the pigeons' platform is listened to with."""

from __future__ import annotations

import pytest

from connectors.models import Account, Search


@pytest.fixture
def refuse(pigeons: Account) -> Search:
    return Search.objects.create(account=pigeons, name="Afval", query="afval")
