"""What Meta's refusals mean, without a network."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from connectors.base import ConnectorError, Reason
from connectors.meta.errors import check
from tests.connectors.answers import answer


def refusal(
    code: Any,
    subcode: Any = None,
    method: str = "POST",
    headers: dict[str, str] | None = None,
    **more: Any,
) -> ConnectorError:
    error = {"message": "Meta's own words", "code": code, "error_subcode": subcode, **more}
    return outcome(answer(400, {"error": error}, method, headers))


def outcome(response: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        check(response)
    return caught.value


def test_answer_without_an_error_passes() -> None:
    check(answer(200, {"data": []}))


@pytest.mark.parametrize(
    ("code", "subcode", "reason"),
    [
        (100, 33, Reason.TARGET_GONE),
        (9000001, None, Reason.TARGET_GONE),
        (506, None, Reason.DUPLICATE),
        *((10, subcode, Reason.WINDOW_CLOSED) for subcode in (2018278, 2534022, 2018065)),
        (10900, None, Reason.ALREADY_ANSWERED),
        (551, None, Reason.UNREACHABLE),
        (551, 1545041, Reason.UNREACHABLE),
        (10, 2018108, Reason.UNREACHABLE),
        (230, None, Reason.UNREACHABLE),
        *((100, code, Reason.MEDIA) for code in (2018047, 2018008, 2018109, 2018294)),
        (100, 2534025, Reason.TARGET_GONE),
        (2018300, None, Reason.NOT_ALLOWED),
        (100, None, Reason.UNKNOWN),
        (2500, None, Reason.UNKNOWN),
        (77777, 1, Reason.UNKNOWN),
        ("190", None, Reason.UNKNOWN),
    ],
)
def test_refusal_is_final(code: Any, subcode: int | None, reason: Reason) -> None:
    error = refusal(code, subcode)
    assert (error.reason, error.permanent, error.uncertain) == (reason, True, False)
    assert error.detail == "Meta's own words"


@pytest.mark.parametrize(
    ("code", "subcode", "reason"),
    [
        *((190, subcode, Reason.CREDENTIALS) for subcode in (None, 458, 459, 460, 463, 464, 467)),
        (102, None, Reason.CREDENTIALS),
        (104, None, Reason.CREDENTIALS),
        (1705, None, Reason.CREDENTIALS),
        (190, 492, Reason.PERMISSION),
        (3, None, Reason.PERMISSION),
        (10, None, Reason.PERMISSION),
        (200, None, Reason.PERMISSION),
        (299, None, Reason.PERMISSION),
    ],
)
def test_account_needs_a_person(code: int, subcode: int | None, reason: Reason) -> None:
    error = refusal(code, subcode)
    assert (error.reason, error.reauthorise, error.permanent) == (reason, True, False)


@pytest.mark.parametrize("code", [4, 17, 32, 341, 613, 80001, 80002, 80006])
@pytest.mark.parametrize("transient", [True, False])
def test_throttling_is_not_in_doubt(code: int, transient: bool) -> None:
    error = refusal(code, is_transient=transient)
    assert (error.reason, error.uncertain) == (Reason.THROTTLED, False)
    assert error.retry_after == timedelta(minutes=15)


def test_throttling_lasts_as_long_as_the_header_says() -> None:
    rows = [{"type": "pages", "estimated_time_to_regain_access": minutes} for minutes in (3, 19)]
    usage = json.dumps({"100": rows, "200": [{"type": "messenger"}]})
    headers = {"x-business-use-case-usage": usage}
    assert refusal(80001, headers=headers).retry_after == timedelta(minutes=19)


@pytest.mark.parametrize("usage", ["", "soon", "[]", '{"1": 5}', '{"1": ["a"]}', '{"1": []}'])
def test_odd_usage_header_does_no_harm(usage: str) -> None:
    headers = {"x-business-use-case-usage": usage}
    assert refusal(4, headers=headers).retry_after == timedelta(minutes=15)


@pytest.mark.parametrize("code", [368, 2022])
def test_restricted_page_waits(code: int) -> None:
    error = refusal(code)
    assert (error.reason, error.permanent) == (Reason.BLOCKED, False)
    assert error.retry_after == timedelta(hours=1)


@pytest.mark.parametrize(("method", "uncertain"), [("POST", True), ("GET", False)])
@pytest.mark.parametrize("code", [1, 2, 100])
def test_passing_trouble_leaves_a_write_in_doubt(code: int, method: str, uncertain: bool) -> None:
    error = refusal(code, method=method, is_transient=True)
    assert (error.reason, error.uncertain) == (Reason.UNAVAILABLE, uncertain)
    assert not error.permanent


def test_words_for_people_go_before_those_for_developers() -> None:
    assert refusal(368, error_user_msg="Dit mag even niet.").detail == "Dit mag even niet."


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b"null", b'{"ok": true}'])
def test_failure_that_is_not_from_meta_leaves_a_write_in_doubt(body: bytes) -> None:
    error = outcome(answer(502, body, "POST"))
    assert (error.reason, error.uncertain) == (Reason.UNAVAILABLE, True)


def test_success_that_is_not_json_is_unreadable() -> None:
    assert outcome(answer(200, b"ok")).reason is Reason.UNREADABLE


def test_bottomless_answer_is_unreadable() -> None:
    assert outcome(answer(200, b"[" * 100_000)).reason is Reason.UNREADABLE
