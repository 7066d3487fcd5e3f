"""Events in the shapes of the X Activity API (X API docs, "Event payloads", August 2026)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from connectors.simulator.clock import from_ms
from connectors.simulator.direct import DirectMessage
from connectors.simulator.municipality import APP_ID
from connectors.simulator.world import Person, Post, World
from connectors.simulator.x.attachments import links_to_media
from connectors.simulator.x.render import View, current
from connectors.simulator.x.selection import TWEETS, Selection, words
from connectors.simulator.xstate import Subscription

Json = dict[str, Any]
_POST = words(
    "id text author_id created_at conversation_id edit_history_tweet_ids display_text_range lang "
    "possibly_sensitive reply_settings edit_controls entities public_metrics in_reply_to_user_id "
    "referenced_tweets note_tweet attachments"
)
_USER = words(
    "id name username protected verified verified_type description url profile_image_url "
    "created_at public_metrics"
)
EVERYTHING = Selection(
    TWEETS,
    _POST,
    frozenset({"author_id", "attachments.media_keys"}),
    _USER,
    frozenset({"media_key", "type", "url", "preview_image_url", "alt_text", "width", "height"}),
)


class Envelopes:
    """Makes the envelopes of one event, for every subscription that wants it."""

    def __init__(self, world: World, base: str) -> None:
        self.world = world
        self.view = View(world, EVERYTHING, base)

    def post(self, post: Post) -> tuple[Json, Json]:
        """Payload and ``includes`` of a post as it stands now."""
        payload = self.view.post(*current(post))
        above = self.view.parent(post)
        if post.parent and above is not None:
            payload |= {"in_reply_to_tweet_id": post.parent}
        payload |= {"paid_partnership": False}
        includes: Json = {"users": [self._user(self.world.author(post))], "tweets": [payload]}
        if found := self.view.media([post]):
            includes["media"] = found
        return payload, includes

    def removed(self, post: Post) -> tuple[Json, Json]:
        payload = {"id": post.id, "author_id": post.author}
        return payload, {"users": [self._user(self.world.author(post))]}

    def direct(self, message: DirectMessage) -> Json:
        """A message, in the words of version 1.1; its users are wrapped, always."""
        people = [self.world.person("x", each) for each in (message.sender, message.recipient)]
        users = {each.id: {"data": self._profile(each)} for each in people if each}
        event = message_create(self.view, message)
        return {"direct_message_events": [event], "users": users}

    def wrap(
        self, subscription: Subscription, payload: Json, includes: Json | None, number: int
    ) -> dict[str, Json]:
        """The envelope of event ``number`` for ``subscription``."""
        told = {
            "event_uuid": event_uuid(f"{subscription.id}:{number}"),
            "filter": {"user_id": subscription.user_id} if subscription.user_id else {},
            "event_type": subscription.event_type,
            "tag": subscription.tag,
            "payload": payload,
            "includes": includes,
        }
        kept = {name: each for name, each in told.items() if each not in ("", None)}
        return {"data": with_strings(kept)}

    def _user(self, person: Person) -> Json:
        """Sometimes inside ``data`` and sometimes not, as in X's own examples."""
        habit = self.world.settings.x_wrapped_users
        odd = self.world.x.events % 2 == 1
        user = self._profile(person)
        return {"data": user} if habit == "always" or (habit == "alternate" and odd) else user

    def _profile(self, person: Person) -> Json:
        return self.view.user(person) | {"is_identity_verified": False}


def message_create(view: View, message: DirectMessage) -> Json:
    """A direct message as version 1.1 of the API wrote it."""
    text = view.wire(message.text + links_to_media(view.world, message))
    data: Json = {"text": text.text, "entities": _entities(text.entities)}
    if media := [each.media for each in message.attachments if each.media in view.world.media]:
        data["attachment"] = {"type": "media", "media": _media(view, message, media[0])}
    return {
        "type": "message_create",
        "id": message.id,
        "created_timestamp": str(message.at),
        "message_create": {
            "target": {"recipient_id": message.recipient},
            "sender_id": message.sender,
            "message_data": data,
        },
    }


def _media(view: View, message: DirectMessage, identity: str) -> Json:
    media = view.world.media[identity]
    return {
        "id": int(media.id),
        "id_str": media.id,
        "media_url_https": view.direct_media_url(message, media),
        "type": "photo" if media.kind == "image" else media.kind,
    }


def _entities(found: Mapping[str, list[Json]]) -> Json:
    links = [
        {
            "url": each["url"],
            "expanded_url": each["expanded_url"],
            "display_url": each["display_url"],
            "indices": [each["start"], each["end"]],
        }
        for each in found.get("urls", ())
    ]
    return {"hashtags": [], "symbols": [], "user_mentions": [], "urls": links}


def chat(sender: str, recipient: str, at: int, number: int) -> Json:
    """An encrypted message: nobody but the two can read it."""
    cipher = hashlib.sha256(f"chat:{number}".encode()).hexdigest()
    return {
        "conversation_token": f"eyJ{cipher[:24]}",
        "id": f"{cipher[:8]}-{cipher[8:12]}-4{cipher[13:16]}-9{cipher[17:20]}-{cipher[20:32]}",
        "created_at_msec": str(at),
        "sender_id": sender,
        "conversation_id": f"{sender}:{recipient}",
        "conversation_key_version": "1768236281331",
        "encoded_event": f"CwAB{cipher}",
        "conversation_key_change_event": f"CwABAAAA{cipher[:20]}",
        "message_event_signature": {
            "public_key_version": "1765382634817",
            "signature": cipher[:44],
            "signature_version": "7",
            "signing_public_key": cipher[20:60],
        },
    }


def revoked(user_id: str, at: int) -> Json:
    moment = from_ms(at).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    return {"date_time": moment, "user_id": user_id, "app_id": APP_ID}


def event_uuid(seed: str) -> str:
    """64 bits, and half of the time below zero."""
    return str(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], signed=True))


def with_strings(value: Any) -> Any:
    """``value`` with a ``…_str`` beside every whole number in an object."""
    if isinstance(value, dict):
        told: Json = {}
        for name, each in value.items():
            told[name] = with_strings(each)
            number = isinstance(each, int) and not isinstance(each, bool)
            if number and f"{name}_str" not in value:
                told[f"{name}_str"] = str(each)
        return told
    return [with_strings(each) for each in value] if isinstance(value, list) else value
