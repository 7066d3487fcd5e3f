"""Finding citizens by name: all of it goes through here, so that it can be shut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from inbox import names
from inbox.models import Author
from inbox.searching.queries import Query
from inbox.searching.stored import Stored

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User


def may_find_people(user: User | AnonymousUser) -> bool:
    """Who may read names may look for them."""
    return names.may_read(user)


def found(user: User | AnonymousUser, query: Query) -> QuerySet[Author]:
    """Citizens with such a name or handle; nobody for who may not look for names."""
    if not may_find_people(user):
        return Author.objects.none()
    return Author.objects.alias(stored=Stored("name")).filter(stored=query)
