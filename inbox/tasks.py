"""Work for the inbox in the background: a primary key in, one action out."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from connectors import polling
from connectors.models import Account, Arrival
from inbox import actions, following, ingest, outbox
from inbox.models import Outbound
from routing.models import Answer

PATIENCE = timedelta(seconds=5)  # a bell that was heard has done its work by then


@shared_task
def ingest_arrival(arrival_id: int) -> None:
    ingest.ingest(arrival_id)


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
def sweep() -> None:
    """Find whatever a lost bell or a lost worker left behind."""
    now = timezone.now()
    unread = Arrival.objects.waiting().filter(received_at__lt=now - PATIENCE)
    for pk in unread.order_by("pk").values_list("pk", flat=True)[:1000]:
        ingest_arrival.delay(pk)
    outbox.doubt_the_lost()
    for pk in outbox.to_search(now).values_list("pk", flat=True):
        reconcile.delay(pk)
    for pk in Outbound.objects.due(now).values_list("pk", flat=True):
        deliver.delay(pk)
    for pk in Answer.objects.filter(forwarding__isnull=True, at__lt=now - PATIENCE).values_list(
        "pk", flat=True
    ):
        take_answer.delay(pk)


@shared_task
def follow_changes() -> None:
    for pk in Account.objects.working().values_list("pk", flat=True):
        follow_account.delay(pk)


@shared_task
def follow_account(account_id: int) -> None:
    account = Account.objects.get(pk=account_id)
    polling.refresh(account, following.to_follow(account))
