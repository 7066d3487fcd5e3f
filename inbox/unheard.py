"""What a lost bell of the desk left behind, for the sweep."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery

from inbox.models import Conversation, Hop
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
    """Conversations in which a department waits for what the citizen says."""
    return Conversation.objects.filter(
        forwardings__referral__state=Referral.State.OPEN,
        forwardings__referral__waiting_for=Referral.WaitingFor.CITIZEN,
    )
