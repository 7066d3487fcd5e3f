"""Posts from before the window: looked at once a day, and read where something changed.

What changed there while nobody looked, during an outage, is found in the same way. The first look
only notes how things stand: what was said before Webcare came is not ours to answer.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from connectors.base import ConnectorError, Page, Raw
from connectors.meta.graph import Step
from connectors.meta.payloads import Listed
from connectors.meta.progress import Progress

log = logging.getLogger(__name__)

OLDER = "older"
EVERY = timedelta(days=1)
WATCHED = 500  # of the newest of them
OVERLAP = timedelta(days=2)  # for comments that Meta shows later than it dates them

TOLD = _(
    "Posts older than 30 days are looked at once a day, and only the newest 500 of them: other new "
    "comments there come by webhook only."
)

# What stands at and beneath a post: all of it, or what was placed since a moment.
Read = Callable[[Listed, datetime | None], Iterator[Page]]


def news(progress: Progress, walk: Iterator[Step], start: datetime, read: Read) -> Iterator[Page]:
    """What came beneath posts from before ``start``. Raises ConnectorError.

    walk  the posts, newest first; as many as are watched, and all that were placed since the
          last look
    """
    last = progress.last_asked(OLDER)
    met: list[str] = []
    for step in walk:
        for post in step.nodes:
            if post.id and post.at and post.at < start:
                met.append(post.id)
                yield from _look_at(post, progress, last, last or start, read)
        if len(met) >= WATCHED and step.reaches(last or start):
            break
        yield progress.plain()
    progress.reading = ""
    progress.keep_older(met)
    progress.have_asked(OLDER)
    yield progress.plain()


def some(raw: Raw, step: Step, since: datetime | None) -> Raw | None:
    """Of a page of comments only what was placed or answered from this moment on, None when that
    is nothing. Without a moment all of it, as it came."""
    if since is None:
        return raw
    new = [_is_new(node, since) for node in step.nodes]
    if not any(new):
        return None
    body = json.loads(raw.body)
    body["data"] = [row for row, is_new in zip(body["data"], new, strict=True) if is_new]
    return replace(raw, body=json.dumps(body).encode())


def _look_at(
    post: Listed, progress: Progress, last: datetime | None, since: datetime, read: Read
) -> Iterator[Page]:
    known = progress.older.get(post.id)
    placed_since = known is None and last and post.at and post.at >= last - EVERY
    if known not in (None, post.stamp) or placed_since:
        progress.reading = post.id
        try:
            yield from read(post, None if placed_since else since - OVERLAP)
        except ConnectorError as error:
            if not error.permanent or error.reauthorise:
                raise
            log.info("%s cannot be read: %s", post.id, error)
    progress.older[post.id], progress.reading = post.stamp, ""


def _is_new(node: Listed, moment: datetime) -> bool:
    replies = node.replies.data if node.replies else []
    return any(each.at is None or each.at >= moment for each in (node, *replies))
