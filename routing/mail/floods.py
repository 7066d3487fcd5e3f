"""Who sends more letters than a person reads: those are shown as one line."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from routing.mail.questions import About
from routing.models import Letter

MOST_LATELY = 20  # letters of one sender in the same state, in ``SPAN``
SPAN = timedelta(hours=1)


def is_one_of_many(row: Letter, state: Letter.State, about: About) -> bool:
    """Whether its sender sends too much of what ends in this state.

    Who writes in the name of another does not set that other's mail apart: what our mail server
    vouches for is counted by itself, and so is what surely is about one question.
    """
    lately = Letter.objects.filter(
        sender=row.sender, received_at__gt=timezone.now() - SPAN, state=state
    ).exclude(pk=row.pk)
    if about.sure:
        lately = lately.filter(referral=about.referral)
    elif row.authenticity.get("vouched"):
        lately = lately.filter(authenticity__vouched=True)
    else:
        lately = lately.exclude(authenticity__vouched=True)
    return lately.count() >= MOST_LATELY
