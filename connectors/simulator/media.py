"""Pictures, films, sounds and files, whoever uploaded them, and where they are served."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.simulator.clock import now_ms
from connectors.simulator.samples import SAMPLES, picture

if TYPE_CHECKING:
    from connectors.simulator.world import Platform, World

_EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "application/pdf": "pdf",
}


@dataclass
class Media:
    """Something that can be attached. Moments in milliseconds.

    alt       what it shows, in words; ``ready_at`` is when the platform has processed it
    owner     id of who uploaded it, empty for citizens
    category  X: ``tweet_image``, ``dm_image`` and the like
    """

    id: str
    platform: Platform
    mime: str
    data: bytes
    alt: str = ""
    at: int = 0
    width: int = 640
    height: int = 480
    owner: str = ""
    category: str = ""
    ready_at: int = 0

    @property
    def kind(self) -> str:
        """``image``, ``video``, ``audio`` or ``file``."""
        kind = self.mime.partition("/")[0]
        return kind if kind in ("image", "video", "audio") else "file"

    @property
    def name(self) -> str:
        """``<id>.<extension>``."""
        extension = _EXTENSIONS.get(self.mime)
        return f"{self.id}.{extension}" if extension else self.id

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"data": base64.b64encode(self.data).decode()}


def read_media(data: dict[str, Any]) -> Media:
    """What ``as_dict`` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    return Media(**{**data, "data": base64.b64decode(data["data"])})


def store(
    world: World, platform: Platform, mime: str, data: bytes, identity: str = "", **more: Any
) -> Media:
    """Keep ``data`` under ``identity``, or a new id. ``more`` are further fields of Media."""
    at = now_ms()
    if not identity:
        identity = world.numbers.snowflake(at) if platform == "x" else world.numbers.facebook()
    media = Media(identity, platform, mime, data, **{"at": at, "ready_at": at, **more})
    world.media[identity] = media
    world.changed()
    return media


def sample(world: World, platform: Platform, kind: str, alt: str = "") -> Media:
    """A small drawn ``image``, a ``video``, an ``audio`` or a ``file``. Raises ValueError."""
    if kind not in SAMPLES:
        raise ValueError(f"kind is one of {', '.join(SAMPLES)}")
    mime, draw = SAMPLES[kind]
    return store(world, platform, mime, draw(len(world.media)), alt=alt)


def url_of(base: str, media: Media) -> str:
    """Where anybody can fetch it; ``base`` is ``http://host:port``."""
    return f"{base}/media/{media.name}"


def preview_of(base: str, media: Media) -> str:
    """A still of a film."""
    return f"{base}/media/preview/{media.id}.png"


async def _preview(request: Request) -> Response:
    world: World = request.app.state.hub.world
    media = world.media.get(request.path_params["name"].partition(".")[0])
    return not_here() if media is None else Response(picture(media.at), media_type="image/png")


async def _serve(request: Request) -> Response:
    world: World = request.app.state.hub.world
    media = world.media.get(request.path_params["name"].partition(".")[0])
    return not_here() if media is None else served(media)


def served(media: Media) -> Response:
    return Response(media.data, media_type=media.mime, headers={"cache-control": "max-age=60"})


def not_here() -> Response:
    return Response("Not here.", 404, media_type="text/plain")


routes = [Route("/media/preview/{name}", _preview), Route("/media/{name}", _serve)]
