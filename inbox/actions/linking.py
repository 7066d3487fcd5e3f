"""Two profiles are one person, or are not after all: always by hand, and with the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.citizens import MOST_PROFILES, profiles
from inbox.models import Author, SamePerson
from inbox.refusals import Refused

if TYPE_CHECKING:
    from webcare.models import User


def link(one: Author, other: Author, ground: str, words: str, by: User) -> SamePerson:
    """From now on they are shown as one person."""
    words = words.strip()
    if ground not in SamePerson.Ground.values:
        raise Refused(_("Choose how you know that this is the same person."))
    if ground == SamePerson.Ground.OTHER and not words:
        raise Refused(_("Write how you know that this is the same person."))
    together = profiles(one)
    if other in together:
        raise Refused(_("These profiles are linked already."))
    if len(together) + len(profiles(other)) > MOST_PROFILES:
        raise Refused(_("One person cannot have more than 20 profiles here."))
    older, newer = sorted((one, other), key=lambda each: each.pk)
    try:
        with transaction.atomic():
            return SamePerson.objects.create(
                one=older, other=newer, ground=ground, words=words[:300], by=by
            )
    except IntegrityError as error:
        raise Refused(_("These profiles are linked already.")) from error


def unlink(said: SamePerson, by: User) -> None:
    """It was a mistake. That it was said stays in the history."""
    standing = SamePerson.objects.standing().filter(pk=said.pk)
    if not standing.update(undone_at=timezone.now(), undone_by=by):
        raise Refused(_("A colleague took this back already."))
