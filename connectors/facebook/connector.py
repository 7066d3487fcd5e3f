"""A Facebook Page: its posts, what visitors post on it, comments, reviews and Messenger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from connectors.base import (
    Capability,
    ConnectorError,
    Identity,
    MediaRule,
    Outgoing,
    Page,
    Raw,
    Reason,
    TextRule,
    Way,
)
from connectors.facebook import naming, reading
from connectors.facebook.payloads import (
    COMMENT_FIELDS,
    FEED_FIELDS,
    LOOKUP_FIELDS,
    MENTION_FIELDS,
    POST_FIELDS,
    RATING_FIELDS,
    TAGGED_FIELDS,
    Comment,
)
from connectors.meta import older
from connectors.meta.asking import Place, Question, of_ours, person, window_start
from connectors.meta.connector import LETTERS, MetaConnector
from connectors.meta.graph import Step
from connectors.meta.messaging import PERSON
from connectors.meta.payloads import Account, Listed
from connectors.meta.permissions import PAGE
from connectors.meta.progress import Progress
from connectors.meta.sending import address_of
from connectors.meta.ways import (
    HUMAN,
    MB,
    MESSENGER_TYPES,
    PICTURES,
    direct_message,
    private_reply,
)
from connectors.payloads import expect

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE_SIZE = 100  # of the feed, more is an error
LIMIT = 8000  # of a comment; Meta documents none, this is what others meet
MESSENGER_LIMIT = 2000  # Send API reference
OVERLAP = timedelta(minutes=15)  # for comments that Meta shows later than it dates them
LONG_OVERLAP = timedelta(days=2)  # and once a day for those that were later still

PICTURE = MediaRule(1, dict.fromkeys((*PICTURES, "image/gif"), 8 * MB))
ENCLOSED = MediaRule(1, dict.fromkeys(MESSENGER_TYPES, 25 * MB), with_text=False)
MESSENGER_TEXT = TextRule(MESSENGER_LIMIT, len)


class FacebookConnector(MetaConnector):
    """One Page. ``external_id`` is the Page's id, ``handle`` its user name, if it has one."""

    kind = "facebook"
    label = "Facebook"
    ways = (
        Way(Capability.REPLY, TextRule(limit=LIMIT, count=len), PICTURE),
        private_reply(label, MESSENGER_TEXT),
        direct_message(label, MESSENGER_TEXT, ENCLOSED),
    )
    acts = dict.fromkeys((Capability.HIDE, Capability.LIKE, Capability.DELETE), "")
    restraints = dict.fromkeys((Capability.BLOCK, Capability.BLOCK_LETTERS, Capability.SPAM), "")
    features = (HUMAN,)
    readers = reading.READERS
    keyed = True
    lists: ClassVar[Mapping[str, StrOrPromise]] = {
        LETTERS: _("Messenger conversations"),
        reading.RATINGS: _("recommendations"),
        reading.TAGGED: _("posts that mention the page"),
        older.OLDER: _("comments on older posts"),
    }
    scopes = PAGE
    cannot_know = (
        _("Of a Messenger conversation only the newest 20 messages can be fetched afterwards."),
        _("That a private message was changed or taken back is told by webhook only."),
        _("Conversations that waited in message requests for over 30 days are not given back."),
        _("Comments on advertisements come by webhook only."),
        _("Who mentions us elsewhere on Facebook is often not told, nor whether it was removed."),
        _("Comments elsewhere that name us come by webhook only."),
        older.TOLD,
    )

    def identify(self) -> Identity:
        page = self.whoami("id,name,username,category", Account)
        return Identity(external_id=page.id, handle=page.username, name=page.name)

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """The posts of the last 30 days, and the comments where something changed; once a day
        older posts as well."""
        progress, posts, start = Progress(cursor), list[Listed](), window_start()
        for step in of_ours(self._feed(since=start)):
            posts += step.nodes
            if step.last:
                progress.keep(["", *(post.id for post in posts)])
            yield progress.page(Raw(reading.FEED, step.body), "", step.number)
        yield from self.letters(progress)
        for post in posts:
            if progress.is_due(post.id, post.stamp, post.at):
                yield from self.comments(post, progress)
        yield from self.long_ago(progress, self._feed(until=start), start)
        for name, fields in ((reading.RATINGS, RATING_FIELDS), (reading.TAGGED, TAGGED_FIELDS)):
            yield from self.now_and_then(name, progress, self._edge(name, fields))

    def link(self, external_id: str) -> str:
        return naming.link(external_id, self.connection)

    @property
    def node(self) -> str:
        return self.connection.external_id

    def question(self, subject: str) -> Question:
        if subject.startswith(PERSON):
            return person(subject, "first_name,last_name")
        if subject.startswith(naming.MENTION):
            target = subject.removeprefix(naming.MENTION)
            return Question(reading.MENTIONED, target, MENTION_FIELDS)
        if naming.is_on_page(subject, self.connection):
            return Question(reading.POST, subject, POST_FIELDS, on_gone=True)
        return Question(reading.COMMENT, subject, LOOKUP_FIELDS, on_gone=True)

    def is_gone(self, external_id: str) -> bool:
        """A review can be in the list of reviews and not to be looked up by itself."""
        if not naming.is_on_page(external_id, self.connection):
            return True
        said = self.graph.body
        story = external_id.rpartition("_")[2]
        listed = any(story in step.body.decode() for step in self._edge("ratings", RATING_FIELDS))
        self.graph.body = said
        return not listed

    def place(self, outgoing: Outgoing) -> Place:
        target = outgoing.reply_to.removeprefix(naming.MENTION)
        fields = {"message": outgoing.text} if outgoing.text.strip() else {}
        if outgoing.media:
            fields["attachment_url"] = address_of(outgoing.media[0])
        return Place(target, "comments", fields)

    def recipient(self, outgoing: Outgoing) -> Mapping[str, str]:
        if outgoing.way is Capability.DM:
            return {"id": outgoing.recipient}
        on_page = naming.is_on_page(outgoing.reply_to, self.connection)
        return {"post_id" if on_page else "comment_id": outgoing.reply_to}

    def hide(self, target: str, *, hidden: bool) -> None:
        self.graph.act(target, is_hidden=hidden)

    def beneath(self, reply_to: str) -> Iterator[Step]:
        """Facebook puts an answer to an answer under the comment at the top."""
        target = reply_to.removeprefix(naming.MENTION)
        places = [target]
        if target == reply_to and not naming.is_on_page(target, self.connection):
            self.graph.get_object(target, fields=COMMENT_FIELDS)
            if parent := expect(Comment, self.graph.body).parent:
                places.append(parent.id)
        for place in places:
            yield from self._walk_comments(place)

    def _feed(self, **bounds: datetime) -> Iterator[Step]:
        """What stands on the Page itself, and not elsewhere with a link to it."""
        seconds = {name: int(moment.timestamp()) for name, moment in bounds.items()}
        for step in self._edge("feed", FEED_FIELDS, limit=PAGE_SIZE, **seconds):
            own = [post for post in step.nodes if naming.is_on_page(post.id, self.connection)]
            yield step._replace(nodes=own)

    def _edge(self, edge: str, fields: str, **args: Any) -> Iterator[Step]:
        page = self.connection.external_id
        return self.graph.walk(page, edge, needs_next=True, fields=fields, **args)

    def post_named(self, post: str) -> str:
        return post

    def comments(
        self, post: Listed, progress: Progress, since: datetime | None = None
    ) -> Iterator[Page]:
        ours = post.is_by(self.connection)
        source = reading.COMMENTS if ours else reading.VISITOR_COMMENTS
        newest = mark = progress.mark(post.id)
        overlap = LONG_OVERLAP if progress.is_long_ago(post.id) else OVERLAP
        until = since or (mark - overlap if mark else None)
        try:
            for step in self._walk_comments(post.id):
                times = [node.at for node in step.nodes]
                newest = max(filter(None, [newest, *times]), default=None)
                reached = step.last or step.reaches(until)
                # The newest come first, so the mark may move only when the oldest are in as well.
                if reached and newest:
                    progress.move_mark(post.id, newest)
                if reached:
                    progress.have_read(post.id, post.stamp)
                raw = older.some(Raw(source, step.body, post.id), step, since)
                yield progress.page(raw, post.id, step.number)
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
