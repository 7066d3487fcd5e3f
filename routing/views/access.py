"""Getting at a question. What is not yours answers 404: see ``webcare.urls``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from routing.models import Referral

if TYPE_CHECKING:
    from webcare.models import User

MOST_DIGITS = 19  # those of a 64-bit number
answers = permission_required("routing.answer_referral", raise_exception=True)


def find(request: HttpRequest, pk: int) -> Referral:
    """The question with what its page shows, or 404."""
    mine = Referral.objects.visible_to(request.user).select_related(
        "department", "asked_by", "claimed_by", "subject", "concept__by", "answer__by"
    )
    return get_object_or_404(
        mine.select_related("answer__approved_by", "answer__suggestion"), pk=pk
    )


def number(given: str) -> int:
    """A primary key that a browser sent; 0, which is nobody's, for anything else."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < MOST_DIGITS else 0


def person(request: HttpRequest) -> User:
    """Who asks. The middleware lets nobody through unnamed; the type checker wants to see it."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
