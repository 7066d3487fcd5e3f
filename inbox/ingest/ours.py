"""What we wrote ourselves: placed from here, or typed in the platform's own app."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.db.models import Q

from connectors.base import Capability, Form, Incoming, Receipt
from inbox import outbox
from inbox.clocks import CLOCK_SKEW
from inbox.ingest import messages
from inbox.ingest.book import Book, clean, names
from inbox.models import Conversation, Event, Message, Outbound
from inbox.words import same_words
from inbox.workflow import UNDERWAY, Sending


def take(book: Book, item: Incoming) -> None:
    """A message of ours that we do not know by its number."""
    outbound = _sending(book, item)
    if outbound:
        _placed(book, outbound, item)
        return
    conversation = _home(book, item)
    message = messages.store(book, item, conversation, None)
    if conversation:
        book.tell(conversation, Event.Verb.NATIVE, message=message.pk)


def _placed(book: Book, outbound: Outbound, item: Incoming) -> None:
    by_hand = outbound.state == Sending.BY_HAND
    outbox.placed(outbound, Receipt(item.external_id, item.permalink))
    if by_hand and item.form is not Form.ENCRYPTED:  # the words may have been changed there
        Message.objects.filter(pk=outbound.message_id).update(text=clean(item.text))
    book.look_again(outbound)


def _home(book: Book, item: Incoming) -> Conversation | None:
    """The conversation it belongs to: that of what it answers, or that of its private thread."""
    parent = book.messages.get(item.parent_id) if item.parent_id else None
    if parent and (home := book.home(parent)):
        return home
    if item.private:
        return next(iter(book.threads[item.thread_id]), None)
    return None


# Which of our answers it is ----------------------------------------------------------------------


def _sending(book: Book, item: Incoming) -> Outbound | None:
    """The answer that this is, seen on the platform before we knew that it was placed."""
    candidates = list(_candidates(book, item))
    for one in candidates:
        if str(one.key) == item.key:
            return one
    same = [one for one in candidates if _is(one, item)]
    return min(same, key=lambda one: _unlikeliness(one, item), default=None)


def _unlikeliness(outbound: Outbound, item: Incoming) -> tuple[bool, bool, int]:
    """What the platform refused last comes after what may stand there. Where nobody can read what
    does, it is what a person went to place last."""
    number = -outbound.pk if item.form is Form.ENCRYPTED else outbound.pk
    return not _may_stand(outbound), outbound.reply_to != item.parent_id, number


def _candidates(book: Book, item: Incoming) -> Iterator[Outbound]:
    """Answers that may stand there: sought in the whole thread, for Facebook shows an answer to a
    reply under the comment above; and a private answer to a public message makes a thread of its
    own."""
    place = Q(conversation__thread_id=item.thread_id)
    if item.private:
        to_whom = Q(conversation__author__external_id=item.thread_id)
        place |= Q(way=Capability.PRIVATE_REPLY.value) & to_whom
    if key := _key(item.key):
        place |= Q(key=key)
    unknown = (
        Q(state__in=UNDERWAY, first_attempt_at__isnull=False)
        | Q(state=Sending.BY_HAND)
        | Q(state=Sending.SENT, message__external_id=None)  # a person said so
    )
    rows = Outbound.objects.filter(place, unknown, conversation__account=book.account)
    yield from rows.select_related("message", "conversation__account", "after__message")


def _key(key: str) -> uuid.UUID | None:
    """Our own number, if it is one: others can give theirs along as well."""
    try:
        return uuid.UUID(key)
    except ValueError:
        return None


def _is(outbound: Outbound, item: Incoming) -> bool:
    if (outbound.way in (Capability.DM.value, Capability.PRIVATE_REPLY.value)) != item.private:
        return False
    if item.form is Form.ENCRYPTED:
        return _may_be_what_nobody_can_read(outbound, item)
    answers_the_same = item.parent_id in _answered(outbound)
    if same_words(outbound.message.text, item.text):
        beneath = item.private or answers_the_same or _may_be_moved(outbound, item)
        return beneath and (bool(outbound.message.text) or bool(item.attachments))
    # In the platform's own composer a person may have said it in other words.
    return (
        outbound.state == Sending.BY_HAND
        and bool(item.parent_id)
        and answers_the_same
        and item.created_at > outbound.message.created_at - CLOCK_SKEW
    )


def _may_be_what_nobody_can_read(outbound: Outbound, item: Incoming) -> bool:
    """An encrypted message of ours shows no words. What a person went to place in this thread is
    taken for it: whatever they wrote there, they answered; what we send ourselves is never one."""
    said_so = outbound.state == Sending.SENT and outbound.first_attempt_at is None
    by_a_person = outbound.state == Sending.BY_HAND or said_so
    return by_a_person and item.created_at > outbound.message.created_at - CLOCK_SKEW


def _answered(outbound: Outbound) -> set[str]:
    """What it stands under: the question, by either number, or the part before it."""
    before = outbound.after.message.external_id if outbound.after else ""
    return {outbound.reply_to, outbound.message.parent_id, before or ""} - {""}


def _may_be_moved(outbound: Outbound, item: Incoming) -> bool:
    """Whether it stands beside what it answers, as on Facebook, and can have been placed at all.
    Else the same words to somebody else were taken for this answer."""
    question = Message.objects.filter(
        account=outbound.message.account_id, external_id=outbound.message.parent_id
    )
    return _may_stand(outbound) and question.filter(parent_id=item.parent_id).exists()


def _may_stand(outbound: Outbound) -> bool:
    """Whether the platform can have placed it, as far as we know: it did not refuse it last."""
    return outbound.state != Sending.QUEUED or not outbound.reason


# Those that came before what they answer ----------------------------------------------------------


def reunite(book: Book) -> None:
    """Messages of ours that waited for what this body brought find their conversation."""
    homes = {name: message for message in book.stored for name in names(message)}
    homes = {name: message for name, message in homes.items() if message.conversation_id}
    threads = {
        row.thread_id: row.pk
        for message in book.stored
        if (row := book.conversations.get(message.conversation_id or 0)) and row.private
    }
    where = Q(parent_id__in=homes) | Q(thread_id__in=threads)
    while homes or threads:
        orphans = list(Message.objects.filter(where, account=book.account, conversation=None))
        for orphan in orphans:
            parent = homes.get(orphan.parent_id)
            _adopt(book, orphan, parent.conversation_id if parent else threads[orphan.thread_id])
        homes = {name: orphan for orphan in orphans for name in names(orphan)}
        threads, where = {}, Q(parent_id__in=homes)


def _adopt(book: Book, orphan: Message, conversation_id: int | None) -> None:
    orphan.conversation_id = conversation_id
    orphan.save(update_fields=["conversation"])
    if home := book.home(orphan):
        book.tell(home, Event.Verb.NATIVE, message=orphan.pk)
