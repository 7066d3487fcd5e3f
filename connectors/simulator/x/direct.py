"""Direct messages: the unencrypted ones, which are all the API shows (X API docs, "DMs")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import Response

from connectors.simulator.clock import DAY, now_ms, x_time
from connectors.simulator.direct import Attachment, DirectMessage
from connectors.simulator.letters import Letter, send, thread_of
from connectors.simulator.media import not_here, served
from connectors.simulator.municipality import X_ID, municipality
from connectors.simulator.world import Person, World
from connectors.simulator.x import attachments
from connectors.simulator.x.problems import dm_closed, forbidden, invalid, media_invalid, missing
from connectors.simulator.x.render import Json, current
from connectors.simulator.x.selection import names_in, words
from connectors.simulator.x.serving import Call
from connectors.simulator.x.timelines import checked_id, read_token, token_before

MOST_TEXT = 10_000
_REACH = 30 * DAY
_FIELDS = words(
    "attachments created_at dm_conversation_id entities event_type id participant_ids "
    "referenced_tweets sender_id text"
)
_EXPANSIONS = words("attachments.media_keys participant_ids referenced_tweets.id sender_id")
_TYPES = words("MessageCreate ParticipantsJoin ParticipantsLeave")


def everything(call: Call) -> Json:
    """GET /2/dm_events."""
    return _page(call, call.world.directs("x"))


def with_person(call: Call) -> Json:
    """GET /2/dm_conversations/with/:id/dm_events."""
    person = _participant(call)
    thread = thread_of(municipality(call.world, "x"), person)
    return _page(call, call.world.mail.thread("x", thread))


def in_conversation(call: Call) -> Json:
    """GET /2/dm_conversations/:id/dm_events."""
    return _page(call, call.world.mail.thread("x", call.path("id")))


def write_to_person(call: Call) -> Json:
    """POST /2/dm_conversations/with/:id/messages."""
    return _write(call, _participant(call))


def write_in_conversation(call: Call) -> Json:
    """POST /2/dm_conversations/:id/messages."""
    people = [each for each in call.path("id").split("-") if each != X_ID]
    person = call.world.person("x", people[0]) if len(people) == 1 else None
    if person is None or not call.world.mail.thread("x", call.path("id")):
        raise forbidden("This operation is not permitted.")
    return _write(call, person)


def media(call: Call) -> Response:
    """What came with a message; only for who can read that message."""
    message = call.world.mail.find("x", call.path("dm_id"))
    identity = call.path("media_id")
    if message is None or message.deleted or X_ID not in (message.sender, message.recipient):
        return not_here()
    if identity not in attachments.media_of(call.world, message):
        return not_here()
    return served(call.world.media[identity])


def _participant(call: Call) -> Person:
    identity = checked_id(call.path("participant_id"), "participant_id")
    person = call.world.person("x", identity)
    if person is None or person.id == X_ID:
        raise dm_closed()
    return person


def _page(call: Call, messages: Iterable[DirectMessage]) -> Json:
    """Newest first, thirty days back, as much as ``max_results``."""
    query, oldest = call.query, now_ms() - _REACH
    types = names_in(query, "event_types", _TYPES) or _TYPES
    most = _max_results(query)
    token = query.get("pagination_token")
    below = read_token(token) if token else None
    found = [
        message
        for message in messages
        if not message.deleted
        and message.at >= oldest
        and "MessageCreate" in types
        and (below is None or int(message.id) < below)
    ]
    found.sort(key=lambda message: -int(message.id))
    page = found[:most]
    meta: Json = {"result_count": len(page)}
    if len(found) > len(page):
        meta["next_token"] = token_before(page[-1].id)
    return _rendered(call, page) | {"meta": meta}


def _rendered(call: Call, page: list[DirectMessage]) -> Json:
    query = call.query
    fields = names_in(query, "dm_event.fields", _FIELDS) | {"id", "event_type", "text"}
    expansions = call.view.selection.expansions & _EXPANSIONS
    implied = {name.partition(".")[0] for name in expansions}
    shown = [_event(call, message, fields | implied) for message in page]
    body: Json = {"data": shown, "includes": _included(call, page, expansions)}
    return {name: found for name, found in body.items() if found}


def _event(call: Call, message: DirectMessage, fields: frozenset[str] | set[str]) -> Json:
    world = call.world
    wire = call.view.wire(message.text + attachments.links_to_media(world, message))
    keys = attachments.media_keys(world, attachments.media_of(world, message))
    posts = [{"id": each.reference} for each in message.attachments if each.kind == "post"]
    everything: Json = {
        "id": message.id,
        "event_type": "MessageCreate",
        "text": wire.text,
        "sender_id": message.sender,
        "dm_conversation_id": message.thread,
        "created_at": x_time(message.at),
        "attachments": {"media_keys": keys} if keys else None,
        "referenced_tweets": posts or None,
    }
    told = {name: each for name, each in everything.items() if name in fields and each is not None}
    return told | (wire.entities if "entities" in fields else {})


def _included(call: Call, page: list[DirectMessage], expansions: frozenset[str]) -> Json:
    world, included = call.world, dict[str, Any]()
    if "sender_id" in expansions:
        senders = (world.person("x", each) for each in dict.fromkeys(m.sender for m in page))
        included["users"] = [call.view.user(each) for each in senders if each]
    if "attachments.media_keys" in expansions:
        included["media"] = [
            call.view.medium(found, call.view.direct_media_url(message, found))
            for message in page
            for found in (world.media[each] for each in attachments.media_of(world, message))
        ]
    if "referenced_tweets.id" in expansions:
        shared = (each.reference for m in page for each in m.attachments if each.kind == "post")
        posts = (world.find("x", each) for each in dict.fromkeys(shared))
        included["tweets"] = [call.view.post(*current(each)) for each in posts if each]
    return {name: found for name, found in included.items() if found}


def _write(call: Call, person: Person) -> Json:
    world = call.world
    text, media_ids = _checked(call.body)
    _check_reachable(world, person)
    sent = send(
        world,
        Letter(
            municipality(world, "x"),
            person,
            text,
            tuple(_attachment(world, each) for each in media_ids),
            via="api",
        ),
    )
    return {"data": {"dm_conversation_id": sent.thread, "dm_event_id": sent.id}}


def _checked(body: Any) -> tuple[str, list[str]]:
    if not isinstance(body, dict) or body.keys() - {"text", "attachments"}:
        raise invalid("The request body does not match the schema")
    text, given = body.get("text", ""), body.get("attachments", [])
    if not isinstance(text, str) or not isinstance(given, list) or not (text or given):
        raise invalid("$.text: a message needs a text or an attachment")
    if len(text) > MOST_TEXT:
        raise invalid(f"$.text: must be at most {MOST_TEXT} characters long")
    if len(given) > 1:
        raise invalid("$.attachments: must have at most 1 item")
    return text, [str(each.get("media_id", "")) for each in given if isinstance(each, dict)]


def _check_reachable(world: World, person: Person) -> None:
    if person.id in world.x.closed:
        raise dm_closed()
    written = world.mail.thread("x", thread_of(municipality(world, "x"), person))
    if world.settings.x_strict_dms and not any(each.sender == person.id for each in written):
        raise dm_closed()


def _attachment(world: World, identity: str) -> Attachment:
    found = world.media.get(identity)
    now = now_ms()
    usable = found and found.owner == X_ID and found.ready_at <= now <= found.at + DAY
    if found is None or not usable:
        raise media_invalid()
    return Attachment("video" if found.kind == "video" else "image", found.id)


def _max_results(query: Mapping[str, str]) -> int:
    given = query.get("max_results", "100")
    if not given.isdecimal() or not 1 <= int(given) <= 100:
        message = f"The `max_results` query parameter value [{given}] is not between 1 and 100"
        raise invalid(message, {"max_results": given})
    return int(given)


def one(call: Call) -> Json:
    """GET /2/dm_events/:id."""
    identity = checked_id(call.path("id"), "id")
    message = call.world.mail.find("x", identity)
    if message is None or message.deleted:
        return {"errors": [missing("dm_event", "id", identity)]}
    body = _rendered(call, [message])
    return body | {"data": body["data"][0]}
