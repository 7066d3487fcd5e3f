"""Bells from below: each only wakes a task. What they say is in the tables."""

from __future__ import annotations

from functools import partial
from typing import Any

from celery import current_app
from django.dispatch import receiver
from django.utils import timezone

from connectors.bells import after_commit
from connectors.signals import arrived, recovered
from inbox import acts, attachments
from inbox.bells import REFERRALS, ring, show, wake
from inbox.models import Forwarding, Outbound
from inbox.workflow import Sending
from routing.agreed import promises_changed
from routing.signals import answered, changed, learned, remarked, taken_up


@receiver(arrived, dispatch_uid="inbox.arrived")
def wake_ingest(arrival_ids: list[int], **kwargs: Any) -> None:
    for arrival_id in arrival_ids:
        wake("ingest_arrival", arrival_id)


@receiver(recovered, dispatch_uid="inbox.recovered")
def wake_waiting(account_id: int, **kwargs: Any) -> None:
    """The account works again: what waited for it may leave, and what failed may come in."""
    attachments.revive(account_id)
    waiting = Outbound.objects.filter(
        state=Sending.QUEUED, conversation__account=account_id
    ).first_in_line()
    for outbound_id in waiting.values_list("pk", flat=True):
        wake("deliver", outbound_id)
    for act_id in (
        acts.due(timezone.now()).filter(message__account=account_id).values_list("pk", flat=True)
    ):
        wake("perform", act_id)


@receiver(answered, dispatch_uid="inbox.answered")
def wake_answer(answer_id: int, **kwargs: Any) -> None:
    wake("take_answer", answer_id)


@receiver(remarked, dispatch_uid="inbox.remarked")
def wake_remark(remark_id: int, **kwargs: Any) -> None:
    wake("take_remark", remark_id)


@receiver(taken_up, dispatch_uid="inbox.taken_up")
def wake_taken_up(referral_id: int, **kwargs: Any) -> None:
    wake("note_taken_up", referral_id)


@receiver(changed, dispatch_uid="inbox.changed")
def show_question(referral_id: int, **kwargs: Any) -> None:
    """On the department's pages and ours: as when a mail about it is refused."""
    ring(REFERRALS)
    asked = Forwarding.objects.filter(referral=referral_id)
    for conversation_id in asked.values_list("conversation", flat=True):
        show(conversation_id)


@receiver(promises_changed, dispatch_uid="inbox.promises_changed")
def wake_reckoning(**kwargs: Any) -> None:
    after_commit(partial(current_app.send_task, "inbox.tasks.reckon_open"))


@receiver(learned, dispatch_uid="inbox.learned")
def wake_sorting(**kwargs: Any) -> None:
    after_commit(partial(current_app.send_task, "inbox.tasks.sort_undecided"))
