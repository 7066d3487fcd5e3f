"""What the composer shows: how an answer can go, and what goes along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from connectors.base import Way
from inbox.attachments.contents import CONTENTS
from inbox.care.elsewhere import elsewhere
from inbox.care.plain import advice
from inbox.models import Attachment, Conversation, Message
from inbox.signing import signature, signed
from inbox.views.access import person
from inbox.ways import Offer, compose_link, newest_heard, offers, parts_of

WORDS = "{text}"
KEPT_TYPES = ",".join(CONTENTS)  # what a note takes: everything that we keep


def composing(
    request: HttpRequest,
    conversation: Conversation,
    said: Sequence[Message],
    ready: QuerySet[Attachment],
    begun: str = "",
) -> dict[str, Any]:
    """How an answer can go now, and what stands ready to go along.

    said   the messages of the conversation, in order
    ready  what this colleague laid ready
    begun  the way of what was begun, chosen again unless the form says another
    """
    offered = offers(conversation, said=said)
    opened = [offer for offer in offered if not offer.refused]
    way = chosen(request, opened or offered, begun)
    return {
        "offers": opened,
        "open_ways": " ".join(offer.way.capability.value for offer in opened),
        "refused_offers": [offer for offer in offered if offer.refused],
        "chosen_way": way,
        "signature": signature(person(request), conversation.account),
        **_by_hand(conversation, said),
        **(counted(request, conversation, way) if way else {}),
        **attaching([offer.way for offer in opened], ready),
    }


def _by_hand(conversation: Conversation, said: Sequence[Message]) -> dict[str, Any]:
    """The platform's own composer for what it does not take from us, "" when it has none; its text
    is put in where ``WORDS`` stands, as it is when it is opened."""
    connector = conversation.account.connect(listens=False)
    heard = newest_heard(said)
    link = compose_link(conversation, heard[0], WORDS, connector) if heard else ""
    return {"connector": connector, "by_hand": link}


def chosen(request: HttpRequest, offered: list[Offer], begun: str = "") -> Way | None:
    """The way that was asked for, else that of what was begun, else the first."""
    wanted = request.POST.get("way", begun)
    named = [offer.way for offer in offered if offer.way.capability.value == wanted]
    return next(iter(named or [offer.way for offer in offered]), None)


def counted(request: HttpRequest, conversation: Conversation, way: Way) -> dict[str, Any]:
    """The platform's own count of the text so far, with the signature it gets, and the messages in
    which it would fit, each with its count."""
    text = signed(request.POST.get("text", ""), person(request), conversation.account)
    length = way.text.count(text)
    spread = parts_of(way, text) if way.parts > 1 and length > way.text.limit else [text]
    return {
        "length": length,
        "text_rule": way.text,
        "parts": len(spread),
        "part_lengths": [way.text.count(part) for part in spread[: way.parts]],
        "most_parts": way.parts,
        "split": "split" in request.POST,
        **warned(request, way),
        "plain": advice(request.POST.get("text", "")),
    }


def warned(request: HttpRequest, way: Way) -> dict[str, Any]:
    """Where the text so far sends the citizen in public, and whether the page says so already."""
    found = elsewhere(request.POST.get("text", "")) if way.public else []
    kinds = ",".join(one.kind for one in found)
    return {"elsewhere": found, "warned": kinds, "still": kinds == request.POST.get("warned", "")}


def attaching(ways: list[Way], ready: QuerySet[Attachment]) -> dict[str, Any]:
    """What goes along, and which ways take something along."""
    rules = {way.capability.value: way.media for way in ways if way.media}
    types = {mime: None for rule in rules.values() for mime in rule.types}
    return {
        "attached": ready if rules else [],
        "media_ways": " ".join(rules),
        "media_types": ",".join(types),
    }
