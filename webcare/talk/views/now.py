"""What stands out now, and what is spoken of most."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from inbox.views.access import reads
from webcare.talk.models import Finding
from webcare.talk.showing import Place, Shown, show
from webcare.talk.views.asked import asked

Span = Finding.Span
ELSEWHERE = 12  # other places of which the first finding is told


@require_GET
@reads
def page(request: HttpRequest) -> HttpResponse:
    span = Span.WEEK if request.GET.get("venster") == Span.WEEK else Span.DAY
    looked = Finding.objects.order_by("-at").values("at")[:1]
    choices = asked(request, looked)
    here = choices.place
    rows = list(Finding.objects.filter(here.behind, span__in=[span, Span.SEASON]))
    standing = show(request.user, _of(rows, span), here, examples=True)
    usual = show(request.user, _of(rows, Span.SEASON), here, examples=False)
    context = {
        "tab": "talk",
        "span": span,
        "spans": [Span.DAY, Span.WEEK],
        "choices": choices,
        "here": here,
        "standing": standing,
        "usual": usual,
        "elsewhere": _elsewhere(request, span, here),
        "at": next((row["at"] for row in looked), None),
    }
    return render(request, "talk/now.html", context)


def _of(rows: list[Finding], span: Span) -> list[Finding]:
    return [row for row in rows if row.span == span]


def _elsewhere(request: HttpRequest, span: Span, here: Place) -> list[tuple[Place, Shown]]:
    """What stands out most in each department and neighbourhood, the surest first."""
    first: Any = Finding.objects.filter(span=span, rank=1).exclude(here.behind)
    first = first.exclude(department=None, neighbourhood="").select_related("department")
    found = [
        (Place(row.department, row.neighbourhood), row)
        for row in first.order_by("-score", "pk")[:ELSEWHERE]
    ]
    return [(there, show(request.user, [row], there, examples=False)[0]) for there, row in found]
