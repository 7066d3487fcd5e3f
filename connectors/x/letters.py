"""Walking the list of direct messages, of which X lets us ask little."""

from __future__ import annotations

import time
from collections.abc import Iterator

import tweepy

from connectors.base import ConnectorError, Page, Raw
from connectors.http import Response
from connectors.payloads import expect
from connectors.x import reading
from connectors.x.costs import per_letter
from connectors.x.fields import LETTER_FIELDS, PAGE_SIZE
from connectors.x.payloads import Listing
from connectors.x.progress import LetterMark
from connectors.x.walking import Ask, Poll

FEW = 10  # letters asked for when few are expected: the same ones are paid for every day
# Seconds between two looks: X allows 15 in 15 minutes, and some are kept for catching up.
LETTER_PAUSE = 90


def pages(poll: Poll) -> Iterator[Page]:
    """What a broken walk left, and then what is newer."""
    mark = LetterMark.of(poll.cursor.get(reading.DIRECT))
    if mark.token:
        yield from _rest(poll, mark)
    yield from _down(poll, mark)


def is_time(poll: Poll) -> bool:
    mark = LetterMark.of(poll.cursor.get(reading.DIRECT))
    return not 0 <= time.time() - mark.asked < LETTER_PAUSE


def _rest(poll: Poll, mark: LetterMark) -> Iterator[Page]:
    """Go on with a walk that was broken off, unless X forgot where that was."""
    try:
        yield from _down(poll, mark)
    except ConnectorError as error:
        if not error.permanent:
            raise
        mark.token, mark.top = "", 0


def _down(poll: Poll, mark: LetterMark) -> Iterator[Page]:
    token, known = mark.token or None, mark.newest
    size = FEW if known and not token else PAGE_SIZE
    seen = {"", mark.token}
    while True:
        response = _ask(poll, token, size, known)
        listing = expect(Listing, response.content)
        token = listing.meta.next_token
        reached = bool(listing.ids) and min(listing.ids) <= known
        last = reached or token in seen
        mark.took(listing.ids, token, last=last)
        mark.asked = int(time.time())
        poll.cursor[reading.DIRECT] = mark.stored()
        yield poll.page(Raw(reading.DIRECT, response.content))
        if last:
            return
        seen.add(token)


def _ask(poll: Poll, token: str | None, size: int, known: int) -> Response:
    def ask(x: tweepy.Client) -> Response:
        read: Ask = x.get_direct_message_events
        return read(max_results=size, pagination_token=token, user_auth=False, **LETTER_FIELDS)

    return poll.client.call("direct messages", ask, per_letter(known))
