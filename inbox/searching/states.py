"""States of a conversation that a search and the filters know by name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from connectors.base import Form
from inbox import snoozed
from inbox.models import Bundled, FollowUp, Forwarding, Mention, Message, Outbound
from inbox.models.mention import MentionQuerySet
from inbox.querysets import mail_failed, nobody_looks_after
from inbox.searching import operators as op
from inbox.ways import NOT_PLACED
from inbox.workflow import Sending, Status
from routing.models.referrals import ReferralQuerySet

HOUR = timedelta(hours=1)
NOT_SENT = (Sending.FAILED, Sending.UNCERTAIN)
DANGER, URGENT = 2, 1  # the least ``Conversation.rank`` of each
FORMS = {
    op.MENTION: (Form.MENTION,),
    op.QUOTE: (Form.QUOTE,),
    op.FOUND: (Form.FOUND,),
    op.REVIEW: (Form.RECOMMENDS, Form.ADVISES_AGAINST),
    op.STORY: (Form.STORY_REPLY, Form.STORY_MENTION),
}


def states(now: datetime, me: int | None) -> dict[str, Q]:
    """What each of them narrows to, at this moment and for who has this primary key."""
    not_done = ~Q(status=Status.CLOSED)
    late = Q(answer_by__lte=now) | Q(solve_by__lte=now)
    soon = Q(answer_soon__lte=now) | Q(solve_soon__lte=now)
    return {
        op.UNANSWERED: Q(status__in=[Status.OPEN, Status.REFERRED]),
        op.MINE: Q(assignee=me),
        op.NOBODYS: Q(assignee=None),
        op.LATE: not_done & late,
        op.SOON: not_done & soon & ~late,
        op.HOUR: not_done & within_the_hour(now) & ~late,
        op.NOT_SENT: not_done & not_sent(),
        op.URGENT: Q(rank__gte=URGENT),
        op.DANGER: Q(rank=DANGER),
        op.PRIVATE: Q(private=True),
        op.PUBLIC: Q(private=False),
        op.LEAD: for_the_lead(),
        op.SNOOZED: Q(status=Status.OPEN) & ~snoozed.awake(now),
        op.ELSEWHERE: sent_elsewhere(),
        op.MENTIONED: in_a_note(Mention.objects.filter(user=me)),
        op.UNREAD: in_a_note(Mention.objects.filter(user=me).unread()),
        op.TO_CHECK: to_check(),
        op.MAIL_FAILED: _asked_in(mail_failed()),
        op.ASK: Q(pk__in=FollowUp.objects.came_back().order_by().values("conversation")),
        op.BUNDLED: _bundled(Bundled.State.IN),
        op.ALIKE: _bundled(Bundled.State.PROPOSED),
        **{name: _of_form(*forms) for name, forms in FORMS.items()},
    }


def within_the_hour(now: datetime) -> Q:
    """Where what was promised will be too late an hour from now, if nothing happens."""
    until = now + HOUR
    return Q(answer_by__gt=now, answer_by__lte=until) | Q(solve_by__gt=now, solve_by__lte=until)


def not_sent() -> Q:
    """Where an answer did not leave, or nobody knows whether it did."""
    return Q(pk__in=Outbound.objects.filter(state__in=NOT_SENT).order_by().values("conversation"))


def for_the_lead() -> Q:
    """What came back too often, and what nobody looks after."""
    return Q(needs_lead=True) | _asked_in(nobody_looks_after())


def _asked_in(referrals: ReferralQuerySet) -> Q:
    """Where one of these questions to departments was asked."""
    asked = Forwarding.objects.filter(referral__in=referrals)
    return Q(pk__in=asked.order_by().values("conversation"))


def _bundled(state: Bundled.State) -> Q:
    """With others in a bundle, or noticed as one of them: as ``bundle_of`` has it."""
    there = Bundled.objects.filter(state=state, bundle__number__gt=1)
    return Q(pk__in=there.order_by().values("conversation"))


def _of_form(*forms: Form) -> Q:
    """Where the citizen wrote in one of these forms."""
    said = Message.objects.filter(
        form__in=[form.value for form in forms], incoming=True, deleted_at=None
    )
    return Q(pk__in=said.order_by().values("conversation"))


def to_check() -> Q:
    """Where an answer of a colleague has to be approved."""
    return Q(pk__in=Outbound.objects.to_check().values("conversation"))


def sent_elsewhere(to: str = "") -> Q:
    """Where a public answer of ours sent the citizen to another channel."""
    sent = Outbound.objects.exclude(elsewhere="").exclude(state__in=(*NOT_PLACED, Sending.TO_CHECK))
    sent = sent.filter(elsewhere=to) if to else sent
    return Q(pk__in=sent.values("conversation"))


def in_a_note(mentions: MentionQuerySet) -> Q:
    """Where one of these colleagues is named in a note."""
    return Q(pk__in=mentions.order_by().values("note__conversation"))
