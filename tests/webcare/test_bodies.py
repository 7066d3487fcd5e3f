"""What is too large is refused before all of it is here."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.core.asgi import get_asgi_application

from webcare import asgi
from webcare.bodies import Limited

PIECE = bytes(100)


def ask(*headers: tuple[bytes, bytes], pieces: int) -> tuple[int, int]:
    """The status of the answer to a body in pieces, and how many of them were taken."""
    taken, answer = 0, [0]
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/nothing/here/",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), *headers],
    }

    async def receive() -> Any:
        nonlocal taken
        if taken == pieces:
            await asyncio.sleep(3600)  # it waits for the answer
        taken += 1
        return {"type": "http.request", "body": PIECE, "more_body": taken < pieces}

    async def send(event: Any) -> None:
        answer.append(event.get("status") or answer[-1])

    application: Any = Limited(get_asgi_application(), 1000)
    # In a thread of its own: the browser's loop may be running in this one.
    with ThreadPoolExecutor() as thread:
        thread.submit(asyncio.run, application(scope, receive, send)).result()
    return answer[-1], taken


@pytest.mark.django_db(transaction=True)
def test_body_that_fits_comes_in() -> None:
    assert ask((b"content-length", b"1000"), pieces=10) == (404, 10)


def test_body_that_says_it_is_too_large_is_not_read() -> None:
    assert ask((b"content-length", b"1001"), pieces=11) == (413, 0)
    assert ask((b"content-length", b"9" * 5000), pieces=11) == (413, 0)


def test_body_that_does_not_say_so_is_read_no_further() -> None:
    assert ask((b"transfer-encoding", b"chunked"), pieces=1_000_000) == (413, 11)


def test_what_colleagues_and_platforms_may_send_fits() -> None:
    assert isinstance(asgi.application, Limited)
    assert asgi.application.most > max(settings.ATTACHMENT_LIMITS.values())
