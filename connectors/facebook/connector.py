"""A Facebook Page: its posts, what visitors post on it, and the comments under both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from connectors.base import (
    Capability,
    ConnectorError,
    Identity,
    Page,
    Raw,
    Reason,
    TextRule,
    Way,
)
from connectors.facebook import reading
from connectors.facebook.payloads import COMMENT_FIELDS, LOOKUP_FIELDS, POST_FIELDS, Comment
from connectors.meta.connector import MetaConnector, window_start
from connectors.meta.graph import Step
from connectors.meta.payloads import Account, Listed
from connectors.meta.progress import Progress
from connectors.payloads import expect

PAGE_SIZE = 100  # of the feed, more is an error
LIMIT = 8000  # of a comment; Meta documents none, this is what others meet
OVERLAP = timedelta(minutes=15)  # for comments that Meta shows later than it dates them


class FacebookConnector(MetaConnector):
    """One Page. ``external_id`` is the Page's id, ``handle`` its user name, if it has one."""

    kind = "facebook"
    label = "Facebook"
    ways = (Way(Capability.REPLY, TextRule(limit=LIMIT, count=len)),)
    readers = reading.READERS
    edge = "comments"

    def identify(self) -> Identity:
        page = self.whoami("id,name,username,category", Account)
        return Identity(external_id=page.id, handle=page.username, name=page.name)

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """The posts of the last 30 days, and then the comments under each."""
        progress, posts = Progress(cursor), list[Listed]()
        for step in self._feed():
            posts += [post for post in step.nodes if reading.is_on_page(post.id, self.connection)]
            if step.last:
                progress.keep(["", *(post.id for post in posts)])
            yield progress.page(Raw(reading.FEED, step.body), "", step.number)
        for post in posts:
            yield from self._comments(post, progress)

    def link(self, external_id: str) -> str:
        return reading.link(external_id, self.connection)

    def shape(self, external_id: str) -> tuple[str, str]:
        if reading.is_on_page(external_id, self.connection):
            return reading.POST, POST_FIELDS
        return reading.COMMENT, LOOKUP_FIELDS

    def beneath(self, reply_to: str) -> Iterator[Step]:
        """Facebook puts an answer to an answer under the comment at the top."""
        places = [reply_to]
        if not reading.is_on_page(reply_to, self.connection):
            self.graph.get_object(reply_to, fields=COMMENT_FIELDS)
            if parent := expect(Comment, self.graph.body).parent:
                places.append(parent.id)
        for place in places:
            yield from self._walk_comments(place)

    def _feed(self) -> Iterator[Step]:
        return self.graph.walk(
            self.connection.external_id,
            "feed",
            needs_next=True,
            fields=POST_FIELDS,
            since=int(window_start().timestamp()),
            limit=PAGE_SIZE,
        )

    def _comments(self, post: Listed, progress: Progress) -> Iterator[Page]:
        ours = post.is_by(self.connection)
        source = reading.COMMENTS if ours else reading.VISITOR_COMMENTS
        newest = mark = progress.mark(post.id)
        try:
            for step in self._walk_comments(post.id):
                newest = max(
                    filter(None, [newest, *(node.at for node in step.nodes)]), default=None
                )
                reached = step.last or step.reaches(mark - OVERLAP if mark else None)
                # The newest come first, so the mark may move only when the oldest are in as well.
                if reached and newest:
                    progress.move_mark(post.id, newest)
                yield progress.page(Raw(source, step.body, post.id), post.id, step.number)
                if reached:
                    return
        except ConnectorError as error:
            # Gone since we read the feed, or without comments; not a reason to skip the others.
            if error.reason is not Reason.TARGET_GONE:
                raise

    def _walk_comments(self, place: str) -> Iterator[Step]:
        return self.graph.walk(
            place,
            "comments",
            needs_next=True,
            fields=COMMENT_FIELDS,
            filter="stream",
            order="reverse_chronological",
            limit=PAGE_SIZE,
        )
