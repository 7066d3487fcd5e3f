"""Error bodies of the Graph API (Graph API docs, "Handling errors")."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

CONTENT_TYPE = {"content-type": "application/json; charset=UTF-8"}
_RATE_LIMITING = "https://developers.facebook.com/docs/graph-api/overview/rate-limiting"

# Code, or code and subcode, to Meta's words.
_MESSAGES: Mapping[tuple[int, int | None], str] = {
    (1, None): "An unknown error occurred",
    (1, 99): "An unknown error occurred",
    (2, None): "An unexpected error has occurred. Please retry your request later.",
    (4, None): "(#4) Application request limit reached",
    (10, None): "(#10) Application does not have permission for this action",
    (
        10,
        2018065,
    ): "(#10) This message is sent outside of allowed window. The app does not have the "
    "Human Agent feature.",
    (10, 2018278): "(#10) This message is sent outside of allowed window. Learn more about the new "
    "policy here: https://developers.facebook.com/docs/messenger-platform/policy-overview",
    (10, 2534022): "This message is sent outside of allowed window.",
    (17, None): "(#17) User request limit reached",
    (18, None): "(#18) The maximum number of hashtags that can be queried within the 7 day period "
    "has been reached",
    (24, None): "The requested resource does not exist",
    (32, None): "(#32) Page request limit reached",
    (100, 2018001): "(#100) No matching user found",
    (100, 2018008): "(#100) Failed to fetch the file from the url",
    (100, 2018047): "(#100) Upload attachment failure",
    (100, 2534014): "The requested user cannot be found.",
    (100, 2534025): "Invalid comment id",
    (100, 2534037): "The thread owner is another app.",
    (102, None): "Session key invalid or no longer valid",
    (104, None): "Invalid appsecret_proof provided in the API argument",
    (190, None): "Invalid OAuth access token - Cannot parse access token",
    (190, 458): "Error validating access token: The user has not authorized application",
    (190, 460): "Error validating access token: The session has been invalidated because the user "
    "changed their password",
    (190, 463): "Error validating access token: Session has expired",
    (190, 467): "Error validating access token: The access token is invalid",
    (190, 492): "Error validating access token: the user no longer has a role on the Page",
    (200, None): "(#200) Permissions error",
    (200, 2534041): "The Instagram account does not allow access to its messages",
    (230, None): "(#230) User consent is required to access user profile",
    (368, None): "The action attempted has been deemed abusive or is otherwise disallowed",
    (506, None): "(#506) Duplicate status message",
    (551, 1545041): "(#551) This person isn't available right now.",
    (613, None): "(#613) Calls to this api have exceeded the rate limit.",
    (1705, None): "(#1705) There was an error posting to this wall",
    (2200, None): "(#2200) Callback verification failed",
    (2018300, None): "(#2018300) Another app is the owner of this thread",
    (10900, None): "(#10900) Activity already replied to",
    (80001, None): "(#80001) There have been too many calls to this Page account. Wait a bit and "
    f"try again. For more info, please refer to {_RATE_LIMITING}.",
    (80002, None): "(#80002) There have been too many calls to this Instagram account. Wait a bit "
    f"and try again. For more info, please refer to {_RATE_LIMITING}.",
    (80006, None): "(#80006) There have been too many calls to this Messenger account. Wait a bit "
    f"and try again. For more info, please refer to {_RATE_LIMITING}.",
    (9000001, None): "(#9000001) The message has been deleted",
}
_TRANSIENT = frozenset({1, 2, 4, 17, 341})


class GraphError(Exception):
    """A request the Graph API refuses."""

    def __init__(
        self,
        code: int,
        subcode: int | None = None,
        message: str = "",
        *,
        kind: str = "OAuthException",
        status: int = 400,
    ) -> None:
        known = _MESSAGES.get((code, subcode)) or _MESSAGES.get((code, None))
        self.message = message or known or f"(#{code}) An error occurred"
        super().__init__(self.message)
        self.code = code
        self.subcode = subcode
        self.kind = kind
        self.status = status

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.code in _TRANSIENT:
            error["is_transient"] = True
        return {"error": error | {"fbtrace_id": secrets.token_urlsafe(8)}}

    def response(self, headers: Mapping[str, str]) -> Response:
        return JSONResponse(self.body(), self.status, {**CONTENT_TYPE, **headers})


def missing(method: str, identity: str) -> GraphError:
    """100/33: not there, or not for you."""
    return GraphError(
        100,
        33,
        f"Unsupported {method.lower()} request. Object with ID '{identity}' does not exist, cannot "
        "be loaded due to missing permissions, or does not support this operation.",
    )


def invalid(message: str) -> GraphError:
    return GraphError(100, message=f"(#100) {message}")


def no_such_field(field: str, node: str) -> GraphError:
    return invalid(f"Tried accessing nonexisting field ({field}) on node type ({node})")


# What a fault may ask for by HTTP status.
FAULTS: Mapping[str, GraphError] = {
    "401": GraphError(190, 463, status=401),
    "403": GraphError(200, status=403),
    "429": GraphError(4, status=429),
    "500": GraphError(1, status=500),
    "503": GraphError(2, status=503),
}


def fault(kind: str) -> GraphError:
    """The error a fault such as ``503`` or ``graph:190/463`` stands for. Raises ValueError."""
    if kind in FAULTS:
        return FAULTS[kind]
    prefix, _, numbers = kind.partition(":")
    code, _, subcode = numbers.partition("/")
    if prefix != "graph" or not code.isdecimal() or not (subcode.isdecimal() or not subcode):
        raise ValueError(f"the Graph API knows no fault {kind}")
    status = 500 if code in ("1", "2") else 400
    return GraphError(int(code), int(subcode) if subcode else None, status=status)
