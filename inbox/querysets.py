"""Reading the inbox: access first, then filters, then pages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from inbox.workflow import UNDERWAY, Sending, Status
from routing.models import Referral

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from inbox.models import Conversation, Outbound
    from routing.models.referrals import ReferralQuerySet
    from webcare.models import User


# What a row of the queue has no use for, and is long or takes time to read.
NOT_IN_A_ROW = (
    *("decision", "account__credentials", "account__cursor", "account__missing"),
    *("department__description", "assignee__password"),
)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: User | AnonymousUser) -> ConversationQuerySet:
        """Where every view starts: everything for who may read the inbox, else nothing."""
        if user.is_active and user.has_perm("inbox.view_conversation"):
            return self.all()
        return self.none()

    def folded(self, now: datetime) -> ConversationQuerySet:
        """Of citizens who are muted here, since they were. Danger is never folded away."""
        return self.filter(_is_muted(now))

    def unfolded(self, now: datetime) -> ConversationQuerySet:
        return self.exclude(_is_muted(now))

    def waiting(self) -> ConversationQuerySet:
        return self.filter(status=Status.OPEN)

    def in_queue_order(self) -> ConversationQuerySet:
        """Danger before all else, then what is urgent, then who waits longest."""
        return self.order_by(F("rank").desc(), "waiting_since", "pk")

    def after(self, rank: int, waiting_since: datetime, pk: int) -> ConversationQuerySet:
        """What follows this row in queue order (keyset pagination)."""
        later = Q(waiting_since__gt=waiting_since) | Q(waiting_since=waiting_since, pk__gt=pk)
        return self.filter(Q(rank=rank) & later | Q(rank__lt=rank))

    def with_labels(self) -> ConversationQuerySet:
        """``labelled``: of each label on it ``slug``, ``name`` and ``colour``, in order."""
        from inbox.models import Label

        on_it = Label.objects.filter(conversations=OuterRef("pk")).order_by("order", "name")
        said = JSONObject(slug="slug", name="name", colour="colour")
        return self.annotate(labelled=ArraySubquery(on_it.values(said=said)))

    def with_row(self) -> ConversationQuerySet:
        """All that a queue row shows, in one query.

        labelled       its labels: see ``with_labels``
        nobody_claims  a department has a question that rose because nobody looks after it
        mail_failed    a department has a question, and our mail about it did not arrive
        ask_yourself   a colleague has to ask whether it is solved: see ``came_back``
        to_check       an answer in it has to be approved by a colleague
        bundle         the bundle it is in or seems to belong to: see ``bundle_of``
        preview        the words of the citizen's newest message, which may be none
        preview_form   its ``Form``, and ``preview_kind`` the ``MediaKind`` of what came along
                       last, to show where there are no words
        """
        from inbox.models import Attachment, FollowUp, Message, Outbound, bundle_of

        newest = Message.objects.filter(
            conversation=OuterRef("pk"), incoming=True, deleted_at=None
        ).order_by("-created_at", "-pk")
        came_along = Attachment.objects.filter(
            message__conversation=OuterRef("pk"), message__incoming=True, message__deleted_at=None
        ).order_by("-message__created_at", "-message", "pk")
        shown = self.with_labels().select_related("account", "author", "department", "assignee")
        return shown.defer(*NOT_IN_A_ROW).annotate(
            nobody_claims=_at_a_department(nobody_looks_after()),
            mail_failed=_at_a_department(mail_failed()),
            ask_yourself=Exists(FollowUp.objects.came_back().filter(conversation=OuterRef("pk"))),
            to_check=Exists(Outbound.objects.to_check().filter(conversation=OuterRef("pk"))),
            bundle=bundle_of(),
            preview=Subquery(newest.values("text")[:1]),
            preview_form=Subquery(newest.values("form")[:1]),
            preview_kind=Subquery(came_along.values("kind")[:1]),
        )


def _is_muted(now: datetime) -> Q:
    """Something of theirs came in while they were muted. What waited before keeps its place, and so
    does what waits for us: a department's words, an answer that did not leave, what a colleague
    opened again."""
    from inbox.models import Forwarding, Outbound

    told = Forwarding.objects.filter(
        Q(used_by=None) | Q(used_by__state__in=[Sending.FAILED, Sending.DROPPED]),
        conversation=OuterRef("pk"),
        answer__isnull=False,
    )
    stuck = Outbound.objects.filter(
        conversation=OuterRef("pk"),
        by__isnull=False,
        state__in=[Sending.FAILED, Sending.UNCERTAIN, Sending.TO_CHECK],
    )
    opened = Q(reopened_at__isnull=False, reopened_at__gte=F("author__quiet_from"))
    since = Q(author__quiet_from__lte=F("waiting_since"))
    theirs = Q(author__quiet_until__gt=now, status=Status.OPEN, danger="") & since
    return theirs & ~(Q(needs_lead=True) | opened | Exists(told) | Exists(stuck))


def nobody_looks_after() -> ReferralQuerySet:
    """Questions that rose because nobody was on them, or not in time, and that still lie there."""
    return Referral.objects.left_lying().filter(raised_at__isnull=False)


def mail_failed() -> ReferralQuerySet:
    """Open questions of which our mail did not arrive."""
    return Referral.objects.open().exclude(mail_problem="")


def _at_a_department(referrals: ReferralQuerySet) -> Exists:
    """Whether one of these was asked in the conversation."""
    from inbox.models import Forwarding

    asked = Forwarding.objects.filter(conversation=OuterRef("pk"), referral__in=referrals)
    return Exists(asked)


class OutboundQuerySet(models.QuerySet["Outbound"]):
    def underway(self) -> OutboundQuerySet:
        return self.filter(state__in=UNDERWAY)

    def to_check(self) -> OutboundQuerySet:
        """What a colleague has to approve, each answer by the first part that waits."""
        first = Q(after=None) | ~Q(after__state=Sending.TO_CHECK)
        return self.filter(first, state=Sending.TO_CHECK)

    def first_in_line(self) -> OutboundQuerySet:
        """Without those that wait for an earlier answer in the same conversation."""
        from inbox.models import Outbound

        earlier = Outbound.objects.underway().filter(
            conversation=OuterRef("conversation"), pk__lt=OuterRef("pk")
        )
        return self.filter(~Exists(earlier))

    def due(self, now: datetime) -> OutboundQuerySet:
        """Queued answers that may leave now: in order, to accounts that work.

        A part of a long answer leaves only when the part before it stands. About what a
        crisis is about only what a person wrote leaves; the question whether it is solved was
        asked by a machine, in whoever's name.
        """
        from inbox.models import Crisis

        return self.first_in_line().filter(
            Q(after=None) | Q(after__state=Sending.SENT),
            Q(by__isnull=False, follow_up=None)
            | ~Exists(Crisis.objects.standing().about("conversation__")),
            state=Sending.QUEUED,
            not_before__lte=now,
            conversation__account__active=True,
            conversation__account__state="ok",
        )
