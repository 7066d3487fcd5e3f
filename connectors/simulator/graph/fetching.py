"""What Meta does with an address somebody sends along: fetch it and keep a copy."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast
from urllib.request import Request, urlopen  # noqa: TID251 - the outside world fetches from us

from connectors.simulator.direct import Attachment, AttachmentKind
from connectors.simulator.graph.errors import GraphError
from connectors.simulator.media import store
from connectors.simulator.world import Platform, World

MOST = 25 * 1024 * 1024
_MOST_IMAGE = 8 * 1024 * 1024  # Instagram
_PATIENCE = 10  # seconds; Meta waits 75
_KINDS = {"image": "image/", "video": "video/", "audio": "audio/"}
Fetch = Callable[[str, str], Awaitable[Attachment]]


def fetcher(world: World, platform: Platform) -> Fetch:
    """How a message's attachments are fetched. Raises GraphError (100/2018008 or 2018047)."""

    async def fetch(kind: str, url: str) -> Attachment:
        mime, data = await asyncio.to_thread(_download, url)
        most = _MOST_IMAGE if platform == "instagram" and kind == "image" else MOST
        if len(data) > most or not mime.startswith(_KINDS.get(kind, "")):
            raise GraphError(100, 2018047)
        media = store(world, platform, mime, data)
        return Attachment(cast("AttachmentKind", kind), media.id)

    return fetch


def _download(url: str) -> tuple[str, bytes]:
    """Content type and bytes of ``url``. Raises GraphError (100/2018008)."""
    if not url.startswith(("http://", "https://")):
        raise GraphError(100, 2018008)
    request = Request(url, headers={"user-agent": "facebookexternalhit/1.1"})  # noqa: S310
    try:
        with urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            return answer.headers.get_content_type(), answer.read(MOST + 1)
    except (OSError, ValueError) as error:
        raise GraphError(100, 2018008) from error
