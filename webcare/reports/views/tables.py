"""A table on the screen, and the same one as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from inbox.views.access import person
from webcare.reports.access import takes_along
from webcare.reports.figures import everything
from webcare.reports.forms import WishForm
from webcare.reports.models import Taken
from webcare.reports.sources import SOURCES, made
from webcare.reports.spreadsheets import FORMATS, explained, file_name, hidden_means, written_as
from webcare.reports.tables import Table
from webcare.reports.wishes import Asked, NotYours, Wish

LATELY = 10


@require_GET
@takes_along
def page(request: HttpRequest) -> HttpResponse:
    """With ``?as=csv`` or ``xlsx`` it is the file, of exactly what the page shows."""
    user, wish = person(request), Wish.of(request.GET)
    try:
        table = made(Asked(wish, user, timezone.localdate()))
    except NotYours as refused:
        raise Http404 from refused
    if (kind := request.GET.get("as", "")) in FORMATS:
        return taken_along(request, table, wish, kind)
    accounts, departments, _teams = everything()
    there = [one for one in SOURCES.values() if not one.permission or user.has_perm(one.permission)]
    context = {
        "table": table,
        "wish": wish,
        "source": SOURCES[wish.source],
        "sources": there,
        "form": WishForm(wish, departments, accounts),
        "explained": list(explained(table)),
        "hidden_means": hidden_means(),
        "address": f"{reverse('reports')}?{wish.query}",
        "taken": Taken.objects.select_related("by")[:LATELY],
    }
    return render(request, "reports/tables.html", context)


def taken_along(request: HttpRequest, table: Table, wish: Wish, kind: str) -> HttpResponse:
    """The file; and that it was taken along is kept."""
    content = written_as(table, kind)
    audience = "outside" if wish.leaves_the_team else "team"
    Taken.objects.create(
        by=person(request), title=table.title, wish=wish.kept, audience=audience, format=kind
    )
    answer = HttpResponse(content, content_type=FORMATS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{file_name(table, kind)}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
