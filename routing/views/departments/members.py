"""Who belongs to a department."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from routing import departments as acts
from routing.views.access import person as who_asks
from routing.views.departments.access import back, find_own
from routing.views.departments.pages import show


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """``person`` is a primary key."""
    department = find_own(request, pk)
    given = request.POST.get("person", "")
    key = int(given) if given.isdecimal() and len(given) < 10 else 0
    new = get_object_or_404(get_user_model(), pk=key, is_active=True)
    try:
        acts.add_member(department, new, who_asks(request))
    except acts.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s is a member now.") % {"name": new})
    return back(request, department, "members")


@require_POST
def remove(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """``sure=on`` for the last one who sees the questions."""
    department = find_own(request, pk)
    member = get_object_or_404(get_user_model(), pk=person)
    sure = request.POST.get("sure") == "on"
    try:
        acts.remove_member(department, member, who_asks(request), sure=sure)
    except acts.NobodyLeft as refused:
        return show(
            request,
            department,
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            leaving=member,
            leaving_problem=refused,
        )
    messages.success(request, _("%(name)s is no longer a member.") % {"name": member})
    return back(request, department, "members")
