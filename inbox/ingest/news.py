"""What happened to messages and people, apart from what was written."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from connectors.base import Deleted, Hidden, Profile, Reacted
from inbox import attachments
from inbox.bundles.noticing import forget_words
from inbox.ingest.book import Book, clean
from inbox.models import Act, Early, Event, Message, Reaction

# Platforms tell of a deletion in whole seconds, by a clock that is not ours. Rather remove at once
# what stands there after all, and show it again later, than keep what a citizen took back.
GRAIN = timedelta(seconds=2)


KEPT = timedelta(days=30)  # platforms give back nothing older, so it will not come any more


def forget_early() -> None:
    """Clear news of messages that never came."""
    before = timezone.now() - KEPT
    Early.objects.filter(as_of__lt=before).delete()
    known = Message.objects.filter(account=OuterRef("account"), external_id=OuterRef("external_id"))
    Reaction.objects.filter(~Exists(known), as_of__lt=before).delete()


def take(book: Book, item: Deleted | Hidden | Reacted | Profile) -> None:
    """News of something that was written, or of who wrote it."""
    match item:
        case Deleted():
            _deleted(book, item)
        case Hidden():
            _hidden(book, item)
        case Reacted():
            _reacted(book, item)
        case Profile():
            _profile(book, item)


def _deleted(book: Book, item: Deleted) -> None:
    """Removed there is removed here; that it was there, and when it went, is kept."""
    moment, message = book.moment(item), book.messages.get(item.external_id)
    if message is None:
        _remember(book, item.external_id, "deleted", moment)
        book.gone.append(item.external_id)
        return
    if message.deleted_at or moment + GRAIN < message.observed_at:
        return
    message.deleted_at, message.text = timezone.now(), ""
    message.observed_at = max(moment, message.observed_at)
    message.save()
    attachments.forget(message)
    if conversation := book.home(message):
        if message.incoming:
            forget_words(conversation)
        verb = Event.Verb.DELETED if message.incoming else Event.Verb.REMOVED
        book.tell(conversation, verb, message=message.pk)


def _hidden(book: Book, item: Hidden) -> None:
    """Others no longer see a message, or see it again."""
    moment, message = book.moment(item), book.messages.get(item.external_id)
    if message is None:
        _remember(book, item.external_id, "hidden" if item.hidden else "shown", moment)
        return
    if message.hidden_at and moment < message.hidden_at:
        return
    changed = message.hidden != item.hidden
    message.hidden, message.hidden_at = item.hidden, moment
    message.save(update_fields=["hidden", "hidden_at"])
    conversation = book.home(message)
    if changed and conversation and not _did_it_ourselves(message):
        verb = Event.Verb.HIDDEN if item.hidden else Event.Verb.SHOWN
        book.tell(conversation, verb, message=message.pk)


def _did_it_ourselves(message: Message) -> bool:
    """Whether a colleague asked for it: then the history says so when the platform answers."""
    waiting = Act.objects.filter(message=message, state=Act.State.WAITING)
    return waiting.filter(act="hide").exists()


def _remember(book: Book, external_id: str, what: str, moment: datetime) -> None:
    """News of a message that has not come yet."""
    if external_id in book.posts:
        return
    known = book.earlies[external_id].get(what)
    if known is None:
        book.earlies[external_id][what] = Early.objects.create(
            account=book.account, external_id=external_id, what=what, as_of=moment
        )
    elif known.as_of < moment:
        known.as_of = moment
        known.save(update_fields=["as_of"])


def _reacted(book: Book, item: Reacted) -> None:
    """A sign, or its taking back. That keeps its row: older news may follow."""
    moment, key = book.moment(item), (item.external_id, item.by)
    known = book.reactions.get(key)
    if known and moment < known.as_of:
        return
    before = bool(known and known.reaction)
    row = known or Reaction(account=book.account, external_id=item.external_id, by=item.by[:100])
    row.reaction, row.as_of = clean(item.reaction)[:50], moment
    row.save()
    book.reactions[key] = row
    message = book.messages.get(item.external_id)
    if message and moment > message.observed_at:
        _count(book, message, bool(row.reaction) - before)


def _count(book: Book, message: Message, more: int) -> None:
    """Newer than what the platform last counted, so not in it."""
    if not more:
        return
    message.reactions = max(message.reactions + more, 0)
    message.save(update_fields=["reactions"])
    if conversation := book.home(message):
        book.changed.add(conversation.pk)


def _profile(book: Book, item: Profile) -> None:
    """Who a citizen is that we know already; of others we keep nothing."""
    if item.person.id in book.authors:
        book.author(item.person)
