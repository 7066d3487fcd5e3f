"""Drawing up the letter that a question lacks, and putting right where it goes."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from routing.desk import mailing, unreached
from routing.models import Delivery, Referral

Kind = Delivery.Kind
State = Referral.State


def catch_up(pk: int) -> bool:
    """Draw up what was not written yet; whether something changed that was."""
    with transaction.atomic():
        # Who writes holds the row too: nothing of before ``at`` can still appear.
        referral = Referral.objects.select_for_update(no_key=True).filter(pk=pk).first()
        if referral is None:
            return False
        at, kind = timezone.now(), _news(referral)
        if kind is None:
            return _readdress(referral)
        is_over = kind == Kind.WITHDRAWN
        to = mailing.who_heard(referral) if is_over else mailing.who_hears(referral, kind)
        if to or is_over:
            mailing.draw_up(referral, kind, to)
            Referral.objects.filter(pk=pk).update(written_at=at)
        return False


def _news(referral: Referral) -> Kind | None:
    """What a letter has to tell; None for nothing."""
    written_at, closed_at = referral.written_at, referral.closed_at
    if referral.state == State.OPEN:
        if written_at is None:
            return Kind.QUESTION
        said = referral.remarks.filter(way__in=mailing.FROM_US, at__gt=written_at)
        return Kind.UPDATE if said.exists() else None
    if referral.state == State.WITHDRAWN and written_at and closed_at and closed_at > written_at:
        return Kind.WITHDRAWN
    return None


def _readdress(referral: Referral) -> bool:
    """The newest letter goes to the addresses as they are now, where one did not arrive.

    Whether something that went wrong does not count any more.
    """
    newest = mailing.asked_here(referral).order_by("-number").first()
    if newest is None or referral.state != State.OPEN or not referral.mail_problem:
        return False
    there = mailing.who_hears(referral, Kind(newest.kind))
    if newest.by:
        there = [*there, *mailing.at_department(referral)]
    to = {one.address: one for one in there}
    rows = referral.deliveries.filter(number=newest.number)
    dropped, _of_each = mailing.free(rows).exclude(to__in=to).delete()
    for address in to.keys() - set(rows.values_list("to", flat=True)):
        referral.deliveries.create(
            kind=newest.kind,
            number=newest.number,
            to=address,
            to_account=to[address].has_account,
            by=newest.by,
        )
    return bool(dropped) or _no_longer_hears(referral, rows)


def _no_longer_hears(referral: Referral, rows: QuerySet[Delivery]) -> bool:
    """Whether what came back from one of those addresses is nothing to warn of any more."""
    return rows.exclude(problem="").exists() and unreached.problem_of(referral) == ""
