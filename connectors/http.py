"""The one network seam: every request to a platform passes through a ``Session``.

It is a ``requests.Session``, because that is what tweepy and facebook-sdk take, with what they
leave out: a timeout, a base address, a limit on the size of an answer, and errors without secrets.
"""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable, Collection
from typing import Any

import requests  # noqa: TID251 - this is the seam
import urllib3.exceptions  # noqa: TID251 - this is the seam
from requests import Response  # noqa: TID251 - this is the seam

from connectors.base import ConnectorError, Reason

__all__ = ["Response", "Session", "is_write"]

TIMEOUT = (5, 30)  # seconds: to connect, and between two bytes
MAX_BODY = 10 * 1024 * 1024
RETRY_PAUSES = (0.2, 0.8)  # seconds; only for requests that change nothing
USER_AGENT = "Webcare"
SHORTEST_SECRET = 8  # shorter ones would blank ordinary text
NETWORK_ERRORS = (requests.RequestException, urllib3.exceptions.HTTPError, ValueError)

# At DEBUG these write Authorization headers and query strings.
for _name in ("tweepy", "urllib3"):
    logging.getLogger(_name).setLevel(logging.INFO)


class Session(requests.Session):
    """Sends requests to one platform and raises ConnectorError for what the network does wrong.

    base_url  where relative addresses, and those that start with one of ``aliases``, go
    secrets   blanked in every answer: Meta repeats the token in ``paging.next`` and in errors
    check     sees each answer, its body already read; may raise ConnectorError
    """

    def __init__(
        self,
        base_url: str,
        *,
        aliases: Collection[str] = (),
        secrets: Collection[str] = (),
        check: Callable[[Response], None] | None = None,
    ) -> None:
        super().__init__()
        self.base_url = base_url.rstrip("/")
        self.aliases = tuple(alias.rstrip("/") for alias in aliases)
        self.secrets = tuple(s.encode() for s in secrets if len(s) >= SHORTEST_SECRET)
        self.check = check
        self.headers["User-Agent"] = USER_AGENT

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> Response:
        """As in requests, with a path instead of a whole address if you like.

        Raises ConnectorError. A write that may have reached the platform is ``uncertain``.
        """
        kwargs |= {"allow_redirects": False, "stream": True}
        kwargs.setdefault("timeout", TIMEOUT)
        verb = method.decode() if isinstance(method, bytes) else method.upper()
        address = self._address(url.decode() if isinstance(url, bytes) else url)
        response = self._exchange(verb, address, *args, **kwargs)
        if self.check:
            self.check(response)
        return response

    def _address(self, url: str) -> str:
        for alias in self.aliases:
            if url.startswith(f"{alias}/"):
                return self.base_url + url.removeprefix(alias)
        return url if "://" in url else f"{self.base_url}/{url.lstrip('/')}"

    def _exchange(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        for pause in (*(() if _writes(method) else RETRY_PAUSES), None):
            try:
                return self._once(method, url, *args, **kwargs)
            except NETWORK_ERRORS as error:
                failure = _failure(error, _writes(method))
                if pause is None or not isinstance(error, requests.ConnectionError):
                    break
            time.sleep(pause)
        # Outside the handler, so not chained: those errors hold addresses and sometimes headers.
        raise failure

    def _once(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        response = super().request(method, url, *args, **kwargs)
        with response:
            body = response.raw.read(MAX_BODY + 1, decode_content=True)
        if len(body) > MAX_BODY:
            detail = f"an answer of more than {MAX_BODY} bytes"
            raise ConnectorError(Reason.UNREADABLE, detail, uncertain=_writes(method))
        for secret in self.secrets:
            body = body.replace(secret, b"[secret]")
        response.raw = io.BytesIO(body)
        return response


def is_write(response: Response) -> bool:
    """Whether the request behind this answer can have changed something."""
    return _writes(response.request.method or "")


def _writes(method: str) -> bool:
    return method not in {"GET", "HEAD", "OPTIONS"}


def _failure(error: Exception, write: bool) -> ConnectorError:
    detail = f"no answer ({type(error).__name__})"
    return ConnectorError(Reason.UNAVAILABLE, detail, uncertain=write and not _never_sent(error))


def _never_sent(error: Exception) -> bool:
    if isinstance(error, ValueError | requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", None)
    return isinstance(reason, urllib3.exceptions.NewConnectionError)
