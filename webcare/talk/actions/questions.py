"""Whether the website answers what is asked often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.refusals import Refused
from webcare.talk.actions.allowed import WORK
from webcare.talk.models import Question

if TYPE_CHECKING:
    from webcare.models import User

Website = Question.Website
_valid = URLValidator(schemes=["https", "http"])


def mark(question: Question, website: str, by: User, *, address: str, owner: User | None) -> None:
    """Say it of this question. Raises Refused."""
    if not by.has_perm(WORK):
        raise Refused(_("This is not yours to do."))
    if website not in Website.values:
        raise Refused(_("Choose what the website does."))
    address = address.strip() if website == Website.ANSWERS else ""
    if website == Website.ANSWERS:
        try:
            _valid(address)
        except ValidationError:
            raise Refused(_("Give the address of the page, such as https://…")) from None
    if website == Website.SHOULD and owner is None:
        raise Refused(_("Say who sees to it that it comes on the website."))
    question.website, question.address = website, address[:300]
    question.owner = owner if website == Website.SHOULD else None
    question.by, question.marked_at = by, timezone.now()
    question.save(update_fields=["website", "address", "owner", "by", "marked_at"])
