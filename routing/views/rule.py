"""One rule: building it, trying it, saving it, and every version it had."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from routing.forms.rule_editor import Editor, posted_row
from routing.models import Department, Rule
from routing.rules import Changed, Gone, Refused, save
from routing.rules.counting import did
from routing.rules.offered import Offered
from routing.rules.overview import history, in_words, since, why_broken, words
from routing.rules.trying import try_out
from routing.views.rules import back, changes_rules, person, views_rules

PAGE = "routing/rules/rule.html"


@require_http_methods(["GET", "POST"])
@changes_rules
def new_rule(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _work(request, None)
    return _show(request, None, editor=Editor(None))


@require_http_methods(["GET", "POST"])
@views_rules
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """The rule with its versions; for who may change it, the builder as well."""
    found = Rule.objects.select_related("department").filter(pk=pk).first()
    may_change = request.user.has_perm("routing.change_rule")
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        return _work(request, found, gone=found is None)
    if found is None:
        raise Http404
    return _show(request, found, editor=Editor(found) if may_change else None)


@require_POST
@changes_rules
def check_condition(request: HttpRequest) -> HttpResponse:
    """What is wrong with the values of one row, as soon as they are filled in."""
    number = request.POST.get("checked", "")[:4]
    if not number.isdecimal():
        raise Http404
    row = posted_row(request.POST, int(number), Offered())
    return render(request, "parts/errors.html", {"field": row["values"]})


def _work(request: HttpRequest, found: Rule | None, *, gone: bool = False) -> HttpResponse:
    """What the pressed button asks for."""
    editor = Editor(found, request.POST)
    do, _dash, what = request.POST.get("do", "save").partition("-")
    if gone:
        return _refuse(request, editor, Gone(_("This rule was removed meanwhile.")))
    if do == "add":
        editor.add(request.POST.get("add-about", ""))
        return _show(request, found, editor=editor)
    if do == "drop" and what.isdecimal():
        editor.drop(int(what[:4]))
        return _show(request, found, editor=editor)
    if not editor.is_valid():
        return _show(request, found, status=HTTPStatus.UNPROCESSABLE_ENTITY, editor=editor)
    if do == "try":
        return _show(request, found, editor=editor, **_tried(found, editor))
    return _save(request, found, editor)


def _save(request: HttpRequest, found: Rule | None, editor: Editor) -> HttpResponse:
    try:
        saved = save(found, editor.plan(), person(request), seen=editor.seen)
    except Refused as refused:
        return _refuse(request, editor, refused)
    said = _("“%(rule)s” is saved as version %(number)d.")
    messages.success(request, said % {"rule": saved.name, "number": saved.version})
    return back(f"rule-{saved.pk}")


def _refuse(request: HttpRequest, editor: Editor, refused: Refused) -> HttpResponse:
    """The page with what was filled in, and why it was not saved."""
    more: dict[str, Any] = {}
    found = editor.rule
    if isinstance(refused, Changed) and found:
        # Who saves again has read what changed.
        more = {"changed": refused.version, "changes": since(found, refused.seen)}
        editor.seen = refused.version.number
    elif isinstance(refused, Gone):
        more, found = {"gone": refused}, None
    else:
        field = refused.field if refused.field in editor.form.fields else None
        editor.form.add_error(field, str(refused))
    return _show(request, found, status=HTTPStatus.UNPROCESSABLE_ENTITY, editor=editor, **more)


def _tried(found: Rule | None, editor: Editor) -> dict[str, Any]:
    """What the rule would have done, with the names of departments and rules."""
    plan = editor.plan()
    trial = try_out(found, plan)
    departments = dict(Department.objects.values_list("pk", "name"))
    rules = dict(Rule.objects.values_list("pk", "name"))
    return {
        "trial": trial,
        "department": editor.form.cleaned_data["department"],
        "moves": [(departments.get(pk or 0), number) for pk, number in trial.moves],
        "before": [(rules.get(pk), number) for pk, number in trial.before],
        "examples": [(each, departments.get(each.department or 0)) for each in trial.examples],
    }


def _show(
    request: HttpRequest,
    found: Rule | None,
    *,
    status: int = 200,
    editor: Editor | None = None,
    **more: Any,
) -> HttpResponse:
    context = {
        "rule": found,
        "editor": editor,
        "address": reverse("rule", args=[found.pk]) if found else reverse("new_rule"),
        **more,
    }
    if found:
        context |= {
            "problem": why_broken(found) if found.active else "",
            "conditions": in_words(found, words(), most=1000),
            "did": did([found])[found.pk],
            "history": history(found),
        }
    htmx = getattr(request, "htmx", None)
    part = "#editor" if htmx and htmx.target == "editor" else ""
    return render(request, f"{PAGE}{part}", context, status=status)
