"""What ``make thorough`` runs and ``make test`` leaves out: tests that take minutes each.

A test marked ``thorough`` is left out unless WEBCARE_THOROUGH is set.
"""

from __future__ import annotations

import gc
import os

import pytest

THOROUGH = bool(os.environ.get("WEBCARE_THOROUGH"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if THOROUGH:
        return
    left = [item for item in items if item.get_closest_marker("thorough")]
    items[:] = [item for item in items if not item.get_closest_marker("thorough")]
    if left:
        config.hook.pytest_deselected(items=left)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Thousands of tests stay to the end: looking through them again and again finds no garbage.
    Memory is cheaper here than the time it takes to look often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
