"""What a channel that works does not let in, or does not let us do."""

from __future__ import annotations

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.base import PassedOver, Reason
from connectors.models import Account

# Why a list is refused, in a word or two.
WHY: dict[Reason, Promise] = {
    Reason.PERMISSION: gettext_lazy("no permission"),
    Reason.TARGET_GONE: gettext_lazy("not there any more"),
}


def since(account: Account, now: datetime) -> datetime | None:
    """Since when something is lacking, as far as is known; None when nothing is."""
    moments = [each.since for each in _refused(account)]
    if account.missing:
        moments.append(account.examined_at or now)
    return min(moments, default=None)


def words(account: Account) -> str:
    """What is lacking, in sentences; "" when nothing is any more."""
    lists = [f"{each.label} ({WHY.get(each.reason) or _('refused')})" for each in _refused(account)]
    said = []
    if lists:
        said.append(_("Not fetched: %(lists)s.") % {"lists": ", ".join(lists)})
    if account.missing:
        names = ", ".join(account.missing)
        said.append(_("Not permitted by the platform: %(names)s.") % {"names": names})
    return " ".join(said)


def _refused(account: Account) -> list[PassedOver]:
    told = account.connector_class.passed_over(account.cursor)
    return [each for each in told if not each.usual]
