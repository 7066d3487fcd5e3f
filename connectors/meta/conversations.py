"""Private conversations, asked for and looked through (Meta docs, "Conversations API").

Newest first, without a way to ask from a moment on. Of each conversation only the newest twenty
messages can be read. Two questions a second, for the whole account.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from connectors.base import Connection, ConnectorError, Page, Raw, Reason
from connectors.meta.graph import Graph
from connectors.meta.letters import MESSAGES, PLAIN, fields
from connectors.meta.payloads import Listed, Listing
from connectors.meta.progress import Progress
from connectors.meta.sending import NEWEST
from connectors.payloads import expect

PAGE_SIZE = 50
OVERLAP = timedelta(minutes=10)  # conversations may be listed a little late
ASKED = "conversations"


class Mailbox(NamedTuple):
    """Where the private messages of one account are.

    node  whose conversations: a Page, for Instagram too, or the account with Instagram Login
    kind  "facebook" or "instagram"
    """

    graph: Graph
    node: str
    kind: str
    us: Connection

    @property
    def platform(self) -> str:
        return "instagram" if self.kind == "instagram" else "messenger"

    def news(self, progress: Progress, since: datetime) -> Iterator[Page]:
        """The newest messages of every conversation that changed: since we last asked, however
        long ago that was, or since this moment. Raises ConnectorError."""
        until = progress.reached(OVERLAP) or since
        for thread in self._changed(progress, until):
            raw = self._messages(thread.id, thread.citizen(self.us))
            progress.threads[thread.id] = thread.stamp
            yield progress.plain((raw,) if raw else ())
        progress.all_in(OVERLAP)
        yield progress.plain()

    def with_citizen(self, citizen: str) -> list[Listed] | None:
        """The newest messages of the conversation with this citizen, None when there is none.

        Raises ConnectorError.
        """
        self.graph.calmly()
        self.graph.get_connections(
            self.node, "conversations", platform=self.platform, user_id=citizen, fields="id"
        )
        rows = expect(Listing, self.graph.body).data
        if not rows or not self._messages(rows[0].id, citizen):
            return None
        return expect(Listing, self.graph.body).data

    def _changed(self, progress: Progress, until: datetime) -> Iterator[Listed]:
        """Each page is read to its end before another is asked for: the graph holds one body."""
        after = ""
        while True:
            listing = self._list(after)
            for thread in listing.data:
                if thread.updated and thread.updated < until:
                    return
                if thread.citizen(self.us) and progress.threads.get(thread.id) != thread.stamp:
                    yield thread
            # Meta's example of this edge has cursors only, also on its last page.
            ended = not listing.paging.next and len(listing.data) < PAGE_SIZE
            if ended or listing.after in ("", after):
                return
            after = listing.after

    def _list(self, after: str) -> Listing:
        self.graph.calmly()
        self.graph.get_connections(
            self.node,
            "conversations",
            platform=self.platform,
            fields="id,updated_time,message_count,participants",
            limit=PAGE_SIZE,
            after=after or None,
        )
        return expect(Listing, self.graph.body)

    def _messages(self, thread: str, citizen: str) -> Raw | None:
        """None when it went since it was listed.

        What a message may be asked differs with its platform and with Meta's versions. Where that
        is refused, the words at least come in.
        """
        for asked in (fields(self.kind), PLAIN):
            self.graph.calmly()
            try:
                self.graph.get_connections(thread, "messages", fields=asked, limit=NEWEST)
            except ConnectorError as error:
                if error.reason is Reason.TARGET_GONE:
                    return None
                if error.reason is not Reason.UNKNOWN or asked == PLAIN:
                    raise
            else:
                break
        return Raw(MESSAGES, self.graph.body, citizen)
