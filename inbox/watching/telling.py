"""Mail to the administrators: once when something is wrong for too long, and once when it is over.

A mail that cannot be sent is tried again by the next watch.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from inbox.models import Alarm
from inbox.watching.troubles import Trouble
from routing.mail.readers import language_of

log = logging.getLogger(__name__)


def tell() -> None:
    """Mail what nobody was told of yet."""
    alarms = Alarm.objects.select_related("account")
    _tell("alarms", alarms.filter(over_at=None, told_at=None), "told_at")
    ended = alarms.filter(over_at__isnull=False, told_at__isnull=False, over_told_at=None)
    _tell("over", ended, "over_told_at")


@transaction.atomic
def _tell(template: str, alarms: QuerySet[Alarm], told: str) -> None:
    """One mail about all of these. The rows stay locked meanwhile: no two clocks say the same."""
    rows = list(alarms.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    people = administrators()
    if not rows or not people:
        return
    try:
        for language, addresses in _by_language(people).items():
            with translation.override(language):
                _mail(template, rows, addresses)
    except (OSError, SMTPException):
        log.exception("Alarms could not be mailed; tried again.")
        return
    Alarm.objects.filter(pk__in=[row.pk for row in rows]).update(**{told: timezone.now()})


def administrators() -> list[str]:
    """Addresses of who can repair a channel."""
    everyone = get_user_model().objects.with_perm(
        "connectors.change_account", backend="django.contrib.auth.backends.ModelBackend"
    )
    able = everyone.filter(is_active=True).exclude(email="")
    return sorted(set(able.values_list("email", flat=True)))


def _by_language(people: list[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for address in people:
        grouped.setdefault(language_of(address), []).append(address)
    return grouped


def _mail(template: str, alarms: Sequence[Alarm], people: list[str]) -> None:
    context = {
        "alarms": [Trouble(alarm.account, alarm.kind, alarm.since, alarm) for alarm in alarms],
        "municipality": settings.MUNICIPALITY,
        "link": f"{settings.PUBLIC_URL}{reverse('channels')}" if settings.PUBLIC_URL else "",
    }
    mail = EmailMultiAlternatives(
        subject=_subject(template, len(alarms)),
        body=render_to_string(f"mail/{template}.txt", context),
        to=people,
    )
    mail.attach_alternative(render_to_string(f"mail/{template}.html", context), "text/html")
    mail.send()


def _subject(template: str, number: int) -> str:
    if template == "over":
        words = ngettext(
            "Webcare: solved, %(number)d report", "Webcare: solved, %(number)d reports", number
        )
    else:
        words = ngettext(
            "Webcare: a channel needs attention",
            "Webcare: %(number)d reports need attention",
            number,
        )
    return words % {"number": number}
