"""Whether an account's webhooks come in: checked on the clock, and put right."""

from __future__ import annotations

import logging

from django.db.models import QuerySet
from django.utils import timezone

from connectors import polling
from connectors.base import ConnectorError, Subscription
from connectors.models import Account

log = logging.getLogger(__name__)


def check(account: Account, *, repair: bool = True) -> Subscription | None:
    """Ask the platform; None where no webhooks can come in. Raises ConnectorError.

    What was put right just now had not come in for a while, so the account is asked at once.
    """
    app = account.app
    if app is None or not app.webhook_url or not app.active:
        _note(account, Account.Webhooks.NONE, "")
        return None
    try:
        found = app.connect().subscribe(app.webhook_url, account.connection(), repair=repair)
    except ConnectorError as error:
        _note_failure(account, error)
        raise
    good, broken = Account.Webhooks.GOOD, Account.Webhooks.BROKEN
    _note(account, good if found.good else broken, found.detail)
    Account.objects.filter(pk=account.pk).update(contact_at=timezone.now())
    if found.repaired:
        log.info("%s: webhooks were repaired: %s", account, ", ".join(found.repaired))
        polling.poll_soon(account)
    return found


def to_check() -> QuerySet[Account]:
    """Accounts whose webhooks are looked after by the clock."""
    return Account.objects.working().filter(app__active=True)


def _note_failure(account: Account, error: ConnectorError) -> None:
    """A platform that is away says nothing of the webhooks; one that refuses does.

    The account itself may work all the same: these are often the app's own credentials.
    """
    if error.reauthorise or error.permanent:
        _note(account, Account.Webhooks.BROKEN, error.detail or error.reason.value)
    else:
        log.warning("%s: its webhooks were not checked: %s", account, error)


def _note(account: Account, webhooks: Account.Webhooks, detail: str) -> None:
    lost = account.webhooks == Account.Webhooks.GOOD != webhooks
    account.webhooks, account.webhooks_detail = webhooks, detail[:500]
    account.webhooks_checked_at = timezone.now()
    account.save(update_fields=["webhooks", "webhooks_detail", "webhooks_checked_at"])
    if lost:  # it rests for long, on the strength of what does not come in any more
        polling.poll_soon(account)
