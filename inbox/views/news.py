"""What is new for this person, for a page that nobody looks at."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from inbox import noticing, settled
from inbox.views.access import number, person, reads


@require_GET
@reads
def news(request: HttpRequest) -> HttpResponse:
    """No content: an event for the page, with what was new after ``since`` and until where.

    Without ``since`` only until where.
    """
    user, since = person(request), number(request.GET.get("since", ""))
    now = max(since, settled.newest())
    found = noticing.since(user, since, now) if since else None
    said = noticing.notification(user, found) if found else {}
    response = HttpResponse(status=204)
    response["HX-Trigger"] = json.dumps({"webcare:news": {"now": now, **said}})
    response["Cache-Control"] = "no-store"
    return response
