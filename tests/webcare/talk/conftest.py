"""The clock stands still, an hour after the last thing that was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from tests.webcare.talk.town import NOW


@pytest.fixture(autouse=True)
def _then() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield
