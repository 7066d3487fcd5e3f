"""What somebody holds who is not there any more goes back to the queue."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from inbox.actions.claiming import give_back
from inbox.models import Conversation, Event, Seen
from inbox.workflow import Status

if TYPE_CHECKING:
    from webcare.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
JUST_NOW = timedelta(minutes=2)  # it is written down once a minute: see ``in_use``

GOT = (
    Event.Verb.CLAIMED,
    Event.Verb.TAKEN_OVER,
    Event.Verb.HANDED_OVER,
)


def note_seen(user: User, now: datetime) -> None:
    """They have a page of ours in use."""
    Seen.objects.bulk_create(
        [Seen(user=user, at=now)],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["at"],
    )


def colleagues(of: User) -> QuerySet[User]:
    """Everybody else who works here; ``is_there`` who was seen just now, and those first."""
    just_now = timezone.now() - JUST_NOW
    seen = Seen.objects.filter(user=OuterRef("pk"), at__gt=just_now)
    work = get_user_model().objects.with_perm(
        "inbox.work_conversation", include_superusers=False, backend=BACKEND
    )
    found: Any = work.exclude(pk=of.pk).annotate(is_there=Exists(seen))
    ordered: QuerySet[User] = found.order_by("-is_there", "first_name", "last_name", "pk")
    return ordered


def give_back_of_absent(now: datetime) -> None:
    """Give back what waits for us in the hands of who was neither seen nor did anything lately."""
    if not settings.ABSENCE_MINUTES:
        return
    for row in _held_by_absent(now - timedelta(minutes=settings.ABSENCE_MINUTES)):
        if row.assignee:
            give_back(row, row.assignee)


def _held_by_absent(since: datetime) -> QuerySet[Conversation]:
    """What was snoozed waits for its moment, and what was just handed over for who got it. That a
    colleague approved an answer of theirs is nothing they did."""
    seen = Seen.objects.filter(user=OuterRef("assignee"), at__gt=since)
    acted = Event.objects.filter(actor=OuterRef("assignee"), at__gt=since)
    acted = acted.exclude(data__has_key="approved_by")
    got = Event.objects.filter(conversation=OuterRef("pk"), verb__in=GOT, at__gt=since)
    held = Conversation.objects.filter(status=Status.OPEN, assignee__isnull=False, snoozed_at=None)
    absent = held.filter(~Exists(seen), ~Exists(acted), ~Exists(got))
    return absent.select_related("assignee").order_by("pk")
