"""The page of rules: what each does, in what order, and what was removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from routing.models import Rule, RuleVersion
from routing.rules import Refused, move, remove, restore, switch
from routing.rules.overview import overview, removed

if TYPE_CHECKING:
    from webcare.models import User

views_rules = permission_required("routing.view_rule", raise_exception=True)
changes_rules = permission_required("routing.change_rule", raise_exception=True)


@require_GET
@views_rules
def rules(request: HttpRequest) -> HttpResponse:
    rows = overview()
    context = {
        "rows": rows,
        "broken": [row for row in rows if row.problem],
        "removed": removed(),
    }
    return render(request, "routing/rules/rules.html", context)


@require_POST
@changes_rules
def move_up(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, lambda: move(_find(pk), -1, person(request)), anchor=f"rule-{pk}")


@require_POST
@changes_rules
def move_down(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, lambda: move(_find(pk), 1, person(request)), anchor=f"rule-{pk}")


@require_POST
@changes_rules
def switch_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """On or off, as the button said: ``active`` is "on" or nothing."""
    active = request.POST.get("active") == "on"
    return _done(request, lambda: switch(_find(pk), active, person(request)), anchor=f"rule-{pk}")


@require_POST
@changes_rules
def remove_rule(request: HttpRequest, pk: int) -> HttpResponse:
    said = _("Removed. Below the list you can bring it back.")
    return _done(request, lambda: remove(_find(pk), person(request)), said)


@require_POST
@changes_rules
def restore_rule(request: HttpRequest, version: int) -> HttpResponse:
    """The rule as it was in that version; one that was removed comes back."""
    wanted = get_object_or_404(RuleVersion.objects.select_related("rule"), pk=version)
    said = _("“%(rule)s” is as it was.") % {"rule": wanted.name}
    return _done(request, lambda: restore(wanted, person(request)), said)


def person(request: HttpRequest) -> User:
    """Who asks. The middleware lets nobody through unnamed; the type checker wants to see it."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def back(anchor: str = "") -> HttpResponse:
    """To the list."""
    response = redirect("rules")
    response.status_code = 303
    if anchor:
        response["Location"] += f"#{anchor}"
    return response


def _find(pk: int) -> Rule:
    return get_object_or_404(Rule, pk=pk)


def _done(
    request: HttpRequest, act: Callable[[], object], said: str = "", anchor: str = ""
) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if said:
            messages.success(request, said)
    return back(anchor)
