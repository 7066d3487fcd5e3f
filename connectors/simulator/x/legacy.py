"""The same events in the deprecated Account Activity shapes (X API docs, "Account Activity")."""

from __future__ import annotations

from typing import Any

from connectors.simulator.clock import from_ms, now_ms
from connectors.simulator.direct import DirectMessage
from connectors.simulator.municipality import APP_ID, X_ID
from connectors.simulator.world import Person, Post, World
from connectors.simulator.x.activity import message_create
from connectors.simulator.x.attachments import kind_of
from connectors.simulator.x.render import View
from connectors.simulator.x.text import MAX_WEIGHT

Json = dict[str, Any]
_SOURCE = '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>'
_APP = "3033300"


def written(view: View, post: Post) -> Json:
    """``tweet_create_events`` with one post of version 1.1."""
    return {
        "for_user_id": X_ID,
        "user_has_blocked": False,
        "tweet_create_events": [_tweet(view, post)],
    }


def removed(post: Post) -> Json:
    status = {"id": post.id, "user_id": post.author}
    event = {"status": status, "timestamp_ms": str(now_ms())}
    return {"for_user_id": X_ID, "tweet_delete_events": [event]}


def direct(view: View, message: DirectMessage) -> Json:
    event = message_create(view, message)
    event["message_create"]["source_app_id"] = _APP
    people = [view.world.person("x", each) for each in (message.sender, message.recipient)]
    return {
        "for_user_id": X_ID,
        "direct_message_events": [event],
        "apps": {
            _APP: {"id": _APP, "name": "Twitter Web App", "url": "https://mobile.twitter.com"}
        },
        "users": {each.id: _account(view, each) for each in people if each},
    }


def revoked(at: int) -> Json:
    moment = from_ms(at).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    target, source = {"app_id": APP_ID}, {"user_id": X_ID}
    return {"user_event": {"revoke": {"date_time": moment, "target": target, "source": source}}}


def _tweet(view: View, post: Post) -> Json:
    version = post.versions[-1]
    wire = view.wire(view.full_text(post, version))
    above = view.parent(post)
    answered = view.world.author(above) if above else None
    whole = len(wire.text) <= MAX_WEIGHT
    tweet: Json = {
        "created_at": _moment(version.at),
        "id": int(version.id),
        "id_str": version.id,
        "text": wire.text if whole else f"{wire.text[: MAX_WEIGHT // 2 - 1]}…",
        "source": _SOURCE,
        "truncated": not whole,
        "in_reply_to_status_id": int(post.parent) if post.parent else None,
        "in_reply_to_status_id_str": post.parent,
        "in_reply_to_user_id": int(answered.id) if answered else None,
        "in_reply_to_user_id_str": answered.id if answered else None,
        "in_reply_to_screen_name": answered.handle if answered else None,
        "user": _user(view, view.world.author(post)),
        "is_quote_status": post.quotes is not None,
        "quote_count": 0,
        "reply_count": 0,
        "retweet_count": 0,
        "favorite_count": 0,
        "entities": _entities(view.world, wire.entities),
        "favorited": False,
        "retweeted": False,
        "filter_level": "low",
        "lang": "nl",
        "timestamp_ms": str(version.at),
    }
    if post.quotes:
        tweet |= {"quoted_status_id": int(post.quotes), "quoted_status_id_str": post.quotes}
    if not whole:
        tweet["extended_tweet"] = {"full_text": wire.text, "entities": tweet["entities"]}
    if post.media:
        tweet["extended_entities"] = {"media": [_media(view, key) for key in post.media]}
    return tweet


def _media(view: View, identity: str) -> Json:
    media = view.world.media[identity]
    url = view.media_url(media)
    return {
        "id": int(identity),
        "id_str": identity,
        "type": kind_of(media),
        "media_url_https": url,
    }


def _entities(world: World, found: dict[str, list[Json]]) -> Json:
    def place(each: Json) -> list[int]:
        return [each["start"], each["end"]]

    people = [(each, world.by_handle("x", each["username"])) for each in found.get("mentions", ())]
    return {
        "hashtags": [
            {"text": each["tag"], "indices": place(each)} for each in found.get("hashtags", ())
        ],
        "urls": [
            {name: each[name] for name in ("url", "expanded_url", "display_url")}
            | {"indices": place(each)}
            for each in found.get("urls", ())
        ],
        "user_mentions": [
            {
                "screen_name": person.handle,
                "name": person.name,
                "id": int(person.id),
                "id_str": person.id,
                "indices": place(each),
            }
            for each, person in people
            if person
        ],
        "symbols": [],
    }


def _user(view: View, person: Person) -> Json:
    return {
        "id": int(person.id),
        "id_str": person.id,
        "location": None,
        "url": None,
        "description": None,
        "favourites_count": 0,
        "listed_count": 0,
        **_counts(view, person),
        "created_at": _moment(person.joined),
    }


def _account(view: View, person: Person) -> Json:
    """A person beside direct messages."""
    return {"id": person.id, "created_timestamp": str(person.joined), **_counts(view, person)}


def _counts(view: View, person: Person) -> Json:
    return {
        "name": person.name,
        "screen_name": person.handle,
        "protected": person.protected,
        "verified": False,
        "followers_count": 0,
        "friends_count": 0,
        "statuses_count": len(view.world.written_by("x", person.id)),
        "profile_image_url_https": f"{view.base}/avatar/x/{person.handle}.svg",
    }


def _moment(at: int) -> str:
    """``Wed Nov 18 08:15:30 +0000 2026``."""
    return from_ms(at).strftime("%a %b %d %H:%M:%S +0000 %Y")
