"""Which labels there are: for who leads or administers."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from inbox.models import Label

changes_labels = permission_required("inbox.change_label", raise_exception=True)


class LabelForm(forms.ModelForm[Label]):
    class Meta:
        model = Label
        fields: ClassVar = ["name", "colour", "order", "active"]
        widgets: ClassVar = {
            "active": forms.CheckboxInput(
                attrs={"class": "utrecht-checkbox utrecht-checkbox--html-input"}
            )
        }

    def __init__(self, label: Label | None = None, data: Any = None) -> None:
        prefix = f"label-{label.pk}" if label else "new"
        super().__init__(data, instance=label, prefix=prefix)


@require_GET
@changes_labels
def page(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_POST
@changes_labels
def add(request: HttpRequest) -> HttpResponse:
    return _keep(request, LabelForm(data=request.POST))


@require_POST
@changes_labels
def change(request: HttpRequest, pk: int) -> HttpResponse:
    return _keep(request, LabelForm(get_object_or_404(Label, pk=pk), request.POST))


def _keep(request: HttpRequest, form: LabelForm) -> HttpResponse:
    if not form.is_valid():
        return _show(request, form)
    form.save()
    messages.success(request, _("Saved."))
    response = redirect("labels")
    response.status_code = 303
    return response


def _show(request: HttpRequest, refused: LabelForm | None = None) -> HttpResponse:
    labels = Label.objects.annotate(worn=Count("conversations")).order_by("order", "name")
    again = refused.instance.pk if refused else None
    context = {
        "rows": [
            {"label": one, "form": refused if one.pk == again else LabelForm(one)} for one in labels
        ],
        "new": refused if refused and not again else LabelForm(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else 200
    return render(request, "inbox/labels/labels.html", context, status=status)
