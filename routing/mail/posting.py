"""Letters to departments leave, each once to each address.

What is due stands in the tables: a question of which nothing was written (``Referral.written_at``),
something said since, a question that is no longer needed. For that a letter is drawn up
(``routing.desk.mailing``), and each ``Delivery`` of it is sent on its own, with nothing locked:
one that is refused holds up no other.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from routing import desk
from routing.desk import mailing, unreached
from routing.mail.catching_up import catch_up
from routing.mail.composing import Kind, Parcel, compose
from routing.mail.decoding import decode, one_line
from routing.mail.inviting import invited
from routing.mail.readers import language_of
from routing.models import Concept, Delivery, Referral, Remark

log = logging.getLogger(__name__)

State = Referral.State
RETRY_SECONDS = 300  # between two attempts after a failure


def post(pk: int) -> None:
    """Mail what is due about this question. Doing it twice is doing it once.

    What could not be sent stays due, and ``Referral.mail_problem`` says why.
    """
    with translation.override(settings.LANGUAGE_CODE):
        tried = [catch_up(pk), *map(_deliver, mailing.free(_deliveries(pk)))]
        if any(tried):
            _note(pk)


def post_due() -> None:
    """Mail everything that is due. Call it on the clock."""
    for pk, problem in due().values_list("pk", "mail_problem"):
        # A mail server that refuses is not asked again at once.
        if not problem or cache.add(f"routing-mail-retried:{pk}", 1, timeout=RETRY_SECONDS):
            post(pk)


def due() -> QuerySet[Referral]:
    """Questions of which something was not mailed, as far as there is an address. Two queries, and
    one more for each department without a mailbox."""
    said = Remark.objects.filter(
        referral=OuterRef("pk"), way__in=mailing.FROM_US, at__gt=OuterRef("written_at")
    )
    waiting = mailing.free(Delivery.objects.filter(referral=OuterRef("pk")))
    is_open, reachable = Q(state=State.OPEN), ~Q(department__in=mailing.without_address())
    gone = Q(state=State.WITHDRAWN, closed_at__gt=F("written_at"))
    lately = Q(closed_at__gt=timezone.now() - timedelta(days=7))
    return Referral.objects.filter(
        is_open & (~Q(mail_problem="") | reachable & (Q(written_at=None) | Exists(said)))
        | gone & lately
        | (is_open | lately) & Exists(waiting)
    ).order_by("pk")


# Sending -----------------------------------------------------------------------------------------


def _deliveries(pk: int) -> QuerySet[Delivery]:
    return Delivery.objects.filter(referral=pk).select_related(
        "referral__department", "referral__asked_by", "referral__claimed_by"
    )


def _deliver(row: Delivery) -> bool:
    """Send one letter to one address, unless somebody else has it in hand. Whether it was ours.

    ``row`` with its question, read at once: to the department that it names the letter goes.
    """
    mine = Delivery.objects.filter(pk=row.pk)
    if not mailing.free(mine).update(taken_at=timezone.now()):
        return False
    problem = None if _is_over(row) else _attempt(row)
    if problem is None or (problem and _is_over(row)):
        mine.delete()
    elif problem:
        mine.update(taken_at=None, problem=problem[: unreached.LONGEST_PROBLEM])
    else:
        mine.update(sent_at=timezone.now(), problem="")
    return True


def _is_over(row: Delivery) -> bool:
    """Whether there is nothing to tell any more, or a newer letter tells it."""
    row.referral.refresh_from_db(fields=["state"])
    state = row.referral.state
    if row.kind == Kind.MOVED:
        return False
    if not Delivery.objects.filter(pk=row.pk).exists():  # another department took it up meanwhile
        return True
    if row.kind == Kind.LOOK:
        return state != State.OPEN or not Concept.objects.filter(referral=row.referral).exists()
    newer = row.referral.deliveries.filter(kind__in=mailing.ABOUT, number__gt=row.number)
    expected = State.WITHDRAWN if row.kind == Kind.WITHDRAWN else State.OPEN
    return state != expected or newer.exists()


def _attempt(row: Delivery) -> str | None:
    """Why it did not leave, in words; "" when it did; None when there is nothing to tell."""
    try:
        with ExitStack() as stack:
            if row.to_account or row.kind == Kind.LOOK:
                stack.enter_context(translation.override(language_of(row.to)))
            compose(_parcel(row, stack)).send()
    except desk.AlreadyClosed:  # in this very moment
        return None
    except SMTPRecipientsRefused as refused:
        _code, reason = next(iter(refused.recipients.values()), (0, b""))
        return _refused(row.to, reason)
    except SMTPResponseException as refused:
        return _refused(row.to, refused.smtp_error)
    except (OSError, SMTPException):
        log.exception("A question could not be mailed; tried again.")
        return _("The mail server cannot be reached. The mail is tried again.")
    except ValueError:  # an address that no mail can be sent to
        log.exception("A question could not be mailed.")
        return _refused(row.to, b"")
    return ""


def _parcel(row: Delivery, stack: ExitStack) -> Parcel:
    """``stack``: ends when the letter left, and with it the links of before."""
    parcel = Parcel(row.referral, Kind(row.kind), row.number, row.to)
    if not settings.PUBLIC_URL or row.kind in (Kind.WITHDRAWN, Kind.MOVED):
        return parcel
    if row.to_account:
        page = reverse("question", args=[row.referral_id])
        return replace(parcel, link=f"{settings.PUBLIC_URL}{page}")
    link = stack.enter_context(invited(row.referral, row.referral.department, row.to))
    return replace(parcel, link=link.url, until=link.until)


def _refused(address: str, reason: bytes | str) -> str:
    words = one_line(decode(reason) if isinstance(reason, bytes) else reason)
    return _("Mail to %(address)s was refused: %(reason)s") % {
        "address": address,
        "reason": words or "?",
    }


def _note(pk: int) -> None:
    """Keep with the question when a letter left, and what did not."""
    with transaction.atomic():
        referral = Referral.objects.select_for_update(no_key=True).get(pk=pk)
        about = referral.deliveries.filter(kind__in=mailing.ABOUT)
        referral.mailed_at = about.aggregate(last=Max("sent_at"))["last"] or referral.mailed_at
        referral.save(update_fields=["mailed_at"])
        unreached.note_problem(referral)
