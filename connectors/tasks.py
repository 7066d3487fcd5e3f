"""Work for the connectors in the background: a primary key in, one action out."""

from celery import shared_task

from connectors import polling
from connectors.models import Account


@shared_task
def poll_due() -> None:
    for pk in Account.objects.due().values_list("pk", flat=True):
        poll.delay(pk)


@shared_task
def poll(account_id: int) -> None:
    polling.poll(Account.objects.get(pk=account_id))
