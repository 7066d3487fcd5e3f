"""From Arrival to Conversation: repeatable, in any order, and nothing is lost on the way.

Bodies come twice, out of order and late. So every message is found by its identity, a thread by
its root and its citizen, older news never overwrites newer, and where a conversation stands is
worked out afterwards from what it holds.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from connectors import polling
from connectors.base import Deleted, Incoming, Item, Person, Receipt, Unreadable
from connectors.base import Post as OwnPost
from connectors.models import Account, Arrival
from inbox import outbox
from inbox.models import Author, Conversation, Event, Message, Outbound, Post
from inbox.sorting import sort
from inbox.standing import settle, tell
from inbox.words import same_words
from inbox.workflow import UNDERWAY

log = logging.getLogger(__name__)

PATIENCE = timedelta(hours=1)
INGEST_LOCK = 7_003  # a number of our own for PostgreSQL's advisory locks


def ingest(arrival_id: int) -> None:
    """Read one Arrival into the inbox. What cannot be read stays, with its error, and is shown."""
    arrival = Arrival.objects.select_related("account").get(pk=arrival_id)
    try:
        _read(arrival)
    except Unreadable as error:
        polling.mark_failed(arrival, str(error))
    except OperationalError:
        raise  # the database is away: the arrival waits for the sweep
    except Exception as error:
        if isinstance(error, IntegrityError) and timezone.now() - arrival.received_at < PATIENCE:
            # Someone stored the same at the same moment; the sweep reads it again.
            log.info("Arrival %s is read again later", arrival_id)
            return
        # Whatever one strange body does, the next ones must come through.
        log.exception("Arrival %s could not be read", arrival_id)
        polling.mark_failed(arrival, f"{type(error).__name__}: {error}")


@transaction.atomic
def _read(arrival: Arrival) -> None:
    _one_at_a_time(arrival.account)
    if not Arrival.objects.waiting().filter(pk=arrival.pk).exists():
        return
    items = arrival.account.connect().parse(arrival.raw)
    _Reading(arrival.account, arrival.received_at).take(items)
    polling.mark_parsed(arrival)


def _one_at_a_time(account: Account) -> None:
    """Two arrivals of one account can hold the same message; read them one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [INGEST_LOCK, account.pk])


