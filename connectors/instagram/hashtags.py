"""Listening to hashtags (Instagram Platform docs, "Hashtag Search").

By a name comes a number, and under that the public photos and films of the last 24 hours. Nobody
tells who placed them, and they take no comments of ours. An account may ask for 30 hashtags in
seven days; what was asked for once, counts for seven days from then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from connectors.base import (
    LISTENING,
    Connection,
    ConnectorError,
    Page,
    Raw,
    Reason,
    Trial,
    Unsearchable,
    Wanted,
)
from connectors.instagram import reading
from connectors.instagram.payloads import HASHTAG_FIELDS, PAGE_SIZE
from connectors.meta.graph import Graph, Step
from connectors.meta.payloads import Listing
from connectors.meta.progress import Progress
from connectors.payloads import expect

FEATURE = "hashtags"
MOST, COUNTED = 30, timedelta(days=7)
EVERY = timedelta(minutes=15)
FEW = 3  # pages in one go; on to what we have where that is further
MOST_PAGES = 20
TRIED = 10  # photos of a first try
TRIED_LATELY = "hashtags tried"  # in the notebook

_TAG = re.compile(r"(?=\w*[^\W\d_])\w{1,100}")


def phrase(wanted: Wanted) -> str:
    """Raises Unsearchable."""
    tag = wanted.hashtag.strip().removeprefix("#")
    if wanted.words or wanted.one_of or wanted.places or wanted.none_of:
        raise Unsearchable(
            _("Instagram can only be searched by one hashtag. Leave the other words empty.")
        )
    if not _TAG.fullmatch(tag):
        raise Unsearchable(_("Write one hashtag of letters and digits, without spaces."))
    return f"#{tag.lower()}"


def too_many() -> ConnectorError:
    """Before Instagram says so."""
    told = _("Instagram lets an account listen to %(most)d hashtags in a week.") % {"most": MOST}
    return ConnectorError(Reason.BUDGET, told)


class Hashtags:
    """Those of one account."""

    def __init__(self, graph: Graph, us: Connection) -> None:
        self.graph = graph
        self.us = us

    def news(self, query: str, progress: Progress) -> Iterator[Page]:
        """What was placed under it since we looked. Raises ConnectorError.

        The order is not promised, so some pages are read even where the first holds nothing new.
        """
        if not progress.is_time(query, max(EVERY, self.us.rest_of(query))):
            return
        number = self._number(query, progress)
        yield progress.plain()
        known, top, met = set(progress.tops.get(query, ())), list[str](), False
        for step in self._walk(number, PAGE_SIZE):
            keys = [node.id for node in step.nodes if node.id]
            top = (top + keys)[: 2 * PAGE_SIZE]
            met = met or not known or not known.isdisjoint(keys)
            ended = step.last or (met and step.number + 1 >= FEW) or step.number + 1 >= MOST_PAGES
            if ended:
                progress.tops[query] = top
                progress.have_asked(query)
            yield progress.page(Raw(reading.HASHTAG, step.body, query), query, step.number)
            if ended:
                return

    def trial(self, query: str) -> Trial:
        """Raises ConnectorError. How many there are, Instagram does not tell.

        It counts as asked for, so none is tried that would be in the way of a saved one.
        """
        tried = self._tried()
        if query not in tried:
            if query not in self.us.searches and len({*tried, *self.us.searches}) >= MOST:
                raise too_many()
            # Noted before the answer comes, as below.
            noted = {**tried, query: datetime.now(UTC).isoformat()}
            self.us.notebook.write(TRIED_LATELY, json.dumps(noted))
        step = next(self._walk(self._ask_number(query), TRIED))
        return Trial((Raw(reading.HASHTAG, step.body, query),))

    def _walk(self, number: str, size: int) -> Iterator[Step]:
        return self.graph.walk(
            number,
            "recent_media",
            needs_next=False,
            user_id=self.us.external_id,
            fields=HASHTAG_FIELDS,
            limit=size,
        )

    def _number(self, query: str, progress: Progress) -> str:
        tried = self._tried()
        counted = progress.hashtags_since(datetime.now(UTC) - COUNTED)
        if query not in {*counted, *tried} and len({*counted, *tried}) >= MOST:
            raise too_many()
        if query not in counted:
            # Noted before the answer comes: it counts, whatever comes of it.
            progress.hashtags[query] = ["", tried.get(query, datetime.now(UTC).isoformat())]
        number, since = progress.hashtags[query]
        number = number or self._ask_number(query)
        progress.hashtags[query] = [number, since]
        return number

    def _tried(self) -> dict[str, str]:
        """Those that were tried out and still count, and since when."""
        noted: dict[str, str] = json.loads(self.us.notebook.read().get(TRIED_LATELY, "{}"))
        edge = datetime.now(UTC) - COUNTED
        return {tag: at for tag, at in noted.items() if datetime.fromisoformat(at) > edge}

    def _ask_number(self, query: str) -> str:
        self.us.meter.check(LISTENING)
        tag = query.removeprefix("#")
        self.graph.get_object("ig_hashtag_search", user_id=self.us.external_id, q=tag)
        found = expect(Listing, self.graph.body).data
        if not found:
            raise ConnectorError(Reason.TARGET_GONE, f"#{tag}", permanent=True)
        return found[0].id
