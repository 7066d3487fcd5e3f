"""A connection of a platform to whoever subscribed."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import (  # noqa: TID251 - as a platform that calls
    HTTPConnection,
    HTTPException,
    HTTPSConnection,
)
from urllib.parse import urlsplit


class Wire:
    """One connection at a time, kept open between requests to the same place."""

    def __init__(self) -> None:
        self._place: tuple[str, str] = ("", "")
        self._connection: HTTPConnection | None = None

    def post(self, url: str, headers: Mapping[str, str], body: bytes, timeout: float) -> int:
        """The status of the answer. Raises OSError or HTTPException."""
        fresh = self._connect(url, timeout)
        try:
            return self._ask(url, headers, body)
        except (OSError, HTTPException):
            self.close()
            if fresh:
                raise
        # The other side had closed a connection that was waiting; that is no failure.
        self._connect(url, timeout)
        try:
            return self._ask(url, headers, body)
        except (OSError, HTTPException):
            self.close()
            raise

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def _connect(self, url: str, timeout: float) -> bool:
        """Be connected to the place of ``url``; whether that is a new connection."""
        parts = urlsplit(url)
        if self._connection and self._place == (parts.scheme, parts.netloc):
            return False
        self.close()
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._place = (parts.scheme, parts.netloc)
        self._connection = kind(parts.netloc, timeout=timeout)
        return True

    def _ask(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        if self._connection is None:
            raise OSError("not connected")
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._connection.request("POST", path, body, dict(headers))
        answer = self._connection.getresponse()
        answer.read()
        return answer.status
