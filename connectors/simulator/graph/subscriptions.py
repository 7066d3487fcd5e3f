"""Subscribing to webhooks: the app names an address, and each Page chooses what goes there.

Meta docs, "Webhooks: Getting started", "Page subscribed_apps".
"""

from __future__ import annotations

import asyncio
import secrets
from urllib.parse import urlencode
from urllib.request import Request, urlopen  # noqa: TID251 - the outside world calls us

from connectors.simulator.graph.auth import require
from connectors.simulator.graph.calls import Call
from connectors.simulator.graph.errors import GraphError, invalid, missing
from connectors.simulator.graph.nodes import Json
from connectors.simulator.metastate import Callback
from connectors.simulator.municipality import APP_ID
from connectors.simulator.world import Person

_PAGE = (
    "feed",
    "mention",
    "ratings",
    "messages",
    "message_echoes",
    "messaging_postbacks",
    "message_reads",
    "message_deliveries",
    "message_reactions",
    "message_edits",
    "standby",
    "messaging_handovers",
)
_INSTAGRAM = (
    "comments",
    "live_comments",
    "mentions",
    "messages",
    "message_edit",
    "message_reactions",
    "messaging_seen",
    "messaging_postbacks",
    "messaging_referral",
    "messaging_handover",
    "standby",
    "story_insights",
)
FIELDS = {"page": frozenset(_PAGE), "instagram": frozenset(_INSTAGRAM)}
_PATIENCE = 10  # seconds


async def of_app(call: Call) -> Json:
    """``/{app-id}/subscriptions``, with the app's own token. Raises GraphError."""
    if call.context.token is not None:
        raise GraphError(15, message="(#15) This method must be called with an app access_token.")
    callbacks = call.context.world.meta.callbacks
    if call.method == "GET":
        return {"data": [_shown(each) for each in callbacks.values()]}
    if call.method == "DELETE":
        for name in [call.parameters.get("object")] if "object" in call.parameters else [*FIELDS]:
            callbacks.pop(str(name), None)
    else:
        callback = _callback(call)
        await asyncio.to_thread(_shake_hands, callback)
        callbacks[callback.object] = callback
    call.context.world.changed()
    return {"success": True}


def _shown(callback: Callback) -> Json:
    fields = [{"name": name, "version": "v26.0"} for name in callback.fields]
    return {
        "object": callback.object,
        "callback_url": callback.url,
        "active": True,
        "fields": fields,
    }


def _callback(call: Call) -> Callback:
    given = call.parameters
    for name in ("object", "callback_url", "verify_token", "fields"):
        if not given.get(name):
            raise invalid(f"The parameter {name} is required")
    about = given["object"]
    if about not in FIELDS:
        raise invalid("Param object must be one of {page, instagram}")
    fields = _fields(given["fields"], FIELDS[about])
    return Callback(about, given["callback_url"], given["verify_token"], fields)


def _fields(given: str, known: frozenset[str]) -> list[str]:
    """The names in a list or in words with commas. Raises GraphError (100)."""
    names = [name.strip(' "[]') for name in given.split(",")]
    for name in names:
        if name not in known:
            raise invalid(f"Param subscribed_fields must be one of {{{', '.join(sorted(known))}}}")
    return sorted(set(names))


def _shake_hands(callback: Callback) -> None:
    """Ask the address whether it wants this. Raises GraphError (2200)."""
    challenge = str(secrets.randbelow(10**10))
    asked = {
        "hub.mode": "subscribe",
        "hub.challenge": challenge,
        "hub.verify_token": callback.verify_token,
    }
    separator = "&" if "?" in callback.url else "?"
    try:
        request = Request(f"{callback.url}{separator}{urlencode(asked)}")  # noqa: S310
        with urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            right = answer.status == 200 and answer.read(1_000).decode() == challenge
    except (OSError, ValueError) as error:
        raise _unverified(str(error)) from error
    if not right:
        raise _unverified("the answer is not the challenge")


def _unverified(why: str) -> GraphError:
    words = "(#2200) Callback verification failed with the following errors"
    return GraphError(2200, message=f"{words}: {why}")


def of_account(call: Call, account: Person) -> Json:
    """``subscribed_apps`` of a Page or an account, with its own token. Raises GraphError."""
    if not call.context.is_page:
        raise GraphError(210, message="(#210) A page access token is required")
    require(call.context.token, "webhooks")
    world = call.context.world
    if call.method == "GET":
        return {"data": [_app(fields) for fields in _subscribed(call, account)]}
    if call.method == "DELETE":
        if world.meta.subscribed.pop(account.id, None) is None:
            raise missing("delete", account.id)
    else:
        about = "instagram" if account.platform == "instagram" else "page"
        asked = call.parameters.get("subscribed_fields")
        if not asked:
            raise invalid("The parameter subscribed_fields is required")
        world.meta.subscribed[account.id] = _fields(asked, FIELDS[about])
    world.changed()
    return {"success": True}


def _subscribed(call: Call, account: Person) -> list[list[str]]:
    fields = call.context.world.meta.subscribed.get(account.id)
    return [] if fields is None else [fields]


def _app(fields: list[str]) -> Json:
    return {
        "category": "Business",
        "link": "https://webcare.example/",
        "name": "Webcare",
        "id": APP_ID,
        "subscribed_fields": fields,
    }
