"""All departments, and one of them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from routing import departments as acts
from routing import desk, outlook
from routing.agreed import hours as hours_of
from routing.departments.access import CHANGE, OWN, SEE
from routing.departments.noting import history
from routing.departments.overview import mail_problems, rows
from routing.departments.overview import members as members_of
from routing.forms.departments import DescriptionForm, MailboxForm
from routing.models import Department, Referral, ServiceHours
from routing.views.access import person
from routing.views.departments.access import back, find, find_own

CHANGES_SHOWN = 20


@require_GET
def departments(request: HttpRequest) -> HttpResponse:
    """Those this person may look at, and how each of them stands."""
    if not any(request.user.has_perm(one) for one in (SEE, CHANGE, OWN)):
        raise PermissionDenied
    shown = rows(acts.visible_to(request.user))
    context = {"rows": shown, "unmanned": [row for row in shown if row.unmanned]}
    return render(request, "routing/departments/departments.html", context)


@require_GET
def department(request: HttpRequest, pk: int) -> HttpResponse:
    """One; ``?q=`` looks for people who could become a member."""
    found = find(request, pk)
    return show(request, found, sought=request.GET.get("q", "").strip()[:100])


@require_POST
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_own(request, pk)
    form = DescriptionForm(request.POST, instance=find_own(request, pk))
    if not form.is_valid():
        return show(request, found, status=HTTPStatus.UNPROCESSABLE_ENTITY, description_form=form)
    given = form.cleaned_data
    acts.describe(found, given["description"], given["open_to_others"], person(request))
    messages.success(request, _("Saved."))
    return back(request, found, "description")


@require_POST
def mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    """``sure=on`` takes the last way away by which somebody sees the questions."""
    found = find_own(request, pk)
    form = MailboxForm(request.POST, instance=find_own(request, pk))
    alone = False
    if form.is_valid():
        sure = request.POST.get("sure") == "on"
        try:
            acts.set_mailbox(found, form.cleaned_data["email"], person(request), sure=sure)
        except acts.Refused as refused:
            alone = isinstance(refused, acts.NobodyLeft)
            form.add_error("email", str(refused))
    if form.errors:
        return show(
            request,
            found,
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            mailbox_form=form,
            mailbox_alone=alone,
        )
    messages.success(request, _("Saved."))
    return back(request, found, "mailbox")


@require_POST
def test_mail(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_own(request, pk)
    try:
        address = acts.send_test_mail(found, person(request))
    except acts.Refused as refused:
        messages.error(request, str(refused))
    else:
        said = _("A test mail is on its way to %(address)s. Look whether it arrives.")
        messages.success(request, said % {"address": address})
    return back(request, found, "mailbox")


def show(
    request: HttpRequest,
    found: Department,
    *,
    status: int = 200,
    sought: str = "",
    **more: Any,
) -> HttpResponse:
    """The page of a department, with what was filled in and refused in ``more``."""
    may_change = acts.may_change(request.user, found)
    context = {
        "department": found,
        "may_change": may_change,
        "members": members_of(found),
        "answering": desk.answering(found).count(),
        "unmanned": desk.unmanned(found),
        "waiting": Referral.objects.open().filter(department=found).count(),
        "mail_problem": mail_problems(found).get(found.pk, ""),
        "subjects": list(found.subjects.all()),
        "canned": list(found.canned.all()),
        "own_hours": ServiceHours.objects.filter(department=found).exists(),
        "today": outlook.today(hours_of(found.pk), timezone.now()),
        "sought": sought,
    }
    if may_change:
        context |= {
            "description_form": DescriptionForm(instance=found),
            "mailbox_form": MailboxForm(instance=found),
            "candidates": acts.candidates(found, sought),
            "history": history(found)[:CHANGES_SHOWN],
        }
    context |= more
    return render(request, "routing/departments/department.html", context, status=status)
