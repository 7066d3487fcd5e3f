"""Whom our mail about a question did not reach, as the agent reads it."""

from __future__ import annotations

from django.db.models import Max

from routing.desk import mailing
from routing.desk.holding import ring
from routing.models import Concept, Delivery, Referral

LONGEST_PROBLEM = 300  # characters


def problem_of(referral: Referral) -> str:
    """Why letters about this question do not arrive, as ``Referral.mail_problem`` keeps it.

    That one came back counts until the next one leaves for that address, and as long as the address
    is one that has to hear.
    """
    rows = list(referral.deliveries.order_by("number", "pk"))
    newest = {row.to.lower(): row for row in rows}
    hear = {one.address.lower() for one in mailing.all_who_hear(referral)}
    if Concept.objects.filter(referral=referral).exists():  # and whose eyes it waits for
        hear |= {row.to.lower() for row in rows if row.kind == Delivery.Kind.LOOK}
    standing = [row for to, row in newest.items() if to in hear]
    failed = [row.problem for row in rows if row.sent_at is None or row in standing]
    return " ".join(dict.fromkeys(filter(None, failed)))[:LONGEST_PROBLEM]


def note_return(referral: Referral, address: str, why: str) -> None:
    """Within a lock of the question: a letter about it came back from there.

    From where nothing was mailed, as behind a mailbox that passes mail on: the newest letter did.
    """
    left = referral.deliveries.exclude(sent_at=None)
    newest = left.aggregate(number=Max("number"))["number"]
    there = left.filter(to__iexact=address)
    (there if there.exists() else left.filter(number=newest)).update(problem=why[:LONGEST_PROBLEM])
    note_problem(referral)


def note_problem(referral: Referral) -> None:
    """Within a lock of the question: keep with it what ``problem_of`` says."""
    referral.mail_problem = problem_of(referral)
    referral.save(update_fields=["mail_problem"])
    ring(referral)
