"""What goes along with an answer that is being written: files, and what is written about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from inbox import attachments
from inbox.models import Attachment, Conversation
from inbox.reading import laid_ready as lying_ready
from inbox.refusals import Refused
from inbox.views.access import find, person, works
from inbox.views.begun import as_sent
from inbox.views.composing import attaching
from inbox.views.screen import show
from inbox.ways import offers


@require_POST
@works
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Put files with the answer that is being written."""
    return _attached(request, find(request, pk))


def laid_ready(
    request: HttpRequest, conversation: Conversation, deed: Callable[[], object]
) -> HttpResponse:
    """The composer after this was laid ready in it, with the text as it was."""
    return _attached(request, conversation, deed)


@require_POST
@works
def detach(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    conversation = find(request, pk)
    mine = get_object_or_404(lying_ready(conversation, person(request)), pk=attachment)
    return _attached(request, conversation, partial(attachments.discard, mine))


def _attached(
    request: HttpRequest, conversation: Conversation, *deeds: Callable[[], object]
) -> HttpResponse:
    """The list in the composer; without JavaScript the page, with the text as it was."""
    if not (request.htmx and request.htmx.target == "attached"):  # type: ignore[attr-defined]
        return page_as_it_was(request, conversation, None, *deeds)
    refused = _kept(request, conversation, deeds)
    opened = [offer.way for offer in offers(conversation) if not offer.refused]
    context = attaching(opened, lying_ready(conversation, person(request)))
    context |= {"conversation": conversation, "attach_refused": refused}
    # htmx shows no answer but a good one; the refusal is in its words.
    return render(request, "inbox/inbox.html#attached", context)


def page_as_it_was(
    request: HttpRequest,
    conversation: Conversation,
    instead: dict[str, Any] | None,
    *deeds: Callable[[], object],
    **shown: Any,
) -> HttpResponse:
    """For who has no JavaScript: the whole page, with all that was written and chosen in the form
    of the answer.

    instead   what takes the place of that, by field
    deeds     done with it; what one refuses is said
    shown     what the page shows besides
    """
    refused = _kept(request, conversation, deeds)
    form = as_sent(request, conversation, **(instead or {}))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return show(request, conversation, status=status, attach_refused=refused, **form, **shown)


def _kept(
    request: HttpRequest, conversation: Conversation, deeds: Iterable[Callable[[], object]]
) -> str:
    """Keep what goes along and what was written about it, and do this; why not, "" when all went
    well."""
    refused = ""
    kept = (partial(one, request, conversation) for one in (going_along, added))
    for deed in (*kept, *deeds):
        try:
            deed()
        except Refused as refusal:
            refused = str(refusal)
    return refused


def added(request: HttpRequest, conversation: Conversation) -> set[str]:
    """The files that were just chosen, laid ready with those before; their primary keys. Raises
    Refused when one cannot go along, after the others."""
    found, refused = set[str](), None
    for file in request.FILES.getlist("files"):
        try:
            found.add(str(attachments.upload(conversation, file, person(request)).pk))
        except Refused as refusal:
            refused = refusal
    if refused:
        raise refused
    return found


def going_along(
    request: HttpRequest, conversation: Conversation, added: Iterable[str] = ()
) -> list[Attachment]:
    """What goes along, each with what was just written about it. Raises Refused."""
    wanted = {*request.POST.getlist("media"), *added}
    ready = lying_ready(conversation, person(request))
    along = [one for one in ready if str(one.pk) in wanted]
    for one in along:
        alt = request.POST.get(f"alt-{one.pk}", one.alt)
        if alt != one.alt:
            attachments.describe(one, alt)
    return along
