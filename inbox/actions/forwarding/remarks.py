"""What is asked and told before a question is answered, both ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.actions.forwarding.along import redactor, unread
from inbox.actions.locking import locked
from inbox.hops.asked import asked, asked_of_citizen, at_desk
from inbox.models import Conversation, Event, Forwarding, Message
from inbox.refusals import Refused
from inbox.standing import settle, tell
from routing import desk
from routing.agreed import hours
from routing.danger import danger as danger_in
from routing.models import Referral, Remark
from routing.promises import NeverOpen

if TYPE_CHECKING:
    from webcare.models import User

TO_US = (Remark.Way.TO_AGENT, Remark.Way.TO_CITIZEN)
WORDLESS = _("(a picture or file, without words)")


def take_remark(remark: Remark) -> None:
    """The department wants to know something: of us, or of the citizen. Repeating does nothing."""
    if remark.way not in TO_US:
        return
    forwarding = Forwarding.objects.select_related("conversation", "referral__department").get(
        referral=remark.referral_id
    )
    with locked(forwarding.conversation) as row:
        new = Remark.objects.filter(pk=remark.pk, taken_at=None).update(taken_at=timezone.now())
        if not new:
            return
        tell(
            row,
            Event.Verb.ASKED,
            remark.by,
            department=forwarding.referral.department.name,
            text=remark.text,
            way=remark.way,
            sender=remark.sender,
        )
        settle(row)


def tell_department(forwarding: Forwarding, text: str, by: User) -> Remark:
    """What the webcare team says about the question: an answer, or something to know.

    The same words twice in a row, as by a second click, are said once.
    """
    if not text.strip():
        raise Refused(_("Write first what the department should know."))
    with locked(forwarding.conversation) as row:
        _hold(forwarding)
        words = _bare(row, forwarding)(text.strip())
        if known := _said_already(forwarding, words, by):
            return known
        said = _say(row, forwarding, words, Remark.Way.FROM_AGENT, by)
        settle(row)
    return said


def relay(conversation: Conversation) -> None:
    """Let the department have what the citizen said to its question. Repeating does nothing.

    Words that tell of danger it gets at once, whatever it asked.
    """
    with locked(conversation) as row:
        forwarding = at_desk(row)
        if forwarding is None:
            return
        _hold(forwarding)
        heard = _heard(row, forwarding)
        _note_looked(row)
        if not heard:
            return
        bare = _bare(row, forwarding)
        words = "\n\n".join(bare(message.text) or str(WORDLESS) for message in heard)
        _say(row, forwarding, words, Remark.Way.FROM_CITIZEN, None, through=heard[-1].pk)
        settle(row)


def _hold(forwarding: Forwarding) -> None:
    """Its question is as it is now, and nobody changes it meanwhile."""
    now = Referral.objects.select_for_update(no_key=True)
    forwarding.referral.refresh_from_db(from_queryset=now)


def _note_looked(row: Conversation) -> None:
    """With the danger that was noticed: also in vain, as when the words were taken back."""
    if not row.danger:
        return
    noticed = row.events.filter(verb=Event.Verb.DANGER).aggregate(pk=Max("pk"))["pk"] or 0
    if noticed > row.relayed_through:
        row.relayed_through = noticed
        row.save(update_fields=["relayed_through", "updated_at"])


def _heard(row: Conversation, forwarding: Forwarding) -> list[Message]:
    """What the department should hear of the citizen and does not know yet.

    With danger all that is new, for it is understood from what stands around it.
    """
    new = list(unread(row, forwarding))
    if any(danger_in(message.text) for message in new):
        return new
    wondered = asked_of_citizen(forwarding)
    if wondered is None or wondered.put is None:
        return []
    return [message for message in new if message.pk > wondered.put]


def _bare(row: Conversation, forwarding: Forwarding) -> Callable[[str], str]:
    """Words become as bare as the question is."""
    return redactor(row) if forwarding.referral.redacted else str


def _said_already(forwarding: Forwarding, words: str, by: User) -> Remark | None:
    """The newest thing that was said, where this is the same."""
    last = forwarding.referral.remarks.exclude(way__in=Remark.INTERNAL).last()
    if last is None or (last.way, last.text) != (Remark.Way.FROM_AGENT, words):
        return None
    return last if last.by_id == by.pk else None


def _say(
    row: Conversation,
    forwarding: Forwarding,
    words: str,
    way: Remark.Way,
    by: User | None,
    **data: object,
) -> Remark:
    """The department gets back the time that it stood still. Call it with the question held."""
    referral = forwarding.referral
    waited = asked(forwarding)
    # The citizen answers only what an agent put to them.
    answers = bool(waited and waited.put) if way == Remark.Way.FROM_CITIZEN else True
    try:
        said = desk.tell(referral, words, way, by, goes_on=answers)
    except desk.AlreadyClosed as error:
        raise Refused(str(error)) from error
    if waited and answers and referral.deadline:
        desk.move_deadline(referral, _later(referral, referral.deadline, waited.remark.at))
    department = referral.department.name
    tell(row, Event.Verb.REMARKED, by, department=department, text=words, way=way, **data)
    return said


def _later(referral: Referral, deadline: datetime, stood_still: datetime) -> datetime:
    """By the service hours of the department that passed since."""
    theirs = hours(referral.department_id)
    try:
        return theirs.add(deadline, theirs.elapsed(stood_still, timezone.now()))
    except (NeverOpen, OverflowError):
        return deadline
