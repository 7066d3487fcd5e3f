"""Messages: new ones, and known ones that the platform shows again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from connectors.base import Deleted, Form, Hidden, Incoming, Person
from inbox.ingest import news, ours
from inbox.ingest.book import Book, clean
from inbox.models import Author, Conversation, Early, Event, Message
from inbox.watching import watchdog

# What a platform may tell of a message in one place and leave out in another.
PASSING = (Form.MESSAGE, Form.FOUND)


def take(book: Book, item: Incoming) -> None:
    """A message of whomever, in whatever state. Our own test messages only prove a path."""
    if watchdog.is_canary(book.account, item):
        watchdog.heard_canary(book.account, item)
        return
    known = book.messages.get(item.external_id)
    if known:
        follow(book, known, item)
        _apply_what_came_early(book, item)
        return
    item = _in_the_thread(book, item)
    if book.stays_beside(item):
        if "deleted" not in book.earlies.get(item.external_id, {}):
            book.finds.append(item)
        return
    if book.is_ours(item):
        ours.take(book, item)
    else:
        _from_citizen(book, item)


def _apply_what_came_early(book: Book, item: Incoming) -> None:
    """News of an edit that we had not heard of: X tells by its number that it was removed."""
    for early in _heard_earlier(book, item).values():
        if early.what == "deleted":
            news.take(book, Deleted(item.external_id, early.as_of))
        else:
            news.take(book, Hidden(item.external_id, early.what == "hidden", early.as_of))
        early.delete()


def _in_the_thread(book: Book, item: Incoming) -> Incoming:
    """In the thread of what it answers, where we know that better than who told us.

    A webhook does not always say that a comment stands under a citizen's own post.
    """
    parent = book.messages.get(item.parent_id) if item.parent_id else None
    plain = item.form is Form.MESSAGE and not item.private
    if parent is None or not plain or parent.thread_id in ("", item.thread_id):
        return item
    return replace(item, thread_id=parent.thread_id, post_id="")


def _from_citizen(book: Book, item: Incoming) -> None:
    author = book.author(item.author)
    conversation = book.conversation(item, author)
    message = store(book, item, conversation, author)
    book.tell(conversation, Event.Verb.RECEIVED, message=message.pk)
    if message.deleted_at:
        book.tell(conversation, Event.Verb.DELETED, message=message.pk)
    else:
        book.heard.add(conversation.pk)


def store(
    book: Book, item: Incoming, conversation: Conversation | None, author: Author | None
) -> Message:
    """A message that is new here. What we heard of it before it came is true of it at once."""
    earlier = _heard_earlier(book, item)
    message = Message(
        account=book.account,
        conversation=conversation,
        author=author,
        incoming=author is not None,
        external_id=item.external_id,
        thread_id=item.thread_id,
        parent_id=item.parent_id,
        created_at=item.created_at,
        observed_at=book.moment(item),
        found_by=item.found_by[:500],
        reactions=book.signs.get(item.external_id, 0),
        text=clean(item.text),
        form=item.form.value,
    )
    _describe(message, item)
    _hide_or_show(message, item, earlier, book.moment(item))
    gone = earlier.get("deleted")
    if gone and gone.as_of + news.GRAIN >= message.observed_at:
        message.text, message.observed_at = "", max(gone.as_of, message.observed_at)
        message.deleted_at = timezone.now()
    message.save()
    Early.objects.filter(pk__in=[early.pk for early in earlier.values()]).delete()
    book.stored.append(message)
    book.name(message)
    if item.attachments and not message.deleted_at:
        book.keep(message, item.attachments)
    return message


def _heard_earlier(book: Book, item: Incoming) -> dict[str, Early]:
    found: dict[str, Early] = {}
    for name in {item.external_id, item.current_id}:
        found |= book.earlies.pop(name, {})
    return found


def _hide_or_show(
    message: Message, item: Incoming, earlier: dict[str, Early], moment: datetime
) -> None:
    told = [] if item.hidden is None else [(moment, item.hidden)]
    told += [(one.as_of, one.what == "hidden") for one in earlier.values() if one.what != "deleted"]
    if told:
        message.hidden_at, message.hidden = max(told, key=lambda one: one[0])


def follow(book: Book, message: Message, item: Incoming) -> None:
    """The platform shows a known message again: edited, back, counted anew, or just the same."""
    moment = book.moment(item)
    if item.outdated or moment < message.observed_at:
        return
    if message.deleted_at and (item.private or moment == message.observed_at):
        return  # a letter never comes back; of two at the same moment, the deletion is the last
    _meet(book, message, item.author)
    before = _state(message)
    words = message.deleted_at is not None or message.pk not in book.answers
    was_hidden, restored = message.hidden, message.deleted_at is not None
    edited = words and not restored and message.text != clean(item.text)
    if words:  # a platform shows our own words not quite as we sent them
        message.text, message.deleted_at = clean(item.text), None
    if edited:
        message.edited_at = timezone.now()
    _describe(message, item)
    if item.hidden not in (None, message.hidden) and moment >= (message.hidden_at or moment):
        message.hidden, message.hidden_at = bool(item.hidden), moment
    message.observed_at = moment
    _keep(book, message, before)
    if item.attachments and message.pk not in book.answers:
        book.keep(message, item.attachments)
    _tell(book, message, changed=edited or restored, hidden=message.hidden != was_hidden)


def _meet(book: Book, message: Message, person: Person) -> None:
    """Who wrote it was told to nobody before, and is now: it is theirs from the beginning."""
    known = book.authors.get(person.id)
    if person.unknown or not message.incoming or (known and known.pk == message.author_id):
        return
    stranger = message.author
    if stranger is None or not Person(stranger.external_id).unknown:
        return
    if known is None:
        stranger.external_id = person.id
        stranger.save(update_fields=["external_id"])
        book.authors[person.id] = stranger
    elif not _hand_over(book, message, known):
        return
    message.author = book.author(person)


def _hand_over(book: Book, message: Message, author: Author) -> bool:
    """To who is known here already; not where they have a conversation in the same thread."""
    conversation = book.home(message)
    if conversation is None:
        return False
    if any(one.author_id == author.pk for one in book.threads[conversation.thread_id]):
        return False
    stranger, conversation.author = conversation.author_id, author
    conversation.save(update_fields=["author"])
    Message.objects.filter(conversation=conversation, author=stranger).update(author=author)
    return True


def _describe(message: Message, item: Incoming) -> None:
    """All that may change about a message except its words."""
    message.current_id, message.answer_to = item.current_id, item.answer_to
    message.permalink = item.permalink[:500] or message.permalink
    message.found_by = message.found_by or item.found_by[:500]
    if item.allows is not None:
        message.allows = sorted(capability.value for capability in item.allows)
    if item.reactions is not None:
        message.reactions = max(item.reactions, 0)
    if item.form not in PASSING or message.form == Form.FOUND.value:
        message.form = item.form.value


def _state(message: Message) -> tuple[Any, ...]:
    """Everything that is worth a write of its own."""
    return (
        message.text,
        message.current_id,
        message.answer_to,
        message.permalink,
        message.found_by,
        message.allows,
        message.reactions,
        message.form,
        message.hidden,
        message.deleted_at,
    )


def _keep(book: Book, message: Message, before: tuple[Any, ...]) -> None:
    if _state(message) == before:
        book.unchanged[message.observed_at].append(message.pk)
    else:
        message.save()
        book.name(message)


def _tell(book: Book, message: Message, *, changed: bool, hidden: bool) -> None:
    if not (changed or hidden):
        return
    conversation = book.home(message)
    if conversation is None:
        return
    if changed:
        book.tell(conversation, Event.Verb.EDITED, message=message.pk)
        if message.incoming:
            book.heard.add(conversation.pk)
    if hidden:
        verb = Event.Verb.HIDDEN if message.hidden else Event.Verb.SHOWN
        book.tell(conversation, verb, message=message.pk)
