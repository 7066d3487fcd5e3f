"""What each conversation of a bundle would get: one answer, adapted to where it goes.

The name of the citizen stands where ``{naam}`` or ``{name}`` is. Where a platform takes the same
text once, the answer begins with whom it is for. What is too long goes in the shorter version, or
in several messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connectors.base import Reason, Way
from inbox import danger
from inbox.canned.variables import check_filled, tame
from inbox.models import Conversation, Delivery, Message
from inbox.refusals import explain
from inbox.signing import signed
from inbox.ways import NOT_PLACED, Offer, offers, parts_of, said_in
from inbox.workflow import Status

if TYPE_CHECKING:
    from webcare.models import User

NAME = re.compile(r"\s*(?:\{\{\s{0,9}(?:naam|name)\s{0,9}\}\}|\{(?:naam|name)\})")


@dataclass(frozen=True)
class Adapted:
    """What a conversation would get.

    texts      the messages, in order
    shortened  whether it is the shorter version
    refused    why it gets nothing, "" when it does
    """

    conversation: Conversation
    way: Way | None = None
    text: str = ""
    texts: Sequence[str] = ()
    shortened: bool = False
    refused: str | Promise = ""

    @property
    def split(self) -> bool:
        return len(self.texts) > 1


def check_adaptable(text: str) -> None:
    """Raises Refused while anything but the name waits to be filled in: it would be refused at each
    conversation by itself."""
    check_filled(NAME.sub("", text))


def adapt_all(
    conversations: Iterable[Conversation],
    text: str,
    shorter: str,
    by: User | None,
    given: Iterable[Delivery] = (),
) -> list[Adapted]:
    """For each, in the order given.

    by     who answers, and signs where the channel asks for it
    given  what went out of the same answer already, with its conversation and account

    Who would get the same words twice in one thread gets them once, in the first.
    """
    rows, now = list(conversations), timezone.now()
    ours, heard, unseen = _answered_here(rows), said_in(rows), danger.unseen_among(rows)
    made: list[Adapted] = []
    told = {_thread(one.conversation) for one in given}
    said = {(one.conversation.account_id, one.text) for one in given}
    for row in rows:
        offered = offers(row, now, heard[row.pk])
        one = _adapt(row, text, shorter, by, offered, answered_here=row.pk in ours)
        if row.pk in unseen:
            one = Adapted(row, refused=danger.NOT_LOOKED_AT)
        if one.way and not one.refused:
            thread = _thread(row)
            words = (row.account_id, one.text)
            once = one.way.unique and words in said
            if thread in told or once:
                one = replace(one, refused=TWICE if thread in told else SAME_WORDS)
            told.add(thread)
            said.add(words)
        made.append(one)
    return made


TWICE = _("This citizen gets the answer already, in another conversation of the same thread.")
SAME_WORDS = _(
    "The platform takes the same words once, and this citizen gets them in another conversation. "
    "Answer it there in other words."
)
ANSWERED = _("This was answered already.")
CLOSED = _("This conversation is closed.")
ON_IT = _("%(name)s is on it.")
TOO_LONG = _("This is too long for %(platform)s: %(length)d of %(limit)d. Write a shorter version.")


def _thread(row: Conversation) -> tuple[str, str, str]:
    """The citizen's thread on the platform, whichever of our accounts saw it."""
    return row.account.kind, row.author.external_id, row.thread_id


def _answered_here(rows: Sequence[Conversation]) -> set[int]:
    """Conversations whose newest answer came from a bundle: another may follow it there."""
    newest = Message.objects.filter(conversation=OuterRef("pk"), incoming=False).exclude(
        outbound__state__in=NOT_PLACED
    )
    found = Conversation.objects.filter(pk__in=[row.pk for row in rows]).annotate(
        newest=Subquery(newest.order_by("-pk").values("outbound")[:1])
    )
    by_outbound = {outbound: pk for pk, outbound in found.values_list("pk", "newest") if outbound}
    ours = Delivery.objects.filter(outbound__in=by_outbound)
    return {by_outbound[pk] for pk in ours.values_list("outbound", flat=True) if pk}


def _adapt(
    row: Conversation,
    text: str,
    shorter: str,
    by: User | None,
    offered: Sequence[Offer],
    *,
    answered_here: bool,
) -> Adapted:
    if row.status == Status.CLOSED:
        return Adapted(row, refused=CLOSED)
    if row.status == Status.ANSWERED and not answered_here:
        return Adapted(row, refused=ANSWERED)
    if row.assignee_id not in (None, by.pk if by else None):
        return Adapted(row, refused=ON_IT % {"name": row.assignee})
    # In public what was asked in public, in private what was asked there.
    made = [one for one in offered if one.way.public != row.private]
    opened = next((one for one in made if not one.refused), None)
    if opened is None:
        return Adapted(row, refused=made[0].refused if made else explain(Reason.TARGET_GONE))
    return _fitted(row, opened.way, text, shorter, by)


def _fitted(row: Conversation, way: Way, text: str, shorter: str, by: User | None) -> Adapted:
    whole = _addressed(row, way, text, by)
    brief = _addressed(row, way, shorter, by) if shorter.strip() else ""
    for words, shortened in ((whole, False), (brief, True)):
        if words and way.text.count(words) <= way.text.limit:
            return Adapted(row, way, words, [words], shortened)
    parts = parts_of(way, whole) if way.parts > 1 else []
    if 1 < len(parts) <= way.parts:
        return Adapted(row, way, whole, parts)
    said = {"platform": row.account.label, "length": way.text.count(whole), "limit": way.text.limit}
    return Adapted(row, way, whole, [whole], refused=TOO_LONG % said)


def _addressed(row: Conversation, way: Way, text: str, by: User | None) -> str:
    """Signed, with the name in it, and with whom it is for where the platform wants every answer
    another."""
    name = tame(row.author.name)
    words = NAME.sub(lambda _place: f" {name}" if name else "", text).strip()
    handle = f"@{row.author.handle}"
    if way.unique and row.author.handle and not words.startswith(handle):
        words = f"{handle} {words}"
    return signed(words, by, row.account) if by else words
