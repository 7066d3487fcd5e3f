"""What X's refusals mean, without a network."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from connectors.base import ConnectorError, Reason
from connectors.x.errors import TokenExpiredError, check, check_token
from tests.connectors.answers import answer


def refusal(
    status: int, body: Any, method: str = "POST", headers: dict[str, str] | None = None
) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        check(answer(status, body, method, headers))
    return caught.value


@pytest.mark.parametrize("status", [200, 201, 204])
def test_success_passes(status: int) -> None:
    check(answer(status, {"data": {}}))


@pytest.mark.parametrize(
    ("status", "detail", "reason"),
    [
        (400, "Your Tweet text is too long. For more information …", Reason.TOO_LONG),
        (403, "Your Tweet text is too long.", Reason.TOO_LONG),
        (403, "You are not allowed to create a Tweet with duplicate content.", Reason.DUPLICATE),
        (
            403,
            "You attempted to reply to a Tweet that is deleted or not visible to you.",
            Reason.TARGET_GONE,
        ),
        (
            403,
            "You can only reply to or quote posts where you are mentioned or are the author.",
            Reason.NOT_CALLED,
        ),
        (403, "… is not allowed because you have not been mentioned or …", Reason.NOT_CALLED),
        (403, "You do not have permission to DM one or more participants.", Reason.UNREACHABLE),
        (403, "This operation is not permitted.", Reason.UNREACHABLE),
        (400, "Your media IDs are invalid.", Reason.MEDIA),
        (403, "You are not permitted to perform this action.", Reason.NOT_ALLOWED),
        (400, "One or more parameters to your request was invalid.", Reason.UNKNOWN),
        (404, "Not Found", Reason.UNKNOWN),
    ],
)
def test_refusal_is_final(status: int, detail: str, reason: Reason) -> None:
    error = refusal(status, {"title": "Forbidden", "detail": detail, "type": "about:blank"})
    assert (error.reason, error.permanent, error.uncertain) == (reason, True, False)
    assert error.detail == detail


@pytest.mark.parametrize(
    ("status", "title"), [(402, "CreditsDepleted"), (402, ""), (403, "SpendCapReached")]
)
def test_spent_money_may_come_back(status: int, title: str) -> None:
    error = refusal(status, {"title": title, "detail": "No credits."})
    assert (error.reason, error.permanent) == (Reason.BUDGET, False)
    assert error.retry_after == timedelta(hours=1)


def test_usage_cap_is_no_rate_limit() -> None:
    body = {"title": "UsageCapExceeded", "type": "https://api.twitter.com/2/problems/usage-capped"}
    assert refusal(429, body).reason is Reason.BUDGET


def test_rate_limit_lasts_until_its_reset() -> None:
    headers = {"X-Rate-Limit-Reset": str(int(time.time()) + 90)}
    wait = refusal(429, {"title": "Too Many Requests"}, headers=headers).retry_after
    assert wait
    assert timedelta(seconds=80) < wait <= timedelta(seconds=90)


@pytest.mark.parametrize("header", [{}, {"x-rate-limit-reset": "soon"}])
def test_rate_limit_without_a_reset_lasts_a_window(header: dict[str, str]) -> None:
    error = refusal(429, {"title": "Too Many Requests"}, headers=header)
    assert error.retry_after == timedelta(minutes=15)


def test_reset_in_the_past_still_gives_a_pause() -> None:
    error = refusal(429, {"title": "Too Many Requests"}, headers={"x-rate-limit-reset": "5"})
    assert error.retry_after == timedelta(seconds=1)


@pytest.mark.parametrize(
    "kind", ["oauth1-permissions", "unsupported-authentication", "client-forbidden"]
)
def test_rights_of_the_app_need_a_person(kind: str) -> None:
    error = refusal(403, {"detail": "No.", "type": f"https://api.x.com/2/problems/{kind}"})
    assert (error.reason, error.reauthorise) == (Reason.PERMISSION, True)


def test_spent_token_is_told_apart_from_wrong_rights() -> None:
    assert isinstance(refusal(401, {"title": "Unauthorized"}), TokenExpiredError)


@pytest.mark.parametrize(("method", "uncertain"), [("POST", True), ("GET", False)])
@pytest.mark.parametrize("body", [{"title": "Service Unavailable"}, b"<html>", b""])
def test_outage_leaves_a_write_in_doubt(method: str, uncertain: bool, body: Any) -> None:
    error = refusal(503, body, method)
    assert (error.reason, error.uncertain) == (Reason.UNAVAILABLE, uncertain)


@pytest.mark.parametrize("body", [b"<html>blocked</html>", b"", b"[]", b"null"])
def test_refusal_that_is_not_from_x_is_worth_another_try(body: bytes) -> None:
    error = refusal(403, body)
    assert (error.reason, error.permanent) == (Reason.UNAVAILABLE, False)


@pytest.mark.parametrize("errors", [None, [], ["plain"], [{"code": 88}], {"a": 1}])
def test_odd_lists_of_errors_do_no_harm(errors: Any) -> None:
    assert refusal(400, {"errors": errors, "detail": "Nope."}).detail == "Nope."


def test_bad_parameter_is_named() -> None:
    body = {"errors": [{"message": "The `ids` query parameter …"}], "detail": "One or more …"}
    assert refusal(400, body).detail == "The `ids` query parameter …"


def test_unknown_refusal_of_a_read_is_about_permission() -> None:
    assert refusal(403, {"detail": "No."}, "GET").reason is Reason.PERMISSION


@pytest.mark.parametrize("status", [400, 401])
def test_refused_refresh_needs_a_person(status: int) -> None:
    with pytest.raises(ConnectorError) as caught:
        check_token(answer(status, {"error_description": "The token was invalid."}, "POST"))
    assert (caught.value.reason, caught.value.reauthorise) == (Reason.CREDENTIALS, True)


def test_failing_refresh_is_tried_again() -> None:
    with pytest.raises(ConnectorError) as caught:
        check_token(answer(503, b"", "POST"))
    assert not caught.value.reauthorise
