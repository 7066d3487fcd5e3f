"""Canned answers for who writes them: the list, with what is due on top, and one of them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from connectors.models import Account
from inbox.canned.editing import check_variables, history, save
from inbox.canned.making import made_of
from inbox.canned.trying import trial as tried
from inbox.canned.variables import VARIABLES
from inbox.models import Canned
from inbox.models.canned import LANGUAGES
from inbox.refusals import Refused
from inbox.views.access import number, person
from routing.models import Department

PREFILLED = {"title": 100, "text": 2000}  # characters
writes_canned = permission_required("inbox.change_canned", raise_exception=True)


class CannedForm(forms.ModelForm[Canned]):
    """One canned answer. ``seen`` is the version that was on the screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Canned
        fields: ClassVar = [
            "title",
            "shortcut",
            "text",
            "departments",
            "accounts",
            "kind",
            "language",
            "owner",
            "review_by",
            "active",
        ]
        widgets: ClassVar = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "departments": forms.CheckboxSelectMultiple,
            "accounts": forms.CheckboxSelectMultiple,
            "review_by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts: ClassVar = {
            "title": gettext_lazy("By which you and your colleagues find it."),
            "shortcut": gettext_lazy("Type / and this in an answer, such as /container."),
            "departments": gettext_lazy("None chosen: for every department."),
            "accounts": gettext_lazy("None chosen: for every channel."),
            "owner": gettext_lazy("Who sees to it that it stays true."),
            "review_by": gettext_lazy("From then on it stands on top of the list."),
        }

    def __init__(self, data: Any = None, *, instance: Canned) -> None:
        super().__init__(data, instance=instance, initial={"seen": instance.version})
        chosen = self.fields
        chosen["departments"].queryset = Department.objects.filter(active=True)  # type: ignore[attr-defined]
        chosen["accounts"].queryset = Account.objects.filter(active=True)  # type: ignore[attr-defined]
        chosen["owner"].queryset = _people()  # type: ignore[attr-defined]
        chosen["kind"].choices = [("", _("every kind")), *chosen["kind"].choices[1:]]  # type: ignore[attr-defined]

    def clean_shortcut(self) -> str:
        return str(self.cleaned_data["shortcut"]).strip()

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        try:
            check_variables(text)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return text


def _people() -> QuerySet[Any]:
    return get_user_model().objects.filter(is_active=True).order_by("first_name", "last_name")


@require_GET
@writes_canned
def overview(request: HttpRequest) -> HttpResponse:
    rows = Canned.objects.with_use().due_first().select_related("owner")
    found = list(rows.prefetch_related("departments", "accounts"))
    return render(request, "inbox/canned/overview.html", {"rows": found})


@require_http_methods(["GET", "POST"])
@writes_canned
def new(request: HttpRequest) -> HttpResponse:
    """``title`` and ``text`` of the address are in it already, or the answer that it names."""
    given = {name: request.GET.get(name, "")[:length] for name, length in PREFILLED.items()}
    if answer := number(request.GET.get("antwoord", "")):
        given["text"] = made_of(answer, person(request))
    return _work(request, Canned(owner=person(request), **given))


@require_http_methods(["GET", "POST"])
@writes_canned
def change(request: HttpRequest, pk: int) -> HttpResponse:
    return _work(request, get_object_or_404(Canned.objects.with_use(), pk=pk))


@require_POST
@writes_canned
def trial(request: HttpRequest) -> HttpResponse:
    """The text so far, as a citizen would read it; without JavaScript on the page of its own."""
    pk = number(request.POST.get("pk", ""))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "inbox/canned/_trial.html", {"trial": _trial(request)})
    row = get_object_or_404(Canned.objects.with_use(), pk=pk) if pk else Canned()
    return _show(request, row, CannedForm(request.POST, instance=row), trial=_trial(request))


def _trial(request: HttpRequest) -> Any:
    chosen = number(next(iter(request.POST.getlist("departments")), ""))
    department = Department.objects.filter(pk=chosen).first()
    language = request.POST.get("language", "")
    return tried(request.POST.get("text", ""), language, department.name if department else "")


def _work(request: HttpRequest, row: Canned) -> HttpResponse:
    known = row.title
    if request.method != "POST":
        return _show(request, row, CannedForm(instance=row), known)
    form = CannedForm(request.POST, instance=row)
    if form.is_valid():
        given = form.cleaned_data
        try:
            save(
                form.instance,
                list(given["departments"]),
                list(given["accounts"]),
                person(request),
                seen=given["seen"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            response = redirect("canned_answers")
            response.status_code = HTTPStatus.SEE_OTHER
            return response
    return _show(request, row, form, known)


def _show(
    request: HttpRequest, row: Canned, form: CannedForm, known: str = "", trial: Any = None
) -> HttpResponse:
    """``known``: what it is called, "" for a new one."""
    context = {
        "row": row,
        "title": known or row.title,
        "form": form,
        "variables": VARIABLES,
        "languages": LANGUAGES,
        "trial": trial or (tried(row.text, row.language) if row.text else None),
        "history": history(row) if row.pk else [],
    }
    wrong = form.is_bound and not form.is_valid() and trial is None
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong or form.errors else 200
    return render(request, "inbox/canned/canned.html", context, status=status)
