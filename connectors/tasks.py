"""Work for the connectors in the background: a primary key in, one action out."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from celery import Task, shared_task
from django.conf import settings

from connectors import expecting, forgetting, looking, polling, subscriptions, tokens
from connectors.base import ConnectorError
from connectors.models import Account, LookUp


def _each(task: Task[..., None], ids: Any, every: int) -> None:
    """What no worker has begun when the clock comes round again is forgotten until then."""
    for pk in ids:
        task.apply_async((pk,), expires=every)


@shared_task
def poll_due() -> None:
    _each(poll, Account.objects.due().values_list("pk", flat=True), settings.POLL_SECONDS)


@shared_task
def poll(account_id: int) -> None:
    # Asked again: while this task waited in line, another may have done its work.
    for account in Account.objects.due().filter(pk=account_id):
        polling.poll(account)
    if Account.objects.due().filter(pk=account_id).exists():
        poll.delay(account_id)  # there is more; who waits longer goes first


@shared_task
def look_again(account_id: int) -> None:
    expecting.look(account_id)


@shared_task
def look_up_due() -> None:
    waiting = LookUp.objects.due().values_list("account", flat=True).distinct().order_by()
    _each(look_up, waiting, settings.SWEEP_SECONDS)


@shared_task
def look_up(account_id: int) -> None:
    for account in Account.objects.working().filter(pk=account_id):
        while looking.work(account):
            pass


@shared_task
def forget_look_ups() -> None:
    looking.forget()


@shared_task
def renew_all() -> None:
    for pk in Account.objects.working().values_list("pk", flat=True):
        renew.delay(pk)


@shared_task
def renew(account_id: int) -> None:
    for account in Account.objects.working().filter(pk=account_id):
        tokens.renew(account)


@shared_task
def examine_due() -> None:
    for pk in tokens.to_examine().values_list("pk", flat=True):
        examine.delay(pk)


@shared_task
def examine(account_id: int) -> None:
    for account in tokens.to_examine().filter(pk=account_id):
        with suppress(ConnectorError):  # noted on the account
            tokens.examine(account)


@shared_task
def check_subscriptions() -> None:
    for pk in subscriptions.to_check().values_list("pk", flat=True):
        check_subscription.delay(pk)


@shared_task
def check_subscription(account_id: int) -> None:
    for account in subscriptions.to_check().filter(pk=account_id):
        with suppress(ConnectorError):  # noted on the account
            subscriptions.check(account)


@shared_task
def forget_arrivals() -> None:
    forgetting.forget_arrivals()
