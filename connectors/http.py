"""The one network seam: every request to a platform passes through a ``Session``.

It is a ``requests.Session``, because that is what tweepy and facebook-sdk take, with what they
leave out: a timeout, a base address, a limit on the size of an answer, and errors without secrets.
``download`` fetches what a stranger put at some address, and trusts neither.
"""

from __future__ import annotations

import io
import logging
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from queue import Empty, Queue
from threading import Thread, Timer
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

import requests  # noqa: TID251 - this is the seam
import urllib3.exceptions  # noqa: TID251 - this is the seam
from django.conf import settings
from requests import Response  # noqa: TID251 - this is the seam
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress

from connectors.base import ConnectorError, Reason
from connectors.media_types import HEAD, content_type, is_accepted

__all__ = [
    "Downloaded",
    "Response",
    "Session",
    "content_type",
    "download",
    "hand_over",
    "is_write",
]

TIMEOUT = (5, settings.HTTP_SECONDS)  # seconds: to connect, and between two bytes
MAX_BODY = 10 * 1024 * 1024
RETRY_PAUSES = (0.2, 0.8)  # seconds; only for requests that change nothing
USER_AGENT = "Webcare"
SHORTEST_SECRET = 8  # shorter ones would blank ordinary text
MOST_REDIRECTS = 3
LONGEST_HAND_OVER = 15  # seconds, all in all
LONGEST_DOWNLOAD = 300  # seconds, however slowly it drips
IN_MEMORY = 1024 * 1024  # bytes of a download; what is larger goes to a file
CHUNK = 64 * 1024
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
        self.get_redirect_target = _nowhere  # type: ignore[method-assign]

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


def _nowhere(resp: Response) -> None:
    """Where a redirect leads: requests would read all of its body, however large, to offer it."""


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


# Downloads ---------------------------------------------------------------------------------------


@dataclass
class Downloaded:
    """Something fetched. ``file`` is at its beginning, and is gone when it is closed."""

    mime: str
    size: int
    file: IO[bytes] = field(repr=False)

    def __enter__(self) -> Downloaded:
        return self

    def __exit__(self, *args: object) -> None:
        self.file.close()


def download(
    url: str, *, limit: int, headers: Mapping[str, str] | None = None, accept: Collection[str] = ()
) -> Downloaded:
    """Fetch what is at ``url``, wherever on the public internet that is.

    limit    in bytes
    headers  for the host of ``url`` and for no other
    accept   types, and beginnings such as "image/"; the content decides more than its label

    The address that is connected to is the one that was looked at, so a name cannot lead us into
    our own network. Raises ConnectorError: MEDIA for what we do not take, TARGET_GONE for what is
    no longer there, CREDENTIALS, THROTTLED, and UNAVAILABLE for what may work later.
    """
    until = time.monotonic() + LONGEST_DOWNLOAD
    try:
        with _stranger() as session:
            response = _follow(session, url, dict(headers or {}))
            with response:
                return _keep(response, limit, accept, until)
    except NETWORK_ERRORS as error:
        # The address can hold a signature, so it is not repeated.
        failure = _not_fetched(error, late=time.monotonic() >= until)
    raise failure


def hand_over(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """POST to an address that a person's browser gave us; the status of the answer.

    As careful as ``download``: https, on the public internet only, and no redirect is followed. The
    answer itself is not read. Raises ConnectorError; then it may have arrived all the same.
    """
    outcome: Queue[int | Exception] = Queue(1)
    # An answer can drip: whoever waits for it does so in a thread that we leave behind.
    Thread(target=_hand_over, args=(url, body, headers, outcome), daemon=True).start()
    try:
        found = outcome.get(timeout=LONGEST_HAND_OVER)
    except Empty:
        found = requests.Timeout()
    if isinstance(found, ConnectorError):
        raise found
    if isinstance(found, Exception):
        raise _not_fetched(found, late=False) from None
    return found


def _hand_over(
    url: str, body: bytes, headers: Mapping[str, str], outcome: Queue[int | Exception]
) -> None:
    try:
        _allow(url)
        with (
            _stranger() as session,
            session.post(
                url, data=body, headers=dict(headers), stream=True, auth=lambda asked: asked
            ) as response,
        ):
            outcome.put(response.status_code)
    except Exception as error:  # told to who waits
        outcome.put(error)


def _stranger() -> HTTPSession:
    config = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=settings.MEDIA_FROM_LOOPBACK,
        never_redirect=True,
        default_timeout=TIMEOUT,
        user_agent_override=USER_AGENT,
    )
    session = HTTPSession(config)
    session.get_redirect_target = _nowhere
    return session


