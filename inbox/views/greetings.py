"""The automatic answer of each channel: what it says, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from connectors.base import Way
from connectors.models import Account
from inbox.greeting import OPENING, WAYS, as_sent, save
from inbox.models import Greeting
from inbox.views.access import person
from routing.agreed import hours
from routing.promises import NeverOpen

LONGEST_OPENING = datetime(2026, 9, 24, 18, 0, tzinfo=UTC)  # "donderdag 24 september …"

changes_greetings = permission_required("inbox.change_greeting", raise_exception=True)


class GreetingForm(forms.ModelForm[Greeting]):
    """What a channel says by itself outside service hours."""

    class Meta:
        model = Greeting
        fields: ClassVar = ["text", "active"]
        widgets: ClassVar = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "active": forms.CheckboxInput(
                attrs={"class": "utrecht-checkbox utrecht-checkbox--html-input"}
            ),
        }
        labels: ClassVar = {"active": gettext_lazy("Switched on")}

    def __init__(self, account: Account, data: Any = None) -> None:
        self.account = account
        self.stored: Greeting | None = getattr(account, "greeting", None)
        instance = self.stored or Greeting(account=account, text=_suggested())
        super().__init__(data, instance=instance, prefix=f"channel-{account.pk}")
        self.fields["text"].help_text = _(
            "%(opening)s becomes the moment at which we are open again."
        ) % {"opening": OPENING}

    def clean_text(self) -> str:
        """What every way of this channel can take, however long the moment of opening is."""
        text = str(self.cleaned_data["text"]).strip()
        longest = as_sent(text, LONGEST_OPENING, timezone.now())
        for way in _ways(self.account):
            if (over := way.text.count(longest) - way.text.limit) > 0:
                raise forms.ValidationError(
                    _("This is %(over)d too long for %(platform)s. Shorten it.")
                    % {"over": over, "platform": self.account.label}
                )
        return text


def _suggested() -> str:
    return _(
        "This is an automatic message. We are closed now. A colleague reads your message from "
        "{opening} on. Is somebody in danger? Call 112."
    )


def _ways(account: Account) -> Iterator[Way]:
    return (way for way in account.connector_class.ways if way.capability in WAYS)


@require_GET
@changes_greetings
def greetings(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_POST
@changes_greetings
def greeting(request: HttpRequest, pk: int) -> HttpResponse:
    """That of one channel."""
    account = get_object_or_404(Account.objects.select_related("greeting"), pk=pk)
    form = GreetingForm(account, request.POST)
    if not form.is_valid():
        return _show(request, refused=form)
    save(form.save(commit=False), person(request))
    messages.success(request, _("Saved."))
    response = redirect("greetings")
    response.status_code = 303
    return response


def _show(request: HttpRequest, refused: GreetingForm | None = None) -> HttpResponse:
    accounts = Account.objects.select_related("greeting").order_by("name", "pk")
    read = _as_read({account.pk: account.greeting.text for account in accounts if _has(account)})
    made = (GreetingForm(account) for account in accounts)
    forms_shown = [refused if refused and refused.account == one.account else one for one in made]
    context = {
        "rows": [{"form": form, "read": read.get(form.account.pk)} for form in forms_shown],
        "shown": "greetings",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else 200
    return render(request, "inbox/greetings.html", context, status=status)


def _has(account: Account) -> bool:
    return hasattr(account, "greeting")


def _as_read(texts: dict[int, str]) -> dict[int, str]:
    """Each text as a citizen would read it now; none where nobody is ever at work."""
    now = timezone.now()
    try:
        opening = hours().next_opening(now)
    except NeverOpen:
        return {}
    return {pk: as_sent(text, opening, now) for pk, text in texts.items()}
