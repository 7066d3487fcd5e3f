"""Getting at a conversation. What is not yours answers 404: see ``webcare.urls``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from inbox.citizens.around import others_wrote
from inbox.crisis.line import pinned
from inbox.models import Conversation, bundle_of
from inbox.names import without_names
from inbox.reading import begun_for

if TYPE_CHECKING:
    from inbox.names import View
    from webcare.models import User

LONGEST_KEY = 18  # digits that the database takes
_may_look = permission_required("inbox.view_conversation", raise_exception=True)
works = permission_required("inbox.work_conversation", raise_exception=True)


def reads(view: View) -> View:
    """For who may read the inbox; without names for who may not read those."""
    return _may_look(without_names(view))


def find(request: HttpRequest, pk: int) -> Conversation:
    """The conversation with all that its page shows, or 404."""
    return get_object_or_404(
        Conversation.objects.visible_to(request.user)
        .with_labels()
        .select_related("account", "author", "department", "assignee", "post")
        .annotate(bundle=bundle_of(), line_nl=pinned("nl"), line_en=pinned("en"))
        .annotate(others_wrote=others_wrote(request.user), begun_for=begun_for(request.user)),
        pk=pk,
    )


def number(said: str) -> int:
    """A primary key that came in words; 0, which nothing has, where it is none."""
    return int(said) if said.isdecimal() and len(said) <= LONGEST_KEY else 0


def person(request: HttpRequest) -> User:
    """Who asks. The middleware lets nobody through unnamed; the type checker wants to see it."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
