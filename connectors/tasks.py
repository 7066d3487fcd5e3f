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
    # Asked again: while this task waited in line, another may have done its work.
    for account in Account.objects.due().filter(pk=account_id):
        polling.poll(account)
