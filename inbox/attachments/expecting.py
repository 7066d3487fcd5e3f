"""What came with a message: a row for each thing, and its fetching begins after commit."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from connectors.base import Attachment as Item
from connectors.base import MediaKind
from inbox.bells import wake
from inbox.models import Attachment, Message, Post
from inbox.models.message import Why

MOST_TRIES = 12
MOST_ADDRESSES = 3  # times that a new address makes us try something again that was gone
WEB = ("https://", "http://")
State = Attachment.State


def expect(owner: Message | Post, items: Iterable[Item]) -> list[Attachment]:
    """The attachments of a message or post, as rows; in the caller's transaction.

    Harmless to repeat: ``Item.key`` tells one from another. A newer address replaces an older one
    that did not work out. Who calls it sees to it that nobody does so at the same time for the
    same owner (ingest: one at a time per account).
    """
    wanted = {item.key[:200]: item for item in items}
    if not wanted:
        return []
    rows = list(owner.attachments.all())
    if any(row.uploaded_by_id for row in rows):
        return []  # our own answer, as the platform shows it: we have what went along
    known = {row.key: row for row in rows if row.key in wanted}
    added = [_row(owner, key, item) for key, item in wanted.items() if key not in known]
    changed = [row for key, row in known.items() if _renew(row, wanted[key])]
    Attachment.objects.bulk_create(added)
    Attachment.objects.bulk_update(
        changed, ["url", "state", "not_before", "detail", "title", "alt"]
    )
    for row in (*added, *changed):
        if row.state == State.WAITING:
            wake("fetch_attachment", row.pk)
    return [*known.values(), *added]


def _row(owner: Message | Post, key: str, item: Item) -> Attachment:
    row = Attachment(
        message=owner if isinstance(owner, Message) else None,
        post=owner if isinstance(owner, Post) else None,
        key=key,
        kind=item.kind.value,
        story=item.story,
    )
    _begin(row, item)
    return row


def _begin(row: Attachment, item: Item) -> None:
    row.url, row.title, row.alt = _address(item), item.title[:300], item.alt[:1000]
    row.detail, row.not_before = "", timezone.now()
    row.state = State.WAITING
    if item.kind is MediaKind.LINK:
        row.state = State.LINK
    elif not item.url:
        row.state, row.detail = State.REFUSED, Why.UNTOLD


def _renew(row: Attachment, item: Item) -> bool:
    """Whether this news changes the row. What we keep or refused is left as it is."""
    url = _address(item)
    if not url or url == row.url:
        return False
    untried = not row.url  # the platform had not told it, or the message was taken back since
    gone = row.state in {State.GONE, State.FAILED} and row.tries < MOST_TRIES * MOST_ADDRESSES
    if row.state in {State.WAITING, State.LINK}:
        row.url = url
        return True
    if row.state == State.KEPT or not (untried or gone):
        return False
    _begin(row, item)
    return True


def _address(item: Item) -> str:
    """On the web or nowhere: colleagues follow some of them."""
    return item.url if item.url.lower().startswith(WEB) else ""
