"""Work for the inbox in the background: a primary key in, one action out."""

from datetime import timedelta
from typing import Any

from celery import Task, shared_task
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from connectors.models import Account, Arrival
from inbox import (
    actions,
    acts,
    attachments,
    crisis,
    following,
    greeting,
    ingest,
    outbox,
    promises,
    reminding,
    snoozed,
    sorting,
    undoing,
)
from inbox.actions import approving
from inbox.bundles import delivering, noticing
from inbox.citizens import measures, pledges
from inbox.colleagues import absence
from inbox.crisis import group
from inbox.follow_up import asking
from inbox.hops import raising
from inbox.hops.unheard import lost_questions, lost_remarks, lost_words
from inbox.models import Conversation, Outbound
from inbox.searches import forgetting
from inbox.watching import watchdog
from routing.models import Answer, Referral, Remark

MOST_AT_ONCE = 1000
PATIENCE = timedelta(seconds=5)  # a bell that was heard has done its work by then


@shared_task
def ingest_arrival(arrival_id: int) -> None:
    ingest.ingest_waiting(arrival_id)


@shared_task
def read_waiting() -> None:
    ingest.catch_up(settings.SWEEP_SECONDS)


@shared_task
def deliver(outbound_id: int) -> None:
    outbox.deliver(outbound_id)


@shared_task
def reconcile(outbound_id: int) -> None:
    outbox.reconcile(outbound_id)


@shared_task
def take_answer(answer_id: int) -> None:
    actions.take_answer(Answer.objects.get(pk=answer_id))


@shared_task
def take_remark(remark_id: int) -> None:
    actions.take_remark(Remark.objects.get(pk=remark_id))


@shared_task
def note_taken_up(referral_id: int) -> None:
    actions.note_taken_up(Referral.objects.get(pk=referral_id))


@shared_task
def relay_words(conversation_id: int) -> None:
    actions.relay(Conversation.objects.get(pk=conversation_id))


@shared_task
def wake_snoozed(conversation_id: int) -> None:
    actions.wake(Conversation.objects.get(pk=conversation_id))


@shared_task
def tell_lead(conversation_id: int) -> None:
    raising.tell_raised()


@shared_task
def raise_unclaimed() -> None:
    raising.raise_unclaimed()


@shared_task
def perform(act_id: int) -> None:
    acts.perform(act_id)


@shared_task
def fetch_attachment(attachment_id: int) -> None:
    attachments.fetch(attachment_id)


@shared_task
def tidy_attachments() -> None:
    attachments.tidy()


@shared_task
def forget_early() -> None:
    ingest.forget_early()
    reminding.forget()
    actions.forget_drafts()
    undoing.forget()


@shared_task
def watch() -> None:
    watchdog.watch()


@shared_task
def lapse_unchecked() -> None:
    approving.lapse(timezone.now())


@shared_task
def reckon_open() -> None:
    promises.reckon_open()


@shared_task
def sort_undecided() -> None:
    sorting.sort_undecided()


@shared_task
def remind() -> None:
    reminding.remind()


@shared_task
def restrain(measure_id: int) -> None:
    measures.carry_out(measure_id)


@shared_task
def end_measures() -> None:
    measures.end_expired()


@shared_task
def remind_pledges() -> None:
    pledges.remind()


@shared_task
def ask_after() -> None:
    asking.ask()


@shared_task
def give_back_of_absent() -> None:
    absence.give_back_of_absent(timezone.now())


@shared_task
def greet() -> None:
    greeting.greet()


@shared_task
def keep_crisis() -> None:
    """What goes by the clock while a crisis lasts, and right after it."""
    crisis.tick()
    group.group()


@shared_task
def answer_one(delivery_id: int) -> None:
    delivering.write(delivery_id)


@shared_task
def notice_alike(account_id: int = 0) -> None:
    noticing.notice()
    group.group()


@shared_task
def sweep() -> None:
    """Find whatever a lost bell or a lost worker left behind."""
    now = timezone.now()
    outbox.doubt_the_lost()
    unread = Arrival.objects.waiting().filter(received_at__lt=now - PATIENCE)
    untaken = Answer.objects.filter(
        forwarding__isnull=True, referral__forwarding__isnull=False, at__lt=now - PATIENCE
    )
    if unread.exists():
        read_waiting.apply_async(expires=settings.SWEEP_SECONDS)
    if noticing.uncompared().exists():
        notice_alike.apply_async(expires=settings.SWEEP_SECONDS)
    _wake(reconcile, outbox.to_search(now))
    _wake(deliver, Outbound.objects.due(now)[:MOST_AT_ONCE])
    _wake(perform, acts.due(now)[:MOST_AT_ONCE])
    _wake(restrain, measures.due(now)[:MOST_AT_ONCE])
    _wake(take_answer, untaken)
    _wake(take_remark, lost_remarks(now - PATIENCE))
    _wake(note_taken_up, lost_questions())
    _wake(relay_words, lost_words())
    _wake(wake_snoozed, snoozed.due(now))
    _wake(answer_one, delivering.lost(now - PATIENCE))
    _wake(fetch_attachment, attachments.waiting(now - PATIENCE)[:MOST_AT_ONCE])


def _wake(task: Task[..., None], rows: QuerySet[Any]) -> None:
    """What no worker has begun by the next sweep is forgotten: that one finds it again."""
    for pk in rows.values_list("pk", flat=True):
        task.apply_async((pk,), expires=settings.SWEEP_SECONDS)


@shared_task
def follow_changes() -> None:
    for pk in Account.objects.working().values_list("pk", flat=True):
        follow_account.delay(pk)


@shared_task
def follow_account(account_id: int) -> None:
    following.follow(Account.objects.get(pk=account_id))


@shared_task
def tidy_searches() -> None:
    """Searches past their end are off; they are forgotten, and so is what nobody took in."""
    now = timezone.now()
    actions.end_searches(now)
    forgetting.forget_people(now)
    forgetting.forget_finds(now)
