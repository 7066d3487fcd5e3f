"""Sending a stored file, or the part of it that a player asks for."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from functools import partial
from http import HTTPStatus
from typing import IO, NamedTuple

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)  # no file needs more digits


class Part(NamedTuple):
    """From byte ``start`` up to and including ``end``."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start + 1


class Unsatisfiable(Exception):
    """The part that was asked for is not in the file."""


def wanted(header: str, size: int) -> Part | None:
    """The part a Range header asks for; None for all of it (RFC 9110, 14.2).

    Several parts at once are answered with the whole, which is allowed. Raises Unsatisfiable.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and first and int(last) < int(first):
        return None
    if start >= size or start > end:
        raise Unsatisfiable
    return Part(start, end)


def respond(request: HttpRequest, file: IO[bytes], size: int, mime: str) -> HttpResponseBase:
    """``file``, which is closed afterwards, or a part of it."""
    try:
        part = wanted(request.headers.get("Range", ""), size)
    except Unsatisfiable:
        file.close()
        refusal = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        refusal["Content-Range"] = f"bytes */{size}"
        return refusal
    sent = part or Part(0, size - 1)
    response = StreamingHttpResponse(
        _later(file, sent) if isinstance(request, ASGIRequest) else _now(file, sent),
        status=HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK,
        content_type=mime,
    )
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(sent.length)
    if part:
        response["Content-Range"] = f"bytes {part.start}-{part.end}/{size}"
    return response


def _now(file: IO[bytes], part: Part) -> Iterator[bytes]:
    left = part.length
    with file:
        file.seek(part.start)
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


async def _later(file: IO[bytes], part: Part) -> AsyncIterator[bytes]:
    """The same without holding up other requests, and without the whole file in memory."""
    chunks = _now(file, part)
    try:
        while chunk := await sync_to_async(partial(next, chunks, b""))():
            yield chunk
    finally:
        await sync_to_async(file.close)()
