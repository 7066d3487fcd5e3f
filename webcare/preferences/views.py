"""Preferences: everybody's own, for who is signed in."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from inbox.views.access import person
from webcare.models import User
from webcare.preferences.columns import Language
from webcare.preferences.forms import PreferencesForm
from webcare.push.keys import public_key


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Each person's own; a choice holds from the next page on, on every device."""
    user = User.objects.get(pk=person(request).pk)  # a refused form leaves the page as it was
    form = PreferencesForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        user.save(update_fields=[*form.fields])
        with translation.override(user.language or translation.get_language()):
            messages.success(request, _("Saved."))
        return redirect("preferences")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {
        "form": form,
        "devices": user.devices.all(),
        "push_key": SimpleLazyObject(public_key),
    }
    return render(request, "preferences/preferences.html", context, status=status)


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """The buttons for the language: for this browser, and for who is signed in everywhere."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in Language.values:
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return set_language(request)
