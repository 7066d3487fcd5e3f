"""Saved searches: which there are and what they cost; tried before they are saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from connectors import listening
from connectors.base import Capability, ConnectorError, Unsearchable
from connectors.models import Search
from inbox import actions
from inbox.actions import Plan
from inbox.refusals import Refused
from inbox.searches import stream, trying
from inbox.searches.forms import SearchForm, initial
from inbox.searches.trying import Tried
from inbox.views.access import person

if TYPE_CHECKING:
    from webcare.models import User

sees = permission_required("connectors.view_search", raise_exception=True)
changes = permission_required("connectors.change_search", raise_exception=True)


@require_GET
@sees
def searches(request: HttpRequest) -> HttpResponse:
    rows = list(stream.saved())
    accounts = trying.accounts()
    shares = listening.shares(accounts)
    context = {
        "rows": rows,
        "costs": listening.costs_of_the_month(rows),
        "budgets": [(each, shares[each.pk]) for each in accounts],
        "month": listening.cost_of_the_month(accounts),
        "days": settings.FIND_DAYS,
    }
    return render(request, "inbox/listening/searches.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("connectors.add_search", raise_exception=True)
def make(request: HttpRequest) -> HttpResponse:
    form = SearchForm(
        trying.accounts(),
        request.POST if request.method == "POST" else None,
        initial={"language": "nl", "every": Search.Every.QUARTER},
    )
    return _edit(request, form, None)


@require_http_methods(["GET", "POST"])
@sees
def search(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, with its history; to change for who may."""
    one = get_object_or_404(stream.saved(), pk=pk)
    if request.method == "POST" and not request.user.has_perm("connectors.change_search"):
        raise PermissionDenied
    accounts = [each for each in trying.accounts() if each.pk == one.account_id] or [one.account]
    begin = initial(one, getattr(one, "listening_for", None))
    data = request.POST if request.method == "POST" else None
    return _edit(request, SearchForm(accounts, data, initial=begin), one)


@require_POST
@changes
def switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.switch_on)


@require_POST
@changes
def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.switch_off)


@require_POST
@changes
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """With exactly what stood on their page."""
    return _do(request, pk, partial(actions.agree, mark=request.POST.get("mark", "")))


def _do(request: HttpRequest, pk: int, act: Callable[[Search, User], None]) -> HttpResponse:
    one = get_object_or_404(Search, pk=pk)
    try:
        act(one, person(request))
    except Refused as refused:
        messages.error(request, str(refused))
    return _to_the_list()


def _to_the_list() -> HttpResponse:
    return HttpResponseRedirect(reverse("searches"), status=HTTPStatus.SEE_OTHER)


def _edit(request: HttpRequest, form: SearchForm, one: Search | None) -> HttpResponse:
    plan, tried = None, None
    if request.method == "POST" and form.is_valid():
        plan = _plan(form)
        if plan and "save" in request.POST and _may_be_saved(request, form, plan, one):
            if _save(request, form, plan, one):
                return _to_the_list()
        elif plan and not plan.person:
            tried = _try(request, form, plan)
    return _show(request, form, one, plan, tried)


def _may_be_saved(request: HttpRequest, form: SearchForm, plan: Plan, one: Search | None) -> bool:
    """What was tried, or is asked already. A search about a person is not tried at all: that would
    be asking for them before a second colleague agreed."""
    if plan.person or (one and plan.query == one.query):
        return True
    proof = request.POST.get("proof", "")
    return trying.was_tried(proof, form.channel, plan.query, person(request))


def _plan(form: SearchForm) -> Plan | None:
    """None where it cannot be asked so, and the form says why."""
    try:
        plan = form.plan(trying.phrase(form.channel, form.wanted))
        actions.check_plan(plan)
    except (Unsearchable, Refused) as refused:
        form.add_error(None, str(refused))
        return None
    return plan


def _save(request: HttpRequest, form: SearchForm, plan: Plan, one: Search | None) -> bool:
    try:
        saved = actions.save_search(form.channel, plan, person(request), one)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    if plan.person:
        messages.success(request, _("Saved. The search begins once a second colleague agrees."))
    elif saved.listening:
        messages.success(request, _("From now on Webcare listens to this as well."))
    else:
        messages.info(request, _("Saved. It is switched off: nobody listens to it yet."))
    return True


def _try(request: HttpRequest, form: SearchForm, plan: Plan) -> Tried | None:
    try:
        return trying.try_out(form.channel, plan.query, person(request))
    except ConnectorError as error:
        detail = error.detail or str(error)
        form.add_error(
            None, _("The platform did not try this out: %(detail)s") % {"detail": detail}
        )
        return None


def _show(
    request: HttpRequest,
    form: SearchForm,
    one: Search | None,
    plan: Plan | None,
    tried: Tried | None,
) -> HttpResponse:
    able = trying.listens_to(form.channel) if plan else None
    context: dict[str, Any] = {
        "form": form,
        "search": one,
        "plan": plan,
        "tried": tried,
        "unsaved": tried is not None and "save" in request.POST,
        "hashtags_only": able is Capability.HASHTAGS,
        "history": one.history.select_related("by") if one else (),
        "trial_costs": trying.costs_at_most(form.accounts.values()),
        "days": settings.FIND_DAYS,
        "most_days": actions.MOST_DAYS_OF_A_PERSON,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "inbox/listening/search.html", context, status=status)
