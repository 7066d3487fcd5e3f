"""What waits for a lead to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from inbox.models import Conversation, Outbound
from inbox.together import together
from inbox.workflow import Sending
from routing.models import Kind
from webcare.talk.models import Complaint
from webcare.warnings.models import Signal

if TYPE_CHECKING:
    from webcare.models import User


@dataclass(frozen=True)
class Todo:
    words: str
    link: str


def todo(user: User) -> list[Todo]:
    """What waits for somebody to decide. One query."""
    visible = Conversation.objects.visible_to(user)
    to_check = Outbound.objects.filter(state=Sending.TO_CHECK, conversation__in=visible)
    ideas = visible.filter(kind=Kind.IDEA, idea=None)
    complaints = Complaint.objects.pressing(timezone.localdate()).filter(conversation__in=visible)
    signals = Signal.objects.going_on().filter(verdict="")
    numbers = [rows.values_list("pk", flat=True) for rows in (to_check, ideas, complaints, signals)]
    together(*numbers)
    checks, new, pressing, warned = (len(rows) for rows in numbers)
    found = (
        (
            checks,
            ngettext("%(n)d answer to check", "%(n)d answers to check", checks),
            f"{reverse('inbox')}?check=to_check&status=all",
        ),
        (
            new,
            ngettext("%(n)d idea that nobody looked at", "%(n)d ideas that nobody looked at", new),
            reverse("talk_ideas"),
        ),
        (
            pressing,
            ngettext(
                "%(n)d complaint of which the last day is near",
                "%(n)d complaints of which the last day is near",
                pressing,
            ),
            reverse("talk_complaints"),
        ),
        (
            warned,
            ngettext("%(n)d signal to look at", "%(n)d signals to look at", warned),
            reverse("signals"),
        ),
    )
    return [Todo(words % {"n": n}, absolute(path)) for n, words, path in found if n]


def absolute(path: str) -> str:
    """As mail needs it; "" where nobody knows our address."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else ""
