"""What is asked and told before a question is answered, both ways."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.actions.forwarding.along import redactor
from inbox.actions.locking import locked
from inbox.asked import Asked, asked, asked_of_citizen, at_desk
from inbox.models import Conversation, Event, Forwarding, Message
from inbox.refusals import Refused
from inbox.standing import settle, tell
from routing import desk
from routing.agreed import hours
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
    """What the webcare team says about the question: an answer, or something to know."""
    if not text.strip():
        raise Refused(_("Write first what the department should know."))
    with locked(forwarding.conversation) as row:
        said = _say(row, forwarding, text.strip(), Remark.Way.FROM_AGENT, by)
        settle(row)
    return said


def relay(conversation: Conversation) -> None:
    """Let the department have what the citizen said to its question. Repeating does nothing."""
    with locked(conversation) as row:
        wondered = asked_of_citizen(at_desk(row))
        if wondered is None or wondered.put is None:
            return
        heard = _heard(row, wondered)
        if not heard:
            return
        words = "\n\n".join(message.text or str(WORDLESS) for message in heard)
        through = heard[-1].pk
        _say(row, wondered.forwarding, words, Remark.Way.FROM_CITIZEN, None, through=through)
        settle(row)


def _heard(row: Conversation, wondered: Asked) -> list[Message]:
    """What the citizen said since we asked, apart from what was passed on already."""
    assert wondered.put  # noqa: S101 - relay saw to it
    passed = row.events.filter(
        verb=Event.Verb.REMARKED, at__gte=wondered.remark.at, data__has_key="through"
    )
    known = [data["through"] for data in passed.values_list("data", flat=True)]
    since = max([wondered.put.pk, *known])
    heard = row.messages.filter(incoming=True, deleted_at=None, pk__gt=since)
    return list(heard.order_by("pk"))


def _say(
    row: Conversation,
    forwarding: Forwarding,
    text: str,
    way: Remark.Way,
    by: User | None,
    **data: object,
) -> Remark:
    """As bare as the question is. The department gets back the time that it stood still."""
    referral = forwarding.referral
    waited = asked(forwarding)
    words = redactor(row)(text) if referral.redacted else text
    try:
        said = desk.tell(referral, words, way, by)
    except desk.AlreadyClosed as error:
        raise Refused(str(error)) from error
    if waited and referral.deadline:
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
