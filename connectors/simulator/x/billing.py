"""What every call costs, in millionths of a dollar (X API docs, "Pricing", August 2026).

Paid per resource that is returned, and once per UTC day. Where the page is silent this is the
dearer reading: what is in ``includes`` is billed, and a post with a link is never cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.simulator.clock import from_ms, now_ms
from connectors.simulator.world import World
from connectors.simulator.x.problems import credits_depleted, spend_cap_reached, usage_capped
from connectors.simulator.x.text import has_link

POST, USER, MESSAGE = 5_000, 10_000, 10_000
_READS = {
    "mentions": ("post", POST),
    "timeline": ("post", POST),
    "search": ("post", POST),
    "posts": ("post", POST),
    "post": ("post", POST),
    "me": ("user", USER),
    "users": ("user", USER),
    "dm_read": ("message", MESSAGE),
}
_WRITES = {
    "dm_send": 15_000,
    "delete": 10_000,
    "hide": 5_000,
    "like": 15_000,
    "metadata": 5_000,
    "counts": 5_000,
}
_WITH_LINK, _REPLY, _PLAIN = 200_000, 10_000, 15_000
_EVENTS = {"dm.received": MESSAGE, "chat.received": MESSAGE}
_POST_EVENTS = ("post.create", "post.mention.create", "post.reply.create", "post.quote.create")


def check(world: World, bucket: str) -> None:
    """Raise Problem when ``bucket`` costs money and there is none: 402, 403 or 429."""
    bill = world.x.bill
    if bucket not in _READS and bucket not in _WRITES and bucket != "create":
        return
    if bill.credit is not None and bill.credit <= 0:
        raise credits_depleted()
    if bill.spend_cap is not None and bill.spent >= bill.spend_cap:
        raise spend_cap_reached()
    read = sum(bill.posts.values())
    if bill.post_cap is not None and read >= bill.post_cap and _READS.get(bucket, "")[0] == "post":
        raise usage_capped()


def charge(world: World, bucket: str, asked: Any, answer: Any) -> None:
    """Bill a call that went well: ``asked`` is its body, ``answer`` the body it got."""
    if bucket in _READS and isinstance(answer, dict):
        kind, price = _READS[bucket]
        for identity in _identities(answer.get("data")):
            _charge_once(world, kind, identity, price)
        included = answer.get("includes", {})
        for identity in _identities(included.get("users")):
            _charge_once(world, "user", identity, USER)
        for identity in _identities(included.get("tweets") or included.get("posts")):
            _charge_once(world, "post", identity, POST)
    elif bucket == "create":
        _pay(world, _price_of(asked))
    elif bucket in _WRITES:
        _pay(world, _WRITES[bucket])


def charge_event(world: World, event_type: str) -> None:
    """Bill an event of the X Activity API."""
    _pay(world, POST if event_type in _POST_EVENTS else _EVENTS.get(event_type, 0))


def _price_of(body: Any) -> int:
    text = str(body.get("text", "")) if isinstance(body, dict) else ""
    if has_link(text):
        return _WITH_LINK
    return _REPLY if isinstance(body, dict) and body.get("reply") else _PLAIN


def _identities(found: Any) -> Iterator[str]:
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, dict) and "id" in each:
            yield str(each["id"])


def _charge_once(world: World, kind: str, identity: str, price: int) -> None:
    bill, day = world.x.bill, from_ms(now_ms()).date().isoformat()
    if bill.day != day:
        bill.day = day
        bill.billed.clear()
    if f"{kind}:{identity}" in bill.billed:
        return
    bill.billed[f"{kind}:{identity}"] = price
    if kind == "post":
        bill.posts[day] = bill.posts.get(day, 0) + 1
    _pay(world, price)


def _pay(world: World, price: int) -> None:
    bill = world.x.bill
    bill.spent += price
    if bill.credit is not None:
        bill.credit -= price
