from __future__ import annotations

import pytest
from django.test import Client

from webcare.models import User


@pytest.fixture
def lead(client: Client, lena: User) -> Client:
    client.force_login(lena)
    return client