def _follow(session: HTTPSession, url: str, headers: dict[str, str]) -> Response:
    """The answer at the end of the redirects; each address is looked at anew."""
    home = urlsplit(url).netloc
    for _ in range(MOST_REDIRECTS + 1):
        _allow(url)
        sent = headers if urlsplit(url).netloc == home else {}
        # As nobody, whatever a .netrc on this machine says.
        response: Response = session.get(url, headers=sent, stream=True, auth=lambda asked: asked)
        if not response.is_redirect:
            _check_download(response)
            return response
        response.close()
        url = urljoin(url, response.headers["Location"])
    raise _not_taken(f"more than {MOST_REDIRECTS} redirects")


def _allow(url: str) -> None:
    parts = urlsplit(url)
    at_home = settings.MEDIA_FROM_LOOPBACK and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme != "https" and not (at_home and parts.scheme == "http"):
        raise _not_taken("the address is not https")
    if parts.username or parts.password:
        raise _not_taken("the address holds a password")


def _check_download(response: Response) -> None:
    status, detail = response.status_code, f"HTTP {response.status_code}"
    if response.ok:
        return
    match status:
        case HTTPStatus.FORBIDDEN | HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            raise ConnectorError(Reason.TARGET_GONE, detail, permanent=True)
        case HTTPStatus.UNAUTHORIZED:
            raise ConnectorError(Reason.CREDENTIALS, detail)
        case HTTPStatus.TOO_MANY_REQUESTS:
            raise ConnectorError(Reason.THROTTLED, detail, retry_after=_named_pause(response))
    raise ConnectorError(Reason.UNAVAILABLE, detail)


def _named_pause(response: Response) -> timedelta | None:
    seconds = response.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(seconds[:9]), 24 * 3600)) if seconds.isdecimal() else None


def _keep(response: Response, limit: int, accept: Collection[str], until: float) -> Downloaded:
    declared = response.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise _not_taken(f"larger than {limit} bytes")
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - its reader closes it
    # A read waits for all its bytes, however slowly they drip: it is ended from outside.
    clock = Timer(until - time.monotonic(), response.raw.shutdown)
    clock.start()
    try:
        size = _pour(response, file, limit, until)
        mime = _type_of(file, response, accept)
    except BaseException:
        file.close()
        raise
    finally:
        clock.cancel()
    return Downloaded(mime, size, file)


def _type_of(file: IO[bytes], response: Response, accept: Collection[str]) -> str:
    file.seek(0)
    mime = content_type(file.read(HEAD), response.headers.get("Content-Type", ""))
    file.seek(0)
    if not is_accepted(mime, accept):
        raise _not_taken(f"{mime} is not taken")
    return mime


def _pour(response: Response, file: IO[bytes], limit: int, until: float) -> int:
    size = 0
    for chunk in response.iter_content(CHUNK):
        size += len(chunk)
        if size > limit:
            raise _not_taken(f"larger than {limit} bytes")
        file.write(chunk)
    if time.monotonic() >= until:
        raise requests.ReadTimeout
    return size


def _not_taken(detail: str) -> ConnectorError:
    return ConnectorError(Reason.MEDIA, detail, permanent=True)


def _not_fetched(error: Exception, *, late: bool) -> ConnectorError:
    if late:
        return ConnectorError(Reason.UNAVAILABLE, "it comes too slowly")
    if isinstance(error, InvalidIPAddress):
        return _not_taken("the address is not on the public internet")
    if isinstance(error, ValueError):
        return _not_taken("this is no address")
    return ConnectorError(Reason.UNAVAILABLE, f"no answer ({type(error).__name__})")
