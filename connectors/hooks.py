"""Where the platforms knock: the address of each app's webhooks.

What a platform tells us is verified, stored with one insert, and acknowledged. Nothing is
understood here: X waits ten seconds for an answer (X API docs, "Webhooks"), and Meta five
(Messenger Platform docs, "Webhooks").
"""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from connectors.base import Forged, Raw
from connectors.models import App, Arrival, digest
from connectors.secrets import Undeciphered
from connectors.signals import arrived

log = logging.getLogger(__name__)

SOURCE = "webhook"
MOST_BYTES = 20 * 1024 * 1024  # a thousand changes of Meta's are some two megabytes
DAY = 24 * 3600


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """200 once the body is stored; 403 for who is not the platform; 503 when we cannot tell.

    A platform repeats what it got no 200 for, so whatever goes wrong on our side is 503.
    """
    try:
        app = App.objects.filter(key=key, active=True).first()
        if app is None:
            return HttpResponse(status=404)
        if isinstance(app.credentials, Undeciphered):
            log.error("%s: its credentials are stored under another key", app)
            return HttpResponse(status=503)
        return _challenge(app, request) if request.method == "GET" else _receive(app, request)
    except UnreadablePostError:
        return HttpResponse(status=400)
    except Exception:  # the platform keeps what we could not store
        log.exception("A webhook could not be taken in")
        return HttpResponse(status=503)


def refused(app: App) -> int:
    """How many webhooks were refused today and yesterday, as far as the cache remembers."""
    today = timezone.now().date()
    counted = [cache.get(_counter(app, day)) for day in (today, today - timedelta(days=1))]
    return sum(count or 0 for count in counted)


def _challenge(app: App, request: HttpRequest) -> HttpResponse:
    try:
        answer = app.connect().challenge(request.GET.dict())
    except Forged as error:
        return _refuse(app, error)
    return HttpResponse(answer.body, content_type=answer.content_type)


def _receive(app: App, request: HttpRequest) -> HttpResponse:
    # Read as a stream: request.body has the limit for what people upload.
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        log.error("%s: a webhook of more than %s bytes", app, MOST_BYTES)
        return HttpResponse(status=413)
    try:
        app.connect().verify(request.headers, body)
    except Forged as error:
        return _refuse(app, error)
    _store(app, Raw(SOURCE, body))
    return HttpResponse(status=200)


def _store(app: App, raw: Raw) -> None:
    arrival = Arrival.objects.create(app=app, source=raw.source, body=raw.body, digest=digest(raw))
    bell = partial(arrived.send_robust, sender=Arrival, arrival_ids=[arrival.pk])
    transaction.on_commit(bell)


def _refuse(app: App, error: Forged) -> HttpResponse:
    log.warning("%s: a webhook was refused: %s", app, error)
    counter = _counter(app, timezone.now().date())
    cache.add(counter, 0, timeout=3 * DAY)
    try:
        cache.incr(counter)
    except ValueError:  # the cache forgot it in between
        cache.set(counter, 1, timeout=3 * DAY)
    return HttpResponse(status=403)


def _counter(app: App, day: object) -> str:
    return f"refused-webhooks:{app.pk}:{day}"
