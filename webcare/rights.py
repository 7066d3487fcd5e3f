"""Who is signed in, with all that they may do, in one query.

What somebody may do is asked with every page and remembered by none: rights that are taken away are
gone with the next one.
"""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from webcare.models import User


class PersonBackend(ModelBackend):
    """Django's, which asks for the person, for their own rights and for those of their roles."""

    def get_user(self, user_id: int) -> User | None:
        found: Any = _people().filter(pk=user_id).first()
        if found is None or not self.user_can_authenticate(found):
            return None
        if not found.is_superuser:
            # Where ``ModelBackend.get_all_permissions`` keeps them, for as long as the page takes.
            found._perm_cache = set(found.held)
        return cast("User", found)


class SignInBackend(PersonBackend, AuthenticationBackend):  # type: ignore[misc] # no types there
    """The same for who signed in by allauth."""


@cache  # the question, not the answer: it is put together for every page
def _people() -> QuerySet[User, Any]:
    return User.objects.annotate(held=ArraySubquery(_held()))


def _held() -> QuerySet[Permission, Any]:
    """Names of the permissions of the person of the outer query, such as "inbox.view_note"."""
    own = User.user_permissions.through.objects.filter(user=OuterRef(OuterRef("pk")))
    of_roles = Group.permissions.through.objects.filter(group__user=OuterRef(OuterRef("pk")))
    held = Permission.objects.filter(
        Q(pk__in=own.values("permission")) | Q(pk__in=of_roles.values("permission"))
    )
    name = Concat("content_type__app_label", Value("."), "codename")
    return held.annotate(held_as=name).order_by().values("held_as")
