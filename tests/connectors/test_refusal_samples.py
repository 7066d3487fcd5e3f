"""The platforms' own samples of refusals, each with what it means for us."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.base import ConnectorError, Reason
from connectors.meta.errors import check as check_meta
from connectors.x.errors import check as check_x
from connectors.x.errors import check_token
from tests.connectors.answers import answer
from tests.connectors.sampled import META_ERRORS, X, body_of

pytestmark = pytest.mark.shared

X_REFUSALS = {
    "err_400_invalid_param": (400, Reason.UNKNOWN),
    "err_400_text_too_long": (400, Reason.TOO_LONG),
    "err_401": (401, Reason.CREDENTIALS),
    "err_402_credits_depleted": (402, Reason.BUDGET),
    "err_403_client_not_enrolled": (403, Reason.PERMISSION),
    "err_403_dm_not_allowed": (403, Reason.UNREACHABLE),
    "err_403_duplicate": (403, Reason.DUPLICATE),
    "err_403_not_permitted": (403, Reason.NOT_ALLOWED),
    "err_403_oauth1_permissions": (403, Reason.PERMISSION),
    "err_403_reply_deleted_target": (403, Reason.TARGET_GONE),
    "err_403_reply_not_summoned_2026H1": (403, Reason.NOT_CALLED),
    "err_403_reply_not_summoned_2026H2": (403, Reason.NOT_CALLED),
    "err_403_spend_cap": (403, Reason.BUDGET),
    "err_403_unsupported_authentication": (403, Reason.PERMISSION),
    "err_429": (429, Reason.THROTTLED),
    "err_429_usage_cap": (429, Reason.BUDGET),
    "err_503": (503, Reason.UNAVAILABLE),
    "oauth2_refresh_400": (400, Reason.CREDENTIALS),
}
META_REFUSALS = {
    "10-2018278-window-messenger": Reason.WINDOW_CLOSED,
    "10-2534022-window-instagram": Reason.WINDOW_CLOSED,
    "100-33-missing": Reason.TARGET_GONE,
    "10900-already-replied": Reason.ALREADY_ANSWERED,
    "1705-user-token": Reason.CREDENTIALS,
    "190-460-password": Reason.CREDENTIALS,
    "190-463-expired": Reason.CREDENTIALS,
    "2-transient": Reason.UNAVAILABLE,
    "32-page-limit": Reason.THROTTLED,
    "4-app-limit": Reason.THROTTLED,
    "551-1545041-unavailable": Reason.UNREACHABLE,
    "80001-page-buc": Reason.THROTTLED,
}


@pytest.mark.parametrize("name", X_REFUSALS)
def test_refusal_of_x(shared: Path, name: str) -> None:
    status, reason = X_REFUSALS[name]
    check = check_token if name.startswith("oauth2_") else check_x
    with pytest.raises(ConnectorError) as caught:
        check(answer(status, body_of(shared, X, name), "POST"))
    assert caught.value.reason is reason


@pytest.mark.parametrize("name", META_REFUSALS)
def test_refusal_of_meta(shared: Path, name: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        check_meta(answer(400, body_of(shared, META_ERRORS, name), "POST"))
    assert caught.value.reason is META_REFUSALS[name]
