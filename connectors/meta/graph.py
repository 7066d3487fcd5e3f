"""facebook-sdk on our session, with what it lacks since 2018."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import facebook
from django.conf import settings

from connectors.base import ConnectorError, FreeMeter, Meter, Reason
from connectors.http import Session
from connectors.meta.errors import check
from connectors.meta.payloads import Done, Listed, Listing
from connectors.meta.usage import bucket_of, uses_of
from connectors.payloads import expect

CALM = 0.5  # seconds between two questions about conversations (Meta docs, "Conversations API")


class Step(NamedTuple):
    """One page of an edge."""

    number: int
    body: bytes
    nodes: list[Listed]
    last: bool

    def reaches(self, moment: datetime | None) -> bool:
        """Whether what follows, newest first, is older than this.

        An edge that gives the oldest first all the same, reaches nothing.
        """
        times = [node.at for node in self.nodes if node.at]
        if not times or not moment:
            return False
        return times[0] >= times[-1] and times[-1] < moment


class Graph(facebook.GraphAPI):  # type: ignore[misc]  # facebook-sdk has no types
    """The Graph API for one token; use it in one thread.

    base_url  another host than that of Facebook; its calls carry no proof
    usual     what the meter counts a question under, unless its address says otherwise

    ``body`` holds the last answer as it came, but for the token that Meta puts in its links.
    """

    def __init__(
        self,
        token: str,
        app_secret: str = "",
        *,
        base_url: str = "",
        meter: Meter | None = None,
        usual: str = "pages",
    ) -> None:
        session = Session(base_url or settings.META_GRAPH_URL, secrets=[token, app_secret])
        super().__init__(access_token=token, session=session)
        self.version = settings.META_GRAPH_VERSION  # the constructor takes none above 3.1
        self.own_host = bool(base_url)
        self.app_secret = "" if base_url else app_secret
        self.meter = meter or FreeMeter()
        self.usual = usual
        self.body = b""
        self._asked_at = 0.0

    def request(
        self,
        path: str,
        args: Mapping[str, Any] | None = None,
        post_args: Mapping[str, Any] | None = None,
        files: object = None,
        method: str | None = None,
    ) -> dict[str, Any]:
        """The answer, parsed. Raises ConnectorError.

        The token travels in a header, for addresses end up in logs.
        """
        if files is not None:
            raise NotImplementedError("This client uploads nothing.")
        verb = method or ("GET" if post_args is None else "POST")
        fields = {**_flat(args), **_flat(post_args), **self._proof()}
        bucket = bucket_of(verb, path, self.usual)
        self.meter.check(bucket)
        response = self.session.request(
            verb,
            path,
            params=fields if verb != "POST" else None,
            data=fields if verb == "POST" else None,
            headers={"Authorization": f"Bearer {self.access_token}"},
        )
        self.body = response.content
        for use in uses_of(bucket, response.headers, shared=not self.own_host):
            self.meter.note(use)
        check(response)
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed

    def act(self, path: str, method: str = "POST", **fields: Any) -> None:
        """Do something with what is there already. Raises ConnectorError."""
        self.request(f"{self.version}/{path}", post_args=fields, method=method)
        if not expect(Done, self.body, uncertain=True).success:
            raise ConnectorError(Reason.UNKNOWN, "Meta says that it was not done")

    def calmly(self) -> None:
        """Wait until another question about conversations may be asked."""
        time.sleep(max(0.0, self._asked_at + CALM - time.monotonic()))
        self._asked_at = time.monotonic()

    def walk(self, node: str, edge: str, *, needs_next: bool, **args: Any) -> Iterator[Step]:
        """Every page of an edge, by its cursors. Raises ConnectorError.

        needs_next  a page without ``paging.next`` is the last. Not so on Instagram, where some
                    edges have cursors only (Graph API docs, "Paginated results")

        ``paging.next`` itself is never followed: it is an address that another party wrote.
        """
        number, seen = 0, {""}
        while True:
            self.get_connections(node, edge, **args)
            listing = expect(Listing, self.body)
            after = listing.after if listing.paging.next or not needs_next else ""
            last = not listing.data or after in seen
            yield Step(number, self.body, listing.data, last)
            if last:
                return
            seen.add(after)
            args["after"] = after
            number += 1

    def _proof(self) -> dict[str, str]:
        """Meta docs, "Secure Graph API calls": valid for five minutes from ``appsecret_time``."""
        if not self.app_secret:
            return {}
        now = str(int(time.time()))
        signed = f"{self.access_token}|{now}".encode()
        proof = hmac.new(self.app_secret.encode(), signed, hashlib.sha256).hexdigest()
        return {"appsecret_proof": proof, "appsecret_time": now}


def _flat(args: Mapping[str, Any] | None) -> dict[str, str]:
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in (args or {}).items()
        if value is not None
    }
