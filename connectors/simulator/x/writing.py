"""POST and DELETE /2/tweets: what X accepts from the municipality, and what it refuses."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from connectors.simulator.clock import SECOND, now_ms
from connectors.simulator.municipality import X_ID, municipality
from connectors.simulator.publishing import Draft, publish
from connectors.simulator.world import Post, World
from connectors.simulator.x import problems
from connectors.simulator.x.selection import words
from connectors.simulator.x.text import MAX_WEIGHT, typed_mentions, weigh
from connectors.simulator.x.timelines import checked_id
from connectors.simulator.x.uploads import attached

_KNOWN = words(
    "card_uri community_id direct_message_deep_link edit_options for_super_followers_only geo "
    "made_with_ai media nullcast paid_partnership poll quote_tweet_id reply reply_settings "
    "share_with_followers text"
)
_UNSUPPORTED = frozenset({"card_uri", "community_id", "edit_options", "geo", "poll"})
_KNOWN_REPLY = frozenset(
    {"auto_populate_reply_metadata", "exclude_reply_user_ids", "in_reply_to_tweet_id"}
)


def create(world: World, body: Any) -> Post:
    """Place the post ``body`` describes. Raises Problem when X would refuse it."""
    text, reply = _checked(body)
    target = _target(world, reply.get("in_reply_to_tweet_id")) if reply else None
    quoted = _target(world, body.get("quote_tweet_id")) if "quote_tweet_id" in body else None
    if target is not None:
        _check_gate(world, target)
    enterprise = "enterprise" in (world.settings.reply_gate, world.settings.x_plan)
    if quoted is not None and not enterprise:
        raise problems.not_permitted()
    media = attached(world, body["media"]) if "media" in body else []
    if text:
        _check_duplicate(world, text)
    return publish(
        world,
        Draft(
            municipality(world, "x"),
            text,
            parent=target,
            answers_id=str(reply.get("in_reply_to_tweet_id", "")),
            via="api",
            quotes=quoted,
            without=_excluded(world, reply),
            media=tuple(media),
        ),
    )


def delete(world: World, identity: str) -> None:
    """Delete one of the municipality's posts; one that is gone already is fine."""
    post = world.find("x", checked_id(identity, "id"))
    if post is None:
        return
    if post.author != X_ID:
        raise problems.forbidden("You are not authorized to delete this Tweet.")
    world.remove(post)


def _checked(body: Any) -> tuple[str, Mapping[str, Any]]:
    if not isinstance(body, dict):
        raise problems.invalid("The request body is not a JSON object")
    reply = body.get("reply") or {}
    _check_names(body, _KNOWN, "$")
    _check_names(reply, _KNOWN_REPLY, "$.reply")
    for name in _UNSUPPORTED & body.keys():
        raise problems.invalid(f"$.{name}: this simulator does not know it")
    text = body.get("text", "")
    if not isinstance(text, str) or not (text.strip() or "media" in body):
        raise problems.invalid("$.text: a Tweet needs a text")
    if weigh(text) > MAX_WEIGHT:
        raise problems.too_long()
    return text.strip(), reply


def _check_names(given: Any, known: frozenset[str], where: str) -> None:
    if not isinstance(given, dict):
        raise problems.invalid(f"{where}: is not an object")
    for name in given.keys() - known:
        raise problems.invalid(
            f"{where}.{name}: is not defined in the schema and the schema does not allow "
            "additional properties"
        )


def _target(world: World, identity: Any) -> Post:
    if not isinstance(identity, str):
        raise problems.invalid("$.reply.in_reply_to_tweet_id: string expected")
    post = world.find("x", checked_id(identity, "in_reply_to_tweet_id"))
    if post is None or world.author(post).protected:
        raise problems.target_gone()
    return post


def _check_gate(world: World, target: Post) -> None:
    gate = world.settings.reply_gate
    if gate == "enterprise" or target.author == X_ID:
        return
    us = municipality(world, "x").handle.casefold()
    typed = typed_mentions(target.text, target.parent is not None)
    handles = target.mentions if gate == "summoned" else typed
    if us not in {handle.casefold() for handle in handles} and not _quotes_us(world, target):
        raise problems.not_summoned()


def _quotes_us(world: World, post: Post) -> bool:
    quoted = world.find_even_deleted("x", post.quotes) if post.quotes else None
    return quoted is not None and quoted.author == X_ID


def _check_duplicate(world: World, text: str) -> None:
    since = now_ms() - int(world.settings.duplicate_window_seconds * SECOND)
    for post in world.living("x"):
        if post.author == X_ID and post.at > since and _normal(post.text) == _normal(text):
            raise problems.duplicate()


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _excluded(world: World, reply: Mapping[str, Any]) -> frozenset[str]:
    people = (world.person("x", str(each)) for each in reply.get("exclude_reply_user_ids", []))
    return frozenset(person.handle for person in people if person)
