"""What Facebook and Instagram have in common: both are read and answered through Meta's Graph."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from connectors.base import (
    Capability,
    Connector,
    ConnectorError,
    CredentialField,
    Deed,
    Examination,
    Item,
    Outgoing,
    Page,
    PassedOver,
    Raw,
    Reason,
    Receipt,
    Restraint,
)
from connectors.meta import older, permissions, seldom
from connectors.meta.asking import Place, Question, window_start
from connectors.meta.conversations import Mailbox
from connectors.meta.graph import Graph, Step
from connectors.meta.payloads import Listed, Named
from connectors.meta.progress import Progress
from connectors.meta.reading import MISSING, Reader, items
from connectors.meta.sending import PRIVATE, Delivered, check, is_it, letter, may_be_out_of_sight
from connectors.payloads import P, expect

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

log = logging.getLogger(__name__)

LETTERS = "letters"
MODERATION = {
    (Capability.BLOCK, False): "BAN_USER",
    (Capability.BLOCK, True): "UNBAN_USER",
    (Capability.BLOCK_LETTERS, False): "BLOCK_USER",
    (Capability.BLOCK_LETTERS, True): "UNBLOCK_USER",
    (Capability.SPAM, False): "MOVE_TO_SPAM",
}
AFTER_REFUSAL = timedelta(hours=1)
# The account may do without: an app can be allowed to read comments and not messages.
OPTIONAL = frozenset({Reason.PERMISSION, Reason.NOT_ALLOWED, Reason.TARGET_GONE})
# Of a hashtag also when this week's are used up, and the error without a name that Meta has for
# what it finds offensive.
OPTIONAL_OF_HASHTAGS = OPTIONAL | {Reason.BUDGET, Reason.UNKNOWN}
HASHTAG = "#"  # how the name of a list begins that is one


class MetaConnector(Connector):
    """One Page or professional account.

    readers  what understands a body, by its source
    lists    what the account can do without, as the channel's page calls it
    keyed    whether our own number of a private message comes back with its echo
    """

    readers: ClassVar[Mapping[str, Reader]]
    lists: ClassVar[Mapping[str, StrOrPromise]]
    keyed: ClassVar[bool] = False
    scopes: ClassVar[tuple[str, ...]]

    gateway = "meta"
    credential_fields: ClassVar[tuple[CredentialField, ...]] = (
        CredentialField("page_token", _("Page access token")),
        CredentialField(
            "app_secret",
            _("App secret"),
            required=False,
            help=_("With it every call proves that it comes from your app."),
        ),
    )
    lag = timedelta(seconds=60)

    @property
    def credentials(self) -> Mapping[str, str]:
        """Read anew each time, so that they stand in nobody's attributes."""
        return {name: value.strip() for name, value in self.connection.vault.read().items()}

    @cached_property
    def graph(self) -> Graph:
        """Raises ConnectorError when there is no token."""
        if not (token := self.credentials.get("page_token", "")):
            raise ConnectorError(Reason.CREDENTIALS, "no Page access token", reauthorise=True)
        secret = self.credentials.get("app_secret", "")
        return Graph(token, secret, meter=self.connection.meter, usual=self.usual)

    @property
    def usual(self) -> str:
        """What Meta counts our questions under."""
        return "instagram" if self.kind == "instagram" else "pages"

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(self.graph, self.node, self.kind, self.connection)

    @property
    @abstractmethod
    def node(self) -> str:
        """Whose private conversations they are."""

    @abstractmethod
    def question(self, subject: str) -> Question:
        """How to look this up: a message, or what a Pointer named."""

    @abstractmethod
    def place(self, outgoing: Outgoing) -> Place:
        """Where a public answer goes."""

    @abstractmethod
    def recipient(self, outgoing: Outgoing) -> Mapping[str, str]:
        """To whom a private message goes."""

    @abstractmethod
    def comments(
        self, post: Listed, progress: Progress, since: datetime | None = None
    ) -> Iterator[Page]:
        """What stands beneath one of our posts and is new; or only what was placed since then."""

    @abstractmethod
    def post_named(self, post: str) -> str:
        """The subject by which a post of the account is looked up."""

    @abstractmethod
    def beneath(self, reply_to: str) -> Iterator[Step]:
        """What stands where an answer to ``reply_to`` may have come to stand."""

    # In ------------------------------------------------------------------------------------------

    def parse(self, raw: Raw) -> list[Item]:
        return items(raw, self.connection, self.readers)

    @classmethod
    def passed_over(cls, cursor: Mapping[str, Any]) -> Sequence[PassedOver]:
        return [
            PassedOver(
                cls.lists.get(name) or _("the saved search “%(query)s”") % {"query": name},
                Reason(reason),
                datetime.fromisoformat(since),
                usual=_is_seldom(name, Reason(reason)),
            )
            for name, (reason, since) in Progress(cursor).refused.items()
            if name in cls.lists or name.startswith(HASHTAG)
        ]

    def refresh(self, external_ids: Sequence[str]) -> Iterator[Page]:
        """One by one: asking for several at once went with version 26.0.

        What Meta will never show in this way is passed over, for the others' sake.
        """
        for external_id in external_ids:
            if raw := self._look_up(external_id, self.question(external_id)):
                yield Page((raw,), {})

    def letters(self, progress: Progress) -> Iterator[Page]:
        """Private messages of conversations that changed."""
        return self.perhaps(LETTERS, progress, self.mailbox.news(progress, window_start()))

    def now_and_then(self, name: str, progress: Progress, walk: Iterator[Step]) -> Iterator[Page]:
        """What is new in a list that seldom changes."""
        if progress.is_time(name, seldom.EVERY):
            yield from self.perhaps(name, progress, seldom.news(name, progress, walk))

    def long_ago(self, progress: Progress, walk: Iterator[Step], start: datetime) -> Iterator[Page]:
        """What came beneath posts from before ``start``, the newest of them; once a day."""

        def read(post: Listed, since: datetime | None) -> Iterator[Page]:
            told = False
            for page in self.comments(post, progress, since):
                first = bool(page.raws) and not told
                told = told or first
                yield self._with_post(post, page) if first else page
            if since is None and not told:
                yield self._with_post(post, progress.plain())

        if progress.is_time(older.OLDER, older.EVERY):
            pages = older.news(progress, walk, start, read)
            yield from self.perhaps(older.OLDER, progress, pages)

    def _with_post(self, post: Listed, page: Page) -> Page:
        """The post may be from before Webcare came, or of a visitor, and is what it is about."""
        about = [raw for each in self.refresh([self.post_named(post.id)]) for raw in each.raws]
        return Page((*about, *page.raws), page.cursor)

    def perhaps(self, name: str, progress: Progress, pages: Iterator[Page]) -> Iterator[Page]:
        """What the account can do without: a refusal leaves the rest as it is, for an hour."""
        refused = f"{name} refused"
        if not progress.is_time(refused, AFTER_REFUSAL):
            return
        before = progress.give(name)
        try:
            yield from pages
        except ConnectorError as error:
            if not _is_optional(name, error.reason):
                raise
            log.warning("%s: %s are not for us: %s", self.label, name, error)
            progress.refuse(name, error.reason, before)
            yield progress.plain()

    # Out -----------------------------------------------------------------------------------------

    def send(self, outgoing: Outgoing) -> Receipt:
        check(self.way(outgoing.way), outgoing)
        if outgoing.way in PRIVATE:
            body = letter(outgoing, self.recipient(outgoing), keyed=self.keyed)
            self.graph.put_object(self.node, "messages", **body)
            return Receipt(expect(Delivered, self.graph.body, uncertain=True).message_id)
        place = self.place(outgoing)
        self.graph.put_object(place.node, place.edge, **place.fields)
        placed = expect(Named, self.graph.body, uncertain=True)
        if placed.id == outgoing.reply_to:
            # POST to the comment itself, instead of to its edge, would have edited it.
            raise ConnectorError(Reason.UNKNOWN, "Meta gave the id of the target", uncertain=True)
        return Receipt(external_id=placed.id, permalink=self.link(placed.id))

    def find(self, outgoing: Outgoing) -> Receipt | None:
        if outgoing.way in PRIVATE:
            return self._find_private(outgoing)
        for step in self.beneath(outgoing.reply_to):
            for node in step.nodes:
                if is_it(node, outgoing, self.connection):
                    return Receipt(external_id=node.id, permalink=self.link(node.id))
        return None

    def perform(self, deed: Deed) -> None:
        if deed.act not in self.acts or (deed.act is Capability.DELETE and deed.undo):
            raise ConnectorError(Reason.NOT_ALLOWED, permanent=True)
        if deed.act is Capability.HIDE:
            self.hide(deed.target, hidden=not deed.undo)
        elif deed.act is Capability.LIKE:
            self.graph.act(f"{deed.target}/likes", "DELETE" if deed.undo else "POST")
        else:
            self._delete(deed.target)

    def restrain(self, restraint: Restraint) -> None:
        """Graph API reference, Page and IG User, "moderate_conversations"."""
        action = MODERATION.get((restraint.what, restraint.undo))
        if action is None or restraint.what not in self.restraints:
            raise ConnectorError(Reason.NOT_ALLOWED, permanent=True)
        place = f"{self.connection.external_id}/moderate_conversations"
        self.graph.act(place, user_ids=[{"id": restraint.person}], actions=[action])

    @abstractmethod
    def hide(self, target: str, *, hidden: bool) -> None:
        """Raises ConnectorError."""

    # Credentials ---------------------------------------------------------------------------------

    def examine(self) -> Examination:
        identity = self.identify()
        app_id, secret = self.credentials.get("app_id", ""), self.credentials.get("app_secret", "")
        if not (app_id and secret):
            return Examination(identity)
        told = permissions.of_token(self.graph.access_token, app_id, secret)
        missing = tuple(scope for scope in self.scopes if scope not in told.scopes)
        tasks = permissions.tasks_of(self.graph, told.user_id)
        if tasks is None:
            return Examination(identity, told.expires_at, missing, untold=permissions.TASK)
        missing += permissions.missing_tasks(tasks)
        return Examination(identity, told.expires_at, missing)

    def whoami(self, fields: str, model: type[P]) -> P:
        """What ``/me`` says, which for a Page's token is the Page. Raises ConnectorError."""
        try:
            self.graph.get_object("me", fields=fields)
        except ConnectorError as error:
            if error.reason is not Reason.UNKNOWN:
                raise
            # A field that Pages have and people have not: it is a person's token, which reads
            # every list of comments as empty.
            detail = f"Meta takes this for no Page access token: {error.detail}"
            raise ConnectorError(Reason.CREDENTIALS, detail, reauthorise=True) from error
        return expect(model, self.graph.body)

    def _look_up(self, external_id: str, question: Question) -> Raw | None:
        try:
            self.graph.get_object(question.node, fields=question.fields)
        except ConnectorError as error:
            if not error.permanent or question.on_refused:
                raise
            if error.reason is Reason.TARGET_GONE and question.on_gone:
                gone = self.is_gone(external_id)
                return Raw(MISSING, self.graph.body, external_id) if gone else None
            log.info("%s %s cannot be looked up: %s", self.label, external_id, error)
            return None
        return Raw(question.source, self.graph.body, external_id)

    def is_gone(self, external_id: str) -> bool:
        """Whether Meta's "does not exist" is to be believed; the last answer is still at hand."""
        return True

    def _find_private(self, outgoing: Outgoing) -> Receipt | None:
        if not outgoing.recipient:
            raise ConnectorError(Reason.UNKNOWN, "the citizen's number is not known")
        found = self.mailbox.with_citizen(outgoing.recipient)
        for node in found or []:
            if is_it(node, outgoing, self.connection):
                return Receipt(external_id=node.id)
        if not may_be_out_of_sight(found, outgoing):
            return None
        raise ConnectorError(Reason.UNKNOWN, "Meta does not show that far back")

    def _delete(self, target: str) -> None:
        try:
            self.graph.act(target, "DELETE")
        except ConnectorError as error:
            if error.reason is not Reason.TARGET_GONE:  # or it was removed before
                raise


def _is_optional(name: str, reason: Reason) -> bool:
    if name.startswith(HASHTAG):
        return reason in OPTIONAL_OF_HASHTAGS
    return reason in OPTIONAL or _is_seldom(name, reason)


def _is_seldom(name: str, reason: Reason) -> bool:
    """A Page without reviews is refused them, for no reason that Meta gives."""
    listed = name in (LETTERS, older.OLDER) or name.startswith(HASHTAG)
    return not listed and reason is Reason.UNKNOWN
