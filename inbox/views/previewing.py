"""What is being written as its readers will see it: the very messages that would be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from connectors.base import Way
from inbox.actions.drafting import check_media, draft
from inbox.canned.variables import check_filled
from inbox.models import Attachment, Conversation
from inbox.reading import laid_ready
from inbox.refusals import Refused
from inbox.signing import signed
from inbox.views.access import person
from inbox.views.composing import chosen
from inbox.ways import offers


@dataclass(frozen=True)
class Shown:
    """One message as it would stand there."""

    text: str
    media: Sequence[Attachment]


def previewed(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    """``messages``, in order, and ``refused``: why they could not be sent so, or ""."""
    text = signed(request.POST.get("text", ""), person(request), conversation.account)
    offered = offers(conversation)
    way = chosen(request, [one for one in offered if not one.refused] or offered)
    along = _along(request, conversation)
    if way is None:
        return {"messages": [], "refused": ""}
    messages, refused = [Shown(text, along)] if text or along else [], ""
    try:
        messages = _messages(request, conversation, text, way, along) if messages else []
    except Refused as refusal:
        refused = str(refusal)
    return {"messages": messages, "refused": refused, "way": way}


def _messages(
    request: HttpRequest,
    conversation: Conversation,
    text: str,
    way: Way,
    along: Sequence[Attachment],
) -> list[Shown]:
    """As ``actions.reply`` makes them. Raises Refused where that would."""
    check_filled(text)
    split = "split" in request.POST
    made = draft(conversation, text, way.capability, media=bool(along), split=split)
    check_media(way, along)
    return [Shown(words, media) for words, media in made.pieces(along)]


def _along(request: HttpRequest, conversation: Conversation) -> list[Attachment]:
    """What goes along, with what was just written about it; nothing is kept of that here."""
    wanted = set(request.POST.getlist("media"))
    mine = laid_ready(conversation, person(request))
    along = [one for one in mine if str(one.pk) in wanted]
    for one in along:
        one.alt = request.POST.get(f"alt-{one.pk}", one.alt)
    return along
