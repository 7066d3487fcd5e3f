"""Asking recent search for what others wrote where we wrote: see ``following``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from connectors.base import ConnectorError, Page, Raw
from connectors.http import Response
from connectors.payloads import Payload, expect
from connectors.x.costs import per_post
from connectors.x.following import Followed, Walk
from connectors.x.payloads import Answer, Tweet, readable_only
from connectors.x.progress import LATE, id_at, now_of
from connectors.x.reading import QUOTES, THREADS
from connectors.x.searching import SEARCH_REACH, ask_search
from connectors.x.walking import Poll

log = logging.getLogger(__name__)

FOLLOWED = "followed"  # in the cursor
LONGEST_QUERY = 512  # characters (X docs, "Rate limits")
MOST_WALKS = 10  # of each kind in one poll: X allows 300 searches in 15 minutes


def _in_thread(name: str) -> str:
    thread, _, citizen = name.partition("/")
    found = f"conversation_id:{thread}"
    return f"({found} from:{citizen})" if citizen else found


# X docs, "Search operators".
TERMS: dict[str, Callable[[str], str]] = {
    THREADS: _in_thread,
    QUOTES: lambda name: f"quotes_of_tweet_id:{name}",
}
BUCKETS = {THREADS: "conversations", QUOTES: "quotes"}
KINDS = tuple(TERMS)


class _Own(Payload):
    data: Annotated[tuple[Tweet, ...], readable_only(Tweet)] = ()


def note(poll: Poll, response: Response) -> None:
    """A page of our own timeline came: from now on we look where that stands."""
    followed = Followed.of(poll.cursor.get(FOLLOWED))
    followed.wrote(expect(_Own, response.content).data, poll.us.external_id)
    poll.cursor[FOLLOWED] = followed.stored()


def pages(poll: Poll, kind: str) -> Iterator[Page]:
    """What a broken walk left, and then a few walks more.

    Where X refuses one of them the others go on, and its turn comes again last. Raises
    ConnectorError when it refuses them all.
    """
    followed = Followed.of(poll.cursor.get(FOLLOWED))
    refusal, came = None, False
    for walk in _walks(poll, kind, followed):
        try:
            yield from _walk(poll, kind, followed, walk)
            came = True
        except ConnectorError as error:
            if not error.permanent or error.reauthorise:
                raise
            log.warning("X refused to search %s %s: %s", kind, walk.names, error)
            followed.leave(kind, walk)
            poll.cursor[FOLLOWED] = followed.stored()
            refusal = error
    if refusal and not came:
        raise refusal


def _walks(poll: Poll, kind: str, followed: Followed) -> Iterator[Walk]:
    if under_way := followed.walks.get(kind):
        yield under_way
    for names in _batches(poll, kind, followed.due(kind)):
        yield followed.begin(kind, names)


def _walk(poll: Poll, kind: str, followed: Followed, walk: Walk) -> Iterator[Page]:
    walk.mark.reach(id_at(datetime.now(UTC) - SEARCH_REACH))
    ask = partial(ask_search, _query(poll, kind, walk.names))
    began = [name for name in walk.names if kind == THREADS and "/" not in name]
    for step in poll.walk_down(BUCKETS[kind], walk.mark, ask, per_post()):
        walk.safe = walk.safe or id_at(now_of(step.response) - LATE)
        (followed.end if step.last else followed.broke)(kind, walk)
        poll.cursor[FOLLOWED] = followed.stored()
        found = expect(Answer, step.response.content).data
        yield poll.page(*([Raw(kind, step.response.content, " ".join(began))] if found else []))


def _query(poll: Poll, kind: str, names: list[str]) -> str:
    """What we write ourselves comes with our timeline."""
    terms = " OR ".join(map(TERMS[kind], names))
    return f"({terms}) -from:{poll.us.external_id} -is:retweet"


def _batches(poll: Poll, kind: str, names: list[str]) -> Iterator[list[str]]:
    """As many together as one query holds."""
    batch: list[str] = []
    walks = 0
    for name in names:
        if batch and len(_query(poll, kind, [*batch, name])) > LONGEST_QUERY:
            yield batch
            batch, walks = [], walks + 1
            if walks == MOST_WALKS:
                return
        batch.append(name)
    if batch:
        yield batch
