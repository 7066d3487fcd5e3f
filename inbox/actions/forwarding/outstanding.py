"""What else is done with a question that a department has: taking it back, mailing it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inbox.actions.locking import locked
from inbox.bells import REFERRALS, ring, show
from inbox.hops import pass_on
from inbox.models import Event, Forwarding, Hop
from inbox.refusals import Refused
from inbox.standing import settle, tell
from routing import desk

if TYPE_CHECKING:
    from webcare.models import User


def withdraw(forwarding: Forwarding, by: User) -> None:
    """The department need not answer any more."""
    with locked(forwarding.conversation) as row:
        try:
            desk.withdraw(forwarding.referral)
        except desk.AlreadyClosed as error:
            raise Refused(str(error)) from error
        tell(row, Event.Verb.WITHDRAWN, by, department=forwarding.referral.department.name)
        pass_on(row, Hop.How.WITHDRAWN, None, "", by)
        settle(row)
        ring(REFERRALS)


def mail_again(forwarding: Forwarding, by: User) -> None:
    """The mail about this question did not arrive: mail it to the addresses that hold now."""
    with locked(forwarding.conversation) as row:
        try:
            desk.mail_again(forwarding.referral, by)
        except desk.Refused as error:
            raise Refused(str(error)) from error
        tell(row, Event.Verb.MAILED_AGAIN, by, department=forwarding.referral.department.name)
        show(row.pk)
