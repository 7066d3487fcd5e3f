"""What rises by itself: a question that nobody at the department takes up, and one that came back
too often. The team lead is mailed, and of what nobody takes up the department's members as well.

Where nobody answers with an account, nobody can claim: there the mailbox is told after a quarter of
the time, and the question rises when the time is almost over. Who is on it by the link of a mail
stops that until the deadline: they cannot be asked to let go, and may have forgotten it.

Each is mailed once to each person; a mail that cannot be sent is tried again by the next run.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from inbox.actions.locking import locked
from inbox.bells import show
from inbox.models import Conversation, Event, Forwarding
from inbox.reminding import mailing
from inbox.reminding.letters import Kind
from inbox.reminding.people import Desks, Person, leads
from inbox.reminding.things import Telling, Thing, named, read
from inbox.standing import tell
from routing import desk
from routing.agreed import Calendars, calendars
from routing.models import Department, Referral
from routing.promises import Hours, NeverOpen
from routing.promises.clock import SOON

QUARTER = 0.25
ALMOST = SOON / 100
AT_LEAST = timedelta(hours=1)  # in service hours


def raise_unclaimed() -> None:
    """Bring to the lead what nobody took up in time. Call it on the clock."""
    now, known, desks = timezone.now(), calendars(), Desks()
    for one in unclaimed().filter(referral__raised_at=None):
        referral = one.referral
        share = ALMOST if _works_by_mail(desks, referral.department) else QUARTER
        if now >= passed_at(referral, known.of(referral.department_id), share):
            _raise(one)
    _tell([*_not_taken_up(desks, known, now), *_raised(desks), *_for_the_lead()])


def tell_raised() -> None:
    """Mail everybody what rose and waits, and what they were not told."""
    _tell([*_raised(Desks()), *_for_the_lead()])


def unclaimed() -> QuerySet[Forwarding]:
    """Questions with a deadline that nobody looks after, and that wait for nobody else."""
    free = Referral.objects.left_lying().filter(
        concept=None, waiting_for=Referral.WaitingFor.NOBODY, deadline__isnull=False
    )
    asked = Forwarding.objects.filter(referral__in=free)
    return asked.select_related("referral__department", "conversation").order_by("pk")


def passed_at(referral: Referral, hours: Hours, share: float) -> datetime:
    """When this share of the time is over since it was the department's, by its service hours.

    Not before an hour, and the deadline itself where nobody is ever at work.
    """
    since, deadline = referral.theirs_since, referral.deadline or referral.asked_at
    try:
        return hours.add(since, max(hours.elapsed(since, deadline) * share, AT_LEAST))
    except (NeverOpen, OverflowError):
        return deadline


def _works_by_mail(desks: Desks, department: Department) -> bool:
    """Nobody there can claim: what is written to its mailbox comes to people without an account."""
    return bool(department.email) and not desks.answering(department)


def _raise(one: Forwarding) -> None:
    with locked(one.conversation) as row:
        if desk.mark_raised(one.referral):
            because = "late" if one.referral.on_it else "unclaimed"
            department = one.referral.department.name
            tell(row, Event.Verb.RAISED, because=because, department=department)
            show(row.pk)


# Telling -----------------------------------------------------------------------------------------


def _tell(tellings: list[Telling]) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        mailing.send(Kind.RAISED, tellings)


def _not_taken_up(desks: Desks, known: Calendars, now: datetime) -> Iterator[Telling]:
    """The mailbox hears before the lead does."""
    for one in unclaimed().filter(referral__raised_at=None, referral__claimed_name=""):
        referral = one.referral
        if not _works_by_mail(desks, referral.department):
            continue
        if now >= passed_at(referral, known.of(referral.department_id), QUARTER):
            thing = _at_desk(one, f"referral:{referral.pk}:unclaimed")
            yield from (Telling(thing, to) for to in desks.mailbox(referral.department))


def _raised(desks: Desks) -> Iterator[Telling]:
    chiefs = leads()
    for one in unclaimed().filter(referral__raised_at__isnull=False):
        at_desk = _at_desk(one, f"referral:{one.referral_id}:raised")
        theirs = [to for to in desks.members(one.referral.department) if to not in chiefs]
        yield from (Telling(at_desk, to) for to in theirs)
        at_inbox = _at_inbox(one.conversation, at_desk.key, at_desk.title)
        yield from (Telling(at_inbox, to) for to in chiefs)


def _for_the_lead() -> Iterator[Telling]:
    chiefs: list[Person] = leads()
    for row in Conversation.objects.filter(needs_lead=True).select_related("account"):
        title = read(partial(_came_back, row))
        thing = _at_inbox(row, f"conversation:{row.pk}:lead:{row.hand_backs}", title)
        yield from (Telling(thing, to) for to in chiefs)


def _came_back(row: Conversation) -> str:
    return _("%(conversation)s came back %(count)d times: choose where it goes") % {
        "conversation": row.account,
        "count": row.hand_backs,
    }


def _at_desk(one: Forwarding, key: str) -> Thing:
    return Thing(
        key=key,
        title=read(partial(_title, one.referral)),
        path=reverse("question", args=[one.referral_id]),
        conversation=one.conversation_id,
        referral=one.referral,
        once=True,
    )


def _title(referral: Referral) -> str:
    told = {"question": named(referral), "name": referral.on_it}
    if referral.on_it:
        return _("%(name)s took up %(question)s, and the time is over") % told
    return _("Nobody claimed %(question)s") % told


def _at_inbox(conversation: Conversation, key: str, title: str) -> Thing:
    path = reverse("conversation", args=[conversation.pk])
    return Thing(key=key, title=title, path=path, conversation=conversation.pk, once=True)
