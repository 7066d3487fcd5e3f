"""Webhooks of Meta: who hears of what, in which envelope, and signed how.

Meta docs, "Webhooks: Getting started". One entry is one parcel of the post office, which may put
up to a thousand of them in one body.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from typing import Any

from connectors.simulator.clock import SECOND, now_ms
from connectors.simulator.delivery import Parcel
from connectors.simulator.graph import commentnews, feednews, privatenews
from connectors.simulator.graph.news import News
from connectors.simulator.graph.nodes import Json
from connectors.simulator.happenings import Happening
from connectors.simulator.hub import Hub
from connectors.simulator.municipality import APP_SECRETS, INSTAGRAM_ID, PAGE_ID
from connectors.simulator.world import Platform, World

MOST = 1_000
_ACCOUNTS = {"page": PAGE_ID, "instagram": INSTAGRAM_ID}
_WRITERS: dict[str, Callable[[Hub, Happening], list[News]]] = {
    "facebook": feednews.news_of,
    "instagram": commentnews.news_of,
}


def hear(hub: Hub, happening: Happening) -> None:
    """Send what Meta tells its subscribers about ``happening``."""
    if happening.platform not in _WRITERS or not hub.world.meta.callbacks:
        return
    private = happening.kind.startswith("direct") or happening.kind == "postback"
    write = privatenews.news_of if private else _WRITERS[happening.platform]
    for news in write(hub, happening):
        if callback := _callback(hub.world, news):
            _post(hub, callback, news)


def _callback(world: World, news: News) -> str:
    """Where to send it: the app has to want the field, and so does the Page or account.

    For an Instagram account that is reached through its Page, any field of the Page will do.
    """
    callback = world.meta.callbacks.get(news.object)
    if callback is None or news.field not in callback.fields:
        return ""
    chosen = world.meta.subscribed.get(_ACCOUNTS[news.object])
    if news.object == "instagram" and chosen is None:
        return callback.url if world.meta.subscribed.get(PAGE_ID) else ""
    return callback.url if news.field in (chosen or ()) else ""


def _post(hub: Hub, url: str, news: News) -> None:
    signer: Platform = "facebook"
    if news.object == "instagram" and hub.world.settings.ig_signed_by == "instagram":
        signer = "instagram"

    def pack(entries: Sequence[Any], wrong: bool) -> tuple[dict[str, str], bytes]:
        body = written({"object": news.object, "entry": list(entries)})
        return signed(body, "somebody else's" if wrong else APP_SECRETS[signer]), body

    platform = "instagram" if news.object == "instagram" else "facebook"
    hub.post(Parcel(platform, url, entry_of(news), pack, f"meta:{news.object}", MOST))


def entry_of(news: News) -> Json:
    """``time`` is in seconds beside changes, and in milliseconds beside messages."""
    account, now = _ACCOUNTS[news.object], now_ms()
    if news.place == "flat":
        return {"id": account, "time": now // SECOND, "field": news.field, "value": news.value}
    if news.place == "changes":
        change = {"field": news.field, "value": news.value}
        return {"id": account, "time": now // SECOND, "changes": [change]}
    return {"id": account, "time": now, news.place: [news.value]}


def written(body: Json) -> bytes:
    """JSON as Meta writes it: nothing but ASCII, and slashes escaped."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def signed(body: bytes, secret: str) -> dict[str, str]:
    """The headers that go with ``body``."""
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    old = hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()
    return {
        "content-type": "application/json",
        "user-agent": "Webhooks/1.0 (https://fb.me/webhooks)",
        "x-hub-signature": f"sha1={old}",
        "x-hub-signature-256": f"sha256={signature}",
    }
