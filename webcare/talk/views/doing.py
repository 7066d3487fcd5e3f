"""What pages that change something have in common."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from inbox.models import Message
from inbox.refusals import Refused

picks = permission_required("talk.pick_praise", raise_exception=True)
handles = permission_required("talk.handle_complaint", raise_exception=True)
MOST_ANSWERS = 20


def to(name: str, *args: object) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=args), status=HTTPStatus.SEE_OTHER)


def done(request: HttpRequest, deed: Callable[[], object]) -> bool:
    """Whether it was; the person is told."""
    try:
        deed()
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, _("Saved."))
    return True


def answers(conversation: int) -> QuerySet[Message]:
    """Ours, the newest first."""
    rows = Message.objects.filter(conversation=conversation, incoming=False, deleted_at=None)
    return rows.exclude(text="").order_by("-created_at", "-pk")
