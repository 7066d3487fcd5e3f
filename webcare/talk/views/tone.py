"""How people sound, with how sure that is."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from inbox.views.access import reads
from webcare.talk.feeling import LEAST, feelings, measured, mistakes, report

DAYS = (7, 28, 91)


@require_GET
@reads
def page(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("dagen", "")
    days = int(asked) if asked in map(str, DAYS) else DAYS[1]
    since = timezone.now() - timedelta(days=days)
    known = report()
    wrong = mistakes(known)
    context = {
        "tab": "tone",
        "days": days,
        "periods": DAYS,
        "rows": feelings(request.user, since, _("Everybody"), wrong),
        "measured": measured(known),
        "widened": wrong is not None,
        "least": LEAST,
    }
    return render(request, "talk/tone.html", context)
