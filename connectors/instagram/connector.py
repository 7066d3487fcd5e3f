"""An Instagram professional account: through its Facebook Page, or with Instagram Login."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from connectors.base import (
    Capability,
    ConnectorError,
    CredentialField,
    Examination,
    Feature,
    Identity,
    MediaRule,
    Outgoing,
    Page,
    Person,
    Raw,
    Reason,
    TextRule,
    Trial,
    Wanted,
    Way,
)
from connectors.instagram import hashtags, mentions, naming, reading, renewing
from connectors.instagram.payloads import (
    COMMENT_FIELDS,
    MEDIA_FIELDS,
    MENTIONING_COMMENT,
    MENTIONING_MEDIUM,
    PAGE_SIZE,
    REPLY_FIELDS,
    TAGGED_FIELDS,
    Linked,
    Own,
)
from connectors.meta import older
from connectors.meta.asking import Place, Question, of_ours, person, window_start
from connectors.meta.connector import LETTERS, MetaConnector
from connectors.meta.graph import Graph, Step
from connectors.meta.messaging import PERSON
from connectors.meta.payloads import Listed
from connectors.meta.permissions import INSTAGRAM
from connectors.meta.progress import Progress
from connectors.meta.ways import (
    FILMS,
    HUMAN,
    MB,
    PICTURES,
    SOUNDS,
    bytes_of,
    direct_message,
    private_reply,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# These edges say whether there is more; "tags" has cursors only, to the end and beyond.
LINKED = frozenset({"media", "comments"})
LIMIT = 2200  # of a comment; Meta documents none, this is what others meet
DIRECT_TEXT = TextRule(1000, bytes_of)
ENCLOSED = MediaRule(
    1,
    dict.fromkeys(PICTURES, 8 * MB) | dict.fromkeys((*FILMS, *SOUNDS, "application/pdf"), 25 * MB),
    with_text=False,
)


class InstagramConnector(MetaConnector):
    """One account. ``external_id`` is its id in the Graph API, ``handle`` its user name.

    An answer to a reply goes under the comment at the top: Instagram has no deeper level.
    """

    kind = "instagram"
    label = "Instagram"
    ways = (
        Way(Capability.REPLY, TextRule(limit=LIMIT, count=len)),
        private_reply(label, DIRECT_TEXT),
        direct_message(label, DIRECT_TEXT, ENCLOSED),
    )
    acts = dict.fromkeys((Capability.HIDE, Capability.DELETE), "")
    # Restricting somebody is not in the API, nor is blocking them altogether.
    restraints = dict.fromkeys((Capability.BLOCK_LETTERS, Capability.SPAM), "")
    listens: ClassVar = {Capability.HASHTAGS: hashtags.FEATURE}
    found_in = frozenset({reading.HASHTAG})
    features = (
        HUMAN,
        Feature(
            hashtags.FEATURE,
            _("Instagram Public Content Access"),
            _("May listen to hashtags; Meta gives it after review, and with Facebook Login only."),
        ),
    )
    credential_fields: ClassVar[tuple[CredentialField, ...]] = (
        CredentialField(
            "page_token",
            _("Page access token"),
            required=False,
            help=_("Of the Facebook Page that the account is connected to."),
        ),
        CredentialField(
            "ig_token",
            _("Instagram access token"),
            required=False,
            help=_("Instead of a Page's, with Instagram Login."),
        ),
        *MetaConnector.credential_fields[1:],
    )
    readers = reading.READERS
    lists: ClassVar[Mapping[str, StrOrPromise]] = {
        LETTERS: _("private conversations"),
        reading.TAGGED: _("posts that tag the account"),
        older.OLDER: _("comments on older posts"),
    }
    scopes = INSTAGRAM
    cannot_know = (
        _("Of a private conversation only the newest 20 messages can be fetched afterwards."),
        _("That a private message was changed or taken back is told by webhook only."),
        _("Comments on advertisements come by webhook only."),
        _("Mentions come by webhook only, and none from private accounts."),
        _("Media that disappear when they are seen are never given to us."),
        _("That a comment was removed is noticed only when it is looked at again."),
        older.TOLD,
        _("Who placed what a hashtag finds is not told, and it can only be answered on Instagram."),
    )

    @cached_property
    def graph(self) -> Graph:
        if not (token := self.credentials.get("ig_token", "")):
            return super().graph
        url, meter = settings.INSTAGRAM_GRAPH_URL, self.connection.meter
        return Graph(token, base_url=url, meter=meter, usual=self.usual)

    @property
    def own_login(self) -> bool:
        """Whether it is connected with Instagram Login, without a Page."""
        return bool(self.credentials.get("ig_token"))

    @property
    def node(self) -> str:
        """The Page's messages are the account's; of a Page's token "me" is the Page."""
        return self.connection.external_id if self.own_login else "me"

    def identify(self) -> Identity:
        if self.own_login:
            own = self.whoami("id,user_id,username,name", Own)
            return Identity(own.user_id or own.id, own.username, own.name or own.username)
        account = self.whoami("instagram_business_account{id,username,name}", Linked).account
        if not account:
            detail = "no Instagram account is connected to this Page, or it may not be seen"
            raise ConnectorError(Reason.PERMISSION, detail, reauthorise=True)
        return Identity(external_id=account.id, handle=account.username, name=account.name)

    def examine(self) -> Examination:
        """Instagram Login tells what a token may when it gives one, and nowhere else."""
        if not self.own_login:
            return super().examine()
        return Examination(self.identify(), renewing.ends_at(self.credentials))

    def renew(self) -> None:
        if self.own_login and renewing.is_due(self.credentials, datetime.now(UTC)):
            self.connection.vault.renew(self.connection.vault.read(), renewing.renewed)
            self.__dict__.pop("graph", None)

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """The media of the last 30 days, and the comments where something changed; once a day
        older media as well.

        All comments of such a medium: they cannot be asked from a moment on, and a new reply may
        stand under the oldest.
        """
        progress, media, start = Progress(cursor), list[Listed](), window_start()
        progress.keep_hashtags(self.connection.searches)
        moment = int(start.timestamp())
        for step in of_ours(self._of_account("media", MEDIA_FIELDS, since=moment)):
            media += [each for each in step.nodes if each.id and each.at and each.at >= start]
            if step.last:
                listening = self.connection.searches
                progress.keep(["", *listening, *(medium.id for medium in media)])
            yield progress.page(Raw(reading.MEDIA, step.body), "", step.number)
        yield from self.letters(progress)
        for medium in media:
            if progress.is_due(medium.id, medium.stamp, medium.at):
                yield from self.comments(medium, progress)
        before = self._of_account("media", MEDIA_FIELDS, until=moment)
        yield from self.long_ago(progress, before, start)
        tags = self._of_account("tags", TAGGED_FIELDS)
        yield from self.now_and_then(reading.TAGGED, progress, tags)
        yield from self._hashtags(progress)

    def _hashtags(self, progress: Progress) -> Iterator[Page]:
        """Last, for nobody waits for what they find."""
        if self.own_login or hashtags.FEATURE not in self.connection.features:
            return
        listener = hashtags.Hashtags(self.graph, self.connection)
        asked = {query: progress.last_asked(query) for query in self.connection.searches}
        longest_ago = datetime.min.replace(tzinfo=UTC)
        for query in sorted(asked, key=lambda each: asked[each] or longest_ago):
            yield from self.perhaps(query, progress, listener.news(query, progress))

    @classmethod
    def phrase(
        cls,
        wanted: Wanted,
        features: frozenset[str] = frozenset(),  # noqa: ARG003
        own: Sequence[str] = (),  # noqa: ARG003
    ) -> str:
        return hashtags.phrase(wanted)

    def try_out(self, query: str) -> Trial:
        if self.own_login:
            detail = "Hashtags need Facebook Login"
            raise ConnectorError(Reason.PERMISSION, detail, permanent=True)
        return hashtags.Hashtags(self.graph, self.connection).trial(query)

    def link(self, external_id: str) -> str:
        """Nothing: addresses on Instagram are made of a code that only the medium itself has."""
        return ""

    @classmethod
    def profile_link(cls, person: Person) -> str:
        handle = quote(person.handle, safe="")
        return f"{settings.INSTAGRAM_WEB_URL}/{handle}/" if handle else ""

    def question(self, subject: str) -> Question:
        if subject.startswith(PERSON):
            return person(subject, "name,username")
        if subject.startswith(naming.MEDIUM):
            medium = subject.removeprefix(naming.MEDIUM)
            return Question(reading.MEDIUM, medium, MEDIA_FIELDS)
        if subject.startswith((naming.MENTION, naming.MENTIONED)):
            first = subject.startswith(naming.MENTIONED)  # nothing is known of it but its number
            us, fields = self.connection.external_id, _about(subject)
            return Question(reading.MENTIONED, us, fields, on_refused=first)
        return Question(reading.COMMENT, subject, REPLY_FIELDS, on_gone=True)

    def place(self, outgoing: Outgoing) -> Place:
        target, fields = outgoing.reply_to, {"message": outgoing.text}
        if not target.startswith(naming.MENTION):
            return Place(target, "replies", fields)
        medium, comment = naming.parts(target)
        where = {"media_id": medium} | ({"comment_id": comment} if comment else {})
        return Place(self.connection.external_id, "mentions", where | fields)

    def recipient(self, outgoing: Outgoing) -> Mapping[str, str]:
        if outgoing.way is Capability.DM:
            return {"id": outgoing.recipient}
        return {"comment_id": outgoing.reply_to}

    def hide(self, target: str, *, hidden: bool) -> None:
        self.graph.act(target, hide=hidden)

    def beneath(self, reply_to: str) -> Iterator[Step]:
        if not reply_to.startswith(naming.MENTION):
            return self._walk(reply_to, "replies", fields=REPLY_FIELDS)
        return mentions.beneath(self.graph, self.connection, reply_to)

    def post_named(self, post: str) -> str:
        return naming.MEDIUM + post

    def comments(
        self, post: Listed, progress: Progress, since: datetime | None = None
    ) -> Iterator[Page]:
        try:
            for step in self._walk(post.id, "comments", fields=COMMENT_FIELDS):
                raw = Raw(reading.COMMENTS, step.body, post.id)
                yield progress.page(older.some(raw, step, since), post.id, step.number)
                for comment in step.nodes:
                    yield from self._more_replies(comment, post.id, progress, since)
            progress.have_read(post.id, post.stamp)
            yield progress.plain()
        except ConnectorError as error:
            # Gone since we read the list of media; not a reason to skip the others.
            if error.reason is not Reason.TARGET_GONE:
                raise

    def _more_replies(
        self, comment: Listed, medium: str, progress: Progress, since: datetime | None
    ) -> Iterator[Page]:
        """Those that did not fit in the body of the comments."""
        if not comment.replies or len(comment.replies.data) < PAGE_SIZE:
            return
        after = comment.replies.after
        for step in self._walk(comment.id, "replies", fields=REPLY_FIELDS, after=after):
            raw = Raw(reading.REPLIES, step.body, comment.id)
            some = older.some(raw, step, since)
            yield progress.page(some, medium, f"{comment.id}/{step.number}")

    def _of_account(self, edge: str, fields: str, **args: Any) -> Iterator[Step]:
        return self._walk(self.connection.external_id, edge, fields=fields, **args)

    def _walk(self, node: str, edge: str, **args: Any) -> Iterator[Step]:
        linked = edge in LINKED
        return self.graph.walk(node, edge, needs_next=linked, limit=PAGE_SIZE, **args)


def _about(name: str) -> str:
    medium, comment = naming.parts(name)
    if comment:
        return f"mentioned_comment.comment_id({comment}){{{MENTIONING_COMMENT}}}"
    return f"mentioned_media.media_id({medium}){{{MENTIONING_MEDIUM}}}"
