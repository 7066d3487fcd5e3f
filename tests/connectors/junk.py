"""What anybody may send, for hypothesis."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from connectors.base import Aside, Item
from tests.connectors.whole import KEYS

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["1", "500_1", "1_9", "replied_to", "2026-11-19T10:00:00+0000"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=25,
)
SHAPED = st.dictionaries(st.sampled_from(["data", "includes", "errors", "meta"]), JSON, min_size=1)
HASTY = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    deadline=None,
)


def assert_whole(items: list[Item]) -> None:
    """Whatever is said of a message says of which."""
    for item in items:
        assert getattr(item, "external_id", "whole")
        assert not isinstance(item, Aside) or item.what
