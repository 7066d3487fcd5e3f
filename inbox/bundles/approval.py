"""Whether a second colleague has to approve the answer of a bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from inbox.approving import asks
from inbox.approving import check_may_approve as check_may
from inbox.models import BundleAnswer
from inbox.refusals import Refused

if TYPE_CHECKING:
    from webcare.models import User


def needs_approval(answer: BundleAnswer) -> bool:
    """Whether it waits for a second colleague: the writer asked for one, or their answers are
    checked. Where a rule asks for it of one conversation, that one is to be checked by itself."""
    return bool(answer.four_eyes or asks(answer.by)) and answer.approved_by_id is None


def check_approved(answer: BundleAnswer) -> None:
    """Raises Refused while it waits."""
    if needs_approval(answer):
        raise Refused(_("A colleague has to approve this answer before it is sent."))


def check_may_approve(answer: BundleAnswer, by: User) -> None:
    """Raises Refused for who wrote it, and for who is checked themselves."""
    check_may(by, answer.by_id)
