"""Attachments for who may see the conversation, and ours for the platform that places them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from inbox import attachments, names
from inbox.attachments.contents import CONTENTS, JPEG
from inbox.models import Attachment, Conversation
from inbox.views.access import find, reads, works
from inbox.views.ranges import respond
from inbox.views.work import back

NOTHING_KNOWN = "application/octet-stream"
KEPT_SECONDS = 300  # what a citizen takes back is soon gone from browsers too


@require_safe
@reads
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself: shown when we know it to be harmless, else offered to save."""
    row = _find(request, pk)
    if names.are_concealed() and not row.mime.startswith(("image/", "video/", "audio/")):
        raise Http404
    return _private(_serve(request, row))


@require_safe
@reads
def thumbnail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A small JPEG of a picture."""
    row = _find(request, pk)
    if not row.thumbnail:
        raise Http404
    return _private(_stream(request, row.thumbnail.name or "", JPEG.mime))


@require_POST
@works
def fetch_again(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Try once more to get what could not be fetched."""
    conversation = find(request, pk)
    theirs = Q(message__conversation=conversation) | Q(post=conversation.post_id or 0)
    attachments.fetch_again(get_object_or_404(Attachment.objects.filter(theirs), pk=attachment))
    return back(conversation)


@require_safe
@login_not_required
def public_attachment(request: HttpRequest, token: str) -> HttpResponseBase:
    """An attachment of an answer, for the platform; the address is good for ten minutes."""
    row = attachments.redeem(token)
    if row is None:
        raise Http404
    response = _serve(request, row)
    response["Cache-Control"] = "no-store"
    return response


def _find(request: HttpRequest, pk: int) -> Attachment:
    """What this person may see and we have, or 404. Files of a note are not for who reads no names:
    a picture of our own screen tells them."""
    row = get_object_or_404(
        Attachment.objects.select_related("message"), pk=pk, state=Attachment.State.KEPT
    )
    conversations = Conversation.objects.visible_to(request.user)
    if row.post_id:
        conversations = conversations.filter(post=row.post_id)
    else:
        owner = row.message or row
        conversations = conversations.filter(pk=owner.conversation_id or 0)
    concealed = row.internal and names.are_concealed()
    if concealed or not conversations.exists():
        raise Http404
    return row


def _serve(request: HttpRequest, row: Attachment) -> HttpResponseBase:
    content = CONTENTS.get(row.mime)
    response = _stream(request, row.file.name or "", content.mime if content else NOTHING_KNOWN)
    if content is None or not content.shown:
        suffix = content.suffix if content else ""
        response["Content-Disposition"] = f'attachment; filename="bijlage-{row.pk}{suffix}"'
    return response


def _stream(request: HttpRequest, name: str, mime: str) -> HttpResponseBase:
    try:
        size = default_storage.size(name)
        file = default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error
    response = respond(request, file, size, mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response
