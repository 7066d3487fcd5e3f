"""What a lost bell of the desk left behind, for the sweep."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from inbox.danger import DANGER
from inbox.models import Conversation, Event, Forwarding, Hop, Message
from routing.models import Referral, Remark

_AT_A_DESK = (Hop.How.REFERRED, Hop.How.TAKEN_UP)


def lost_remarks(before: datetime) -> QuerySet[Remark]:
    """What departments wanted to know and the inbox did not hear."""
    return Remark.objects.filter(
        taken_at=None,
        way__in=["to_agent", "to_citizen"],
        at__lt=before,
        referral__forwarding__isnull=False,
    )


def lost_questions() -> QuerySet[Referral]:
    """Questions that another department took up, which the conversation does not say."""
    hops = Hop.objects.filter(
        conversation__forwardings__referral=OuterRef("pk"), how__in=_AT_A_DESK
    ).order_by("-number")
    asked = Referral.objects.open().annotate(known=Subquery(hops.values("went_to")[:1]))
    return asked.filter(known__isnull=False).exclude(known=F("department"))


def lost_words() -> QuerySet[Conversation]:
    """Conversations in which a citizen said what the department that has the question should know:
    the answer to what it asked, or that somebody may be in danger."""
    at_desk = Forwarding.objects.filter(
        conversation=OuterRef("pk"), referral__state=Referral.State.OPEN
    ).order_by("-pk")
    wondered = Remark.objects.filter(
        referral=OuterRef("asked"),
        referral__waiting_for=Referral.WaitingFor.CITIZEN,
        way=Remark.Way.TO_CITIZEN,
    ).order_by("-at")
    said = Message.objects.filter(conversation=OuterRef("pk"), deleted_at=None)
    put = said.filter(incoming=False, created_at__gt=OuterRef("wondered_at")).order_by("pk")
    rows = Conversation.objects.filter(forwardings__referral__state=Referral.State.OPEN).annotate(
        asked=Subquery(at_desk.values("referral")[:1]),
        asked_at=Subquery(at_desk.values("referral__asked_at")[:1]),
        wondered_at=Subquery(wondered.values("at")[:1]),
        put=Subquery(put.values("pk")[:1]),
    )
    answered = Exists(said.filter(incoming=True, pk__gt=OuterRef("put")))
    return rows.filter(answered | Q(rank=DANGER) & Exists(_untold_danger()))


def _untold_danger() -> QuerySet[Event]:
    """Noticed since the question was asked, and nobody looked yet what to pass on."""
    return Event.objects.filter(
        conversation=OuterRef("pk"),
        verb=Event.Verb.DANGER,
        at__gt=OuterRef("asked_at"),
        pk__gt=OuterRef("relayed_through"),
    )
