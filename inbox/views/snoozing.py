"""Out of sight for a while, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbox import actions, snoozed
from inbox.refusals import Refused
from inbox.views import reporting
from inbox.views.access import find, number, person, works
from inbox.views.work import do


class Clock(forms.DateTimeField):
    """A moment by the clock on the wall here. What the clock says twice is the first time; what it
    skips is as much later."""

    def to_python(self, value: Any) -> datetime | None:
        try:
            here = datetime.fromisoformat(str(value or ""))
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"]) from error
        known = here if here.tzinfo else here.replace(tzinfo=timezone.get_current_timezone())
        return known.astimezone(UTC)


def until(data: Any) -> datetime | None:
    """What a form chose: the name of a moment, "citizen", or "own" with ``at``. Raises Refused."""
    chosen = data.get("until", "")
    if chosen == snoozed.CITIZEN:
        return None
    known = {moment.name: moment.at for moment in snoozed.moments(timezone.now())}
    if chosen in known:
        return known[chosen]
    try:
        own: datetime = Clock().clean(data.get("at", ""))
    except forms.ValidationError as error:
        raise Refused(_("Choose until when.")) from error
    return own


@require_POST
@works
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    said = request.POST.get("version", "")
    seen = number(said) if said else None

    def put_away() -> None:
        actions.snooze(conversation, until(request.POST), person(request), version=seen)

    return do(request, conversation, put_away, reporting.snoozed, leaves=True)


@require_POST
@works
def wake(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    return do(request, conversation, lambda: actions.wake(conversation, person(request)))
