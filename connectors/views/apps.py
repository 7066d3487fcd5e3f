"""The municipality's apps at the platforms: entered once, before accounts can be connected."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from connectors import registry
from connectors.forms import AppForm
from connectors.models import App
from connectors.views.answering import go_to
from connectors.views.connecting import return_address


@require_http_methods(["GET", "POST"])
@permission_required("connectors.add_app", raise_exception=True)
def add_app(request: HttpRequest, kind: str) -> HttpResponse:
    """One form: the app's name and its credentials. Its addresses to copy come after it."""
    if kind not in dict(registry.gateway_kinds()):
        raise Http404
    label = registry.gateway_class(kind).label
    new = App(kind=kind, name=str(label))
    return _edit(request, new, _("Saved. Copy the addresses below to %(platform)s."))


@require_http_methods(["GET", "POST"])
@permission_required("connectors.change_app", raise_exception=True)
def app(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(App, pk=pk), _("Saved."))


def _edit(request: HttpRequest, app: App, done: str) -> HttpResponse:
    form = AppForm(request.POST if request.method == "POST" else None, instance=app)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, done % {"platform": app.gateway_class.label})
        return go_to("app", app.pk)
    context = {
        "app": app,
        "form": form,
        "return_address": return_address(request),
        "made_up": [
            (field.label, field.help, app.credentials.get(field.name, ""))
            for field in app.gateway_class.credential_fields
            if field.ours
        ],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else 200
    return render(request, "connectors/app.html", context, status=status)
