"""One poll at work: walking lists of posts, and what it remembers until the next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import tweepy

from connectors.base import Connection, ConnectorError, Page, Raw, Reason
from connectors.http import Response
from connectors.payloads import expect
from connectors.x.client import Client
from connectors.x.costs import Bill
from connectors.x.payloads import Listing
from connectors.x.progress import Mark
from connectors.x.refusals import REFUSED, Refused

log = logging.getLogger(__name__)

Ask = Callable[..., Response]  # one of tweepy's


class AskList(Protocol):
    """Asks for one page of a list of posts."""

    def __call__(
        self, x: tweepy.Client, since: int, until: int | None, token: str | None
    ) -> Response: ...


@dataclass(frozen=True)
class Step:
    """One page of a list."""

    response: Response
    last: bool


class Poll:
    """cursor   grows as pages come"""

    def __init__(self, client: Client, us: Connection, cursor: Mapping[str, Any]) -> None:
        self.client = client
        self.us = us
        self.cursor: dict[str, Any] = dict(cursor)
        self.refused = Refused(cursor.get(REFUSED))

    def page(self, *raws: Raw) -> Page:
        return Page(raws, {**self.cursor, REFUSED: self.refused.stored()})

    def perhaps(self, name: str, pages: Iterator[Page]) -> Iterator[Page]:
        """What the account can do without. Where X has it wait, or refuses it, the rest goes on;
        what was refused is left alone for an hour."""
        if self.refused.rests(name):
            return
        try:
            yield from pages
        except ConnectorError as error:
            if error.permanent and not error.reauthorise:
                log.warning("X: %s is not for us: %s", name, error)
                self.refused.refuse(name, error.reason)
                yield self.page()
            elif error.reason is not Reason.THROTTLED:
                raise
        else:
            if self.refused.give(name):
                yield self.page()

    def walk(
        self, bucket: str, mark: Mark, ask: AskList, bill: Bill, about: str = ""
    ) -> Iterator[Step]:
        """What a broken walk left, and then what is newer. ``about`` as in ``Use``."""
        if mark.until:
            yield from self.walk_down(bucket, mark, ask, bill, about)
        yield from self.walk_down(bucket, mark, ask, bill, about)

    def walk_down(
        self, bucket: str, mark: Mark, ask: AskList, bill: Bill, about: str = ""
    ) -> Iterator[Step]:
        """From the newest, or from where a walk broke off, to what is in already."""
        since, until = mark.start()
        token, seen = None, {""}
        while True:
            asked = partial(ask, since=since, until=until or None, token=token)
            response = self.client.call(bucket, asked, bill, about)
            listing = expect(Listing, response.content)
            if token is None and not until:
                mark.begin(response)
            token = listing.meta.next_token
            last = token in seen  # none, or X leads us in circles
            (mark.end if last else mark.saw)(listing.ids)
            yield Step(response, last)
            if last:
                return
            seen.add(token)
