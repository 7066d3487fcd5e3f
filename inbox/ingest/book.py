"""All that one body touches: looked up at once, and written back at the end.

A webhook may hold a thousand messages, so nothing here asks the database for one at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from connectors.base import Attachment as Shown
from connectors.base import Deleted, Hidden, Incoming, Item, Person, Profile, Reacted
from connectors.base import Post as OwnPost
from connectors.models import Account
from inbox import attachments
from inbox.clocks import CLOCK_SKEW
from inbox.colleagues import meanwhile
from inbox.models import (
    Attachment,
    Author,
    Conversation,
    Early,
    Event,
    Message,
    Outbound,
    Post,
    Reaction,
)
from inbox.searches import keeping

News = Incoming | Deleted | Hidden | Reacted


class Book:
    """What the inbox knows of the items of one body, and what changes because of them.

    messages       by every number the platform gave them
    conversations  by primary key, locked until the end of the transaction
    answers        primary keys of messages that were sent from here
    stored         messages that this body brought
    begun          conversations that this body began; ``simple`` are those of them that hold
                   nothing but what a citizen says
    heard          conversations in which the citizen said something new
    finds          what only a saved search brought, for the stream beside the inbox
    gone           numbers of what was deleted and is no message here
    """

    def __init__(
        self,
        account: Account,
        received_at: datetime,
        items: Sequence[Item],
        *,
        takes_finds: bool = False,
    ) -> None:
        self.account = account
        self.takes_finds = takes_finds
        self.received_at = received_at
        self.messages: dict[str, Message] = {}
        self.conversations: dict[int, Conversation] = {}
        self.threads: dict[str, list[Conversation]] = defaultdict(list)
        self.authors: dict[str, Author] = {}
        self.posts: dict[str, Post] = {}
        self.earlies: dict[str, dict[str, Early]] = defaultdict(dict)
        self.reactions: dict[tuple[str, str], Reaction] = {}
        self.signs: dict[str, int] = {}
        self.kept: dict[tuple[str, int], set[str]] = defaultdict(set)
        self.answers: set[int] = set()
        self.stored: list[Message] = []
        self.begun: list[Conversation] = []
        self.simple: set[int] = set()
        self.changed: set[int] = set()
        self.heard: set[int] = set()
        self.finds: list[Incoming] = []
        self.gone: list[str] = []
        self.events: list[Event] = []
        self.unchanged: dict[datetime, list[int]] = defaultdict(list)
        self._look_up(items)

    def moment(self, item: News) -> datetime:
        """Of when this is the news."""
        return item.as_of or self.received_at

    # Looking up ----------------------------------------------------------------------------------

    def _look_up(self, items: Sequence[Item]) -> None:
        news = [item for item in items if isinstance(item, News)]
        incoming = [item for item in news if isinstance(item, Incoming)]
        ids = {item.external_id for item in news}
        # The locks come first: what is read after them, nobody changes any more.
        self._lock(ids, incoming)
        self._messages(ids | {item.parent_id for item in incoming} - {""})
        self._people(items)
        self._posts(ids, items)
        self._early(ids | {item.current_id for item in incoming})
        self._reactions(news)
        self._attachments(items)

    def _lock(self, ids: set[str], incoming: Sequence[Incoming]) -> None:
        parents = {item.parent_id for item in incoming}
        named = self._named((ids | parents) - {""}).values_list("conversation", "thread_id")
        known = list(named)
        keys = {item.thread_id for item in incoming} | {thread for _, thread in known}
        threads = Conversation.objects.filter(account=self.account, thread_id__in=keys - {""})
        found = {pk for pk, _ in known} - {None}
        found |= {*threads.values_list("pk", flat=True)}
        rows = Conversation.objects.select_for_update().filter(pk__in=found).order_by("pk")
        for row in rows:
            self._know(row)

    def _know(self, conversation: Conversation) -> None:
        self.conversations[conversation.pk] = conversation
        self.threads[conversation.thread_id].append(conversation)

    def _messages(self, ids: set[str]) -> None:
        for message in self._named(ids).select_related("outbound"):
            if message.observed_at > timezone.now() + CLOCK_SKEW:
                # By a clock that was wrong: nothing would be news until then.
                message.observed_at = message.created_at
            self.name(message)
            if hasattr(message, "outbound"):
                self.answers.add(message.pk)

    def _named(self, ids: Iterable[str]) -> QuerySet[Message]:
        ids = list(ids)
        named = Q(external_id__in=ids) | Q(current_id__in=ids)
        return Message.objects.filter(named, account=self.account)

    def _people(self, items: Sequence[Item]) -> None:
        people = {item.author.id for item in items if isinstance(item, Incoming)}
        people |= {item.person.id for item in items if isinstance(item, Profile)}
        authors = Author.objects.filter(account=self.account, external_id__in=people)
        self.authors = {author.external_id: author for author in authors}

    def _posts(self, ids: set[str], items: Sequence[Item]) -> None:
        above = {item.post_id for item in items if isinstance(item, Incoming)}
        own = {item.external_id for item in items if isinstance(item, OwnPost)}
        posts = Post.objects.filter(account=self.account, external_id__in=ids | above | own)
        self.posts = {post.external_id: post for post in posts}

    def _early(self, ids: set[str]) -> None:
        for early in Early.objects.filter(account=self.account, external_id__in=ids):
            self.earlies[early.external_id][early.what] = early

    def _reactions(self, news: Sequence[News]) -> None:
        named = {item.external_id for item in news if isinstance(item, Reacted)}
        new = {item.external_id for item in news if isinstance(item, Incoming)} - {*self.messages}
        known = Reaction.objects.filter(account=self.account)
        if named:
            rows = known.filter(external_id__in=named)
            self.reactions = {(row.external_id, row.by): row for row in rows}
        if new:
            given = known.filter(external_id__in=new).exclude(reaction="")
            counted = given.values_list("external_id").annotate(count=Count("pk")).order_by()
            self.signs = dict(counted)

    def _attachments(self, items: Sequence[Item]) -> None:
        """Which attachments need no second look, so that a poll does not ask about each."""
        if not any(item.attachments for item in items if isinstance(item, Incoming | OwnPost)):
            return
        messages = {message.pk for message in self.messages.values()}
        posts = {post.pk for post in self.posts.values()}
        rows = Attachment.objects.filter(Q(message__in=messages) | Q(post__in=posts)).exclude(
            state__in=[Attachment.State.WAITING, Attachment.State.FAILED, Attachment.State.GONE]
        )
        for message, post, key in rows.values_list("message", "post", "key"):
            self.kept["message" if message else "post", message or post].add(key)

    # Asking --------------------------------------------------------------------------------------

    def is_ours(self, item: Incoming) -> bool:
        return item.author.id == self.account.external_id

    def stays_beside(self, item: Incoming) -> bool:
        """Whether it goes to the stream: a search found it, and nobody took it in. What somebody
        adds to a conversation that we have with them belongs there."""
        if self.takes_finds or not keeping.is_find(item) or self.is_ours(item):
            return False
        author = self.authors.get(item.author.id)
        talking = (known.author_id for known in self.threads[item.thread_id])
        return author is None or author.pk not in talking

    def post(self, external_id: str) -> Post:
        if external_id not in self.posts:
            self.posts[external_id] = Post.objects.create(
                account=self.account, external_id=external_id
            )
        return self.posts[external_id]

    def author(self, person: Person) -> Author:
        """The citizen, with the newest name that the platform told."""
        author = self.authors.get(person.id)
        handle, name = person.handle[:100], clean(person.name)[:200]
        if author is None:
            author = Author.objects.create(
                account=self.account, external_id=person.id, handle=handle, name=name
            )
            self.authors[person.id] = author
        new = (handle or author.handle, name or author.name)
        if (author.handle, author.name) != new:
            author.handle, author.name = new
            author.save(update_fields=["handle", "name"])
        return author

    def conversation(self, item: Incoming, author: Author) -> Conversation:
        """The one of this citizen in this thread; begun when there is none."""
        for known in self.threads[item.thread_id]:
            if known.author_id == author.pk:
                return known
        begun = Conversation.objects.create(
            account=self.account,
            thread_id=item.thread_id,
            author=author,
            private=item.private,
            created_at=item.created_at,
            waiting_since=item.created_at,
            post=self.post(item.post_id) if item.post_id else None,
        )
        self._know(begun)
        self.begun.append(begun)
        self.simple.add(begun.pk)
        return begun

    def home(self, message: Message) -> Conversation | None:
        """The conversation that a known message stands in, locked."""
        pk = message.conversation_id
        if pk is None:
            return None
        if pk not in self.conversations:
            self._know(Conversation.objects.select_for_update().get(pk=pk))
        return self.conversations[pk]

    def said_since(self) -> dict[Conversation, list[str]]:
        """What citizens said or changed in conversations that were there already."""
        by_pk = {message.pk: message for message in self.messages.values()}
        begun = {conversation.pk for conversation in self.begun}
        said: dict[Conversation, list[str]] = defaultdict(list)
        for event in self.events:
            message = by_pk.get(event.data.get("message", 0))
            new = event.verb in (Event.Verb.RECEIVED, Event.Verb.EDITED)
            if new and message and message.incoming and event.conversation_id not in begun:
                said[self.conversations[event.conversation_id]].append(message.text)
        return said

    def taken_back(self) -> set[int]:
        """Conversations in which citizens changed or deleted words, by primary key."""
        by_pk = {message.pk: message for message in self.messages.values()}
        return {
            event.conversation_id
            for event in self.events
            if event.verb in (Event.Verb.EDITED, Event.Verb.DELETED)
            and (message := by_pk.get(event.data.get("message", 0)))
            and message.incoming
        }

    # Noting --------------------------------------------------------------------------------------

    def name(self, message: Message) -> None:
        """Let the message be found by every number it has."""
        for name in names(message):
            self.messages[name] = message

    def tell(self, conversation: Conversation, verb: Event.Verb, **data: object) -> None:
        """Append to the history, and look afterwards where the conversation stands."""
        self.events.append(Event(conversation=conversation, verb=verb, data=data))
        self.changed.add(conversation.pk)
        if verb is not Event.Verb.RECEIVED:
            self.simple.discard(conversation.pk)

    def keep(self, owner: Message | Post, shown: Sequence[Shown]) -> None:
        """Let what came along be fetched."""
        kind = "message" if isinstance(owner, Message) else "post"
        if {one.key[:200] for one in shown} - self.kept[kind, owner.pk]:
            attachments.expect(owner, shown)

    def look_again(self, outbound: Outbound) -> None:
        """An answer was placed, which changed its conversation behind our back."""
        if row := self.conversations.get(outbound.conversation_id):
            row.refresh_from_db()
        message = Message.objects.get(pk=outbound.message_id)
        self.answers.add(message.pk)
        self.name(message)

    def write_back(self) -> None:
        """What could wait until all was read."""
        for moment, pks in self.unchanged.items():
            Message.objects.filter(pk__in=pks, observed_at__lt=moment).update(observed_at=moment)
        now = timezone.now()
        for event in self.events:  # ``inbox.settled`` expects a moment shortly before the number
            event.at = now
        meanwhile.note(Event.objects.bulk_create(self.events))
        keeping.keep(self.account, self.finds)
        keeping.came_in(self.account, self.stored)
        keeping.is_gone(self.account, self.gone)


def names(message: Message) -> set[str]:
    """Every number the platform gave this message."""
    return {message.external_id or "", message.current_id} - {""}


def clean(text: str) -> str:
    """PostgreSQL stores every character but one, and no half of one."""
    return text.replace("\x00", "").encode(errors="replace").decode()
