"""What a crisis is about: its words for the database, and the conversations that are about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import Exists, QuerySet

from inbox.actions.bundling import gather
from inbox.models import Bundled, Conversation, Crisis
from inbox.workflow import Status

if TYPE_CHECKING:
    from inbox.querysets import ConversationQuerySet

MOST_AT_ONCE = 200
_PARTS = re.compile(r"[,;\n]+")
_NO_WORD = re.compile(r"^\W+")  # before its first letter: the # of a hashtag


def pattern_of(words: str) -> str:
    """ "stroom, kabel brand" as a regular expression of PostgreSQL: any of these, from the
    beginning of a word on. "" for no words."""
    parts = (_NO_WORD.sub("", " ".join(each.split())) for each in _PARTS.split(words))
    said = [part for part in parts if part]
    return rf"\m({'|'.join(map(_literal, said))})" if said else ""


def _literal(part: str) -> str:
    """Nothing that a person writes means anything to the database but itself."""
    return "".join(each if each.isalnum() or each == "_" else _escaped(each) for each in part)


def _escaped(character: str) -> str:
    return r"\s+" if character == " " else f"\\{character}"


def about(crisis_id: int, rows: QuerySet[Conversation] | None = None) -> ConversationQuerySet:
    """The conversations about it; all of them when it is about everything."""
    found: ConversationQuerySet = Conversation.objects.all() if rows is None else rows  # type: ignore[assignment]
    return found.filter(Exists(Crisis.objects.filter(pk=crisis_id).about()))


def group() -> None:
    """Put what came in about the crisis that lasts in its bundle, a number at a time."""
    crisis = Crisis.objects.standing().filter(bundle__isnull=False).select_related("bundle").first()
    if crisis is None or crisis.bundle is None:
        return
    waiting = Conversation.objects.filter(status__in=[Status.OPEN, Status.REFERRED])
    inside = Bundled.objects.filter(state=Bundled.State.IN).values("conversation")
    rows = about(crisis.pk, waiting).exclude(pk__in=inside).order_by("pk")[:MOST_AT_ONCE]
    if found := list(rows):
        gather(found, None, bundle=crisis.bundle)
