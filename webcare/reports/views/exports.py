"""Tables on the clock: which there are, what they made, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inbox.views.access import person
from webcare.reports import exports
from webcare.reports.access import takes_along
from webcare.reports.forms import ExportForm
from webcare.reports.models import Export, Made
from webcare.reports.sources import SOURCES, made
from webcare.reports.spreadsheets import FORMATS
from webcare.reports.wishes import Asked, NotYours, Wish

SHOWN = 5  # files of each


@require_GET
@takes_along
def page(request: HttpRequest) -> HttpResponse:
    lately = Made.objects.defer("content").order_by("-due")[:SHOWN]
    rows = Export.objects.select_related("by").prefetch_related("people")
    context = {
        "exports": rows.filter(stopped_at=None).prefetch_related(
            Prefetch("made", queryset=lately, to_attr="lately")
        ),
        "oldest": timezone.now() - exports.KEPT,
    }
    return render(request, "reports/exports.html", context)


@require_http_methods(["GET", "POST"])
@takes_along
def new(request: HttpRequest) -> HttpResponse:
    """Of the table that the address names."""
    user, wish = person(request), Wish.of(request.GET)
    if wish.period == "own" or wish.source not in SOURCES:
        raise Http404
    try:
        table = made(Asked(wish, user, timezone.localdate()))
    except NotYours as refused:
        raise Http404 from refused
    row = Export(wish=wish.kept, by=user, name=table.title)
    form = ExportForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("It is made from now on."))
        return redirect("exports")
    context = {"form": form, "table": table, "query": wish.query}
    return render(request, "reports/export.html", context, status=422 if form.errors else 200)


@require_GET
@takes_along
def file(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Made.objects.select_related("export"), pk=pk)
    source = SOURCES.get(Wish.of(row.export.wish).source)
    may = source and (not source.permission or person(request).has_perm(source.permission))
    if row.content is None or not may:
        raise Http404
    answer = HttpResponse(bytes(row.content), content_type=FORMATS[row.export.format])
    answer["Content-Disposition"] = f'attachment; filename="{row.name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@takes_along
def again(request: HttpRequest, pk: int) -> HttpResponse:
    exports.again(get_object_or_404(Made.objects.select_related("export__by"), pk=pk, made_at=None))
    return redirect("exports")


@require_POST
@takes_along
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    Export.objects.filter(pk=get_object_or_404(Export, pk=pk).pk).update(stopped_at=timezone.now())
    messages.success(request, _("It is not made any more."))
    return redirect("exports")
