"""What Meta's refusals mean for us (Graph API docs, "Handling errors" and "Rate limits").

Code, subcode and ``is_transient`` decide; the HTTP status says little and the text is translated.
"""

from __future__ import annotations

import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any, NamedTuple

from connectors.base import ConnectorError, Reason
from connectors.http import Response, is_write
from connectors.meta.usage import PAUSE, usage_of

BLOCK = timedelta(hours=1)


class Verdict(NamedTuple):
    """What to do about one error. ``in_doubt``: a write may have been carried out all the same."""

    reason: Reason
    permanent: bool = False
    reauthorise: bool = False
    retry_after: timedelta | None = None
    in_doubt: bool = False


TEMPORARY = Verdict(Reason.UNAVAILABLE, in_doubt=True)
THROTTLED = Verdict(Reason.THROTTLED, retry_after=PAUSE)
TOKEN = Verdict(Reason.CREDENTIALS, reauthorise=True)
PERMISSION = Verdict(Reason.PERMISSION, reauthorise=True)
BLOCKED = Verdict(Reason.BLOCKED, retry_after=BLOCK)
REFUSED = Verdict(Reason.NOT_ALLOWED, permanent=True)
CLOSED = Verdict(Reason.WINDOW_CLOSED, permanent=True)
ANSWERED = Verdict(Reason.ALREADY_ANSWERED, permanent=True)
UNREACHABLE = Verdict(Reason.UNREACHABLE, permanent=True)
NOT_TAKEN = Verdict(Reason.MEDIA, permanent=True)
GONE = Verdict(Reason.TARGET_GONE, permanent=True)
UNKNOWN = Verdict(Reason.UNKNOWN, permanent=True)

# Meta could not fetch it, it is too large, or of a type it does not take.
MEDIA_TROUBLE = (2018047, 2018008, 2018109, 2018294)

# Code, or code and subcode. The pair goes before the code alone.
VERDICTS: dict[tuple[int, int | None], Verdict] = {
    (1, None): TEMPORARY,  # 1/1357046 even means: sent, and an error all the same
    (1, 99): PERMISSION._replace(in_doubt=True),
    (2, None): TEMPORARY,
    **{(code, None): THROTTLED for code in (4, 17, 32, 341, 613, 80001, 80002, 80006)},
    (3, None): PERMISSION,
    # Of hashtags: 30 were asked for this week; there is none, or none that Meta shows.
    (18, None): Verdict(Reason.BUDGET, retry_after=BLOCK),
    (24, None): GONE,
    (10, None): PERMISSION,
    **{(10, subcode): CLOSED for subcode in (2018065, 2018278, 2534022)},
    (10, 2018108): UNREACHABLE,
    (10, 1893063): BLOCKED,
    **{(code, None): PERMISSION for code in range(200, 300)},
    (200, 1545041): UNREACHABLE,
    (230, None): UNREACHABLE,
    (551, None): UNREACHABLE,
    (10903, None): UNREACHABLE,  # the citizen cannot answer either
    (368, None): BLOCKED,
    (2022, None): BLOCKED,
    (100, 33): GONE,
    (100, 2534025): GONE,
    **{(100, subcode): UNREACHABLE for subcode in (2018001, 2534014)},
    **{(100, subcode): NOT_TAKEN for subcode in MEDIA_TROUBLE},
    **dict.fromkeys(((100, 2534037), (2018300, None)), REFUSED),  # another app has the thread
    (100, 2534029): BLOCKED,
    (9000001, None): GONE,
    **{(code, None): TOKEN for code in (102, 104, 190, 1705)},
    (190, 492): PERMISSION,  # the person behind the token lost the role on the Page
    (506, None): Verdict(Reason.DUPLICATE, permanent=True),
    (10900, None): ANSWERED,
}


def check(response: Response) -> None:
    """Raise ConnectorError unless Meta did as asked, and said so in JSON."""
    body = _object(response.content)
    if body is None:
        raise _not_meta(response)
    error = body.get("error")
    if isinstance(error, dict):
        raise _refusal(error, response)
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        raise _not_meta(response)


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _not_meta(response: Response) -> ConnectorError:
    """An answer not of Meta's making, or not of a form that Meta describes."""
    detail, uncertain = f"HTTP {response.status_code} without a Graph body", is_write(response)
    if not response.ok:
        return ConnectorError(Reason.UNAVAILABLE, detail, uncertain=uncertain)
    return ConnectorError(Reason.UNREADABLE, detail, uncertain=uncertain, body=response.content)


def _refusal(error: dict[str, Any], response: Response) -> ConnectorError:
    verdict = _verdict(error, response.status_code)
    retry_after = verdict.retry_after
    if verdict is THROTTLED:
        retry_after = usage_of(response.headers).regained_in or retry_after
    return ConnectorError(
        verdict.reason,
        str(error.get("error_user_msg") or error.get("message") or ""),
        permanent=verdict.permanent,
        retry_after=retry_after,
        uncertain=verdict.in_doubt and is_write(response),
        reauthorise=verdict.reauthorise,
    )


def _verdict(error: dict[str, Any], status: int) -> Verdict:
    code, subcode = error.get("code"), error.get("error_subcode")
    if not isinstance(code, int):
        return TEMPORARY if status >= HTTPStatus.INTERNAL_SERVER_ERROR else UNKNOWN
    exact = VERDICTS.get((code, subcode if isinstance(subcode, int) else None))
    known = exact or VERDICTS.get((code, None))
    if error.get("is_transient") and known is not THROTTLED:
        return TEMPORARY
    return known or (TEMPORARY if status >= HTTPStatus.INTERNAL_SERVER_ERROR else UNKNOWN)
