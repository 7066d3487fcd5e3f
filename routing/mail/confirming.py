"""An answer by a link is told to the department: who holds a link can say they are anyone."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from routing.mail import addresses
from routing.mail.composing import SHOWN, letter_to, tag
from routing.mail.posting import RETRY_SECONDS
from routing.models import Answer, Source, Told

log = logging.getLogger(__name__)

LATELY = timedelta(days=7)
_BEFORE, _AFTER = "answer:", ":by-link"


def confirm(pk: int) -> None:
    """Tell the department's mailbox, once; an answer that did not come by a link is not told.

    What cannot be sent stays due.
    """
    answer = due().filter(pk=pk).select_related("referral__department", "suggestion").first()
    if answer is None:
        return
    to, day = answer.referral.department.email, timezone.localdate(answer.at)
    try:
        with translation.override(settings.LANGUAGE_CODE), transaction.atomic():
            what = f"{_BEFORE}{pk}{_AFTER}"
            _row, new = Told.objects.get_or_create(what=what, to=to, day=day)
            if new:
                _letter(answer, to).send()
    except (OSError, SMTPException, ValueError):
        log.exception("An answer by a link could not be confirmed; tried again.")


def confirm_due() -> None:
    """Tell all that was not told. Call it on the clock."""
    for pk in due().values_list("pk", flat=True):
        if cache.add(f"routing-confirmation-tried:{pk}", 1, timeout=RETRY_SECONDS):
            confirm(pk)


def due() -> QuerySet[Answer]:
    """Answers by a link of which the department was not told, where it has a mailbox."""
    given = Answer.objects.filter(source=Source.LINK, at__gt=timezone.now() - LATELY)
    named = given.exclude(referral__department__email="").annotate(
        what=Concat(Value(_BEFORE), Cast("pk", CharField()), Value(_AFTER))
    )
    told = Told.objects.filter(what=OuterRef("what"), to=OuterRef("mailbox"))
    return named.annotate(mailbox=F("referral__department__email")).exclude(Exists(told))


def _letter(answer: Answer, to: str) -> EmailMultiAlternatives:
    referral = answer.referral
    words = Truncator(" ".join(referral.question.split())).chars(SHOWN)
    subject = _("Answered with the link: %(words)s") % {"words": words}
    if answer.handed_back:
        subject = _("Given back with the link: %(words)s") % {"words": words}
    context = {
        "answer": answer,
        "referral": referral,
        "replies": addresses.takes_replies(),
        "municipality": settings.MUNICIPALITY,
    }
    bodies = (
        render_to_string("mail/by_link.txt", context),
        render_to_string("mail/by_link.html", context),
    )
    first = addresses.message_id(referral, 1)
    headers = {"In-Reply-To": first, "References": first}
    subject = f"{subject} {tag(referral)}"
    return letter_to(to, subject, bodies, referral=referral, headers=headers)
