"""What X's refusals mean for us (X API docs, "Response codes and errors").

A status says little (403 is a duplicate, a gate, a closed conversation or a spending cap), so the
type, title and detail of the problem decide; hosts in ``type`` vary, its last part does not.
"""

from __future__ import annotations

import json
import time
from datetime import timedelta
from http import HTTPStatus
from typing import Any, NamedTuple

from connectors.base import ConnectorError, Reason
from connectors.http import Response, is_write

RATE_WINDOW = timedelta(minutes=15)
BUDGET_PAUSE = timedelta(hours=1)  # an administrator may buy more before the cycle ends
LONGEST_PAUSE = 24 * 3600  # seconds
LONGEST_NUMBER = 15  # digits of a header that is a moment
# Headers come in threes: -limit, -remaining and -reset (seconds since 1970).
OF_THE_ACCOUNT, OF_THE_APP = ("x-rate-limit", "x-user-limit-24hour"), ("x-app-limit-24hour",)
FAMILIES = (*OF_THE_ACCOUNT, *OF_THE_APP)
SUCCESS = 2  # as in 2xx


class TokenExpiredError(ConnectorError):
    """X does not take the access token; the refresh token may still give a new one."""


class Rule(NamedTuple):
    """``words`` occur in the problem; the first rule that fits decides."""

    words: str
    reason: Reason
    permanent: bool = False
    retry_after: timedelta | None = None
    reauthorise: bool = False


RULES = (
    Rule("spendcapreached", Reason.BUDGET, retry_after=BUDGET_PAUSE),
    Rule("creditsdepleted", Reason.BUDGET, retry_after=BUDGET_PAUSE),
    Rule("usage-capped", Reason.BUDGET, retry_after=BUDGET_PAUSE),
    Rule("text is too long", Reason.TOO_LONG, permanent=True),
    Rule("duplicate content", Reason.DUPLICATE, permanent=True),
    Rule("deleted or not visible", Reason.TARGET_GONE, permanent=True),
    Rule("you can only reply to or quote", Reason.NOT_CALLED, permanent=True),
    Rule("you have not been mentioned", Reason.NOT_CALLED, permanent=True),
    Rule("permission to dm", Reason.UNREACHABLE, permanent=True),
    Rule("this operation is not permitted", Reason.UNREACHABLE, permanent=True),
    Rule("media ids are invalid", Reason.MEDIA, permanent=True),
    Rule("oauth1-permissions", Reason.PERMISSION, reauthorise=True),
    Rule("unsupported-authentication", Reason.PERMISSION, reauthorise=True),
    Rule("client-forbidden", Reason.PERMISSION, reauthorise=True),
)


def check(response: Response) -> None:
    """Raise ConnectorError unless X did as asked."""
    if response.status_code // 100 != SUCCESS:
        raise _refusal(response, _problem(response.content))


def check_token(response: Response) -> None:
    """The same for the token endpoint, where 400 means that the refresh token is spent."""
    if response.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}:
        problem = _problem(response.content)
        detail = str(problem.get("error_description") or problem.get("detail") or "")
        raise ConnectorError(Reason.CREDENTIALS, detail, reauthorise=True)
    check(response)


def _problem(body: bytes) -> dict[str, Any]:
    try:
        problem = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return problem if isinstance(problem, dict) else {}


def _refusal(response: Response, problem: dict[str, Any]) -> ConnectorError:
    status, detail = response.status_code, _detail(problem) or f"HTTP {response.status_code}"
    if status == HTTPStatus.UNAUTHORIZED:
        return TokenExpiredError(Reason.CREDENTIALS, detail, reauthorise=True)
    if not HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return ConnectorError(Reason.UNAVAILABLE, detail, uncertain=is_write(response))
    if rule := _rule(problem):
        return ConnectorError(
            rule.reason,
            detail,
            permanent=rule.permanent,
            retry_after=rule.retry_after,
            reauthorise=rule.reauthorise,
        )
    return _by_status(response, detail, known=bool(problem))


def _by_status(response: Response, detail: str, *, known: bool) -> ConnectorError:
    match response.status_code:
        case HTTPStatus.PAYMENT_REQUIRED:
            return ConnectorError(Reason.BUDGET, detail, retry_after=BUDGET_PAUSE)
        case HTTPStatus.TOO_MANY_REQUESTS:
            return ConnectorError(Reason.THROTTLED, detail, retry_after=_until_reset(response))
        case _ if not known:  # not X itself: a proxy or a gate before it
            return ConnectorError(Reason.UNAVAILABLE, detail)
        case HTTPStatus.FORBIDDEN if is_write(response):
            return ConnectorError(Reason.NOT_ALLOWED, detail, permanent=True)
        case HTTPStatus.FORBIDDEN:
            return ConnectorError(Reason.PERMISSION, detail, permanent=True)
        case _:
            return ConnectorError(Reason.UNKNOWN, detail, permanent=True)


def _rule(problem: dict[str, Any]) -> Rule | None:
    kind = str(problem.get("type", "")).rpartition("/")[2]
    said = f"{kind} {problem.get('title', '')} {_detail(problem)}".casefold()
    return next((rule for rule in RULES if rule.words in said), None)


def _detail(problem: dict[str, Any]) -> str:
    """X's own words; for a bad parameter they are in ``errors``."""
    errors = problem.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    message = first.get("message") if isinstance(first, dict) else None
    return str(message or problem.get("detail") or problem.get("title") or "")


def _until_reset(response: Response) -> timedelta:
    """Until the limit that is used up is full again: one of 15 minutes, or one of a day."""
    spent = [each for each in FAMILIES if response.headers.get(f"{each}-remaining") == "0"]
    resets = [response.headers.get(f"{each}-reset", "") for each in spent or FAMILIES[:1]]
    seconds = [int(reset) - time.time() for reset in resets if _is_moment(reset)]
    if not seconds:
        return RATE_WINDOW
    return timedelta(seconds=min(max(*seconds, 1), LONGEST_PAUSE))


def _is_moment(header: str) -> bool:
    return header.isascii() and header.isdecimal() and len(header) <= LONGEST_NUMBER
