"""The items of one body, in the order in which they can be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from connectors import looking
from connectors.base import (
    Aside,
    Deleted,
    Hidden,
    Incoming,
    Item,
    Pointer,
    Reacted,
    Revoked,
)
from connectors.base import Post as OwnPost
from connectors.models import Account
from inbox.bells import show, wake
from inbox.ingest import messages, news, ours
from inbox.ingest.book import Book, clean
from inbox.ingest.fitting import fitting
from inbox.models import Conversation
from inbox.promises import reckon_all
from inbox.sorting import sort, sort_again
from inbox.sorting.lessons import unlearn
from inbox.standing import settle


def read(
    account: Account, received_at: datetime, items: Sequence[Item], *, takes_finds: bool = False
) -> None:
    """Take these items into the inbox, in the caller's transaction.

    received_at   when they came; the moment of what carries none of its own
    takes_finds   also what only a saved search brought: somebody decided so
    """
    book = Book(account, received_at, items, takes_finds=takes_finds)
    for item in sorted(items, key=lambda item: _order(book, item)):
        _take(book, item)
    looking.want(account, *(item.subject for item in items if isinstance(item, Pointer)))
    ours.reunite(book)
    book.write_back()
    sort(book.begun)
    sort_again(book.said_since())
    if taken_back := book.taken_back():
        unlearn(taken_back)
    for pk in sorted(book.changed):
        _settle(book, book.conversations[pk])
    _to_be_compared(book)
    reckon_all([book.conversations[pk] for pk in sorted(book.changed & book.simple)])


def take_found(account: Account, received_at: datetime, item: Incoming) -> None:
    """What a saved search found becomes a message like any other: somebody decided so. In the
    account's turn, and in the caller's transaction."""
    read(account, received_at, [fitting(item)], takes_finds=True)


def _to_be_compared(book: Book) -> None:
    """With what others ask: once more when the citizen wrote more. See ``inbox.bundles``."""
    if not book.heard:
        return
    since = book.heard - {one.pk for one in book.begun}
    if since:
        Conversation.objects.filter(pk__in=since, uncompared=False).update(uncompared=True)
    wake("notice_alike", book.account.pk)


def _take(book: Book, item: Item) -> None:
    match item:
        case OwnPost():
            _post(book, item)
        case Incoming():
            messages.take(book, item)
        case Pointer() | Revoked() | Aside():
            pass  # asked for together; of the arrival, not of the inbox
        case _:
            news.take(book, item)


def _order(book: Book, item: Item) -> tuple[int, datetime]:
    """Posts, then messages as they were written, then what happened to them, deletions last."""
    match item:
        case OwnPost():
            return 0, item.created_at
        case Incoming():
            return 1, item.created_at
        case Hidden() | Reacted():
            return 2, book.moment(item)
        case Deleted():
            return 3, book.moment(item)
        case _:
            return 4, book.received_at


def _post(book: Book, item: OwnPost) -> None:
    post = book.post(item.external_id)
    new = (clean(item.text), item.permalink[:500], item.created_at)
    if (post.text, post.permalink, post.created_at) != new:
        post.text, post.permalink, post.created_at = new
        post.save()
    if item.attachments:
        book.keep(post, item.attachments)


def _settle(book: Book, conversation: Conversation) -> None:
    if conversation.pk in book.simple:
        show(conversation.pk)  # open since its first words: there is nothing to work out
    else:
        settle(conversation, heard=conversation.pk in book.heard)
