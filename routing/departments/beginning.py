"""A new department."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from routing.departments.mailbox import set_mailbox
from routing.departments.noting import note_begun
from routing.departments.texts import NameTaken
from routing.models import Department

if TYPE_CHECKING:
    from webcare.models import User

_LONGEST = 46  # characters of a short name that come from the name; room for a number


def begin_department(name: str, email: str, description: str, by: User) -> Department:
    """A department in use, without members. ``email``: a valid address, or "" for none.

    Raises NameTaken, and Refused for an address of Webcare itself.
    """
    if Department.objects.filter(name__iexact=name).exists():
        raise NameTaken(_("There is one with this name already."))
    made = Department(name=name, slug=_short(name), description=description)
    try:
        with transaction.atomic():
            made.save()
            note_begun(made, by)
            set_mailbox(made, email, by, sure=True)  # nobody is there yet
    except IntegrityError as taken:  # a colleague saved it in this very moment
        raise NameTaken(_("There is one with this name already.")) from taken
    return made


def _short(name: str) -> str:
    """What files call it: "Afval & Reiniging" is afval-reiniging, a second one gets a 2."""
    first = slugify(name)[:_LONGEST].strip("-") or "afdeling"
    taken = set(Department.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    if first not in taken:
        return first
    return next(each for number in count(2) if (each := f"{first}-{number}") not in taken)
