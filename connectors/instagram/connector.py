"""An Instagram professional account, through the Facebook Page it is connected to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from connectors.instagram import reading
from connectors.instagram.payloads import (
    COMMENT_FIELDS,
    MEDIA_FIELDS,
    PAGE_SIZE,
    REPLY_FIELDS,
    Linked,
)
from connectors.meta.connector import MetaConnector, window_start
from connectors.meta.graph import Step
from connectors.meta.payloads import Listed
from connectors.meta.progress import Progress

LIMIT = 2200  # of a comment; Meta documents none, this is what others meet


class InstagramConnector(MetaConnector):
    """One account. ``external_id`` is its id in the Graph API, ``handle`` its user name.

    An answer to a reply goes under the comment at the top: Instagram has no deeper level.
    """

    kind = "instagram"
    label = "Instagram"
    ways = (Way(Capability.REPLY, TextRule(limit=LIMIT, count=len)),)
    readers = reading.READERS
    edge = "replies"

    def identify(self) -> Identity:
        account = self.whoami("instagram_business_account{id,username,name}", Linked).account
        if not account:
            detail = "no Instagram account is connected to this Page, or it may not be seen"
            raise ConnectorError(Reason.PERMISSION, detail, reauthorise=True)
        return Identity(external_id=account.id, handle=account.username, name=account.name)

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """The media of the last 30 days, and every comment under each.

        All of them every time: comments cannot be asked from a moment on, and a new reply may
        stand under the oldest.
        """
        progress, media, start = Progress(cursor), list[Listed](), window_start()
        since = int(start.timestamp())
        for step in self._walk(
            self.connection.external_id, "media", fields=MEDIA_FIELDS, since=since
        ):
            media += [medium for medium in step.nodes if medium.at and medium.at >= start]
            if step.last:
                progress.keep(["", *(medium.id for medium in media)])
            yield progress.page(Raw(reading.MEDIA, step.body), "", step.number)
        for medium in media:
            yield from self._comments(medium.id, progress)

    def link(self, external_id: str) -> str:
        """Nothing: addresses on Instagram are made of a code that only the medium itself has."""
        return ""

    def shape(self, external_id: str) -> tuple[str, str]:
        return reading.COMMENT, REPLY_FIELDS

    def beneath(self, reply_to: str) -> Iterator[Step]:
        return self._walk(reply_to, self.edge, fields=REPLY_FIELDS)

    def _comments(self, medium: str, progress: Progress) -> Iterator[Page]:
        try:
            for step in self._walk(medium, "comments", fields=COMMENT_FIELDS):
                yield progress.page(Raw(reading.COMMENTS, step.body, medium), medium, step.number)
                for comment in step.nodes:
                    yield from self._more_replies(comment, medium, progress)
        except ConnectorError as error:
            # Gone since we read the list of media; not a reason to skip the others.
            if error.reason is not Reason.TARGET_GONE:
                raise

    def _more_replies(self, comment: Listed, medium: str, progress: Progress) -> Iterator[Page]:
        """Those that did not fit in the body of the comments."""
        if not comment.replies or len(comment.replies.data) < PAGE_SIZE:
            return
        after = comment.replies.after
        for step in self._walk(comment.id, "replies", fields=REPLY_FIELDS, after=after):
            raw = Raw(reading.REPLIES, step.body, comment.id)
            yield progress.page(raw, medium, f"{comment.id}/{step.number}")

    def _walk(self, node: str, edge: str, **args: Any) -> Iterator[Step]:
        return self.graph.walk(node, edge, needs_next=False, limit=PAGE_SIZE, **args)
