"""Bringing pictures and films to X before they go with a message (X API docs, "Media").

Nothing here places a message, so all of it may be repeated; what X keeps unused is gone in a day.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import tweepy
from pydantic import Field

from connectors.base import Capability, ConnectorError, Media, MediaRule, Outgoing, Reason
from connectors.http import Response
from connectors.payloads import Payload, expect
from connectors.x.client import Client
from connectors.x.costs import DESCRIPTION, Bill, flat, free
from connectors.x.payloads import Id

MB = 1024 * 1024
PICTURES = {"image/jpeg": 5 * MB, "image/png": 5 * MB, "image/webp": 5 * MB}
TYPES = {**PICTURES, "image/gif": 15 * MB, "video/mp4": 512 * MB}
ALT_LIMIT = 1000
IN_A_POST = MediaRule(most=4, types=TYPES, alt_limit=ALT_LIMIT)
IN_A_LETTER = MediaRule(most=1, types=TYPES, alt_limit=ALT_LIMIT)

SEGMENT = 4 * MB  # X takes at most 5
PATIENCE = 120  # seconds, for X to make a film ready
SHORTEST_WAIT, LONGEST_WAIT = 0.2, 20  # seconds
# What X says of a file it does not like.
OF_THE_FILE = {Reason.UNKNOWN, Reason.NOT_ALLOWED, Reason.MEDIA}

Hold = Callable[[], None]  # ``Outgoing.hold``


class Failure(Payload):
    message: str = ""


class Processing(Payload):
    """How far X is; ``state`` is pending, in_progress, succeeded or failed."""

    state: str = ""
    check_after_secs: float = 1
    error: Failure = Failure()


class Uploaded(Payload):
    id: Id
    processing: Processing | None = Field(default=None, validation_alias="processing_info")


class Answer(Payload):
    """What every endpoint for media answers."""

    data: Uploaded


def upload(client: Client, outgoing: Outgoing) -> list[str]:
    """Ids that a message may name. Raises ConnectorError, never ``uncertain``.

    A film takes minutes, so on the way it is said over and over that we are at it.
    """
    owner = "dm" if outgoing.way is Capability.DM else "tweet"
    try:
        return [_one(client, each, owner, outgoing.hold) for each in outgoing.media]
    except ConnectorError as error:
        error.uncertain = False
        if error.permanent and error.reason in OF_THE_FILE:
            error.reason = Reason.MEDIA
        raise


def _one(client: Client, media: Media, owner: str, hold: Hold) -> str:
    if media.is_picture:
        uploaded = _at_once(client, media, f"{owner}_image")
    else:
        kind = "gif" if media.mime == "image/gif" else "video"
        uploaded = _in_segments(client, media, f"{owner}_{kind}", hold)
    if media.alt:
        _describe(client, uploaded, media.alt)
    hold()
    return uploaded


def _at_once(client: Client, media: Media, category: str) -> str:
    response = client.upload(
        "send upload",
        "/2/media/upload",
        files={"media": (media.name, media.read(), media.mime)},
        data={"media_category": category, "media_type": media.mime},
    )
    return _uploaded(response).id


def _in_segments(client: Client, media: Media, category: str, hold: Hold) -> str:
    data = media.read()
    about = {"media_type": media.mime, "total_bytes": len(data), "media_category": category}
    begun = _uploaded(_post(client, "/2/media/upload/initialize", about)).id
    for number, part in enumerate(_segments(data)):
        hold()
        client.upload(
            "send upload part",
            f"/2/media/upload/{begun}/append",
            files={"media": (media.name, part, "application/octet-stream")},
            data={"segment_index": str(number)},
        )
    _await_ready(client, _uploaded(_post(client, f"/2/media/upload/{begun}/finalize")), hold)
    return begun


def _segments(data: bytes) -> Iterator[bytes]:
    return (data[start : start + SEGMENT] for start in range(0, len(data), SEGMENT))


def _await_ready(client: Client, uploaded: Uploaded, hold: Hold) -> None:
    until = time.monotonic() + PATIENCE
    while uploaded.processing and uploaded.processing.state != "succeeded":
        if uploaded.processing.state == "failed":
            raise ConnectorError(Reason.MEDIA, uploaded.processing.error.message, permanent=True)
        wait = min(max(uploaded.processing.check_after_secs, SHORTEST_WAIT), LONGEST_WAIT)
        if time.monotonic() + wait > until:
            raise ConnectorError(Reason.UNAVAILABLE, "X is still making the film ready")
        hold()
        time.sleep(wait)
        uploaded = _status(client, uploaded.id)


def _status(client: Client, media_id: str) -> Uploaded:
    params = {"command": "STATUS", "media_id": media_id}
    return _uploaded(
        client.call("send upload status", _ask("GET", "/2/media/upload", params=params))
    )


def _describe(client: Client, media_id: str, alt: str) -> None:
    metadata = {"alt_text": {"text": alt[:ALT_LIMIT]}}
    body = {"id": media_id, "metadata": metadata}
    _post(client, "/2/media/metadata", body, flat(DESCRIPTION))


def _post(client: Client, path: str, body: object = None, bill: Bill = free) -> Response:
    return client.call("send upload part", _ask("POST", path, json=body), bill)


def _ask(method: str, path: str, **more: object) -> Callable[[tweepy.Client], Response]:
    return lambda x: x.request(method, path, **more)


def _uploaded(response: Response) -> Uploaded:
    return expect(Answer, response.content).data