class _Reading:
    """The items of one body, taken into the inbox inside one transaction."""

    def __init__(self, account: Account, seen_at: datetime) -> None:
        self.account = account
        self.seen_at = seen_at
        self.changed: dict[int, Conversation] = {}  # by primary key, locked
        self.heard: set[int] = set()
        self.begun: list[Conversation] = []
        self.known: dict[str, Message] = {}
        self.authors: dict[str, Author] = {}
        self.posts: dict[str, Post] = {}

    def take(self, items: list[Item]) -> None:
        self._look_up(items)
        for item in sorted(items, key=_reading_order):
            match item:
                case OwnPost():
                    self._post(item)
                case Incoming():
                    self._message(item)
                case Deleted():
                    self._deleted(item)
        sort(self.begun)
        for conversation in self.changed.values():
            settle(conversation, heard=conversation.pk in self.heard)

    def _look_up(self, items: list[Item]) -> None:
        ids = [item.external_id for item in items]
        messages = Message.objects.filter(
            Q(external_id__in=ids) | Q(current_id__in=ids), account=self.account
        )
        for message in messages.select_related("outbound"):
            self.known |= dict.fromkeys(_names(message), message)
        people = {item.author.id for item in items if isinstance(item, Incoming)}
        authors = Author.objects.filter(account=self.account, external_id__in=people)
        self.authors = {author.external_id: author for author in authors}

    # Posts of our own ----------------------------------------------------------------------------

    def _post(self, item: OwnPost) -> None:
        post = self._post_row(item.external_id)
        new = (_clean(item.text), item.permalink, item.created_at)
        if (post.text, post.permalink, post.created_at) != new:
            post.text, post.permalink, post.created_at = new
            post.save()

    def _post_row(self, external_id: str) -> Post:
        if external_id not in self.posts:
            self.posts[external_id], _ = Post.objects.get_or_create(
                account=self.account, external_id=external_id
            )
        return self.posts[external_id]

    # Messages ------------------------------------------------------------------------------------

    def _message(self, item: Incoming) -> None:
        known = self.known.get(item.external_id)
        if known:
            self._follow(known, item)
        elif item.author.id == self.account.external_id:
            self._our_own(item)
        else:
            self._from_citizen(item)

    def _follow(self, message: Message, item: Incoming) -> None:
        """The platform shows a known message again: edited, back, or just the same."""
        if item.outdated or self.seen_at < message.observed_at or hasattr(message, "outbound"):
            return
        edited = not message.deleted_at and message.text != _clean(item.text)
        restored = message.deleted_at is not None
        message.text = _clean(item.text)
        message.current_id, message.answer_to = item.current_id, item.answer_to
        message.observed_at = self.seen_at
        if edited:
            message.edited_at = timezone.now()
        message.deleted_at = None
        message.save()
        if message.conversation_id and (edited or restored):
            conversation = self._change(message.conversation_id)
            tell(conversation, Event.Verb.EDITED, message=message.pk)
            if message.incoming:
                self.heard.add(conversation.pk)

    def _from_citizen(self, item: Incoming) -> None:
        conversation = self._conversation(item, self._author(item.author))
        message = self._store(item, conversation, incoming=True)
        tell(conversation, Event.Verb.RECEIVED, message=message.pk)
        self.heard.add(conversation.pk)
        self._reunite(message)

    def _conversation(self, item: Incoming, author: Author) -> Conversation:
        conversation, begun = Conversation.objects.get_or_create(
            account=self.account,
            thread_id=item.thread_id,
            author=author,
            defaults={
                "created_at": item.created_at,
                "waiting_since": item.created_at,
                "post": self._post_row(item.post_id) if item.post_id else None,
            },
        )
        conversation = self._change(conversation.pk)
        if begun:
            self.begun.append(conversation)
        return conversation

    def _author(self, person: Person) -> Author:
        author = self.authors.get(person.id)
        if author is None:
            author, _ = Author.objects.get_or_create(
                account=self.account,
                external_id=person.id,
                defaults={"handle": person.handle, "name": _clean(person.name)[:200]},
            )
            self.authors[person.id] = author
        new = (person.handle or author.handle, _clean(person.name)[:200] or author.name)
        if (author.handle, author.name) != new:
            author.handle, author.name = new
            author.save()
        return author

    def _store(
        self, item: Incoming, conversation: Conversation | None, *, incoming: bool
    ) -> Message:
        message = Message.objects.create(
            account=self.account,
            conversation=conversation,
            author=self.authors[item.author.id] if incoming else None,
            incoming=incoming,
            external_id=item.external_id,
            current_id=item.current_id,
            answer_to=item.answer_to,
            thread_id=item.thread_id,
            parent_id=item.parent_id,
            text=_clean(item.text),
            permalink=item.permalink,
            created_at=item.created_at,
            observed_at=self.seen_at,
        )
        self.known[item.external_id] = message
        return message

    # Answers of our own --------------------------------------------------------------------------

    def _our_own(self, item: Incoming) -> None:
        """An answer of ours that we did not know: typed in the native app, or just placed."""
        outbound = self._underway(item)
        if outbound:
            outbox.placed(outbound, Receipt(item.external_id, item.permalink))
            return
        parent = self._parent(item.parent_id)
        if parent is None or parent.conversation_id is None:
            self._store(item, None, incoming=False)
            return
        conversation = self._change(parent.conversation_id)
        known = Message.objects.filter(account=self.account, external_id=item.external_id).first()
        if known:  # its sending ended while we waited for the lock
            self._follow(known, item)
        else:
            message = self._store(item, conversation, incoming=False)
            tell(conversation, Event.Verb.NATIVE, message=message.pk)
            self._reunite(message)

    def _underway(self, item: Incoming) -> Outbound | None:
        """The answer of ours that this is, seen on the platform before its sending ended.

        Sought in the whole thread: Facebook shows an answer to a reply under the comment above.
        """
        candidates = Outbound.objects.filter(
            conversation__account=self.account,
            conversation__thread_id=item.thread_id,
            state__in=UNDERWAY,
            first_attempt_at__isnull=False,
        ).select_related("message")
        same = [one for one in candidates if same_words(one.message.text, item.text)]
        return min(same, key=lambda one: one.reply_to != item.parent_id, default=None)

    def _parent(self, parent_id: str) -> Message | None:
        if not parent_id:
            return None
        return Message.objects.filter(
            Q(external_id=parent_id) | Q(current_id=parent_id), account=self.account
        ).first()

    def _reunite(self, message: Message) -> None:
        """Answers of ours that came before what they answer now find their conversation."""
        orphans = Message.objects.filter(
            account=self.account, conversation=None, parent_id__in=_names(message)
        )
        for orphan in orphans:
            orphan.conversation_id = message.conversation_id
            orphan.save(update_fields=["conversation"])
            tell(self._change(orphan.conversation_id or 0), Event.Verb.NATIVE, message=orphan.pk)
            self._reunite(orphan)

    # Deletions -----------------------------------------------------------------------------------

    def _deleted(self, item: Deleted) -> None:
        message = self.known.get(item.external_id)
        if message is None or message.deleted_at or self.seen_at < message.observed_at:
            return
        message.deleted_at, message.observed_at = timezone.now(), self.seen_at
        message.text = ""
        message.save()
        if message.conversation_id:
            conversation = self._change(message.conversation_id)
            tell(conversation, Event.Verb.DELETED, message=message.pk)

    def _change(self, conversation_id: int) -> Conversation:
        if conversation_id not in self.changed:
            self.changed[conversation_id] = Conversation.objects.select_for_update().get(
                pk=conversation_id
            )
        return self.changed[conversation_id]


def _reading_order(item: Item) -> tuple[int, datetime | None]:
    """Posts, then messages as they were written, then deletions."""
    match item:
        case OwnPost():
            return (0, item.created_at)
        case Incoming():
            return (1, item.created_at)
        case Deleted():
            return (2, None)


def _names(message: Message) -> set[str]:
    """Every number the platform gave this message."""
    return {message.external_id or "", message.current_id} - {""}


def _clean(text: str) -> str:
    """PostgreSQL stores every character but one."""
    return text.replace("\x00", "")
