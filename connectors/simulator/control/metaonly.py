"""What only happens on Facebook and Instagram: reviews, mentions, advertisements, stories."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from connectors.simulator import letters
from connectors.simulator.clock import HOUR, now_ms
from connectors.simulator.control.posts import media_in
from connectors.simulator.control.private import citizen_in
from connectors.simulator.control.serving import Json, Refused, object_in, post_in, text_in
from connectors.simulator.graph.subscriptions import FIELDS
from connectors.simulator.happenings import Happening
from connectors.simulator.hub import Hub
from connectors.simulator.municipality import HANDLES, IDS, municipality
from connectors.simulator.publishing import Draft, publish, review
from connectors.simulator.world import Place, Platform, Post, World, platform_named

REACTIONS = ("like", "love", "care", "haha", "wow", "sad", "angry")


def react(request: Request, hub: Hub, body: Json) -> Json:
    """``{platform, id, author, reaction}`` to a post, comment or message; empty takes it back."""
    given = object_in(body)
    platform = platform_named(given.get("platform"))
    citizen = citizen_in(hub.world, platform, given, "author")
    reaction = str(given.get("reaction", "like"))
    if message := hub.world.mail.find(platform, str(given.get("id"))):
        letters.react(hub.world, message, citizen.id, reaction)
    elif reaction and reaction not in REACTIONS:
        raise Refused(f"reaction is one of {', '.join(REACTIONS)}")
    else:
        hub.world.react(post_in(hub.world, platform, given.get("id")), citizen.id, reaction)
    return {"reaction": reaction}


def hide(request: Request, hub: Hub, body: Json) -> Json:
    """Somebody at the municipality hides or shows a comment in the platform's own app."""
    platform = platform_named(request.path_params["platform"])
    post = post_in(hub.world, platform, request.path_params["id"])
    hidden = object_in(body).get("hidden", True)
    if not isinstance(hidden, bool):
        raise Refused("hidden is true or false")
    hub.world.hide(post, hidden, IDS[platform])
    return {"hidden": post.hidden}


def rate(request: Request, hub: Hub, body: Json) -> Json:
    """``{author, positive, text?, stars?}``: a citizen recommends the Page, or does not."""
    given = object_in(body)
    citizen = citizen_in(hub.world, "facebook", given, "author")
    text, positive = str(given.get("text") or ""), bool(given.get("positive", True))
    post = review(hub.world, Draft(citizen, text, place="review"), positive)
    if given.get("stars"):
        hub.world.meta.ratings[post.key].stars = int(given["stars"])
    return {"id": post.id}


def mention(request: Request, hub: Hub, body: Json) -> Json:
    """A citizen names the municipality elsewhere: ``{platform, author, text, comment?, private?}``.

    comment  under a post of somebody else, rather than in a post of their own
    private  where the municipality cannot look
    """
    given = object_in(body)
    platform = platform_named(given.get("platform"))
    citizen = citizen_in(hub.world, platform, given, "author")
    handle, text = f"@{HANDLES[platform]}", text_in(given)
    named = text if handle in text.casefold() else f"{handle} {text}"
    media = media_in(hub.world, given)
    if not given.get("comment"):
        return _elsewhere(hub, Draft(citizen, named, place="elsewhere", media=media), given)
    friend = hub.world.citizen(platform, "buurt_voorbeeld", "Buurt Voorbeeld")
    post = publish(hub.world, Draft(friend, "Kijk eens.", place="elsewhere", media=media))
    return _elsewhere(hub, Draft(citizen, named, parent=post), given)


def place(request: Request, hub: Hub, body: Json) -> Json:
    """``{author, text, media?, private?, hours_ago?}``: a citizen's own photo on Instagram."""
    given = object_in(body)
    citizen = citizen_in(hub.world, "instagram", given, "author")
    media = media_in(hub.world, given)
    at = now_ms() - int(float(given.get("hours_ago") or 0) * HOUR)
    draft = Draft(citizen, text_in(given), place="elsewhere", media=media, at=at)
    return _elsewhere(hub, draft, given)


def _elsewhere(hub: Hub, draft: Draft, given: dict[str, Any]) -> Json:
    post = publish(hub.world, draft)
    if given.get("private"):
        hub.world.meta.private += [post.id, post.root]
    return {"id": post.id, "thread_id": post.root}


def comment_on_ad(request: Request, hub: Hub, body: Json) -> Json:
    """``{platform, author, text, ad?, parent?}``; without an ``ad`` one is made."""
    given = object_in(body)
    platform = platform_named(given.get("platform"))
    citizen = citizen_in(hub.world, platform, given, "author")
    ad = post_in(hub.world, platform, given["ad"]) if given.get("ad") else _ad(hub.world, platform)
    parent = post_in(hub.world, platform, given["parent"]) if given.get("parent") else ad
    post = publish(hub.world, Draft(citizen, text_in(given), parent=parent))
    return {"id": post.id, "thread_id": ad.id, "ad": ad.id}


def _ad(world: World, platform: Platform) -> Post:
    """An advertised copy of our newest post."""
    us = municipality(world, platform)
    own = [
        post
        for post in world.living(platform)
        if post.author == us.id and post.parent is None and post.place == "page"
    ]
    copy = _ours(world, platform, own[-1].text, "ad")
    world.meta.ads[copy.key] = own[-1].id
    return copy


def _ours(
    world: World, platform: Platform, text: str, place: Place, media: tuple[str, ...] = ()
) -> Post:
    draft = Draft(municipality(world, platform), text, via="seed", place=place, media=media)
    return publish(world, draft)


def story(request: Request, hub: Hub, body: Json) -> Json:
    """``{text?, media?}``: the municipality places a story on Instagram."""
    given = object_in(body)
    media = media_in(hub.world, given)
    return {"id": _ours(hub.world, "instagram", str(given.get("text") or ""), "story", media).id}


def share(request: Request, hub: Hub, body: Json) -> Json:
    """``{author, id, text?}``: a citizen shares a post of the Page."""
    given = object_in(body)
    citizen = citizen_in(hub.world, "facebook", given, "author")
    post = post_in(hub.world, "facebook", given.get("id"))
    details = {"share_id": hub.world.numbers.facebook(), "text": str(given.get("text") or "")}
    hub.world.tell(Happening("shared", "facebook", post, citizen.id, details))
    return {"share_id": details["share_id"]}


def subscriptions(request: Request, hub: Hub, body: Json) -> Json:
    """Who hears of what: callbacks by object, and fields by Page or account."""
    callbacks = {
        name: {"url": each.url, "fields": each.fields}
        for name, each in hub.world.meta.callbacks.items()
    }
    return {"callbacks": callbacks, "subscribed": hub.world.meta.subscribed}


def unsubscribe(request: Request, hub: Hub, body: Json) -> Json:
    """As Meta does after an hour of failures: ``{object?}`` forgets Page, account or both."""
    about = object_in(body).get("object")
    if about is not None and about not in FIELDS:
        raise Refused("object is page or instagram")
    accounts: dict[str, Platform] = {"page": "facebook", "instagram": "instagram"}
    for name, platform in accounts.items():
        if about in (None, name):
            hub.world.meta.subscribed.pop(IDS[platform], None)
    hub.world.changed()
    return subscriptions(request, hub, body)
