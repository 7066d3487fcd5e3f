"""The automatic answer outside service hours: once in a conversation, and honest.

Only to the first words of a citizen, written while nobody was there; only where nobody is on it
yet; never to who tells of danger, for there a person has to look; never in crisis mode. It goes
through the outbox like any answer, with nobody's name on it, and counts for nothing: the citizen
waits as before and so does the clock.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone, translation

from connectors.base import Capability, Form, Way
from connectors.models import Account
from inbox import reminding
from inbox.actions.locking import locked
from inbox.alone import GREETING, alone
from inbox.bells import show
from inbox.models import Conversation, Crisis, Event, Greeting, Message, Outbound
from inbox.outbox import place_in_line, wake_next
from inbox.standing import settle, tell
from inbox.ways import Offer, offers
from inbox.workflow import Sending, Status
from routing.agreed import hours
from routing.danger import danger
from routing.outlook import spoken_opening
from routing.promises import Hours, NeverOpen

if TYPE_CHECKING:
    from webcare.models import User

log = logging.getLogger(__name__)

OPENING = "{opening}"
TOO_OLD = timedelta(hours=2)  # what comes in later than this after an outage is not greeted
# In public to who called us, and in their own private conversation. A private answer to public
# words can be given once, so that one is left to a person.
WAYS = (Capability.REPLY, Capability.DM)
# Said about us and not to us.
NOT_ASKED = {form.value for form in (Form.FOUND, Form.QUOTE, Form.RECOMMENDS, Form.ADVISES_AGAINST)}
OURS = uuid.UUID("6f3b3c9e-8d0e-5d0a-9d55-0d0a4c8f7e11")  # the space of the keys made here
NOBODY: Any = None  # whose name is on it


def greet() -> None:
    """Give the automatic answer wherever it is due, and take back what is no longer true."""
    now, open_hours = timezone.now(), hours()
    silent = open_hours.is_open(now) or any(one.is_about_all for one in Crisis.objects.standing())
    take_back(late=silent)
    if silent:
        return
    try:
        opening = open_hours.next_opening(now)
    except NeverOpen:
        return  # there is no opening to tell of
    with alone(GREETING) as mine:
        found = due(now, open_hours) if mine else []
        endangered = [one for one in found if not _greet(one, open_hours, opening, now)]
    if endangered:
        reminding.alert(endangered)


def due(now: datetime, open_hours: Hours, only: int | None = None) -> list[Conversation]:
    """Conversations to which an automatic answer is the truth now; of them ``only`` this one.

    Not those of which somebody could have read the newest words in service hours: who wrote at ten
    to five is not told at five that nobody is there.
    """
    newest = Message.objects.filter(
        conversation=OuterRef("pk"), incoming=True, deleted_at=None
    ).order_by("-created_at")
    rows = _unseen(now).annotate(heard_at=Subquery(newest.values("created_at")[:1]))
    rows = rows.filter(heard_at__isnull=False, **({"pk": only} if only else {}))
    return [row for row in rows if not open_hours.elapsed(row.heard_at, now)]


def _unseen(now: datetime) -> QuerySet[Conversation]:
    """Conversations that nobody looked at yet, of channels that have an automatic answer; none in
    crisis mode."""
    patience = timedelta(seconds=settings.GREETING_AFTER_SECONDS)
    ours = Message.objects.filter(conversation=OuterRef("pk"), incoming=False)
    rows = Conversation.objects.filter(
        ~Exists(ours),
        ~Exists(Crisis.objects.standing().about()),
        account__greeting__active=True,
        account__active=True,
        account__state=Account.State.OK,
        status=Status.OPEN,
        assignee=None,
        greeted_at=None,
        reopened_at=None,
        closed_through=0,
        created_at__gt=now - TOO_OLD,
        created_at__lte=now - patience,
    )
    return rows.select_related("account__greeting").order_by("created_at", "pk")


def as_sent(text: str, opening: datetime, now: datetime) -> str:
    """The text with the moment of opening in it, in the language of the municipality."""
    with translation.override(settings.LANGUAGE_CODE):
        return text.replace(OPENING, spoken_opening(opening, now))


@transaction.atomic
def save(row: Greeting, by: User) -> None:
    """From now on the channel says this, or nothing. The row was validated."""
    flag = CHANGE if row.pk else ADDITION
    row.save()
    LogEntry.objects.log_actions(by.pk, Greeting.objects.filter(pk=row.pk), flag)


def key_of(conversation: Conversation) -> uuid.UUID:
    """The same each time, so that the database refuses a second one."""
    return uuid.uuid5(OURS, f"greeting:{conversation.pk}")


def _greet(conversation: Conversation, open_hours: Hours, opening: datetime, now: datetime) -> bool:
    """False when somebody may be in danger: then nothing is said by a machine."""
    with locked(conversation) as row:
        if not due(now, open_hours, row.pk):
            return True  # somebody was faster
        if _is_in_danger(row):
            return False
        offer = _offer(row, now)
        text = as_sent(conversation.account.greeting.text.strip(), opening, now)
        if offer is None or not _fits(text, offer.way, conversation):
            return True
        outbound = place_in_line(
            row, offer.target, text, NOBODY, key_of(row), way=offer.way.capability
        )
        row.greeted_at = now
        row.save(update_fields=["greeted_at"])
        tell(row, Event.Verb.GREETED, None, outbound=outbound.pk)
        show(row.pk)
    return True


def _is_in_danger(conversation: Conversation) -> bool:
    """Read anew, whatever was noted before; unless a colleague read it and saw no danger."""
    if "calmed" in conversation.decision:
        return bool(conversation.danger)
    heard = conversation.messages.filter(incoming=True, deleted_at=None)
    words = "\n".join(heard.values_list("text", flat=True))
    return bool(conversation.danger) or danger(words) is not None


def _fits(text: str, way: Way, conversation: Conversation) -> bool:
    if text and way.text.count(text) <= way.text.limit:
        return True
    log.error("The automatic answer of %s is empty or too long", conversation.account)
    return False


def _offer(conversation: Conversation, now: datetime) -> Offer | None:
    """The way it goes, where the platform takes an answer now."""
    for offer in offers(conversation, now):
        asked = offer.target.form not in NOT_ASKED
        if asked and not offer.refused and offer.way.capability in WAYS:
            return offer
    return None


# Taking back -------------------------------------------------------------------------------------


def take_back(*, late: bool) -> None:
    """What did not leave is dropped: refused by the platform, or (``late``) overtaken by the
    opening it tells of or by a crisis, or by a person who is on it by now or by words that tell of
    danger."""
    ours = Outbound.objects.filter(by=None, conversation__greeted_at__isnull=False)
    stuck = ours.filter(state=Sending.FAILED)
    waiting = ours.filter(state=Sending.QUEUED)
    if not late:
        later = Outbound.objects.filter(conversation=OuterRef("conversation"), by__isnull=False)
        nobody = Q(conversation__status=Status.OPEN, conversation__assignee=None)
        calm = Q(conversation__danger="")
        silenced = Exists(Crisis.objects.standing().about("conversation__"))
        waiting = waiting.filter(Exists(later) | ~(nobody & calm) | silenced)
    for outbound in [*stuck, *waiting]:
        with locked(outbound.conversation) as row:
            still = Outbound.objects.filter(pk=outbound.pk, state=outbound.state)
            if still.update(state=Sending.DROPPED):
                tell(row, Event.Verb.DROPPED, None, outbound=outbound.pk)
                settle(row)
                wake_next(outbound)
