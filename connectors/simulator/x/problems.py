"""X's error bodies, one function for each case (X API docs, "Response codes and errors")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

from connectors.simulator.municipality import X_ID

CONTENT_TYPE = {"content-type": "application/json; charset=utf-8"}
_OLD_TYPES = "https://api.twitter.com/2/problems"
_NEW_TYPES = "https://api.x.com/2/problems"


class Problem(Exception):
    """A request X refuses. ``body`` is sent as it is."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(body.get("detail") or body.get("error_description") or body.get("title"))
        self.status = status
        self.body = dict(body)

    def response(self, headers: Mapping[str, str]) -> Response:
        return JSONResponse(self.body, self.status, {**CONTENT_TYPE, **headers})


def blank(status: int, title: str, detail: str) -> Problem:
    body = {"title": title, "detail": detail, "type": "about:blank", "status": status}
    return Problem(status, body)


def forbidden(detail: str) -> Problem:
    return blank(403, "Forbidden", detail)


def invalid(message: str, parameters: Mapping[str, str] | None = None) -> Problem:
    """400 for a parameter X does not accept; ``parameters`` names it with the value sent."""
    shown = {name: [value] for name, value in (parameters or {}).items()}
    return Problem(
        400,
        {
            "errors": [{"parameters": shown, "message": message}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": f"{_OLD_TYPES}/invalid-request",
        },
    )


def unauthorized() -> Problem:
    return blank(401, "Unauthorized", "Unauthorized")


def too_long() -> Problem:
    return blank(
        400,
        "Invalid Request",
        "Your Tweet text is too long. For more information on how Twitter determines text length "
        "see https://github.com/twitter/twitter-text.",
    )


def duplicate() -> Problem:
    return forbidden("You are not allowed to create a Tweet with duplicate content.")


def target_gone() -> Problem:
    return forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")


def not_permitted() -> Problem:
    return forbidden("You are not permitted to perform this action.")


def not_summoned() -> Problem:
    """The reply gate in its wording since about July 2026."""
    return Problem(
        403,
        {
            "title": "Authorization Error",
            "status": 403,
            "detail": "You can only reply to or quote posts where you are mentioned or are the "
            "author.",
            "type": f"{_NEW_TYPES}/not-authorized-for-resource",
        },
    )


def not_engaged() -> Problem:
    """The reply gate as it was worded from February to July 2026."""
    return forbidden(
        "Reply to this conversation is not allowed because you have not been mentioned or "
        "otherwise engaged by the author of the post you are replying to."
    )


def too_many_requests() -> Problem:
    return blank(429, "Too Many Requests", "Too Many Requests")


def usage_capped() -> Problem:
    return Problem(
        429,
        {
            "account_id": int(X_ID),
            "product_name": "standard-basic",
            "title": "UsageCapExceeded",
            "period": "Monthly",
            "scope": "Product",
            "detail": "Usage cap exceeded: Monthly product cap",
            "type": f"{_OLD_TYPES}/usage-capped",
        },
    )


def credits_depleted() -> Problem:
    return Problem(
        402,
        {
            "account_id": int(X_ID),
            "title": "CreditsDepleted",
            "detail": f"Your enrolled account [{X_ID}] does not have any credits to fulfill this "
            "request.",
            "type": f"{_OLD_TYPES}/credits",
        },
    )


def spend_cap_reached() -> Problem:
    return Problem(
        403,
        {
            "account_id": int(X_ID),
            "title": "SpendCapReached",
            "detail": f"Your enrolled account [{X_ID}] has reached its billing cycle spend cap. "
            "API requests will be blocked until the next cycle begins.",
            "reset_date": "2026-12-01",
            "type": f"{_OLD_TYPES}/credits",
        },
    )


def wrong_app_permissions() -> Problem:
    return Problem(
        403,
        {
            "title": "Forbidden",
            "status": 403,
            "detail": "Your client app is not configured with the appropriate oauth1 app "
            "permissions for this endpoint.",
            "type": f"{_OLD_TYPES}/oauth1-permissions",
        },
    )


def client_not_enrolled() -> Problem:
    return Problem(
        403,
        {
            "client_id": "12345678",
            "detail": "When authenticating requests to the Twitter API v2 endpoints, you must use "
            "keys and tokens from a Twitter developer App that is attached to a Project. You can "
            "create a project via the developer portal.",
            "registration_url": "https://developer.twitter.com/en/docs/projects/overview",
            "title": "Client Forbidden",
            "required_enrollment": "Appropriate Level of API Access",
            "reason": "client-not-enrolled",
            "type": f"{_OLD_TYPES}/client-forbidden",
        },
    )


def route_not_found() -> Problem:
    return blank(404, "Not Found", "Not Found")


def server_error() -> Problem:
    return blank(500, "Internal Server Error", "Internal Server Error")


def unavailable() -> Problem:
    return blank(503, "Service Unavailable", "Service Unavailable")


def bad_refresh() -> Problem:
    """The token endpoint's answer to a refresh token that was used, revoked or never was."""
    return Problem(
        400,
        {
            "error": "invalid_request",
            "error_description": "Value passed for the token was invalid.",
        },
    )


def bad_code(what: str) -> Problem:
    """The token endpoint's answer to a code that is late, used, or somebody else's."""
    return Problem(
        400,
        {
            "error": "invalid_request",
            "error_description": f"Value passed for the {what} was invalid.",
        },
    )


def bad_client() -> Problem:
    return Problem(
        401,
        {
            "error": "unauthorized_client",
            "error_description": "Missing valid authorization header",
        },
    )


def missing(kind: str, parameter: str, value: str) -> dict[str, Any]:
    """An entry of ``errors`` beside ``data``: something asked for that is not there."""
    return {
        "value": value,
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "type": f"{_OLD_TYPES}/resource-not-found",
    }


def not_visible(parameter: str, value: str, section: str = "") -> dict[str, Any]:
    """An entry of ``errors``: it is there, and its author lets only followers see it."""
    return {
        "resource_id": value,
        "parameter": parameter,
        "resource_type": "tweet",
        **({"section": section} if section else {}),
        "title": "Authorization Error",
        "value": value,
        "detail": f"Sorry, you are not authorized to see the Tweet with {parameter}: [{value}].",
        "type": f"{_OLD_TYPES}/not-authorized-for-resource",
    }


def wrong_authentication(used: str, *supported: str) -> Problem:
    """A user's token where the app's belongs, or the other way round."""
    return Problem(
        403,
        {
            "title": "Unsupported Authentication",
            "status": 403,
            "detail": f"Authenticating with {used} is forbidden for this endpoint.  Supported "
            f"authentication types are [{', '.join(supported)}].",
            "type": f"{_OLD_TYPES}/unsupported-authentication",
        },
    )


def dm_closed() -> Problem:
    return forbidden("You do not have permission to DM one or more participants.")


def media_invalid() -> Problem:
    return invalid("Your media IDs are invalid.", {})


# What a fault may ask for: an HTTP status, or ``x:`` and a name.
FAULTS: Mapping[str, Callable[[], Problem]] = {
    "401": unauthorized,
    "402": credits_depleted,
    "403": not_permitted,
    "429": too_many_requests,
    "500": server_error,
    "x:429_bare": too_many_requests,  # without the headers that say when to come back
    "503": unavailable,
    "x:dm_closed": dm_closed,
    "x:client_not_enrolled": client_not_enrolled,
    "x:duplicate": duplicate,
    "x:not_engaged": not_engaged,
    "x:not_summoned": not_summoned,
    "x:spend_cap": spend_cap_reached,
    "x:target_gone": target_gone,
    "x:usage_cap": usage_capped,
    "x:wrong_app_permissions": wrong_app_permissions,
}
