"""How an answer can go: what the platform offers for this conversation now, and until when."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice

from django.db import models
from django.db.models import F
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connectors.base import (
    Capability,
    Connector,
    ConnectorError,
    Form,
    Outgoing,
    Reason,
    Way,
    Window,
)
from inbox.models import Conversation, Message, Outbound
from inbox.refusals import explain
from inbox.workflow import Sending

# An answer in one of these states was not, and will not be, placed.
NOT_PLACED = (Sending.FAILED, Sending.DROPPED)
ENCRYPTED = _(
    "This conversation is encrypted. It can only be read and answered on the platform itself."
)
MOST_LOOKED_AT = 20  # of the citizen's messages, for one that the platform lets us answer


@dataclass(frozen=True)
class Offer:
    """One way to answer a conversation.

    target     the message that would be answered
    window     the window it would go in, None where there are none
    closes_at  when this way closes, None when never
    refused    why it cannot be used now, "" when it can
    """

    way: Way
    target: Message
    window: Window | None = None
    closes_at: datetime | None = None
    refused: str | Promise = ""


def offers(
    conversation: Conversation,
    now: datetime | None = None,
    said: Sequence[Message] | None = None,
) -> list[Offer]:
    """Every way this account has for such a conversation, the usual one first.

    One that is refused is there as well, with the reason, unless another does the same. Empty
    when there is nothing to answer: the citizen took everything back.

    said   its messages with their outbound, in order, for who has them at hand
    """
    heard = _heard(conversation) if said is None else newest_heard(said)
    if not heard:
        return []
    used = partial(_used, conversation) if said is None else partial(_used_among, said)
    now = now or timezone.now()
    made = [_offer(conversation, way, heard, used, now) for way in ways(conversation)]
    return _without_doubles(made)


def said_in(conversations: Iterable[Conversation]) -> dict[int, list[Message]]:
    """What ``offers`` needs to know was said, for many at once: of each, by primary key, what the
    citizen wrote last and our answers, in order. Two queries."""
    rows = Message.objects.filter(conversation__in=[row.pk for row in conversations])
    newest = models.Window(
        RowNumber(),
        partition_by=F("conversation"),
        order_by=[F("created_at").desc(), F("pk").desc()],
    )
    heard = rows.filter(incoming=True, deleted_at=None).annotate(newest=newest)
    ours = rows.filter(incoming=False, outbound__isnull=False).select_related("outbound")
    said: dict[int, list[Message]] = defaultdict(list)
    known = [*heard.filter(newest__lte=MOST_LOOKED_AT), *ours]
    for message in sorted(known, key=lambda one: (one.created_at, one.pk)):
        if message.conversation_id:
            said[message.conversation_id].append(message)
    return said


def newest_heard(said: Sequence[Message]) -> list[Message]:
    """What the citizen wrote last and did not take back, newest first."""
    heard = (one for one in reversed(said) if one.incoming and not one.deleted_at)
    return list(islice(heard, MOST_LOOKED_AT))


def ways(conversation: Conversation) -> list[Way]:
    """The ways that this account has for a conversation of its sort, private or not."""
    account = conversation.account
    return [
        way
        for way in account.connector_class.ways
        if (way.capability is Capability.DM) == conversation.private
        and (not way.feature or way.feature in account.features)
    ]


def newest_of_the_citizen(conversation: Conversation) -> Message | None:
    """The message an answer names."""
    return conversation.messages.filter(incoming=True, deleted_at=None).last()


def _heard(conversation: Conversation) -> list[Message]:
    """The same, asked of the database."""
    heard = conversation.messages.filter(incoming=True, deleted_at=None)
    return list(heard.order_by("-created_at", "-pk")[:MOST_LOOKED_AT])


def _offer(
    conversation: Conversation,
    way: Way,
    heard: Sequence[Message],
    used: Callable[[Way, Message], bool],
    now: datetime,
) -> Offer:
    target = next((one for one in heard if _allowed(way, one)), None)
    if target is None:
        return Offer(way, heard[0], refused=_why_not(way, heard[0]))
    if way.once and used(way, target):
        return Offer(way, target, refused=explain(Reason.ALREADY_ANSWERED))
    features = frozenset(conversation.account.features)
    try:
        window, closes_at = way.open_window(features, heard[0].created_at, target.created_at, now)
    except ConnectorError as error:
        return Offer(way, target, refused=error.detail or explain(error.reason))
    return Offer(way, target, window, closes_at)


def _allowed(way: Way, message: Message) -> bool:
    """Whether the platform takes this answer to this message. Where it does not say, it does; but
    nobody is called cold who called us."""
    if message.allows is None:
        return way.capability is not Capability.COLD_REPLY
    return way.capability.value in message.allows


def _why_not(way: Way, newest: Message) -> Promise:
    """Why the platform takes no answer to any of what the citizen wrote."""
    if newest.form == Form.ENCRYPTED.value:
        return ENCRYPTED
    called = way.capability is not Capability.REPLY
    return explain(Reason.NOT_ALLOWED if called else Reason.NOT_CALLED)


def _used(conversation: Conversation, way: Way, target: Message) -> bool:
    same = Outbound.objects.filter(
        message__parent_id=target.external_id,
        conversation=conversation,
        way=way.capability.value,
    )
    return same.exclude(state__in=NOT_PLACED).exists()


def _used_among(said: Sequence[Message], way: Way, target: Message) -> bool:
    """The same, of messages at hand."""
    answers = (one for one in said if one.parent_id == target.external_id)
    sent = (one.outbound for one in answers if hasattr(one, "outbound"))
    return any(one.way == way.capability.value and one.state not in NOT_PLACED for one in sent)


def _without_doubles(made: list[Offer]) -> list[Offer]:
    """To who called us and to who did not: in public there is one way, the one that is open."""
    public = [offer for offer in made if offer.way.public]
    best = next((offer for offer in public if not offer.refused), public[0] if public else None)
    return [offer for offer in made if not offer.way.public or offer is best]


def compose_link(
    conversation: Conversation, target: Message, text: str, connector: Connector | None = None
) -> str:
    """The platform's own composer with this text ready, or "".

    connector   of the conversation's account, for who has it at hand already
    """
    way = Capability.DM if conversation.private else Capability.REPLY
    outgoing = Outgoing(
        text=text,
        reply_to=target.target_id,
        not_before=timezone.now(),
        way=way,
        recipient=conversation.author.external_id,
        thread_id=conversation.thread_id,
    )
    return (connector or conversation.account.connect(listens=False)).compose_link(outgoing)


# Long texts --------------------------------------------------------------------------------------

# A signature at the end stays with what stands before it: see ``inbox.signing``.
_UNSIGNED = r"(?!\^\w{1,7}$)"
_SENTENCE = re.compile(rf"(?<=[.!?…])\s+{_UNSIGNED}|\n+{_UNSIGNED}")
_WORD = re.compile(rf"\s+{_UNSIGNED}")


def parts_of(way: Way, text: str) -> list[str]:
    """The text in as few messages as the platform's count allows, broken between sentences.

    A sentence that is too long by itself is broken between words, and a word between letters.
    """
    parts: list[str] = []
    for piece in _pieces(way, text.strip()):
        joined = f"{parts[-1]} {piece}" if parts else piece
        if parts and way.text.count(joined) <= way.text.limit:
            parts[-1] = joined
        else:
            parts.append(piece)
    return parts


def _pieces(way: Way, text: str) -> list[str]:
    """Sentences, or smaller where one does not fit."""
    if way.text.count(text) <= way.text.limit:
        return [text]
    found: list[str] = []
    for sentence in filter(None, _SENTENCE.split(text)):
        if way.text.count(sentence) <= way.text.limit:
            found.append(sentence)
            continue
        for word in filter(None, _WORD.split(sentence)):
            found += _letters(way, word)
    return found


def _letters(way: Way, word: str) -> list[str]:
    pieces = []
    while way.text.count(word) > way.text.limit:
        end = way.text.limit
        while way.text.count(word[:end]) > way.text.limit:
            end //= 2
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]
