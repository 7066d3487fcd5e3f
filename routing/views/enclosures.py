"""Files of a question, for who may see the question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from http import HTTPStatus
from typing import IO

from asgiref.sync import sync_to_async
from django.core.files.storage import default_storage
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from routing import desk
from routing.desk.contents import CONTENTS
from routing.forms.answers import AnswerForm
from routing.models import Enclosure, Referral
from routing.views.access import answers, number
from routing.views.answering import on_question
from routing.views.showing import show

CHUNK = 64 * 1024
KEPT_SECONDS = 300
NOTHING_KNOWN = "application/octet-stream"


@require_safe
@answers
def enclosure(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself."""
    visible = Referral.objects.visible_to(request.user)
    return serve(request, get_object_or_404(Enclosure, pk=pk, referral__in=visible.values("pk")))


def serve(request: HttpRequest, row: Enclosure) -> HttpResponseBase:
    """For who was found to see it: pictures are shown, all others are offered to save.

    404 when the storage backend does not have it.
    """
    name, content = row.file.name or "", CONTENTS.get(row.mime)
    try:
        size, file = default_storage.size(name), default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error
    response = StreamingHttpResponse(
        _later(file) if isinstance(request, ASGIRequest) else _now(file),
        content_type=content.mime if content else NOTHING_KNOWN,
    )
    response["Content-Length"] = str(size)
    if content is None or not content.is_picture:
        suffix = content.suffix if content else ""
        response["Content-Disposition"] = f'attachment; filename="bijlage-{row.pk}{suffix}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


def _now(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, CHUNK), b"")


async def _later(file: IO[bytes]) -> AsyncIterator[bytes]:
    """The same without holding up other requests, and without the whole file in memory."""
    try:
        while chunk := await sync_to_async(file.read)(CHUNK):
            yield chunk
    finally:
        await sync_to_async(file.close)()


@on_question
def leave_out(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Do not send a file along after all; ``file`` names it. The text stays as it was."""
    given = request.POST.get("file", "")
    form = AnswerForm(initial={"text": request.POST.get("text", "")})
    try:
        desk.leave_out(Enclosure(pk=number(given), referral=referral))
    except desk.Refused as refusal:
        return show(
            request,
            referral,
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            answer_form=form,
            refused_files=[str(refusal)],
        )
    return show(request, referral, answer_form=form)
